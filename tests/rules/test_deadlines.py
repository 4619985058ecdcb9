"""Weeks, months and working days as the law counts them.

Expected days are those of the law itself, read off the calendar, or counted by `calendar_oracle`.
"""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.public_holidays import holidays_around, holidays_between
from portal.rules.case import local_day
from portal.rules.deadlines import (
    RULE_SETS,
    Concerns,
    Law,
    NoRule,
    RuleSet,
    answer_due,
    complaint_deadline,
    days_left,
    is_working_day,
    months_after,
    rule_set,
    weeks_after,
    working_day_on_or_after,
    working_days_after,
)
from tests.rules.calendar_oracle import (
    PUBLISHED_EASTER,
    Calendar,
    days_off,
    easter,
    month_later,
)

HEALTH, NAV, CHILD_WELFARE = Law.HEALTH, Law.NAV, Law.CHILD_WELFARE
FIRST, LAST = 2026, 2046  # twenty years and the one we are in
OFF = holidays_between(FIRST, LAST + 1)
DAYS = [date(FIRST, 1, 1) + timedelta(days=n) for n in range((LAST - FIRST + 1) * 365)]
ANY_DAY = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))


@lru_cache
def oracle() -> Calendar:
    return Calendar(FIRST, LAST + 1)


# The time to complain


@pytest.mark.parametrize(
    ("told", "law", "due"),
    [
        (date(2026, 11, 24), HEALTH, date(2026, 12, 22)),
        (date(2026, 11, 26), HEALTH, date(2026, 12, 24)),  # Christmas Eve is an ordinary day
        (date(2026, 11, 27), HEALTH, date(2026, 12, 28)),  # Christmas Day, 26 December, Sunday
        (date(2026, 12, 11), NAV, date(2027, 1, 4)),  # New Year's Day is a Friday
        (date(2026, 12, 11), CHILD_WELFARE, date(2027, 1, 4)),
        (date(2027, 2, 25), HEALTH, date(2027, 3, 30)),  # Maundy Thursday
        (date(2027, 4, 19), HEALTH, date(2027, 5, 18)),  # 17 May is Whit Monday
        (date(2027, 4, 3), HEALTH, date(2027, 5, 3)),  # 1 May is a Saturday
        (date(2026, 11, 21), HEALTH, date(2026, 12, 21)),  # a Saturday
        (date(2026, 12, 3), HEALTH, date(2026, 12, 31)),  # New Year's Eve is an ordinary day
        (date(2026, 12, 10), NAV, date(2026, 12, 31)),
        (date(2027, 4, 8), HEALTH, date(2027, 5, 7)),  # Ascension Day
        (date(2028, 2, 1), HEALTH, date(2028, 2, 29)),  # a leap day
        (date(2028, 2, 8), NAV, date(2028, 2, 29)),
        (date(2032, 12, 3), HEALTH, date(2032, 12, 31)),  # New Year's Eve, a Friday
        (date(2033, 12, 3), HEALTH, date(2034, 1, 2)),  # a Saturday before a Sunday, 1 January
        (date(2028, 12, 3), HEALTH, date(2029, 1, 2)),  # Sunday 31 December, Monday 1 January
    ],
)
def test_the_last_day_to_complain(told: date, law: Law, due: date) -> None:
    assert complaint_deadline(told, law, OFF).due == due


@pytest.mark.parametrize(
    ("law", "weeks", "basis"),
    [
        (HEALTH, 4, "pasient- og brukerrettighetsloven § 7-5"),
        (NAV, 3, "sosialtjenesteloven § 47 og forvaltningsloven § 29"),
        (CHILD_WELFARE, 3, "barnevernsloven § 12-9 og forvaltningsloven § 29"),
    ],
)
def test_the_law_decides_how_many_weeks(law: Law, weeks: int, basis: str) -> None:
    deadline = complaint_deadline(date(2026, 11, 24), law, OFF)
    assert (deadline.weeks, deadline.basis, deadline.mark) == (weeks, basis, "C")


@pytest.mark.parametrize("law", Law)
def test_twenty_years_of_deadlines_agree_with_another_count(law: Law) -> None:
    weeks = 4 if law is HEALTH else 3
    wrong = {
        told: (complaint_deadline(told, law, OFF).due, oracle().complaint_due(told, weeks))
        for told in DAYS
        if complaint_deadline(told, law, OFF).due != oracle().complaint_due(told, weeks)
    }
    assert wrong == {}


@given(ANY_DAY, st.sampled_from(Law))
def test_no_deadline_is_on_a_day_off_or_earlier_than_the_plain_count(told: date, law: Law) -> None:
    deadline = complaint_deadline(told, law, OFF)
    counted = told + timedelta(days=7 * deadline.weeks)
    assert deadline.due.weekday() < 5
    assert deadline.due not in days_off(deadline.due.year)
    # Easter is the longest rest: from Maundy Thursday to Tuesday is five days.
    assert timedelta(0) <= deadline.due - counted <= timedelta(days=5)


@given(ANY_DAY, st.integers(0, 10), st.sampled_from(Law))
def test_who_is_told_later_never_has_an_earlier_deadline(first: date, days: int, law: Law) -> None:
    last = first + timedelta(days=days)
    assert complaint_deadline(first, law, OFF).due <= complaint_deadline(last, law, OFF).due


@given(ANY_DAY)
def test_health_law_never_gives_less_time_than_the_others(told: date) -> None:
    health = complaint_deadline(told, HEALTH, OFF).due
    assert health > complaint_deadline(told, NAV, OFF).due


@pytest.mark.parametrize(
    ("told", "years"),
    [
        (date(2026, 12, 11), (2026, 2026)),  # the weeks end in 2027
        (date(2028, 12, 3), (2028, 2028)),  # they end on Sunday 31 December and go on into 2029
    ],
)
def test_a_list_that_lacks_the_year_is_refused_and_not_taken_for_a_year_without_rest(
    told: date, years: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="are not given"):
        complaint_deadline(told, HEALTH, holidays_between(*years))
    assert complaint_deadline(told, HEALTH, holidays_around(told))


# Rule sets with dates


@pytest.mark.parametrize("law", Law)
def test_one_rule_holds_on_each_day(law: Law) -> None:
    for day in DAYS[::7]:
        assert sum(each.holds(Concerns.COMPLAINT, law, day) for each in RULE_SETS) == 1


def test_the_adopted_law_without_a_start_date_does_not_hold_yet() -> None:
    waiting = [each for each in RULE_SETS if each.valid_from is None]
    assert {each.basis.partition(" §")[0] for each in waiting} == {"forvaltningsloven 2025"}
    for each in waiting:
        assert not each.holds(each.concerns, each.law, date.max)


@pytest.mark.parametrize(
    ("told", "weeks"),
    [
        (date(2027, 12, 31), 3),
        (date(2028, 1, 1), 5),
        (date(2028, 12, 31), 5),
        (date(2029, 1, 1), None),
    ],
)
def test_first_and_last_day_of_a_rule_belong_to_it(told: date, weeks: int | None) -> None:
    sets = (
        RuleSet(
            Concerns.COMPLAINT, NAV, "old", "C",
            weeks=3, valid_from=date(2020, 1, 1), valid_to=date(2027, 12, 31),
        ),
        RuleSet(
            Concerns.COMPLAINT, NAV, "new", "C",
            weeks=5, valid_from=date(2028, 1, 1), valid_to=date(2028, 12, 31),
        ),
    )  # fmt: skip
    if weeks is None:
        with pytest.raises(NoRule):
            complaint_deadline(told, NAV, OFF, sets)
    else:
        assert complaint_deadline(told, NAV, OFF, sets).weeks == weeks


def test_before_the_law_there_is_no_date_to_show() -> None:
    with pytest.raises(NoRule):
        complaint_deadline(date(2011, 12, 31), HEALTH, holidays_between(2011, 2012))
    assert rule_set(Concerns.COMPLAINT, HEALTH, date(2012, 1, 1)).weeks == 4


# Days off and working days


@pytest.mark.parametrize("year", PUBLISHED_EASTER)
def test_easter_is_when_the_almanac_says(year: int) -> None:
    assert easter(year) == date(year, *PUBLISHED_EASTER[year])


@pytest.mark.parametrize("year", range(FIRST, LAST + 1))
def test_public_holidays_are_those_of_the_law_and_no_more(year: int) -> None:
    assert holidays_between(year, year) == days_off(year)


@pytest.mark.parametrize(
    ("day", "open_"),
    [
        (date(2026, 12, 24), True),
        (date(2026, 12, 31), True),
        (date(2027, 3, 24), True),  # Wednesday before Easter
        (date(2027, 3, 25), False),
        (date(2027, 3, 27), False),  # Easter Eve, as any Saturday
        (date(2027, 5, 6), False),
        (date(2027, 5, 7), True),  # the day after Ascension Day
        (date(2027, 5, 17), False),
        (date(2027, 5, 16), False),
        (date(2026, 11, 21), False),
        (date(2026, 11, 23), True),
    ],
)
def test_working_days(day: date, open_: bool) -> None:
    assert is_working_day(day, OFF) is open_
    assert (working_day_on_or_after(day, OFF) == day) is open_


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday to Monday
        (date(2026, 12, 23), 3, date(2026, 12, 29)),  # 24, 28, 29
        (date(2027, 3, 24), 1, date(2027, 3, 30)),
        (date(2026, 11, 21), 0, date(2026, 11, 21)),
    ],
)
def test_working_days_later(day: date, count: int, expected: date) -> None:
    assert working_days_after(day, count, OFF) == expected


@given(ANY_DAY, st.integers(1, 15))
def test_working_days_agree_with_another_count(day: date, count: int) -> None:
    assert working_days_after(day, count, OFF) == oracle().working_days_later(day, count)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        working_days_after(date(2026, 11, 20), -1, OFF)


@given(ANY_DAY, st.integers(0, 60))
def test_weeks_end_on_the_weekday_they_began_on(day: date, weeks: int) -> None:
    ended = weeks_after(day, weeks)
    assert ended.weekday() == day.weekday()
    assert (ended - day).days == 7 * weeks


# The authority's own month


@pytest.mark.parametrize(
    ("start", "months", "expected"),
    [
        (date(2026, 11, 21), 1, date(2026, 12, 21)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2026, 12, 15), 2, date(2027, 2, 15)),
        # 4 April 2027 is a Sunday: the authority's own date is not moved later.
        (date(2027, 3, 4), 1, date(2027, 4, 4)),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last_one(
    start: date, months: int, expected: date
) -> None:
    assert months_after(start, months) == expected


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 11, 21), date(2026, 12, 21)),
        (date(2027, 2, 25), date(2027, 3, 25)),  # Maundy Thursday: not moved
        (date(2027, 4, 17), date(2027, 5, 17)),  # 17 May: not moved
        (date(2026, 11, 25), date(2026, 12, 25)),  # Christmas Day: not moved
    ],
)
def test_an_answer_is_due_after_one_month_whatever_day_that_is(received: date, due: date) -> None:
    assert answer_due(received) == due


def test_twenty_years_of_months_agree_with_another_count() -> None:
    assert [answer_due(day) for day in DAYS] == [month_later(day) for day in DAYS]


@pytest.mark.parametrize(
    ("today", "left"),
    [(date(2026, 12, 20), 1), (date(2026, 12, 21), 0), (date(2026, 12, 22), -1)],
)
def test_days_left_are_negative_when_the_date_has_passed(today: date, left: int) -> None:
    assert days_left(date(2026, 12, 21), today) == left


# Which day a moment belongs to, when the clocks change


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # Clocks go forward in the night to Sunday 29 March 2026: that day has 23 hours.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        # They go back in the night to Sunday 25 October 2026: that day has 25.
        (datetime(2026, 10, 24, 21, 59, tzinfo=UTC), date(2026, 10, 24)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_moment_belongs_to_the_day_on_the_wall(moment: datetime, day: date) -> None:
    assert local_day(moment) == day


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        # 23.59 and 00.01 on the wall around both changes: the deadline follows the day.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 4, 28)),
        (datetime(2026, 3, 28, 23, 1, tzinfo=UTC), date(2026, 4, 29)),
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), date(2026, 10, 30)),
        (datetime(2026, 10, 30, 22, 59, tzinfo=UTC), date(2026, 11, 30)),
    ],
)
def test_months_are_counted_from_that_day(moment: datetime, due: date) -> None:
    assert answer_due(local_day(moment)) == due
