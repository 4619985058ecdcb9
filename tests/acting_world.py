"""One person of Storby with a word of its own in everything about them, and those who act for the person by grants of every state."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, update

from portal.public_holidays import holidays_around
from portal.rules.access import Actor, Role
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import Answer, Answers, By, Who, Wrong
from portal.rules.complaint_course import State as CourseState
from portal.rules.opening import Reason
from portal.rules.plan import Draft, Kind, Topic
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.privacy import Kind as Question
from portal.rules.privacy import Outcome
from portal.rules.representation import Basis, Scope
from portal.store import (
    case_messages,
    case_views,
    complaint,
    complaint_course,
    drafts,
    grants_changed,
    grants_given,
    plan,
    plan_consents,
    plan_messages,
    plan_parts,
    privacy_answers,
    privacy_requests,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_course import Said
from portal.store.coordinator_request import JOURNEY
from portal.store.grants_given import Giving
from portal.store.privacy_requests import NewRequest
from portal.store.representation import NewGrant, write
from portal.store.tables.events import EventRow
from portal.store.tables.representation import GrantRow
from tests.acting import act_for
from tests.conftest import NOW
from tests.let_in import give_reason
from tests.login.steps import citizen_in, enrol, logged_in
from tests.pages.citizens import CENTRE, FJORDVIK, STORBY, Town

CASE, COMPLAINT, PLAN, DRAFT, ASKED, LOOKED, NUMBER = (
    "Kanarisak", "Kanariklage", "Kanariplan", "Kanariutkast", "Kanarispm", "Kanariblikk", "01815512345",
)  # fmt: skip
"""What stands in the case, the complaint, the plan, what is typed and not sent, what is asked about one's data and answered, the
name of who has looked, and the person's national number."""
WORDS = (CASE, COMPLAINT, PLAN, DRAFT, ASKED, LOOKED, NUMBER)
DAY, TODAY = timedelta(days=1), local_day(NOW)
ALL = frozenset(Scope)


def turns(years: int, on: date) -> date:
    """The birthday of somebody who turns this old on a day."""
    return on.replace(year=on.year - years)


@dataclass(frozen=True)
class State:
    """A grant, and what it lets its holder do today as the law's table of roles has it."""

    may: frozenset[Scope]
    grant: dict[str, Any]


def state(*may: Scope, **grant: Any) -> State:
    return State(frozenset(may), grant)


NOT_PRIVACY = tuple(scope for scope in Scope if scope is not Scope.PRIVACY)
PARENT = {"basis": Basis.PARENT, "until": None}
STATES: dict[str, State] = {
    "whole": state(*Scope),
    "narrow": state(Scope.SEE_PLAN, basis=Basis.GIVEN, scopes=[Scope.SEE_PLAN], sections=[Section.GOALS]),
    **{f"only {scope.value}": state(scope, scopes=[scope]) for scope in Scope},
    "asks for more than a chosen helper can have": state(*NOT_PRIVACY, basis=Basis.GIVEN),
    "parent, twelve tomorrow": state(*Scope, **PARENT, born=turns(12, TODAY + DAY)),
    "parent, twelve today": state(*NOT_PRIVACY, **PARENT, born=turns(12, TODAY)),
    "parent, sixteen tomorrow": state(*NOT_PRIVACY, **PARENT, born=turns(16, TODAY + DAY)),
    "parent, sixteen today": state(**PARENT, born=turns(16, TODAY)),
    "parent, eighteen": state(**PARENT, born=turns(18, TODAY - DAY)),
    "expired": state(until=TODAY),
    "revoked": state(ended_at=NOW),
    "not yet": state(since=TODAY + DAY),
    "not accepted": state(accepted=False),
    "elsewhere": state(municipality=FJORDVIK),
    "of another": state(person="stranger"),
}  # fmt: skip
OVER = tuple(who for who, one in STATES.items() if not one.may)
"""Those whose grant counts no more, or not yet, or not here: they act for themselves."""
NUMBERS = {who: f"1181551{number:04}" for number, who in enumerate(STATES, start=200)}


@dataclass
class House:
    """`things` are what is the person's, by what it is called in addresses."""

    town: Town
    things: dict[str, str] = field(default_factory=dict)
    grants: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, app: Flask) -> "House":
        app.extensions["clock"].now = NOW
        house = cls(Town.of(app))
        officer = enrol(app, "o", Role.OFFICER, "storby", unit=CENTRE, name="Ola Saks")
        house.town.browsers["officer"] = logged_in(app, officer)
        house.write_all()
        for who, number in NUMBERS.items():
            house.town.ids[who] = citizen_in(app, "storby", number, "Hilde Hjelper")[1]
            house.give(who, dict(STATES[who].grant))
        house.give("parent", {})  # who never walks: the grant that stands in addresses
        house.act()
        return house

    @property
    def person(self) -> Actor:
        return Actor("citizen", self.town.ids["reader"], STORBY)

    def transaction(self) -> Any:
        return self.town.transaction()

    def write_all(self) -> None:
        """A case, a complaint, a plan, drafts, a question that was answered, and an employee who has looked."""
        town, me, desk = self.town, self.person, self.town.officer
        town.name("reader", "Petra Person")
        case = town.ask(
            own_words=f"{CASE} ord", help_today=f"{CASE} i dag", email=f"{CASE}@person.example"
        )
        town.answer(case, "more-wanted", f"{CASE} spør")
        mail = UnitMail(lambda _unit: "post@storby.example", "nb")
        case_id = town.row(case).id
        with self.transaction() as session:
            case_messages.write(session, me, case_id, f"{CASE} skriver")
            held = plan.begin(
                session, desk, person=me.id, name="Petra Person", unit=CENTRE, language="nb"
            )
            plan_consents.to_plan(session, me, held)
            text = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": f"{PLAN} tekst"})
            part = plan_parts.add(session, me, held, text, key="t" * 22)
            plan_messages.write(session, me, held, key="m" * 22, text=f"{PLAN} brev", mail=mail)
            drafts.save(
                session, me.id, STORBY, JOURNEY,
                step="egne-ord", values={"own_words": f"{DRAFT} ord"}, key="d" * 22,
            )  # fmt: skip
            complained = self.complain(session, mail)
            drafts.save(
                session, me.id, STORBY, complaint.JOURNEY,
                step="gjelder", values={"concerns": f"{DRAFT} klage"}, key="e" * 22,
            )  # fmt: skip
            question = NewRequest(Question.OTHER, f"{ASKED} hva", "nb")
            asked = privacy_requests.ask(
                session, me, question, key="p" * 22, unit=CENTRE, mail=mail
            )
            answer = privacy_answers.Given(Outcome.GRANTED, None, f"{ASKED} svar")
            privacy_answers.answer(session, desk, asked, answer, key="a" * 22)
        self.things = {"case": case, "complaint": complained, "plan": held, "part": part, "privacy": asked, "number": self.looked_at(case)}  # fmt: skip

    def complain(self, session: Any, mail: UnitMail) -> str:
        """Of a refusal the day before, which the desk has answered and the person has added to. Gives the reference."""
        told_on, said = TODAY - DAY, f"{COMPLAINT} svar"
        reference = complaint.send(
            session, self.person,
            draft_key="q" * 22, complaint=Complaint(f"{COMPLAINT} gjelder", "Petra Person", "nb", happened=f"{COMPLAINT} hendte"),
            answers=Answers(wrong=Wrong.REFUSED, by=By.MUNICIPAL, who=Who.SELF, answer=Answer.DATED, told_on=told_on),
            about_case=None, unit=CENTRE, mail=mail, today=TODAY, holidays=holidays_around(told_on),
        ).reference  # fmt: skip
        complaint.add(
            session, self.person, reference, key="r" * 22, text=f"{COMPLAINT} mer", mail=mail
        )
        complaint_course.step(
            session, self.town.officer, reference, CourseState.KEPT, key="s" * 22, said=Said(said)
        )
        return reference

    def looked_at(self, case: str) -> str:
        """An employee whose name is a word of its own reads the case; gives the number of the event."""
        looker = enrol(self.town.app, "k", Role.OFFICER, "storby", unit=CENTRE, name=LOOKED)
        with self.transaction() as session:
            give_reason(session, looker.actor, case, Reason.QUALITY)
            assert case_views.read(session, looker.actor, case)
            wanted = select(EventRow.number).filter_by(actor_id=looker.id, code="case.read")
            return str(session.scalars(wanted).one())

    def give(self, who: str, grant: dict[str, Any]) -> None:
        """A grant from the person to this one, in its state."""
        ended, place = grant.pop("ended_at", None), grant.pop("municipality", STORBY)
        whom = self.town.ids[grant.pop("person", "reader")]
        usual = {
            "basis": Basis.GUARDIAN, "scopes": tuple(Scope), "sections": SECTIONS, "since": TODAY - DAY,
            "until": TODAY + 30 * DAY, "born": None, "accepted": True, "language": "nb",
        }  # fmt: skip
        new = NewGrant(
            person=whom, person_name="Petra Person", holder=self.town.ids[who],
            holder_name="Hilde Hjelper", **(usual | grant),
        )  # fmt: skip
        with self.transaction() as session:
            given = self.grants[who] = write(session, Actor("citizen", whom, place), new)
            session.execute(update(GrantRow).filter_by(id=given).values(ended_at=ended))

    def codes(self) -> dict[str, str]:
        """Codes that are of no use to the stranger: their own, one the person took back, and one nobody made."""
        found = {"never was": "222233334444"}
        for name, giver in (("one's own", "stranger"), ("taken back", "reader")):
            actor = Actor("citizen", self.town.ids[giver], STORBY)
            giving = Giving(
                name="Hilde Hjelper", own_name="Petra Person", scopes=frozenset({Scope.ASK}),
                sections=frozenset(SECTIONS), since=TODAY, until=TODAY + 30 * DAY, language="nb",
            )  # fmt: skip
            with self.transaction() as session:
                grant = grants_given.offer(session, actor, giving, key=f"{giver:o<22}")
                found[name] = grants_given.new_code(session, actor, grant) or ""
                if name == "taken back":
                    grants_changed.end(session, actor, grant)
        return found

    def act(self, people: Iterable[str] = STATES) -> None:
        """These have just logged in and, while that could be chosen, chosen to act."""
        for who in people:
            self.town.browsers[who] = citizen_in(self.town.app, "storby", NUMBERS[who])[0]
            whom = STATES[who].grant.get("person", "reader")
            with self.transaction() as session:
                act_for(session, self.town.ids[who], self.town.ids[whom])

    def done_by(self, who: str) -> int:
        """How much this one has done, of anything."""
        with self.transaction() as session:
            wanted = select(func.count()).select_from(EventRow)
            return int(session.scalar(wanted.filter_by(actor_id=self.town.ids[who])) or 0)
