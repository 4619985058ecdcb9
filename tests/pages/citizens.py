"""Invented citizens of Storby and their cases, made with the stores: what the pages of a case are tested with."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Role
from portal.rules.answers import AnswerWords
from portal.rules.case import Channel, Status, local_day
from portal.rules.coordinator_request import Request
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import case_answers, case_readers, events, notices, people, requests
from portal.store.crypto import lookup, new_id, new_reference
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from tests.login.steps import citizen_in, csrf

CENTRE = "koordinerende-enhet"
STORBY, FJORDVIK = "9902", "9901"
# Synthetic numbers: the month has 80 added to it.
NUMBERS = {
    "reader": "01815512345",
    "parent": "02815512346",
    "former": "03815512347",
    "asker": "04815512348",
    "stranger": "05815512349",
    "neighbour": "06815512340",
}
KEYS = itertools.count(1)
REASONS = "Vi har sett på det du skrev, og du har ikke behov for flere tjenester nå."


def words(**changes: Any) -> Request:
    """What somebody sent for themself, unless told otherwise."""
    sent: dict[str, Any] = {
        "whom": "self",
        "wants": "both",
        "language": "nb",
        "name": "Kanari Fuglesang",
        "reach": "sms",
        "phone": "+4700000001",
        "own_words": "Kanariord om meg",
    }
    return Request(**(sent | changes))


def make_case(
    session: Session,
    municipality: str,
    asker: str,
    request: Request,
    *,
    readers: dict[str, tuple[str, date | None]] | None = None,
    unit: str = CENTRE,
) -> str:
    """A request that has just been sent. `readers`: person → (role, until). Gives the case's id."""
    case_id, moment = new_id(), now(session)
    day = local_day(moment)
    add(
        session,
        CaseRow,
        id=case_id,
        municipality=municipality,
        unit=unit,
        reference=new_reference(),
        channel=Channel.ONLINE.value,
        status=Status.RECEIVED.value,
        phone_hash=lookup(keyring_of(session), "cases.phone", case_id),
        received_at=moment,
        received_on=day,
        due_on=answer_due(day),
        not_reached=0,
        whom=request.whom,
        wants=request.wants,
        asker=asker,
        language=request.language,
    )
    requests.write(session, case_id, asker, request, moment)
    for person, (role, until) in (readers or {}).items():
        case_readers.add_reader(session, case_id, person, role, until)
    notices.tell_unit(
        session,
        municipality=municipality,
        unit=unit,
        case_id=case_id,
        template="desk-new",
        email="post@storby.example",
        language="nb",
    )
    actor = Actor("citizen", asker, municipality)
    events.append_by(session, actor, Code.CASE_REQUESTED, subject=case_id, touched=case_id)
    return case_id


@dataclass
class Town:
    """Browsers of citizens by who they are, and an officer to answer them."""

    app: Flask
    officer: Actor
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask) -> "Town":
        town = cls(app, Actor("staff", "o", STORBY, Role.OFFICER, CENTRE))
        town.log_in()
        return town

    def log_in(self) -> None:
        """Everyone gets a fresh session, as after some time away."""
        for who, number in NUMBERS.items():
            self.browsers[who], self.ids[who] = citizen_in(self.app, slug_of(who), number)

    def ask(self, *, whom: str = "self", unit: str = CENTRE, **more: Any) -> str:
        """A case of the reader's; for another the asker sent it, and a parent and a former parent read it too."""
        readers: dict[str, tuple[str, date | None]] = {self.ids["reader"]: ("self", None)}
        asker = self.ids["reader"]
        today = local_day(self.now)
        if whom != "self":
            asker = self.ids["asker"]
            readers[self.ids["parent"]] = ("parent", today + timedelta(days=400))
            readers[self.ids["former"]] = ("parent", today)
        with self.transaction() as session:
            request = words(whom=whom, **more)
            case_id = make_case(session, STORBY, asker, request, readers=readers, unit=unit)
            return str(session.get_one(CaseRow, case_id).reference)

    def answer(self, reference: str, kind: str, text: str = REASONS, **more: Any) -> Any:
        """The officer answers."""
        law, due = more.pop("law", None), more.pop("complaint_due", None)
        said = AnswerWords(text=text, language=more.pop("language", "nb"), **more)
        with self.transaction() as session:
            key = f"k{next(KEYS):021}"
            return case_answers.give(
                session, self.officer, reference,
                kind=kind, words=said, law=law, complaint_due=due, key=key,
            )  # fmt: skip

    def get(self, who: str, path: str = "", language: str = "nb", **more: Any) -> Any:
        return self.browsers[who].get(f"/{slug_of(who)}/{language}/saker{path}", **more)

    def post(self, who: str, path: str, **data: Any) -> Any:
        """Press a button, with the token of the page's own session."""
        token = csrf(self.get(who))
        address = f"/{slug_of(who)}/nb/saker{path}"
        return self.browsers[who].post(address, data={"csrf_token": token, **data})

    def days_later(self, days: int) -> None:
        """Everybody logs in again."""
        self.app.extensions["clock"].now += timedelta(days=days)
        self.log_in()

    @property
    def now(self) -> Any:
        return self.app.extensions["clock"]()

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def row(self, reference: str) -> CaseRow:
        with self.transaction() as session:
            return session.scalars(select(CaseRow).filter_by(reference=reference)).one()

    def change(self, reference: str, **values: Any) -> None:
        with self.transaction() as session:
            session.execute(update(CaseRow).filter_by(reference=reference).values(**values))

    def codes(self, reference: str) -> list[str]:
        """What has happened to a case, in order."""
        case_id = self.row(reference).id
        with self.transaction() as session:
            rows = select(EventRow.code).filter_by(subject=case_id).order_by(EventRow.number)
            return list(session.scalars(rows))

    def mails(self, reference: str) -> list[str]:
        """The templates of what has been laid out about a case."""
        case_id = self.row(reference).id
        with self.transaction() as session:
            return list(session.scalars(select(OutboxRow.template).filter_by(case_id=case_id)))

    def name(self, who: str, name: str) -> None:
        with self.transaction() as session:
            people.set_name(session, self.ids[who], name)


def slug_of(who: str) -> str:
    return "fjordvik" if who == "neighbour" else "storby"
