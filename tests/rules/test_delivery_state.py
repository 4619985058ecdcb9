"""How far a request has come: what is done with its time, what is still to come, and nothing untrue in between."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rules.delivery_state import Stage, steps

STORED = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
TOLD, OPENED, GIVEN = (STORED + timedelta(hours=hours) for hours in (1, 20, 44))
MOMENTS = st.none() | st.just(OPENED)


@pytest.mark.parametrize(
    ("told", "opened", "taken", "shown"),
    [
        (None, None, None, "stored told? opened? given?"),
        (TOLD, None, None, "stored told opened? given?"),
        (TOLD, OPENED, None, "stored told opened given?"),
        (TOLD, OPENED, GIVEN, "stored told opened given"),
        (None, OPENED, None, "stored opened given?"),
        (None, OPENED, GIVEN, "stored opened given"),
        (None, None, GIVEN, "stored given"),
        (TOLD, None, GIVEN, "stored told given"),
    ],
)
def test_what_is_done_and_what_is_to_come(told, opened, taken, shown):
    found = steps(STORED, told, opened, taken)
    assert " ".join(f"{one.code}{'' if one.at else '?'}" for one in found) == shown


def test_each_step_has_its_own_time():
    assert [one.at for one in steps(STORED, TOLD, OPENED, GIVEN)] == [STORED, TOLD, OPENED, GIVEN]


@given(MOMENTS, MOMENTS, MOMENTS)
def test_all_that_is_done_stands_before_all_that_is_not(told, opened, taken):
    found = steps(STORED, told, opened, taken)
    done = [one.at is not None for one in found]
    assert done == sorted(done, reverse=True)
    assert found[0].code is Stage.STORED
    assert {one.at for one in found if one.at} == {
        one for one in (STORED, told, opened, taken) if one
    }
