"""What a case is: codes, steps that never go back, and the Norwegian calendar day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.rules.case import (
    CallWish,
    local_day,
    may_be_answered,
    may_be_closed,
    may_be_taken,
    status_after,
)

WISH = CallWish("Kari", "+4799999901", "any", "nb", False, None, "self", None, None, None)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 21, 11, 3, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 23, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 7, 1, 21, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 22, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), date(2027, 1, 1)),
        # The nights the clock is moved: 29 March and 25 October 2026.
        (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 22, 0, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_moment_belongs_to_a_day_in_norway(moment, day):
    assert local_day(moment) == day


@pytest.mark.parametrize(
    ("status", "taken", "answered", "closed"),
    [
        ("received", True, True, True),
        ("opened", True, True, True),
        ("taken", False, True, True),
        ("answered", False, True, True),
        ("closed", False, False, False),
    ],
)
def test_what_can_be_done_with_a_case(status, taken, answered, closed):
    assert may_be_taken(status) is taken
    assert may_be_answered(status) is answered
    assert may_be_closed(status, "appointment") is closed
    assert may_be_closed(status, None) is False


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        ("appointment", "answered"),
        ("coordinator-appointed", "answered"),
        ("wants-nothing", "answered"),
        ("not-reached", "taken"),
    ],
)
def test_only_who_was_reached_has_an_answer(outcome, status):
    assert status_after(outcome) == status


@pytest.mark.parametrize(
    "wrong",
    [{"when": "night"}, {"language": "se"}, {"about": "them"}, {"relation": "boss"}, {"when": ""}],
    ids=str,
)
def test_a_wish_with_an_unknown_code_cannot_be_made(wrong):
    with pytest.raises(ValueError, match="unknown code"):
        replace(WISH, **wrong)
