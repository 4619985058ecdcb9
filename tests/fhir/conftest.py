"""An office with a coordinator, and plans to read files into."""

import json
from argparse import Namespace
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import plan_import as command
from portal.fhir.export import bundle
from portal.fhir.read import read
from portal.rules.access import Actor, Role
from portal.rules.plan import Draft, Kind
from portal.rules.plan_import import Change
from portal.store import people, plan, plan_consents, plan_import, plan_parts
from portal.store.plan import SeenPlan
from portal.store.tables import Base
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from tests.login.steps import enrol
from tests.plan_whole import NAMSOS, write

Json = dict[str, Any]
UNIT = "brukerkontoret"
NUMBERS = ("14859221271", "05815512349", "06815512340")


@dataclass
class Office:
    """A coordinator, one who is not, a full plan and an empty one, and a plan nobody has said yes to."""

    app: Flask
    siri: Actor
    other: Actor
    marte: Actor
    full: str
    empty: str
    no_consent: str
    folder: Path

    def see(self, reference: str) -> SeenPlan:
        with self.transaction() as session:
            seen = plan.read(session, self.siri, reference)
        assert seen is not None
        return seen

    def export(self, reference: str) -> Json:
        with self.app.test_request_context():
            made = bundle(self.see(reference), NAMSOS, NAMSOS.unit, self.app.extensions["clock"]())
        return dict(json.loads(json.dumps(made)))

    def bring_in(self, reference: str, file: Json, **more: Any) -> list[Change]:
        found = read(json.dumps(file).encode())
        with self.transaction() as session:
            made = plan_import.bring_in(session, self.siri, reference, found.parts, **more)
        return [each.change for each in made]

    def command(self, content: Json | bytes, **chosen: Any) -> int:
        """As at the command line."""
        path = self.folder / "plan.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        given = {"municipality": None, "plan": None, "coordinator": None, "approve": False}
        return command.run(
            self.app, Namespace(**{"file": str(path), "paper": None, **given, **chosen})
        )

    def rows(self) -> dict[str, int]:
        """How many there are of everything."""
        with self.transaction() as session:
            return {
                table.name: session.scalar(select(func.count()).select_from(table)) or 0
                for table in Base.metadata.sorted_tables
            }

    def codes(self, reference: str) -> list[str]:
        with self.transaction() as session:
            subject = session.scalar(select(PlanRow.id).filter_by(reference=reference))
            wanted = select(EventRow.code).filter_by(subject=subject).order_by(EventRow.number)
            return list(session.scalars(wanted))

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()


@pytest.fixture
def office(app: Flask, tmp_path: Path) -> Office:
    siri = enrol(app, "siri", Role.OFFICER, name="Siri Koordinator", unit=UNIT).actor
    other = enrol(app, "ola", Role.OFFICER, name="Ola Annen", unit=UNIT).actor

    def tick() -> None:
        app.extensions["clock"].now += timedelta(minutes=1)

    with app.extensions["database"].transaction() as session:

        def begin(person: str) -> str:
            return plan.begin(
                session, siri, person=person, name="Marte Eksempel Lund", unit=UNIT, language="nb"
            )

        persons = [person_of(app, session, number) for number in NUMBERS]
        full, empty, no_consent = (begin(person) for person in persons)
        marte = Actor("citizen", persons[0], "5007")
        for person, reference in zip(persons[:2], (full, empty), strict=True):
            plan_consents.to_plan(session, Actor("citizen", person, "5007"), reference)
        write(session, siri, full, tick)
        tick()
        words = {"text": "Mitt eget punkt"}
        plan_parts.add(
            session, marte, full, Draft(kind=Kind.POINT, code="open", words=words), key="k" * 22
        )
    return Office(app, siri, other, marte, full, empty, no_consent, tmp_path)


def person_of(app: Flask, session: Any, number: str) -> str:
    return people.find_or_begin(session, app.extensions["profiles"]["namsos"].number, number).id
