"""What nobody follows up: noticed once, taken on in steps with pauses, settled when it is done, and shown with the plan."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from portal.rules.plan import ME, Draft, Kind, Measure, Sector
from portal.rules.plan_follow_up import Cause, Step
from portal.store import daily_pages, plan, plan_consents, plan_follow_up, plan_parts
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of
from portal.store.tables.plan import PlanFollowUpRow, PlanMessageRow, PlanRow
from portal.store.tables.staff import StaffRow
from tests.store.citizens import BIRGER, JON, citizen
from tests.store.days import by_daily, day, mail, morning
from tests.store.people import NAMSOS, NEIGHBOUR, OFFICER, at_once, happened
from tests.store.plan_people import begun

DUE = date(2026, 11, 20)
NOTICED_ON = date(2026, 11, 23)  # a Monday
SECOND, THIRD = date(2026, 12, 2), date(2026, 12, 11)  # seven working days on, and seven more
TO_UNIT = ("plan-follow-up", "ke@namsos.example")


@pytest.fixture
def house(database):
    marte, reference = begun(database)
    return database, marte, reference


def write(database, actor, reference, **values):
    values = {"kind": Kind.MEASURE, "code": Measure.YES, "words": {"what": "Kanariord"}} | values
    with database.transaction() as session:
        return plan_parts.add(session, actor, reference, Draft(**values), key=new_id())


def participant(database, reference):
    words = {"name": "Rune Prøve"}
    return write(
        database, OFFICER, reference, kind=Kind.PARTICIPANT, code=Sector.NAV, words=words
    )  # fmt: skip


def measure(house, **values):
    database, _marte, reference = house
    theirs = participant(database, reference)
    return write(database, OFFICER, reference, **({"responsible": theirs, "due_on": DUE} | values))


def put(house, part_id, **changes):
    """Write a part anew at the desk."""
    database, _marte, reference = house
    with database.transaction() as session:
        seen = plan.read(session, OFFICER, reference).plan.one(part_id)
        kept = {"kind": seen.kind, "code": seen.code, "words": seen.words, "due_on": seen.due_on}
        draft = Draft(**(kept | {"responsible": seen.responsible} | changes))
        plan_parts.change(session, OFFICER, reference, part_id, draft, based_on=seen.version)


def say(house, at, by_kind="citizen"):
    """A message in the plan, at a moment."""
    database, marte, reference = house
    with database.transaction() as session:
        message = new_id()
        row = session.scalars(select(PlanRow).filter_by(reference=reference)).one()
        text = seal(keyring_of(session), "plan_messages.text", message, "Kanariord")
        values = {"id": message, "plan_id": row.id, "by_kind": by_kind, "by": marte.id}
        add(session, PlanMessageRow, **values, at=at, text=text)


def look(house, clock, on):
    """The day's work: how many things changed."""
    clock.now = morning(on)
    done, after = 0, ""
    while after is not None:
        with house[0].transaction() as session:
            part = plan_follow_up.follow_up(session, day(on), after)
        done, after = done + part.done, part.last
    return done


def seen(house):
    database, marte, reference = house
    with database.transaction() as session:
        return plan.read(session, marte, reference).follow_ups


def steps(house):
    return [(one.cause, one.step) for one in seen(house)]


def test_a_late_measure_goes_from_owner_to_coordinator_to_unit_and_no_further(house, clock):
    part = measure(house)
    days = [NOTICED_ON + timedelta(days=n) for n in range(60)]
    done = [on for on in days if look(house, clock, on)]
    assert done == [NOTICED_ON, SECOND, THIRD]
    (found,) = seen(house)
    assert (found.cause, found.object, found.since) == (Cause.MEASURE_LATE, part, DUE)
    assert (found.step, found.noticed_at) == (Step.UNIT, morning(NOTICED_ON))
    assert found.stepped_at == morning(THIRD)
    assert mail(house[0], "plan-follow-up") == [TO_UNIT]
    codes = ["plan.noticed", "plan.stepped", "plan.settled"]
    assert [len(by_daily(house[0], code)) for code in codes] == [1, 2, 0]


def test_a_second_look_on_the_same_day_does_nothing(house, clock):
    measure(house)
    assert [look(house, clock, NOTICED_ON) for _ in range(3)] == [1, 0, 0]
    assert [look(house, clock, SECOND) for _ in range(3)] == [1, 0, 0]


def test_two_who_look_at_once_notice_it_once(house, clock):
    measure(house)
    clock.now = morning(NOTICED_ON)

    def once(_number):
        with house[0].transaction() as session:
            return plan_follow_up.follow_up(session, day(NOTICED_ON)).done

    assert sorted(at_once(2, once)) == [0, 1]
    assert len(by_daily(house[0], "plan.noticed")) == 1


def test_a_missed_day_is_caught_up_with_one_step_at_a_time(house, clock):
    measure(house)
    look(house, clock, NOTICED_ON)
    much_later = date(2027, 2, 15)
    assert [look(house, clock, much_later) for _ in range(2)] == [1, 0]
    assert steps(house) == [(Cause.MEASURE_LATE, Step.COORDINATOR)]


@pytest.mark.parametrize(
    "change", [{"code": Measure.DONE}, {"code": Measure.NO}, {"due_on": date(2027, 3, 1)}]
)
def test_it_is_settled_when_the_cause_is_gone(house, clock, change):
    part = measure(house)
    look(house, clock, NOTICED_ON)
    put(house, part, **change)
    assert look(house, clock, NOTICED_ON) == 1
    assert seen(house) == ()
    assert len(by_daily(house[0], "plan.settled")) == 1
    assert look(house, clock, SECOND) == 0


def test_what_comes_back_with_the_same_date_begins_at_the_first_step(house, clock):
    part = measure(house)
    for on in (NOTICED_ON, SECOND):
        look(house, clock, on)
    put(house, part, due_on=date(2027, 3, 1))
    look(house, clock, SECOND)
    put(house, part, due_on=DUE)
    assert look(house, clock, SECOND) == 1
    assert steps(house) == [(Cause.MEASURE_LATE, Step.OWNER)]


def test_ones_own_late_measure_is_never_told_to_the_unit(house, clock):
    database, marte, reference = house
    write(database, marte, reference, responsible=ME, due_on=DUE, code=Measure.UNDER_WAY)
    done = [on for n in range(60) if look(house, clock, on := NOTICED_ON + timedelta(days=n))]
    assert done == [NOTICED_ON, SECOND]
    assert mail(database, "plan-follow-up") == []


def test_a_measure_taken_away_is_not_noticed(house, clock):
    database, _marte, reference = house
    part = measure(house)
    with database.transaction() as session:
        plan_parts.remove(session, OFFICER, reference, part, based_on=1)
    assert look(house, clock, NOTICED_ON) == 0


@pytest.mark.parametrize(
    ("on", "step"),
    [
        (date(2026, 12, 5), []),  # asked on Saturday 21 November: fourteen days
        (date(2026, 12, 6), [(Cause.MEASURE_UNANSWERED, Step.OWNER)]),
    ],
)
def test_nobody_has_answered_after_fourteen_days(house, clock, on, step):
    measure(house, code=Measure.ASKED, due_on=date(2027, 6, 1))
    look(house, clock, on)
    assert steps(house) == step


def test_a_review_that_has_passed(house, clock):
    database, _marte, reference = house
    words = {"from": "2026-01-01", "to": "2027-12-31"}
    write(database, OFFICER, reference, kind=Kind.PERIOD, code="", words=words, due_on=DUE)
    look(house, clock, DUE)
    assert seen(house) == ()
    look(house, clock, DUE + timedelta(days=1))
    assert steps(house) == [(Cause.REVIEW_PASSED, Step.COORDINATOR)]


class TestMessages:
    WRITTEN = morning(date(2026, 11, 23))  # the promise is kept on Monday 30 November

    def test_a_message_is_noticed_the_day_after_the_promise(self, house, clock):
        say(house, self.WRITTEN)
        look(house, clock, date(2026, 11, 30))
        assert seen(house) == ()
        look(house, clock, date(2026, 12, 1))
        assert steps(house) == [(Cause.MESSAGE_UNANSWERED, Step.COORDINATOR)]

    def test_writing_once_more_does_not_begin_the_time_anew(self, house, clock):
        say(house, self.WRITTEN)
        say(house, morning(date(2026, 11, 30)))
        look(house, clock, date(2026, 12, 1))
        assert [one.since for one in seen(house)] == [date(2026, 11, 23)]

    def test_an_answer_settles_it_and_the_next_message_has_its_own_time(self, house, clock):
        say(house, self.WRITTEN)
        look(house, clock, date(2026, 12, 1))
        say(house, morning(date(2026, 12, 2)), by_kind="staff")
        assert look(house, clock, date(2026, 12, 3)) == 1
        assert seen(house) == ()
        say(house, morning(date(2026, 12, 4)))
        look(house, clock, date(2026, 12, 11))
        assert seen(house) == ()
        look(house, clock, date(2026, 12, 12))
        assert [one.since for one in seen(house)] == [date(2026, 12, 4)]


class TestNoCoordinator:
    def leave(self, database, on):
        with database.transaction() as session:
            left = update(StaffRow).where(StaffRow.id == OFFICER.id)
            session.execute(left.values(disabled_at=morning(on)))

    def test_the_unit_is_told_at_once_and_once(self, house, clock):
        self.leave(house[0], DUE)
        done = [look(house, clock, NOTICED_ON + timedelta(days=n)) for n in range(40)]
        assert done == [1] + [0] * 39
        assert [(one.cause, one.step, one.since) for one in seen(house)] == [
            (Cause.NO_COORDINATOR, Step.UNIT, DUE)
        ]
        assert mail(house[0], "plan-follow-up") == [TO_UNIT]

    def test_a_plan_with_nobody_keeps_the_day_it_was_noticed(self, house, clock):
        with house[0].transaction() as session:
            session.execute(update(PlanRow).values(coordinator=None))
        for on in (NOTICED_ON, SECOND):
            look(house, clock, on)
        assert [one.since for one in seen(house)] == [NOTICED_ON]

    def test_what_would_have_been_the_coordinators_goes_to_the_unit(self, house, clock):
        measure(house, responsible=None)
        self.leave(house[0], DUE)
        look(house, clock, NOTICED_ON)
        assert set(steps(house)) == {
            (Cause.MEASURE_LATE, Step.UNIT),
            (Cause.NO_COORDINATOR, Step.UNIT),
        }

    def test_that_the_coordinator_is_away_changes_nothing(self, house, clock):
        measure(house)
        look(house, clock, NOTICED_ON)
        with house[0].transaction() as session:
            away = update(StaffRow).where(StaffRow.id == OFFICER.id)
            session.execute(away.values(away_from=NOTICED_ON, away_until=date(2027, 1, 31)))
        assert [look(house, clock, on) for on in (SECOND, THIRD)] == [1, 1]


@pytest.mark.parametrize(
    "status", ["invited", "declined", "withdrawn", "ended", "coordinator-only"]
)
def test_without_a_standing_consent_what_is_in_the_plan_is_let_be(house, clock, status):
    measure(house)
    look(house, clock, NOTICED_ON)
    with house[0].transaction() as session:
        session.execute(update(PlanRow).values(status=status))
    assert look(house, clock, SECOND) == 1
    assert seen(house) == ()


def test_another_municipality_is_not_touched(house, clock):
    measure(house)
    with house[0].transaction() as session:
        session.execute(update(PlanRow).values(municipality=NEIGHBOUR.municipality))
    assert look(house, clock, NOTICED_ON) == 0


def test_events_hold_no_words(house, clock):
    measure(house)
    for on in (NOTICED_ON, SECOND, THIRD):
        look(house, clock, on)
    with house[0].transaction() as session:
        row = session.scalars(select(PlanFollowUpRow)).one()
        assert "Kanari" not in repr(vars(row))
    assert [object_ for _plan, object_ in by_daily(house[0], "plan.stepped")] == [row.id] * 2
    assert "plan.noticed" in happened(house[0], NAMSOS)


def another(database, number):
    """Somebody else's plan with one late measure."""
    person = citizen(database, number)
    with database.transaction() as session:
        reference = plan.begin(
            session, OFFICER, person=person.id, name="Annen Prøve", unit="ke", language="nb"
        )
        plan_consents.to_plan(session, person, reference)
    house = database, person, reference
    measure(house)
    return house


def test_page_by_page_all_are_followed_up(house, clock, monkeypatch):
    measure(house)
    houses = [house, another(house[0], BIRGER), another(house[0], JON)]
    monkeypatch.setattr(daily_pages, "PAGE", 2)
    assert look(house, clock, NOTICED_ON) == 3
    assert [len(seen(one)) for one in houses] == [1, 1, 1]


def test_three_plans_cost_no_more_questions_than_one(house, clock):
    asked = []
    event.listen(house[0].engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def questions():
        asked.clear()
        assert look(house, clock, NOTICED_ON) == 0
        return len(asked)

    measure(house)
    look(house, clock, NOTICED_ON)
    one = questions()
    for number in (BIRGER, JON):
        another(house[0], number)
    look(house, clock, NOTICED_ON)
    assert questions() == one
