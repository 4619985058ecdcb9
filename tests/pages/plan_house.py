"""A plan in an invented Storby, with browsers of those who may see it and of those who may not."""

import itertools
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy import delete, select, text, update

from portal.rules.access import Actor, Role
from portal.rules.national_number import national_number
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Meeting, Sector, Topic
from portal.store import plan, plan_consents, plan_messages, plan_parts
from portal.store.case_mine_changes import UnitMail
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanConsentRow, PlanRow
from portal.store.tables.staff import StaffRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.login.steps import citizen_in, csrf
from tests.pages.desk_room import CENTRE, Room

STORBY = "9902"
OFFICER = Actor("staff", "o", STORBY, Role.OFFICER, CENTRE)
NAMES = {"person": "Kanari Fuglesang", "parent": "Mor Fuglesang", "stranger": "Ukjent Nabo"}
NUMBERS = itertools.count()
KEYS = itertools.count(1)


def key() -> str:
    return f"c{next(KEYS):021}"


def number_of(person: int) -> str:
    """A synthetic national number of its own for each: 80 is added to the month, and every day has room for 400."""
    day, place = divmod(person, 400)
    found = (national_number(f"{day + 2:02}8180{last:05}") for last in range(place * 200, 100_000))
    return next(digits for digits in found if digits)


@dataclass
class House:
    """One plan: Ola coordinates it, `person` may see it, and `stranger` may not."""

    room: Room
    reference: str = ""
    browsers: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask, *, born: date | None = None, yes: bool = True) -> "House":
        """A new person's plan in an app many tests share. `yes`: it has been said yes to."""
        app.extensions["clock"].now = NOW
        with app.extensions["database"].transaction() as session:
            session.execute(text("DELETE FROM sessions"))
            away = {"away_from": None, "away_until": None, "covered_by": None}
            session.execute(StaffRow.__table__.update().values(away))
        house = cls(Room.of(app))
        for who, name in NAMES.items():
            number = number_of(next(NUMBERS))
            house.browsers[who], house.ids[who] = citizen_in(app, "storby", number, name)
        with house.transaction() as session:
            house.reference = plan.begin(
                session, OFFICER,
                person=house.ids["person"], name=NAMES["person"], unit=CENTRE, language="nb",
                born=born, phone="+4774217100",
            )  # fmt: skip
        if yes:
            house.answer(OFFICER, paper="26/1")
        return house

    def answer(self, actor: Actor, **more: Any) -> None:
        with self.transaction() as session:
            plan_consents.to_plan(session, actor, self.reference, **more)

    def let_parent(self, until: date) -> None:
        with self.transaction() as session:
            plan.add_reader(
                session, OFFICER, self.reference,
                person=self.ids["parent"], name=NAMES["parent"], language="nb", until=until,
            )  # fmt: skip
            act_for(session, self.ids["parent"], self.ids["person"])

    def add(self, kind: Kind, code: str = "", actor: Actor = OFFICER, **words: str) -> str:
        places = {name: words.pop(name) for name in ("parent", "responsible") if name in words}
        draft = Draft(kind=kind, code=code, words=words, **places)
        with self.transaction() as session:
            return plan_parts.add(session, actor, self.reference, draft, key=key())

    def school(self, name: str = "Una Rektor") -> str:
        return self.add(Kind.PARTICIPANT, Sector.SCHOOL, name=name, organisation="Nes skole")

    def fill(self, canary: str) -> None:
        """The word in every kind of part."""
        goal = self.add(Kind.GOAL, Goal.OPEN, text=f"{canary}mål")
        school = self.school(f"{canary}navn")
        self.add(
            Kind.MEASURE, Measure.ASKED, what=f"{canary}tiltak", extent=f"{canary}omfang",
            how=f"{canary}måte", parent=goal, responsible=school,
        )  # fmt: skip
        self.add(Kind.MEASURE, Measure.UNDER_WAY, what=f"{canary}eget", responsible=ME)
        self.add(Kind.TEXT, Topic.NEEDS, text=f"{canary}behov")
        meeting = self.add(Kind.MEETING, Meeting.CALLED, title=f"{canary}møte", at="12:00")
        self.add(Kind.POINT, "open", text=f"{canary}punkt", parent=meeting)
        self.add(Kind.COMMENT, text=f"{canary}kommentar", parent=goal)
        self.add(Kind.EVALUATION, "same", text=f"{canary}evaluering", parent=goal)
        for actor in (OFFICER, Actor("citizen", self.ids["person"], STORBY)):
            self.write(actor, f"{canary}melding")

    def write(self, actor: Actor, words: str) -> None:
        mail = UnitMail(lambda _code: "ke@storby.example", "nb")
        with self.transaction() as session:
            plan_messages.write(session, actor, self.reference, key=key(), text=words, mail=mail)

    def get(self, who: str = "person", path: str = "", language: str = "nb") -> Any:
        return self.browsers[who].get(f"/storby/{language}/plan/{self.reference}{path}")

    def post(self, who: str, path: str, **data: Any) -> Any:
        """Press a button, with the token of a page of the same session."""
        token = csrf(self.browsers[who].get("/storby/nb/saker"))
        address = f"/storby/nb/plan/{self.reference}{path}"
        return self.browsers[who].post(address, data={"csrf_token": token, **data})

    def row(self) -> PlanRow:
        with self.transaction() as session:
            return session.scalars(select(PlanRow).filter_by(reference=self.reference)).one()

    def change(self, **values: Any) -> None:
        with self.transaction() as session:
            session.execute(update(PlanRow).filter_by(reference=self.reference).values(**values))

    def forget_consents(self) -> None:
        """As before anybody answered."""
        plan_id = self.row().id
        with self.transaction() as session:
            session.execute(delete(PlanConsentRow).filter_by(plan_id=plan_id))
        self.change(status="invited")

    def codes(self) -> list[str]:
        """What has happened to the plan, in order, but for the readings."""
        plan_id = self.row().id
        with self.transaction() as session:
            rows = select(EventRow.code).filter_by(subject=plan_id).order_by(EventRow.number)
            readings = {"plan.read", "plan.own-read", "plan.listed"}
            return [code for code in session.scalars(rows) if code not in readings]

    def transaction(self) -> Any:
        return self.room.app.extensions["database"].transaction()
