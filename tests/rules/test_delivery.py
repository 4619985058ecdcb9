"""When a message is tried again: pauses that grow, hours in all, and then a person."""

from datetime import timedelta
from itertools import pairwise

import pytest

from portal.rules.delivery import PAUSES, pause_after


def test_the_first_pause_is_five_minutes_and_the_last_is_hours():
    assert pause_after(1) == timedelta(minutes=5)
    assert PAUSES[-1] >= timedelta(hours=1)


def test_the_pauses_grow():
    assert all(earlier < later for earlier, later in pairwise(PAUSES))


def test_an_outage_of_four_hours_is_outlived_within_a_working_day():
    assert timedelta(hours=4) <= sum(PAUSES, timedelta()) <= timedelta(hours=8)


def test_after_the_last_pause_a_person_takes_over():
    assert pause_after(len(PAUSES)) is not None
    assert pause_after(len(PAUSES) + 1) is None


def test_a_pause_comes_after_a_try():
    with pytest.raises(ValueError, match="after a try"):
        pause_after(0)
