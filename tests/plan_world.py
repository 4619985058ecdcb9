"""Two plans in Storby with a word of their own in every sealed column, and everybody who may or may not see them."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.plan import SHAPES, Draft, Goal, Kind, Measure, Meeting, Progress, Sector, Topic
from portal.store import absence, plan, plan_consents, plan_messages, plan_parts
from portal.store.plan_messages import UnitMail
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from tests.conftest import NOW
from tests.login.steps import citizen_in, enrol, logged_in
from tests.pages.desk_room import CENTRE, NORTH

STORBY = "9902"
CANARY, EARLIER, NAME, LETTER = "Kanarifugl", "Kanariegg", "Kanarinavn", "Kanaribrev"
# Synthetic numbers: the month has 80 added to it. The neighbour is the person, in another municipality.
NUMBERS = {
    "stranger": "05815512359",
    "former": "03815512357",
    "parent": "02815512356",
    "person": "01815512355",
    "neighbour": "01815512355",
}
STAFF = {
    "reader": ("pr", Role.READER, "storby", CENTRE),
    "colleague": ("pc", Role.OFFICER, "storby", CENTRE),
    "north": ("pn", Role.OFFICER, "storby", NORTH),
    "administrator": ("pa", Role.ADMINISTRATOR, "storby", None),
    "neighbour lead": ("pv", Role.LEAD, "fjordvik", None),
    "coordinator": ("po", Role.OFFICER, "storby", CENTRE),
    "cover": ("pk", Role.OFFICER, "storby", CENTRE),
    "lead": ("pl", Role.LEAD, "storby", None),
}
UNIT = UnitMail(lambda _unit: "post@storby.example", "nb")
CODES = {
    Kind.GOAL: Goal.OPEN,
    Kind.MEASURE: Measure.ASKED,
    Kind.PARTICIPANT: Sector.SCHOOL,
    Kind.TEXT: Topic.NEEDS,
    Kind.MEETING: Meeting.CALLED,
    Kind.POINT: "open",
    Kind.EVALUATION: Progress.CLOSER,
}
ORDER = (
    Kind.GOAL, Kind.PARTICIPANT, Kind.MEASURE, Kind.TEXT, Kind.PERIOD, Kind.ROLES, Kind.MEETING,
    Kind.POINT, Kind.EVALUATION, Kind.COMMENT,
)  # fmt: skip
HANGS_ON = {
    Kind.MEASURE: Kind.GOAL,
    Kind.POINT: Kind.MEETING,
    Kind.EVALUATION: Kind.GOAL,
    Kind.COMMENT: Kind.GOAL,
}
DAYS_ON = {Kind.MEASURE: -9, Kind.PERIOD: 30, Kind.MEETING: 9}
NO_TEXT = {"from": "2026-01-01", "to": "2026-12-31", "at": "12:00", "asked": "",
           "coordinator": "appointed", "child_coordinator": "offered",
           "contact_doctor": "declined", "meeting": ""}  # fmt: skip


@dataclass
class World:
    """Browsers by who sits at them; `parts` are those of a plan, by its name and the kind."""

    app: Flask
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[Kind, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask) -> "World":
        """`real` is in use, `withdrawn` was; `own` is the stranger's, and `absent` nobody's."""
        app.extensions["clock"].now = NOW
        world = cls(app)
        for who, (subject, role, slug, unit) in STAFF.items():
            world.ids[who] = enrol(app, subject, role, slug, unit=unit, name=who.title()).id
        world.log_in()
        world.make("real", "person", CANARY)
        world.make("withdrawn", "parent", CANARY)
        world.make("own", "stranger", "Eget")
        with world.transaction() as session:
            parent = world.citizen("parent")
            plan_consents.withdraw(session, parent, world.plans["withdrawn"])
        world.plans["absent"] = "AAAA-BBBB-CCCC"
        world.parts["absent"] = world.parts["real"]
        today = local_day(NOW)
        with world.transaction() as session:
            absence.set_away(
                session, world.coordinator, world.ids["coordinator"],
                (today, today + timedelta(days=1)), world.ids["cover"],
            )  # fmt: skip
        return world

    def log_in(self) -> None:
        """Everyone gets a fresh session."""
        for who, number in NUMBERS.items():
            slug = "fjordvik" if who == "neighbour" else "storby"
            self.browsers[who], self.ids[who] = citizen_in(self.app, slug, number, "Oppgitt")
        for who, (subject, role, slug, unit) in STAFF.items():
            employee = enrol(self.app, subject, role, slug, unit=unit, name=who.title())
            self.browsers[who] = logged_in(self.app, employee)
        self.browsers["nobody"] = self.app.test_client()

    @property
    def coordinator(self) -> Actor:
        return Actor("staff", self.ids["coordinator"], STORBY, Role.OFFICER, CENTRE)

    def citizen(self, who: str) -> Actor:
        return Actor("citizen", self.ids[who], STORBY)

    def make(self, name: str, whose: str, word: str) -> None:
        """A plan with the word everywhere, in an earlier version another."""
        person, desk = self.citizen(whose), self.coordinator
        with self.transaction() as session:
            reference = self.plans[name] = plan.begin(
                session, desk,
                person=person.id, name=f"{NAME} {whose}", unit=CENTRE, language="nb",
                phone="+4700000913", reach="sms", contact="+4700000914",
            )  # fmt: skip
            plan_consents.to_plan(session, desk, reference, paper=f"{word} 26/1")
        if name == "real":
            self.let_in()
        parts: dict[Kind, str] = {}
        for kind in ORDER:
            parts[kind] = self.write(reference, kind, word, parts)
        self.parts[name] = parts
        with self.transaction() as session:
            plan_consents.share(
                session, desk, reference, parts[Kind.PARTICIPANT], ("goals",), paper=word
            )
            for actor in (person, desk):
                plan_messages.write(
                    session, actor, reference,
                    key=f"{name:a<22}", text=f"{LETTER} {name}", mail=UNIT,
                )  # fmt: skip

    def let_in(self) -> None:
        """A parent for another year, and one whose last day was yesterday."""
        today = local_day(NOW)
        for who, until in (("parent", today + timedelta(days=365)), ("former", today)):
            with self.transaction() as session:
                plan.add_reader(
                    session, self.coordinator, self.plans["real"],
                    person=self.ids[who], name=f"{NAME} {who}", language="nb", until=until,
                    reach="sms", contact="+4700000915",
                )  # fmt: skip

    def write(self, reference: str, kind: Kind, word: str, parts: dict[Kind, str]) -> str:
        """One part in two versions."""
        hangs_on = HANGS_ON.get(kind)
        draft = Draft(
            kind=kind,
            code=CODES.get(kind, ""),
            words={each: NO_TEXT.get(each, EARLIER) for each in SHAPES[kind].words},
            parent=parts[hangs_on] if hangs_on else None,
            responsible=parts[Kind.PARTICIPANT] if kind is Kind.MEASURE else None,
            due_on=local_day(NOW) + timedelta(days=DAYS_ON[kind]) if kind in DAYS_ON else None,
        )
        said = {each: NO_TEXT.get(each, f"{word} {kind.value}") for each in SHAPES[kind].words}
        now_said = Draft(**{**draft.__dict__, "words": said})
        with self.transaction() as session:
            actor = self.coordinator
            part = plan_parts.add(session, actor, reference, draft, key=f"{kind:x<22}{reference}")
            plan_parts.change(session, actor, reference, part, now_said, based_on=1)
        return part

    def transaction(self) -> Any:
        return self.app.extensions["database"].transaction()

    def plan_ids(self) -> dict[str, str]:
        with self.transaction() as session:
            rows = session.execute(select(PlanRow.reference, PlanRow.id)).all()
        known = {reference: name for name, reference in self.plans.items()}
        return {plan_id: known[reference] for reference, plan_id in rows if reference in known}

    def done_by(self, who: list[str], plan_id: str) -> list[tuple[str, str]]:
        """What these people have done with a plan, from the events."""
        names = {self.ids[one]: one for one in who}
        with self.transaction() as session:
            rows = session.execute(
                select(EventRow.actor_id, EventRow.code).where(
                    EventRow.subject == plan_id, EventRow.actor_id.in_(names)
                )
            ).all()
        return [(names[actor], code) for actor, code in rows]
