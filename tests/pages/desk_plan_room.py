"""Plans at a desk in an invented Storby: browsers of every role, and plans that Ola Saks coordinates."""

import itertools
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from portal.rules.access import Actor, Role
from portal.rules.plan import Draft, Kind, Measure, Part, Sector
from portal.store import people, plan, plan_consents, plan_parts
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.staff import StaffRow
from tests.conftest import NOW
from tests.pages.desk_room import CENTRE, Room, national

STORBY = "9902"
OFFICER = Actor("staff", "o", STORBY, Role.OFFICER, CENTRE)
NUMBERS, KEYS = itertools.count(1), itertools.count(1)
ROLES = ("reader", "officer", "colleague", "north", "lead", "administrator", "neighbour")
SEE_IT = {"officer", "lead"}


def key() -> str:
    return f"d{next(KEYS):021}"


@dataclass
class PlanRoom(Room):
    """A room with plans in it."""

    @classmethod
    def fresh(cls, app: Flask) -> "PlanRoom":
        """Everyone logged in, nobody away or gone, the clock as it was."""
        app.extensions["clock"].now = NOW
        with app.extensions["database"].transaction() as session:
            session.execute(text("DELETE FROM sessions"))
            work = {"away_from": None, "away_until": None, "covered_by": None, "disabled_at": None}
            session.execute(StaffRow.__table__.update().values(work))
        return cls(**vars(Room.of(app)))

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def plan(self, name: str = "Kari Solvik", *, yes: bool = True, by: Actor = OFFICER) -> str:
        """Somebody's plan, by default with a yes to it. Gives the reference."""
        with self.transaction() as session:
            person = people.find_or_begin(session, STORBY, national(200 + next(NUMBERS))).id
            reference = plan.begin(
                session, by, person=person, name=name, unit=CENTRE, language="nb"
            )
            if yes:
                plan_consents.to_plan(session, Actor("citizen", person, STORBY), reference)
        return reference

    def person(self, reference: str) -> Actor:
        return Actor("citizen", self.plan_row(reference).person, STORBY)

    def write(self, reference: str, kind: Kind, by: Actor = OFFICER, **more: Any) -> str:
        draft = Draft(kind=kind, **more)
        with self.transaction() as session:
            return plan_parts.add(session, by, reference, draft, key=key())

    def measure(self, reference: str, what: str = "Gå en tur", **more: Any) -> str:
        ordinary: dict[str, Any] = {"code": Measure.YES, "words": {"what": what}}
        return self.write(reference, Kind.MEASURE, **(ordinary | more))

    def helper(self, reference: str, **words: str) -> str:
        said = {"name": "Rune Dahl", "organisation": "Nav Storby"} | words
        return self.write(reference, Kind.PARTICIPANT, code=Sector.NAV, words=said)

    def parts(self, reference: str) -> list[Part]:
        """All there is, also what has been taken away."""
        row = self.plan_row(reference)
        with self.transaction() as session:
            return plan_parts.all_of(session, row.id)

    def part(self, reference: str, part: str) -> Part:
        return next(one for one in self.parts(reference) if one.id == part)

    def plan_row(self, reference: str) -> PlanRow:
        with self.transaction() as session:
            return session.scalars(select(PlanRow).filter_by(reference=reference)).one()

    def happened(self, reference: str) -> list[str]:
        """The codes of what has happened to a plan, in order."""
        row = self.plan_row(reference)
        with self.transaction() as session:
            found = select(EventRow.code).filter_by(subject=row.id).order_by(EventRow.number)
            return list(session.scalars(found))

    def told(self, reference: str) -> int:
        """How many messages about a plan have been laid out for those who may see it."""
        row = self.plan_row(reference)
        with self.transaction() as session:
            return len(session.scalars(select(OutboxRow).filter_by(plan_id=row.id)).all())
