"""Who has looked: every event has words or a reason to be left out, and what an event touches is found."""

from datetime import UTC, datetime

import pytest

from portal.pages.privacy.event_words import EVENTS
from portal.rules.events import READINGS, Code, Event
from portal.rules.traces import LEFT_OUT, What, codes_of, touched_by

A, B, C = "a" * 32, "b" * 32, "c" * 32


@pytest.mark.parametrize("code", list(Code), ids=lambda code: code.value)
def test_each_event_is_told_or_left_out_with_a_reason_and_never_both(code):
    assert (code in EVENTS) != (code in LEFT_OUT)
    assert code not in LEFT_OUT or len(LEFT_OUT[code]) > 10


def test_no_reading_of_anything_about_somebody_is_left_out():
    assert not READINGS & set(LEFT_OUT)


@pytest.mark.parametrize(
    ("actor", "acting_for", "subject", "touched", "found"),
    [
        (B, "", "", f"{A},{C}", {A, C}),  # a list names all it shows
        (B, "", A, A, set()),  # the subject is found by its own index
        (B, "", A, f"{C},quality", {C}),  # codes are no ids
        (B, A, C, C, {A}),  # done for somebody
        (B, A, A, "", set()),
        (B, "", "", "", {B}),  # a login is about the one who logs in
        ("worker", "", "", "", set()),
    ],
)
def test_what_an_event_touches(actor, acting_for, subject, touched, found):
    at = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
    event = Event("5007", 1, Code.CASE_READ, "staff", actor, acting_for, subject, touched, at)
    assert touched_by(event) == found


def test_to_read_and_to_change_are_all_there_is():
    read, changed = codes_of(What.READ), codes_of(What.CHANGED)
    assert not read & changed
    assert read | changed == codes_of(What.ANYTHING) == set(EVENTS)
    assert Code.PLAN_READ in read and Code.PLAN_PART_CHANGED in changed
