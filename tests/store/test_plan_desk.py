"""The coordinator's list of plans, what is due in each, and what the desk writes: who sees what, counted from plain codes."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select

from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Meeting, Sector, Topic
from portal.store import absence, plan, plan_consents, plan_desk, plan_messages, plan_parts, staff
from portal.store.case_mine_changes import UnitMail
from portal.store.plan_held import Conflict, NoConsent, NotThere
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from tests.store.citizens import citizen
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    TODAY,
    contents,
    enrol,
    happened,
)
from tests.store.plan_people import laid_out

MAIL = UnitMail(lambda _unit: "ke@namsos.example", "nb")


def day(days: int) -> date:
    return TODAY + timedelta(days=days)


class Desk:
    """A desk with plans: each of a new citizen, coordinated by somebody."""

    def __init__(self, database, clock) -> None:
        self.database, self.clock, self.made, self.people = database, clock, 0, {}
        enrol(database)

    def do(self, what, actor, *args, **more):
        with self.database.transaction() as session:
            return what(session, actor, *args, **more)

    def plan(self, by: Actor = OFFICER, *, yes: bool = True, unit: str = "ke") -> str:
        self.made += 1
        self.clock.now += timedelta(minutes=1)
        person = citizen(self.database, f"018180{self.made:05}")
        reference = self.do(
            plan.begin, by, person=person.id, name=f"Kanari {self.made}", unit=unit, language="nb"
        )
        if yes:
            self.do(plan_consents.to_plan, person, reference)
        self.people[reference] = person
        return reference

    def write(self, reference: str, kind: Kind, by: Actor = OFFICER, **more) -> str:
        key = f"{len(contents(self.database)['plan_versions']):022}"
        first = {Kind.MEASURE: "what", Kind.PERIOD: "from", Kind.MEETING: "title"}
        first |= {Kind.PARTICIPANT: "name"}
        words = {first.get(kind, "text"): "Kanari"}
        return self.do(
            plan_parts.add, by, reference, Draft(kind=kind, **({"words": words} | more)), key=key
        )

    def lines(self, actor: Actor, **more) -> list[plan_desk.PlanLine]:
        return self.do(plan_desk.list_of, actor, **more).plans

    def shown(self, actor: Actor, **more) -> list[str]:
        return [one.reference for one in self.lines(actor, **more)]

    def part(self, reference: str, part: str):
        with self.database.transaction() as session:
            row = session.scalars(select(PlanRow).filter_by(reference=reference)).one()
            return next(one for one in plan_parts.all_of(session, row.id) if one.id == part)


@pytest.fixture
def desk(database, clock) -> Desk:
    return Desk(database, clock)


class TestWhoseAreShown:
    def test_ones_own_and_a_lead_sees_the_others_too(self, desk):
        mine, others = desk.plan(), desk.plan(COLLEAGUE)
        away = desk.plan(OTHER_UNIT, unit="annen")
        everyones = {mine, others, away}
        for actor, show, expected in (
            (OFFICER, "mine", {mine}),
            (COLLEAGUE, "mine", {others}),
            (LEAD, "mine", set()),
            (LEAD, "all", everyones),
            (OFFICER, "all", {mine}),
            (OFFICER, "vacant", {mine}),
            (NEIGHBOUR, "all", set()),
            (LEAD, "vacant", set()),
        ):
            assert set(desk.shown(actor, show=show)) == expected, (actor, show)
        assert set(desk.shown(LEAD, show="all", unit="annen")) == {away}

    def test_a_vacancy_is_told_also_when_the_coordinator_has_left(self, desk):
        kept, left = desk.plan(), desk.plan(COLLEAGUE)
        with desk.database.transaction() as session:
            staff.disable(session, COLLEAGUE.id)
        lines = {one.reference: one for one in desk.lines(LEAD, show="all")}
        assert lines[kept].coordinator_name == "Siri Prøve"
        assert lines[left].coordinator_name is None
        assert desk.shown(LEAD, show="vacant") == [left]

    @pytest.mark.parametrize(("days", "covers"), [(-1, False), (0, True), (4, True), (5, False)])
    def test_who_covers_sees_and_changes_them_on_those_days_alone(self, desk, days, covers):
        reference = desk.plan()
        desk.do(absence.set_away, OFFICER, OFFICER.id, (day(1), day(5)), COLLEAGUE.id)
        desk.clock.now += timedelta(days=days + 1)
        assert desk.shown(COLLEAGUE) == ([reference] if covers else [])
        assert (desk.do(plan.read, COLLEAGUE, reference) is not None) is covers
        if covers:
            desk.write(reference, Kind.GOAL, COLLEAGUE, code=Goal.OPEN)
            assert desk.lines(COLLEAGUE)[0].covered_by_name == "Tor Prøve"
        else:
            with pytest.raises(NotThere):
                desk.write(reference, Kind.GOAL, COLLEAGUE, code=Goal.OPEN)
        assert desk.shown(OFFICER) == [reference]

    def test_a_plan_that_is_ended_is_not_shown(self, desk):
        reference = desk.plan()
        with desk.database.transaction() as session:
            session.execute(PlanRow.__table__.update().values(status="ended"))
        assert reference not in desk.shown(LEAD, show="all")


class TestWhatIsDue:
    def test_it_is_counted_from_the_dates(self, desk):
        reference = desk.plan()
        for code, due in (
            (Measure.YES, -1), (Measure.YES, 0), (Measure.UNDER_WAY, -30), (Measure.DONE, -5),
            (Measure.NO, -5), (Measure.ASKED, None), (Measure.PROPOSED, 3),
        ):  # fmt: skip
            due_on = None if due is None else day(due)
            desk.write(reference, Kind.MEASURE, code=code, responsible=ME, due_on=due_on)
        desk.write(reference, Kind.PERIOD, due_on=day(9), words={"from": "2026-01-01"})
        for code, due in ((Meeting.HELD, 1), (Meeting.CALLED, 12), (Meeting.CALLED, -2)):
            desk.write(reference, Kind.MEETING, code=code, due_on=day(due))
        [line] = desk.lines(OFFICER)
        assert (line.late, line.not_answered, line.proposed) == (2, 0, 1)
        assert (line.review_on, line.next_meeting) == (day(9), day(12))
        desk.clock.now += timedelta(days=15)
        [line] = desk.lines(OFFICER)
        # The one of today and the proposal's third day have passed too; the one asked has waited 15 days.
        assert (line.late, line.not_answered, line.proposed) == (4, 1, 1)
        assert (line.review_on, line.next_meeting) == (day(9), None)

    def test_what_is_taken_away_is_not_due(self, desk):
        reference = desk.plan()
        late = desk.write(reference, Kind.MEASURE, code=Measure.YES, due_on=day(-1))
        desk.do(plan_parts.remove, OFFICER, reference, late, based_on=1)
        assert desk.lines(OFFICER)[0].late == 0

    def test_messages_wait_until_the_desk_has_answered(self, desk):
        reference = desk.plan()
        assert desk.lines(OFFICER)[0].unanswered == 0
        for number, (who, expected) in enumerate(
            (("citizen", 1), ("citizen", 2), ("desk", 0), ("citizen", 1))
        ):
            desk.clock.now += timedelta(minutes=5)
            actor = OFFICER if who == "desk" else desk.people[reference]
            desk.do(
                plan_messages.write, actor, reference,
                key=f"{number:022}", text=f"Kanari {number}", mail=MAIL,
            )  # fmt: skip
            assert desk.lines(OFFICER)[0].unanswered == expected, number

    def test_the_oldest_date_comes_first_and_those_without_last(self, desk):
        without, later, sooner, settled = (desk.plan() for _ in range(4))
        desk.write(later, Kind.MEETING, code=Meeting.CALLED, due_on=day(8))
        desk.write(sooner, Kind.MEASURE, code=Measure.YES, due_on=day(-3))
        desk.write(settled, Kind.MEASURE, code=Measure.DONE, due_on=day(-90))
        assert desk.shown(OFFICER) == [sooner, later, without, settled]


class TestOneLook:
    def test_one_event_names_those_shown(self, desk):
        references = {desk.plan(), desk.plan()}
        desk.plan(COLLEAGUE)
        before = len(happened(desk.database))
        assert set(desk.shown(OFFICER)) == references
        with desk.database.transaction() as session:
            rows = session.scalars(select(PlanRow).where(PlanRow.reference.in_(references)))
            ids = {row.id for row in rows}
            told = session.scalars(select(EventRow).filter_by(code="plan.listed")).one()
        assert set(told.object.split(",")) == ids and told.actor_id == OFFICER.id
        assert len(happened(desk.database)) == before + 1
        desk.lines(OTHER_UNIT)
        assert len(happened(desk.database)) == before + 1

    def test_a_page_at_a_time_and_no_name_beside_it(self, desk, monkeypatch):
        monkeypatch.setattr(plan_desk, "PAGE_SIZE", 2)
        opened, unseal = [], plan_desk.unseal
        monkeypatch.setattr(
            plan_desk, "unseal", lambda *value: opened.append(value[1]) or unseal(*value)
        )
        references = [desk.plan() for _ in range(5)]
        pages = [desk.do(plan_desk.list_of, OFFICER, page=number) for number in (1, 2, 3)]
        assert [[one.reference for one in page.plans] for page in pages] == [
            references[:2], references[2:4], references[4:],
        ]  # fmt: skip
        assert [page.more for page in pages] == [True, True, False]
        assert opened == ["plans.person_name"] * 5

    def test_many_plans_ask_no_more_of_the_database_than_two(self, desk):
        def asked() -> int:
            statements = []
            with desk.database.transaction() as session:
                engine = session.get_bind()

                def hear(*args) -> None:
                    statements.append(args[2])

                event.listen(engine, "before_cursor_execute", hear)
                plan_desk.list_of(session, OFFICER)
                event.remove(engine, "before_cursor_execute", hear)
            return len(statements)

        for number in range(2):
            desk.write(desk.plan(), Kind.MEASURE, code=Measure.YES, due_on=day(number))
        few = asked()
        for number in range(9):
            desk.write(desk.plan(), Kind.MEASURE, code=Measure.YES, due_on=day(number))
        assert asked() == few


class TestWhatThereIsOneOf:
    DRAFT = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": "Kanari ro"})

    def write(self, desk, reference, text="Kanari ro", based_on=0, key="k" * 22):
        draft = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": text})
        desk.do(plan_desk.write_the_one, OFFICER, reference, draft, key=key, based_on=based_on)

    def test_two_who_begin_it_at_once_do_not_overwrite_each_other(self, desk):
        reference = desk.plan()
        self.write(desk, reference)
        with pytest.raises(Conflict) as found:
            self.write(desk, reference, "Kanari noe annet", key="o" * 22)
        assert found.value.theirs.says("text") == "Kanari ro"
        self.write(desk, reference, "Kanari noe annet", based_on=1, key="o" * 22)
        assert desk.part(reference, found.value.theirs.id).version == 2

    def test_sent_twice_it_is_written_once(self, desk):
        reference = desk.plan()
        self.write(desk, reference)
        before = contents(desk.database)["plan_versions"]
        self.write(desk, reference)
        assert contents(desk.database)["plan_versions"] == before

    def test_without_a_consent_nothing_is_written(self, desk):
        with pytest.raises(NoConsent):
            self.write(desk, desk.plan(yes=False))


class TestAnswers:
    def measure(self, desk, reference, **more) -> str:
        ordinary = {"code": Measure.YES, "due_on": day(-2)}
        words = {"what": "Kanari tur", "extent": "Hver uke"}
        return desk.write(reference, Kind.MEASURE, words=words, **(ordinary | more))

    def answer(self, desk, reference, part, based_on=1, by=OFFICER, **changes):
        desk.do(plan_desk.answer, by, reference, part, changes, based_on=based_on)

    @pytest.mark.parametrize(
        "changes",
        [
            {"code": Measure.DONE},
            {"due_on": day(30)},
            {"code": Measure.NO, "words": {"what": "Kanari tur", "reason": "Ikke vårt"}},
        ],
    )
    def test_only_what_the_answer_says_is_changed(self, desk, changes):
        reference = desk.plan()
        goal = desk.write(reference, Kind.GOAL, code=Goal.OPEN)
        helper = desk.write(reference, Kind.PARTICIPANT, code=Sector.NAV)
        part = self.measure(desk, reference, parent=goal, responsible=helper)
        before = vars(desk.part(reference, part))
        self.answer(desk, reference, part, **changes)
        after = vars(desk.part(reference, part))
        moved = {name for name in after if after[name] != before[name]}
        assert moved == {"version", *changes}
        assert {name: after[name] for name in changes} == changes

    def test_a_helper_or_a_goal_that_is_gone_does_not_stop_an_answer(self, desk):
        reference = desk.plan()
        goal = desk.write(reference, Kind.GOAL, code=Goal.OPEN)
        helper = desk.write(reference, Kind.PARTICIPANT, code=Sector.NAV)
        part = self.measure(desk, reference, parent=goal, responsible=helper)
        for gone in (goal, helper):
            desk.do(plan_parts.remove, OFFICER, reference, gone, based_on=1)
        self.answer(desk, reference, part, code=Measure.DONE)
        now = desk.part(reference, part)
        assert (now.code, now.parent, now.responsible) == (Measure.DONE, goal, helper)

    def test_of_two_who_answer_at_once_the_second_is_told(self, desk):
        reference = desk.plan()
        part = self.measure(desk, reference)
        self.answer(desk, reference, part, code=Measure.DONE)
        with pytest.raises(Conflict):
            self.answer(desk, reference, part, due_on=day(3))
        self.answer(desk, reference, part, code=Measure.DONE)
        assert desk.part(reference, part).version == 2

    def test_who_proposed_it_is_told_that_there_is_something_new(self, desk):
        reference = desk.plan()
        person = desk.people[reference]
        part = self.measure(desk, reference, by=person, code=Measure.PROPOSED)
        own = self.measure(desk, reference, code=Measure.PROPOSED)
        for told, (one, code) in enumerate(
            ((own, Measure.NO), (part, Measure.PROPOSED), (part, Measure.NO))
        ):
            assert len(laid_out(desk.database)) == 0, told
            changes = {"code": code} if code != Measure.PROPOSED else {"due_on": day(40)}
            self.answer(desk, reference, one, desk.part(reference, one).version, **changes)
        assert [row.template for row in laid_out(desk.database)] == ["plan-news"]

    def test_only_a_measure_of_this_plan_is_answered(self, desk):
        reference, other = desk.plan(), desk.plan()
        goal = desk.write(reference, Kind.GOAL, code=Goal.OPEN)
        elsewhere = self.measure(desk, other)
        for part in (goal, elsewhere, "0" * 32):
            with pytest.raises(NotThere):
                self.answer(desk, reference, part, code=Measure.DONE)
        with pytest.raises(NotThere):
            self.answer(desk, other, elsewhere, by=COLLEAGUE, code=Measure.DONE)
