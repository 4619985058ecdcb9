"""When a parent sees a case, and when somebody is still to be asked."""

from datetime import date

import pytest

from portal.rules.confirming import (
    may_ask_about_parent,
    must_be_confirmed,
    parent_may_read,
    sixteenth_birthday,
)


@pytest.mark.parametrize(
    ("born", "sixteen"),
    [
        (date(2010, 11, 22), date(2026, 11, 22)),
        (date(2012, 2, 29), date(2028, 2, 29)),
        (date(2084, 2, 29), date(2100, 2, 28)),
        (date(2010, 12, 31), date(2026, 12, 31)),
        (date(2011, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_day_a_child_is_16(born, sixteen):
    assert sixteenth_birthday(born) == sixteen


@pytest.mark.parametrize(
    ("born", "today", "may"),
    [
        (date(2010, 11, 22), date(2026, 11, 21), True),
        (date(2010, 11, 22), date(2026, 11, 22), False),
        (date(2026, 11, 21), date(2026, 11, 21), True),
        (date(2026, 11, 22), date(2026, 11, 21), False),
        (date(1990, 1, 1), date(2026, 11, 21), False),
    ],
)
def test_a_parent_reads_until_the_birthday(born, today, may):
    assert parent_may_read(born, today) is may


@pytest.mark.parametrize(
    ("whom", "asked", "parent"),
    [
        (None, False, False),
        ("self", False, False),
        ("child", True, True),
        ("other", True, False),
        ("service", True, False),
    ],
)
def test_who_is_still_to_be_asked(whom, asked, parent):
    assert must_be_confirmed(whom, confirmed=False) is asked
    assert may_ask_about_parent(whom, confirmed=False) is parent
    assert must_be_confirmed(whom, confirmed=True) is False
    assert may_ask_about_parent(whom, confirmed=True) is False
