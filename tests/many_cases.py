"""A municipality with many cases, laid into the tables in bulk: what a page does among 100,000 others.

Only what is looked at by its page is made through the store; the rest are rows with the right codes, dates and keys, and
sealed columns that nobody opens.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select, update

from portal.rules.case import local_day
from portal.rules.deadlines import answer_due
from portal.store.crypto import new_id, new_reference
from portal.store.db import Database
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.events import ChainRow, EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import RequestRow

STATES = ("received", "taken", "answered", *("closed",) * 7)
HAPPENED = ("case.requested", "case.opened", "case.taken", "case.answered")
UNREAD = b"\x00" * 120
CASES_A_PERSON = 4
AT_A_TIME = 2000


def fill(
    database: Database, municipality: str, units: list[str], count: int, *, taker: str
) -> None:
    """Lay `count` cases of the last two years into a municipality, each with request, reader, events and messages.

    Three of ten are not closed; `taker` has every tenth.
    """
    begin_chain(database, municipality)
    for first in range(0, count, AT_A_TIME):
        numbers = range(first, min(first + AT_A_TIME, count))
        lay(database, municipality, units, numbers, count, taker)


def begin_chain(database: Database, municipality: str) -> None:
    with database.transaction() as session:
        if session.get(ChainRow, municipality) is None:
            session.add(ChainRow(municipality=municipality, number=0, hash="0" * 64))


def lay(
    database: Database, municipality: str, units: list[str], numbers: range, of: int, taker: str
) -> None:
    """One transaction's worth of cases."""
    now = database.clock()
    people = [person_row(municipality, now) for _ in numbers[::CASES_A_PERSON]]
    cases = [
        case_row(number, of, now, municipality, units, taker, people[place // CASES_A_PERSON]["id"])
        for place, number in enumerate(numbers)
    ]
    with database.transaction() as session:
        last = session.scalars(select(ChainRow.number).filter_by(municipality=municipality)).one()
        events = list(events_of(cases, last))
        for table, rows in (
            (PersonRow, people),
            (CaseRow, cases),
            (RequestRow, [request_row(case) for case in cases]),
            (CaseReaderRow, [reader_row(case) for case in cases]),
            (OutboxRow, [message_row(case) for case in cases]),
            (EventRow, events),
        ):
            put(session, table.__table__, rows)
        session.execute(
            update(ChainRow)
            .where(ChainRow.municipality == municipality)
            .values(number=last + len(events))
        )


def put(session: Any, table: Table, rows: list[dict[str, Any]]) -> None:
    session.execute(insert(table), rows)


def person_row(municipality: str, now: datetime) -> dict[str, Any]:
    person = new_id()
    return {
        "id": person, "municipality": municipality, "number_hash": person.encode(),
        "number": UNREAD, "name": None, "created_at": now, "seen_at": now,
    }  # fmt: skip


def case_row(
    number: int,
    of: int,
    now: datetime,
    municipality: str,
    units: list[str],
    taker: str,
    asker: str,
) -> dict[str, Any]:
    status, case_id = STATES[number % len(STATES)], new_id()
    asked = now - timedelta(days=1 + 700 * number / of)
    opened = None if status == "received" else asked + timedelta(hours=20)
    closed = asked + timedelta(days=20) if status == "closed" else None
    return {
        "id": case_id, "municipality": municipality, "unit": units[number // len(STATES) % len(units)],
        "reference": new_reference(), "channel": "online", "status": status,
        "phone_hash": case_id.encode(), "received_at": asked, "received_on": local_day(asked),
        "due_on": answer_due(local_day(asked)), "opened_at": opened, "taken_at": opened,
        "taken_by": taker if status == "taken" else None, "not_reached": 0, "closed_at": closed,
        "outcome": "coordinator-appointed" if closed else None, "whom": "self", "wants": "both",
        "asker": asker, "language": "nb", "warned": 0, "answered_at": closed, "news_at": closed,
    }  # fmt: skip


def request_row(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": new_id(), "case_id": case["id"], "asker": case["asker"], "words": UNREAD,
        "sent_at": case["received_at"],
    }  # fmt: skip


def reader_row(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "case_id": case["id"], "person": case["asker"], "role": "self",
        "since": case["received_at"], "until": None,
    }  # fmt: skip


def message_row(case: dict[str, Any]) -> dict[str, Any]:
    moment = case["received_at"]
    return {
        "id": new_id(), "municipality": case["municipality"], "channel": "email",
        "template": "desk-new", "language": "nb", "recipient": UNREAD, "person": None,
        "case_id": case["id"], "coalesce": f"desk-new:{case['unit']}", "state": "sent",
        "put_at": moment, "due_at": moment, "attempts": 1, "ended_at": moment,
    }  # fmt: skip


def events_of(cases: list[dict[str, Any]], last: int) -> Iterator[dict[str, Any]]:
    """What has happened to each, at the end of the chain; its fingerprints are nobody's business here."""
    for case in cases:
        for code in HAPPENED if case["status"] == "closed" else HAPPENED[:1]:
            last += 1
            yield {
                "municipality": case["municipality"], "number": last, "code": code,
                "actor_kind": "system", "actor_id": "", "acting_for": "", "subject": case["id"],
                "object": case["id"], "at": case["received_at"], "previous": "", "hash": "",
            }  # fmt: skip
