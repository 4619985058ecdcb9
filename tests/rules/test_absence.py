"""Who is away, and who can cover: both days of an absence are included."""

from datetime import date

import pytest

from portal.rules.absence import Fault, Worker, can_cover, fault_in, is_away

TODAY = date(2026, 11, 21)


def nov(day: int) -> date:
    return date(2026, 11, day)


@pytest.mark.parametrize(
    ("days", "away"),
    [
        (None, False),
        ((nov(21), nov(21)), True),
        ((nov(20), nov(21)), True),
        ((nov(21), nov(30)), True),
        ((nov(1), nov(20)), False),
        ((nov(22), nov(30)), False),
    ],
)
def test_both_days_are_included(days, away):
    assert is_away(days, TODAY) is away


@pytest.mark.parametrize(
    ("days", "fault"),
    [
        ((nov(21), nov(21)), None),
        ((nov(1), nov(21)), None),
        ((nov(25), nov(24)), Fault.BACKWARDS),
        ((nov(1), nov(20)), Fault.OVER),
        ((nov(21), date(2027, 11, 22)), None),
        ((nov(21), date(2027, 11, 23)), Fault.TOO_LONG),
    ],
)
def test_an_absence_has_an_end_to_come_within_a_year(days, fault):
    assert fault_in(days, TODAY) is fault


@pytest.mark.parametrize(
    ("worker", "can"),
    [
        (Worker("nord"), True),
        (Worker(None), True),
        (Worker("sor"), False),
        (Worker("nord", (nov(1), nov(23))), True),
        (Worker("nord", (nov(1), nov(24))), False),
        (Worker("nord", (nov(26), nov(26))), False),
        (Worker("nord", (nov(28), nov(30))), False),
        (Worker("nord", (nov(29), nov(30))), True),
        (Worker(None, (nov(24), nov(28))), False),
    ],
)
def test_who_covers_sees_the_cases_and_is_at_work(worker, can):
    assert can_cover(worker, "nord", (nov(24), nov(28))) is can
