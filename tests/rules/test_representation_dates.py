"""When it is said that a right to act ends or changes: the day before, the first day, the last, and the day after."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.representation import Basis, Grant, Scope, whole_plan
from portal.rules.representation_dates import (
    Change,
    change_to_tell,
    changes,
    is_due,
    to_prepare,
    to_renew,
    to_warn,
)

D = date
BORN, END = D(2010, 3, 31), D(2026, 12, 31)


def grant(basis=Basis.GIVEN, until=END, born=None):
    return Grant(
        id="g",
        person="p",
        holder="h",
        basis=basis,
        scopes=frozenset({Scope.SEE_PLAN}),
        sections=whole_plan(),
        since=D(2020, 1, 1),
        until=until,
        accepted_at=datetime(2020, 1, 1, tzinfo=UTC),
        born=born,
    )


@pytest.mark.parametrize(
    ("day", "said_on", "due"),
    [
        (D(2026, 11, 30), None, False),
        (D(2026, 12, 1), None, True),
        (D(2026, 12, 30), None, True),
        (D(2026, 12, 31), None, False),
        (D(2026, 12, 2), D(2026, 12, 1), False),
        (D(2026, 12, 2), D(2026, 11, 30), True),
    ],
)
def test_the_giver_is_asked_once_in_the_last_thirty_days(day, said_on, due):
    window = to_renew(grant())
    assert window is not None and window.due(day, said_on) is due


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (D(2026, 12, 23), False),
        (D(2026, 12, 24), True),
        (D(2026, 12, 30), True),
        (D(2026, 12, 31), False),
    ],
)
def test_who_acts_is_told_in_the_last_seven_days(day, due):
    window = to_warn(grant())
    assert window is not None and window.due(day, None) is due


def test_the_end_that_is_warned_of_may_be_a_birthday():
    window = to_warn(grant(Basis.PARENT, until=None, born=BORN))
    assert window is not None
    assert (window.since, window.until) == (D(2026, 3, 24), D(2026, 3, 31))


@pytest.mark.parametrize(
    ("basis", "until", "asked", "warned"),
    [
        (Basis.GIVEN, None, False, False),
        (Basis.PAPER, D(2026, 12, 31), False, True),
        (Basis.KIN, D(2026, 12, 31), False, True),
        (Basis.GUARDIAN, None, False, False),
    ],
)
def test_the_giver_is_asked_about_what_is_theirs_to_give(basis, until, asked, warned):
    one = grant(basis, until)
    assert (to_renew(one) is not None, to_warn(one) is not None) == (asked, warned)


@pytest.mark.parametrize(
    ("basis", "ages"),
    [
        (Basis.PARENT, [12, 16]),
        (Basis.CARER, [12, 16]),
        (Basis.YOUNG, [18]),
        (Basis.GIVEN, []),
        (Basis.GUARDIAN, []),
    ],
)
def test_the_birthdays_that_change_it(basis, ages):
    assert [one.age for one in changes(grant(basis, born=BORN))] == ages
    assert changes(grant(basis, born=None)) == []


# Born on 31 March 2010: 12 on 31 March 2022 and 16 on 31 March 2026; three months before is the last day of December.
@pytest.mark.parametrize(
    ("day", "said_on", "due"),
    [
        (D(2021, 12, 30), None, False),
        (D(2021, 12, 31), None, True),
        (D(2022, 3, 30), None, True),
        (D(2022, 3, 31), None, False),
        (D(2022, 1, 15), D(2021, 12, 31), False),
        (D(2025, 12, 30), D(2021, 12, 31), False),
        (D(2025, 12, 31), D(2021, 12, 31), True),
        (D(2026, 3, 30), D(2025, 12, 31), False),
        (D(2026, 3, 31), None, False),
    ],
)
def test_both_are_told_three_months_before_each_birthday_once(day, said_on, due):
    windows = to_prepare(grant(Basis.PARENT, None, BORN))
    assert is_due(windows, day, said_on) is due


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (D(2025, 12, 30), None),
        (D(2025, 12, 31), 16),
        (D(2026, 3, 31), 16),
        (D(2026, 4, 29), 16),
        (D(2026, 4, 30), None),
        (D(2022, 4, 1), 12),
    ],
)
def test_pages_tell_of_a_birthday_until_a_month_after_it(day, told):
    found = change_to_tell(grant(Basis.PARENT, None, BORN), day)
    assert (found and found.age) == told


def test_somebody_born_on_a_leap_day():
    assert changes(grant(Basis.YOUNG, born=D(2012, 2, 29))) == [Change(18, D(2030, 2, 28))]
