"""One row in every table about one person, with a word of its own in every sealed column."""

import json
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Boolean, Date, Integer, LargeBinary, Table, insert

from portal.rules.access import Actor
from portal.store.crypto import new_id, seal
from portal.store.db import Database
from portal.store.tables import Base
from portal.store.tables.base import Instant
from tests.databases import KEYRING
from tests.store.people import NAMSOS, OFFICER, TODAY

NUMBERS = count(1)
TABLES = {table.name: table for table in Base.metadata.sorted_tables}
JSON_WORDS = {
    "requests.words": ("own_words", "phone"),
    "complaints.words": ("concerns", "phone"),
    "complaint_steps.words": ("text",),
    "answers.words": ("text",),
    "plan_parts.words": ("text",),
    "plan_versions.words": ("text",),
    "assessments.words": ("decision",),
    "openings.words": ("why", "wrong"),
    "privacy_requests.answer": ("text",),
    "drafts.answers": ("about",),
    "late_posts.typed": ("message",),
}
CODES = {"accepted_at": None, "acting_for": None, "whom": "self", "about": "self", "role": "self"}
NOT_MADE = {"people", "staff", "events", "chains"}
"""What others make: people and employees are there, events are written."""


def canary(word: str, column: str, inner: str = "") -> str:
    """The word that stands in a sealed column of a person's."""
    return f"{word}.{column}.{inner}" if inner else f"{word}.{column}"


def put(database: Database, table: str, word: str, **values: Any) -> str:
    """One row with something in every column; gives its id."""
    row_id = values.get("id", new_id())
    made = {
        column.name: values.get(column.name, filled(TABLES[table], column, row_id, word))
        for column in TABLES[table].columns
    }
    with database.transaction() as session:
        session.execute(insert(TABLES[table]), made)
    return row_id


def filled(table: Table, column: Any, row_id: str, word: str) -> Any:
    """Something of the right kind."""
    name = f"{table.name}.{column.name}"
    if column.name == "id":
        return row_id
    if column.info.get("sealed"):
        inner = JSON_WORDS.get(name)
        said = {one: canary(word, name, one) for one in inner} if inner else canary(word, name)
        text = json.dumps(said) if inner else str(said)
        return seal(KEYRING, name, row_id, "2015-03-04" if column.name == "born" else text)
    if column.name in CODES:
        return "" if column.name == "acting_for" and not column.nullable else CODES[column.name]
    if isinstance(column.type, LargeBinary):
        return new_id().encode()[:32]
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, Integer):
        return next(NUMBERS)
    if isinstance(column.type, Date):
        return TODAY
    return plain(column)


def plain(column: Any) -> Any:
    """A moment, or a code."""
    if isinstance(column.type, Instant):
        return datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
    if column.name == "municipality":
        return NAMSOS
    if column.name in {"reference", "key", "path", "month", "token_hash"}:
        return f"c{next(NUMBERS)}"
    return None if column.foreign_keys and column.nullable else "x"


def everything_about(database: Database, person: Actor, other: Actor, word: str) -> dict[str, str]:
    """A row in each table that is about the person, made by the employee or the other; ids by table."""
    me, employee = person.id, OFFICER.id
    ids: dict[str, str] = {}

    def one(table: str, **values: Any) -> str:
        ids[table] = put(database, table, word, **values)
        return ids[table]

    case = one("cases", asker=me, taken_by=employee, whom="self", status="answered")
    one("requests", case_id=case, asker=me)
    wish = one("wishes", case_id=case)
    one("notes", case_id=case, written_by=employee)
    one("messages", case_id=case, by_kind="staff", by=employee)
    one("answers", case_id=case, made_by=employee, before="{}")
    one("case_readers", case_id=case, person=me)
    one("attachments", case_id=case, owner=me, draft_id=None)
    plan = one("plans", person=me, case_id=case, coordinator=employee)
    part = one("plan_parts", plan_id=plan, kind="text", code="needs", by_kind="staff", by=employee)
    one("plan_versions", plan_id=plan, part_id=part, by_kind="staff", by=employee)
    one("plan_readers", plan_id=plan, person=me)
    one("plan_consents", plan_id=plan, participant=part, given_by_kind="citizen", given_by=me)
    one("plan_messages", plan_id=plan, by_kind="staff", by=employee)
    one("plan_links", plan_id=plan, measure=part, participant=part, made_by=employee)
    one("plan_follow_ups", plan_id=plan, cause="measure-late", object=part)
    assessment = one("assessments", person=me, by=employee)
    one("grants", person=me, holder=other.id, basis="given", scopes="see-plan", sections="goals",
        kept_back="", assessment=assessment, offered_by_kind="citizen", offered_by=me)  # fmt: skip
    one("relations", person=me, staff=employee)
    one("openings", staff=employee, object=case)
    complaint = one("complaints", case_id=case, asker=me, about_case=case)
    one("complaint_steps", complaint_id=complaint, by_kind="staff", by=employee)
    one(
        "possible_complaints",
        object=complaint,
        case_id=case,
        plan_id=plan,
        flagged_by=employee,
        answered_by=employee,
    )
    one("privacy_requests", person=me, asked_by=me, kind="correct", outcome="x")
    one("outbox", person=me, case_id=case, plan_id=plan, state="sent")
    one("drafts", owner=me)
    one("late_posts", owner=me, path=f"/namsos/nb/{word}")
    one("sessions", person=me, kind="citizen")
    one("submissions", owner=f"citizen:{me}", wish_id=wish, case_id=case)
    return ids
