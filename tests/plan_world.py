"""Two plans in Storby with a word of their own in every sealed column, and everybody who may or may not see them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.plan import SHAPES, Draft, Goal, Kind, Measure, Meeting, Progress, Sector, Topic
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import Basis, Scope
from portal.store import absence, plan, plan_consents, plan_messages, plan_parts, representation
from portal.store.plan_messages import UnitMail
from portal.store.representation import NewGrant
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import GrantRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.let_in import give_reason
from tests.login.steps import citizen_in, enrol, logged_in
from tests.pages.desk_room import CENTRE, NORTH

STORBY, FJORDVIK = "9902", "9901"
CANARY, EARLIER, NAME, LETTER = "Kanarifugl", "Kanariegg", "Kanarinavn", "Kanaribrev"
# Synthetic numbers: the month has 80 added to it. The neighbour is the person, in another municipality.
NUMBERS = {
    "stranger": "05815512359",
    "former": "03815512357",
    "parent": "02815512356",
    "person": "01815512355",
    "neighbour": "01815512355",
}
DAY = timedelta(days=1)
TODAY = local_day(NOW)
SEES_ALL = (Scope.SEE_PLAN, Scope.WRITE_PLAN)
NOT_THE_PLAN = tuple(one for one in Scope if one not in SEES_ALL)


def years_ago(years: int, days: int = 0) -> date:
    """The birthday of somebody who turns this old so many days from today."""
    return TODAY.replace(year=TODAY.year - years) + timedelta(days=days)


# Who has a grant for the person, and acts by it: basis, scopes, what else. Each of the last group is refused for one reason.
GRANTS: dict[str, dict[str, Any]] = {
    "whole": {},
    "narrow": {"sections": [Section.GOALS]},
    "see-only": {"scopes": [Scope.SEE_PLAN]},
    "young parent": {"basis": Basis.PARENT, "scopes": tuple(Scope), "born": years_ago(16, 1)},
    "kept": {"basis": Basis.PARENT, "scopes": tuple(Scope), "born": years_ago(13)},
    "acts as themself": {},
    "other scopes": {"scopes": NOT_THE_PLAN},
    "expired": {"until": TODAY},
    "not yet": {"since": TODAY + DAY},
    "not accepted": {"accepted": False},
    "revoked": {"ended_at": NOW},
    "protected": {},
    "birthday": {"basis": Basis.PARENT, "scopes": tuple(Scope), "born": years_ago(16)},
    "no birthday": {"basis": Basis.PARENT, "scopes": tuple(Scope)},
    "neighbour helper": {},
}
KEPT_BACK = (Section.TEXTS, Section.MEETINGS)
SEE_SOME = {"whole", "narrow", "see-only", "young parent", "kept"}
ACTING = {who: f"1281551{number:04}" for number, who in enumerate(GRANTS, start=1)}
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


CONTACT, SHARED = "kontakt", "deling"


def texts(kind: Kind, word: str) -> dict[str, str]:
    """The word with the kind in every text of a part; how somebody is reached is told apart."""
    said = {each: NO_TEXT.get(each, f"{word} {kind.value}") for each in SHAPES[kind].words}
    reached = {each: f"{word} {CONTACT}" for each in ("phone", "email") if each in said}
    return said | reached


@dataclass
class World:
    """Browsers by who sits at them; `parts` are those of a plan, by its name and the kind; `messages` the person's own."""

    app: Flask
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[Kind, str]] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask) -> "World":
        """`real` is in use, `withdrawn` was; `own` is the stranger's, `second` is of one who acts, and `absent` nobody's."""
        app.extensions["clock"].now = NOW
        world = cls(app)
        for who, (subject, role, slug, unit) in STAFF.items():
            world.ids[who] = enrol(app, subject, role, slug, unit=unit, name=who.title()).id
        world.log_in()
        world.make("real", "person", CANARY)
        world.make("withdrawn", "former", CANARY)
        world.make("own", "stranger", "Eget")
        world.make("second", "whole", CANARY)
        world.grant()
        with world.transaction() as session:
            former = world.citizen("former")
            plan_consents.withdraw(session, former, world.plans["withdrawn"])
        world.plans["absent"] = "AAAA-BBBB-CCCC"
        world.parts["absent"] = world.parts["real"]
        today = local_day(NOW)
        with world.transaction() as session:
            absence.set_away(
                session, world.coordinator, world.ids["coordinator"],
                (today, today + timedelta(days=1)), world.ids["cover"],
            )  # fmt: skip
            for reference in ("real", "withdrawn", "second"):
                give_reason(session, world.lead, world.plans[reference])
        return world

    def grant(self) -> None:
        """All of `GRANTS`, and the protected address; then everybody acts as far as they may."""
        with self.transaction() as session:
            for who, given in GRANTS.items():
                self.give(session, who, **given)
            session.get_one(PersonRow, self.ids["protected"]).protected_at = NOW
        self.act()

    def give(self, session: Any, who: str, **given: Any) -> None:
        """One grant, for the person of the holder's own municipality."""
        there = "neighbour" if who.startswith("neighbour") else "person"
        ended, scopes = given.pop("ended_at", None), given.pop("scopes", SEES_ALL)
        values = {
            "person": self.ids[there],
            "person_name": f"{NAME} {there}",
            "holder": self.ids[who],
        }
        values |= {"holder_name": f"{NAME} {who}", "basis": Basis.GIVEN, "language": "nb"}
        values |= {"scopes": scopes, "since": TODAY - DAY, "until": TODAY + 30 * DAY}
        values |= {"accepted": True}
        giver = Actor("citizen", self.ids[there], FJORDVIK if there == "neighbour" else STORBY)
        grant = representation.write(session, giver, NewGrant(**(values | given)))
        row = session.get_one(GrantRow, grant)
        row.ended_at = ended
        row.kept_back = ",".join(KEPT_BACK) if who == "kept" else ""

    def sees(self, who: str, sections: Iterable[Section]) -> None:
        """From now on the grant of this one covers these sections."""
        with self.transaction() as session:
            row = session.scalars(select(GrantRow).filter_by(holder=self.ids[who])).one()
            row.sections = ",".join(one for one in SECTIONS if one in set(sections))

    def act(self) -> None:
        """Whoever has, or had, a grant has pressed to act by it; but not the one who acts as themself."""
        with self.transaction() as session:
            for who in ("parent", "former", *GRANTS):
                there = "neighbour" if who.startswith("neighbour") else "person"
                if who != "acts as themself":
                    act_for(session, self.ids[who], self.ids[there])

    def log_in(self) -> None:
        """Everyone gets a fresh session."""
        for who, number in (NUMBERS | ACTING).items():
            slug = "fjordvik" if who.startswith("neighbour") else "storby"
            self.browsers[who], self.ids[who] = citizen_in(self.app, slug, number, "Oppgitt")
        for who, (subject, role, slug, unit) in STAFF.items():
            employee = enrol(self.app, subject, role, slug, unit=unit, name=who.title())
            self.browsers[who] = logged_in(self.app, employee)
        self.browsers["nobody"] = self.app.test_client()
        self.act()

    @property
    def coordinator(self) -> Actor:
        return Actor("staff", self.ids["coordinator"], STORBY, Role.OFFICER, CENTRE)

    @property
    def lead(self) -> Actor:
        return Actor("staff", self.ids["lead"], STORBY, Role.LEAD)

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
                session,
                desk,
                reference,
                parts[Kind.PARTICIPANT],
                ("goals",),
                paper=f"{word} {SHARED}",
            )
            for actor in (person, desk):
                written = plan_messages.write(
                    session, actor, reference,
                    key=f"{name:a<22}", text=f"{LETTER} {name}", mail=UNIT,
                )  # fmt: skip
                self.messages.setdefault(name, written)

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
            words=texts(kind, EARLIER),
            parent=parts[hangs_on] if hangs_on else None,
            responsible=parts[Kind.PARTICIPANT] if kind is Kind.MEASURE else None,
            due_on=local_day(NOW) + timedelta(days=DAYS_ON[kind]) if kind in DAYS_ON else None,
        )
        now_said = Draft(**{**draft.__dict__, "words": texts(kind, word)})
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
