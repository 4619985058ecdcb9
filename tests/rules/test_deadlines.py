"""Months as the law counts them. Expected days are read off the calendar."""

from datetime import date

import pytest

from portal.rules.deadlines import answer_due, days_left, months_after


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
def test_a_month_ends_on_the_same_day_or_the_last_one(start, months, expected):
    assert months_after(start, months) == expected


def test_an_answer_is_due_after_one_month():
    assert answer_due(date(2026, 11, 21)) == date(2026, 12, 21)


@pytest.mark.parametrize(
    ("today", "left"),
    [(date(2026, 12, 20), 1), (date(2026, 12, 21), 0), (date(2026, 12, 22), -1)],
)
def test_days_left_are_negative_when_the_date_has_passed(today, left):
    assert days_left(date(2026, 12, 21), today) == left
