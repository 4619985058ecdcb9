"""Whose turn it is and when: working days counted by hand in Norwegian calendars of 2026 and 2027."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import ME, Kind, Measure, Part, Status
from portal.rules.plan_follow_up import (
    Cause,
    Facts,
    Step,
    ladder,
    message_answer_by,
    next_step,
    noticed,
    step_due,
)

OWNER, COORDINATOR, UNIT = Step.OWNER, Step.COORDINATOR, Step.UNIT
ALL = (OWNER, COORDINATOR, UNIT)
TODAY, YESTERDAY = date(2026, 11, 21), date(2026, 11, 20)
LONG_AGO = datetime(2026, 10, 1, 9, tzinfo=UTC)

# Helligdager by hand: Christmas 2026, New Year, Maundy Thursday to Easter Monday 2027.
HOLIDAYS = frozenset(
    {
        date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 3, 25),
        date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29),
    }
)  # fmt: skip


def part(kind=Kind.MEASURE, code=Measure.YES, due_on=YESTERDAY, **more):
    values = {"id": "p", "version": 1, "at": LONG_AGO, "by_kind": "staff", "by": "x"}
    values |= {"begun_at": LONG_AGO, "begun_by_kind": "staff", "responsible": "nav"}
    return Part(kind=kind, code=code, due_on=due_on, **(values | more))


def causes(**facts):
    found = noticed(Facts(**({"status": Status.ACTIVE} | facts)), TODAY, HOLIDAYS)
    return [(one.cause, one.object, one.since) for one in found]


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (part(), [(Cause.MEASURE_LATE, "p", YESTERDAY)]),
        (part(due_on=TODAY), []),
        (part(code=Measure.DONE), []),
        (part(code=Measure.NO), []),
        (part(code=Measure.ASKED), [(Cause.MEASURE_LATE, "p", YESTERDAY)]),  # one cause, not two
        (
            part(code=Measure.ASKED, due_on=None),
            [(Cause.MEASURE_UNANSWERED, "p", date(2026, 10, 1))],
        ),
        (part(Kind.PERIOD, ""), [(Cause.REVIEW_PASSED, "p", YESTERDAY)]),
        (part(Kind.PERIOD, "", TODAY), []),
        (part(Kind.PERIOD, "", None), []),
        (part(Kind.MEETING, "called"), []),
    ],
)
def test_what_is_noticed_of_a_part(one, expected):
    assert causes(parts=(one,)) == expected


@pytest.mark.parametrize(
    ("written_on", "late"),
    [
        (date(2026, 11, 13), True),  # Friday: to be answered by Friday the 20th, yesterday
        (date(2026, 11, 15), True),  # Sunday: Monday to Friday are the five
        (date(2026, 11, 16), False),  # Monday: by Monday the 23rd
    ],
)
def test_an_unanswered_message(written_on, late):
    expected = [(Cause.MESSAGE_UNANSWERED, "", written_on)] if late else []
    assert causes(unanswered_since=written_on) == expected


def test_nobody_coordinates():
    assert causes(vacant_since=TODAY) == [(Cause.NO_COORDINATOR, "", TODAY)]
    assert causes() == []


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (Status.ACTIVE, set(Cause) - {Cause.MEASURE_UNANSWERED}),
        (Status.COORDINATOR_ONLY, {Cause.MESSAGE_UNANSWERED, Cause.NO_COORDINATOR}),
        (Status.INVITED, {Cause.MESSAGE_UNANSWERED, Cause.NO_COORDINATOR}),
        (Status.WITHDRAWN, {Cause.MESSAGE_UNANSWERED}),
        (Status.DECLINED, {Cause.MESSAGE_UNANSWERED}),
        (Status.ENDED, set()),
    ],
)
def test_in_which_plans(status, expected):
    everything = {
        "parts": (part(), part(Kind.PERIOD, "", id="q")),
        "unanswered_since": date(2026, 11, 1),
        "vacant_since": YESTERDAY,
    }
    assert {cause for cause, _object, _since in causes(status=status, **everything)} == expected


@pytest.mark.parametrize(
    ("cause", "one", "vacant", "expected"),
    [
        (Cause.MEASURE_LATE, part(), False, ALL),
        (Cause.MEASURE_UNANSWERED, part(), False, ALL),
        (Cause.MEASURE_LATE, part(), True, (OWNER, UNIT)),
        (Cause.MEASURE_LATE, part(responsible=None), False, (COORDINATOR, UNIT)),
        (Cause.MEASURE_LATE, part(responsible=None), True, (UNIT,)),
        (Cause.MEASURE_LATE, part(responsible=ME), False, (OWNER, COORDINATOR)),
        (Cause.MEASURE_LATE, part(responsible=ME), True, (OWNER,)),
        (Cause.MEASURE_UNANSWERED, part(code=Measure.PROPOSED), False, (COORDINATOR, UNIT)),
        (
            Cause.MEASURE_UNANSWERED,
            part(code=Measure.PROPOSED, responsible=ME),
            False,
            (COORDINATOR, UNIT),
        ),
        (Cause.REVIEW_PASSED, part(Kind.PERIOD, "", responsible=None), False, (COORDINATOR, UNIT)),
        (Cause.MESSAGE_UNANSWERED, None, False, (COORDINATOR, UNIT)),
        (Cause.MESSAGE_UNANSWERED, None, True, (UNIT,)),
        (Cause.NO_COORDINATOR, None, True, (UNIT,)),
    ],
)
def test_whose_turn_it_is(cause, one, vacant, expected):
    assert ladder(cause, one, vacant=vacant) == expected


@pytest.mark.parametrize(
    ("stepped_on", "due"),
    [
        (date(2026, 11, 23), date(2026, 12, 2)),  # a Monday: Tuesday 24 is the first of seven
        (date(2026, 11, 21), date(2026, 12, 1)),  # a Saturday
        (date(2026, 12, 18), date(2026, 12, 30)),  # Christmas Day is no working day, the 24th is
        (date(2027, 3, 22), date(2027, 4, 5)),  # over Easter
        (date(2026, 6, 24), date(2026, 8, 5)),  # four days in June, none in July, three in August
        (date(2026, 7, 1), date(2026, 8, 11)),
    ],
)
def test_seven_working_days_between_two_steps(stepped_on, due):
    assert step_due(stepped_on, HOLIDAYS) == due


@pytest.mark.parametrize(
    ("at", "today", "step"),
    [
        (OWNER, date(2026, 12, 1), None),
        (OWNER, date(2026, 12, 2), COORDINATOR),
        (OWNER, date(2026, 12, 3), COORDINATOR),  # nobody looked on the day
        (OWNER, date(2026, 12, 5), None),  # ... and a Saturday waits
        (OWNER, date(2026, 12, 25), None),  # so does Christmas Day
        (OWNER, date(2027, 7, 15), None),  # and July
        (COORDINATOR, date(2026, 12, 2), UNIT),
        (UNIT, date(2027, 12, 1), None),  # nobody comes after the unit
    ],
)
def test_the_next_step(at, today, step):
    assert next_step(ALL, at, date(2026, 11, 23), today, HOLIDAYS) is step


def test_a_step_that_is_not_on_the_ladder_is_passed_over():
    stepped_on, today = date(2026, 11, 23), date(2026, 12, 2)
    assert next_step((OWNER, UNIT), OWNER, stepped_on, today, HOLIDAYS) is UNIT
    assert next_step((OWNER, COORDINATOR), COORDINATOR, stepped_on, today, HOLIDAYS) is None


@pytest.mark.parametrize(
    ("written_on", "answer_by"),
    [
        (date(2026, 11, 23), date(2026, 11, 30)),
        (date(2026, 11, 27), date(2026, 12, 4)),
        (date(2026, 12, 21), date(2026, 12, 29)),  # the 25th and the 26th are holidays
    ],
)
def test_a_message_is_answered_within_five_working_days(written_on, answer_by):
    assert message_answer_by(written_on, HOLIDAYS) == answer_by
