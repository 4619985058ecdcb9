"""What is due on a day. The days are counted by hand in a Norwegian calendar of 2026 and 2027."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules import follow_up
from portal.rules.deadlines import answer_due

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
DUE = date(2026, 12, 21)

# Helligdager by hand: Christmas 2026, New Year, Maundy Thursday to Easter Monday 2027.
HOLIDAYS = frozenset(
    {
        date(2026, 12, 25), date(2026, 12, 26), date(2027, 1, 1), date(2027, 3, 25),
        date(2027, 3, 26), date(2027, 3, 28), date(2027, 3, 29),
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("today", "warned", "due"),
    [
        (date(2026, 12, 13), 0, None),  # 8 days left
        (date(2026, 12, 14), 0, 7),
        (date(2026, 12, 14), 7, None),
        (date(2026, 12, 18), 0, 7),  # nobody looked on the 14th
        (date(2026, 12, 18), 7, None),
        (date(2026, 12, 19), 7, 2),
        (date(2026, 12, 19), 0, 2),  # too late for the first: the second only
        (date(2026, 12, 19), 2, None),
        (date(2026, 12, 21), 7, 2),  # the last day, a whole day left
        (date(2026, 12, 21), 2, None),
        (date(2026, 12, 22), 0, None),  # the date has passed
        (date(2026, 12, 22), 7, None),
    ],
)
def test_reminders_before_the_date(today, warned, due):
    assert follow_up.warning_due(DUE, today, warned) == due


@given(DAYS, st.integers(0, 60), st.sets(st.integers(0, 80)))
def test_each_reminder_comes_once_whatever_days_somebody_looks(due_on, age, looks):
    given_on: list[tuple[int, date]] = []
    warned = 0
    for day in sorted(due_on - timedelta(days=age) + timedelta(days=look) for look in looks):
        reminder = follow_up.warning_due(due_on, day, warned)
        if reminder is not None:
            given_on.append((reminder, day))
            warned = reminder
    kinds = [reminder for reminder, _day in given_on]
    assert kinds in ([], [7], [2], [7, 2])
    assert len({day for _reminder, day in given_on}) == len(given_on)
    assert all(0 <= (due_on - day).days <= reminder for reminder, day in given_on)


@given(DAYS)
def test_who_looks_every_day_reminds_exactly_seven_and_two_days_before(due_on):
    warned, given_on = 0, {}
    for days_before in range(40, -10, -1):
        today = due_on - timedelta(days=days_before)
        if reminder := follow_up.warning_due(due_on, today, warned):
            given_on[reminder] = days_before
            warned = reminder
    assert given_on == {7: 7, 2: 2}


@pytest.mark.parametrize(
    ("received", "last_day_in_time"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),  # a Saturday: not moved
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 11, 21), date(2026, 12, 21)),
        (date(2026, 11, 25), date(2026, 12, 25)),  # Christmas Day: not moved
    ],
)
def test_the_month_has_passed_the_day_after_its_last(received, last_day_in_time):
    due_on = answer_due(received)
    assert not follow_up.is_overdue(due_on, last_day_in_time)
    assert follow_up.is_overdue(due_on, last_day_in_time + timedelta(days=1))


@pytest.mark.parametrize(
    ("received", "days", "first_late_day"),
    [
        (date(2026, 11, 16), 3, date(2026, 11, 20)),  # Monday → Tu We Th → Friday
        (date(2026, 11, 20), 3, date(2026, 11, 26)),  # Friday → Mo Tu We → Thursday
        (date(2026, 11, 21), 3, date(2026, 11, 26)),  # Saturday counts from Monday
        (date(2026, 12, 23), 3, date(2026, 12, 30)),  # 24 is a working day, then 28 and 29
        (date(2027, 3, 24), 3, date(2027, 4, 2)),  # over Easter: 30, 31 March, 1 April
        (date(2026, 11, 16), 1, date(2026, 11, 18)),
    ],
)
def test_not_opened_after_whole_working_days(received, days, first_late_day):
    before = first_late_day - timedelta(days=1)
    assert not follow_up.not_opened_in_time(received, before, days, HOLIDAYS)
    assert follow_up.not_opened_in_time(received, first_late_day, days, HOLIDAYS)
    assert not follow_up.unpressed_in_time(received, before, days, HOLIDAYS)
    assert follow_up.unpressed_in_time(received, first_late_day, days, HOLIDAYS)


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        (follow_up.second_notice_due, 7),
        (follow_up.text_is_to_go, 30),
        (follow_up.draft_is_to_go, 31),
    ],
)
def test_after_so_many_days(rule, days):
    since = date(2026, 2, 10)
    assert not rule(since, since)
    assert not rule(since, since + timedelta(days=days - 1))
    assert rule(since, since + timedelta(days=days))
    assert rule(since, since + timedelta(days=days + 40))


@pytest.mark.parametrize(
    ("first", "first_working_day"),
    [
        (date(2026, 12, 1), date(2026, 12, 1)),  # a Tuesday
        (date(2026, 11, 1), date(2026, 11, 2)),  # a Sunday
        (date(2026, 8, 1), date(2026, 8, 3)),  # a Saturday
        (date(2027, 1, 1), date(2027, 1, 4)),  # New Year's Day, then a weekend
    ],
)
def test_the_test_message_goes_on_the_first_working_day(first, first_working_day):
    day = first
    while day < first_working_day:
        assert not follow_up.receiver_test_due(day, HOLIDAYS)
        day += timedelta(days=1)
    assert follow_up.receiver_test_due(first_working_day, HOLIDAYS)
    assert follow_up.receiver_test_due(first.replace(day=28), HOLIDAYS)  # a missed day catches up


def test_the_month_is_written_with_its_year():
    assert follow_up.month_of(date(2027, 3, 29)) == "2027-03"


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_what_is_due_stays_due(since, days, more):
    """A day nobody looked is caught up: nothing but a reminder, which turns into the month that passed, goes away."""
    early, late = since + timedelta(days=days), since + timedelta(days=days + more)
    for rule in (
        follow_up.is_overdue,
        follow_up.second_notice_due,
        follow_up.text_is_to_go,
        follow_up.draft_is_to_go,
        lambda day, today: follow_up.not_opened_in_time(day, today, 3, HOLIDAYS),
    ):
        assert rule(since, early) <= rule(since, late)
