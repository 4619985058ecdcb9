"""What happens to a complaint: which step may follow which, the month and the reminder, and what the person is told."""

from dataclasses import replace
from datetime import date

import pytest

from portal.rules.case_story import Reminder
from portal.rules.complaint_course import (
    STATUS,
    TOLD,
    Facts,
    Outcome,
    State,
    clock,
    forward_now,
    may_add,
    may_become_complaint,
    may_follow,
    may_withdraw,
    ombud_until,
    reminder,
    ways_on,
)
from portal.rules.complaint_path import Kind

D = date
COMPLAINT = Facts(Kind.COMPLAINT, State.RECEIVED, D(2026, 11, 22))


@pytest.mark.parametrize(
    ("state", "after"),
    [
        ("received", "reconsidering changed-fully changed-partly kept sent-on withdrawn"),
        ("reconsidering", "changed-fully changed-partly kept sent-on withdrawn"),
        ("changed-partly", "forwarded changed-fully withdrawn"),
        ("kept", "forwarded changed-fully changed-partly withdrawn"),
        ("forwarded", "decided-elsewhere changed-fully withdrawn"),
        ("sent-on", "decided-elsewhere withdrawn"),
        ("decided-elsewhere", ""),
        ("changed-fully", ""),
        ("withdrawn", ""),
    ],
)
def test_which_step_may_follow(state, after):
    assert set(may_follow(Kind.COMPLAINT, State(state))) == set(after.split())


def test_what_is_set_aside_comes_back_and_nothing_else_does():
    for outcome in Outcome:
        again = may_follow(Kind.COMPLAINT, State.DECIDED, outcome)
        assert list(again) == (["reconsidering"] if outcome == "sent-back" else [])


@pytest.mark.parametrize("kind", [each for each in Kind if each != "complaint"])
def test_what_is_no_complaint_is_answered_or_sent_where_it_belongs(kind):
    assert set(may_follow(kind, State.RECEIVED)) == {"answered", "sent-on", "withdrawn"}
    assert may_follow(kind, State.KEPT) == ()


def test_anything_may_turn_out_to_be_a_complaint_until_it_is_withdrawn():
    assert may_become_complaint(Kind.QUESTION, State.ANSWERED)
    assert not may_become_complaint(Kind.QUESTION, State.WITHDRAWN)
    assert not may_become_complaint(Kind.COMPLAINT, State.RECEIVED)


def test_it_can_be_withdrawn_and_added_to_until_it_is_decided():
    still = {"received", "reconsidering", "changed-partly", "kept", "forwarded", "sent-on"}
    assert {state for state in State if may_withdraw(state)} == still
    assert {state for state in State if may_add(state)} == still
    for state in still:
        assert State.WITHDRAWN in may_follow(Kind.COMPLAINT, State(state))


@pytest.mark.parametrize(
    ("received", "due", "after"),
    [
        (D(2026, 11, 22), D(2026, 12, 22), D(2026, 12, 23)),
        (D(2026, 11, 25), D(2026, 12, 25), D(2026, 12, 26)),  # not moved by a holiday
        (D(2027, 1, 31), D(2027, 2, 28), D(2027, 3, 1)),
    ],
)
def test_the_month_counts_from_when_it_was_received(received, due, after):
    facts = replace(COMPLAINT, received_on=received)
    assert (clock(facts, received).due, clock(facts, received).passed) == (due, False)
    assert (clock(facts, due).left, clock(facts, due).passed) == (0, False)
    assert (clock(facts, after).left, clock(facts, after).passed) == (-1, True)


@pytest.mark.parametrize(
    ("state", "owed", "forward"),
    [
        ("received", True, False),
        ("reconsidering", True, False),
        ("changed-partly", True, True),
        ("kept", True, True),
        ("forwarded", False, False),
        ("changed-fully", False, False),
        ("sent-on", False, False),
        ("decided-elsewhere", False, False),
        ("answered", False, False),
        ("withdrawn", False, False),
    ],
)
def test_something_is_owed_until_it_is_changed_in_full_or_all_papers_are_sent(state, owed, forward):
    facts = replace(COMPLAINT, state=State(state))
    assert clock(facts, D(2026, 11, 22)).owed is owed
    assert forward_now(State(state)) is forward
    waiting = STATUS[State(state)] in ("received", "opened", "taken")
    assert waiting is owed


@pytest.mark.parametrize(
    ("today", "changes", "press"),
    [
        (D(2026, 12, 22), {}, Reminder.NOT_YET),
        (D(2026, 12, 23), {}, Reminder.NOW),
        (D(2026, 12, 24), {"reminded_on": D(2026, 12, 23)}, Reminder.DONE),
        (D(2026, 12, 29), {"reminded_on": D(2026, 12, 23)}, Reminder.DONE),
        (D(2026, 12, 30), {"reminded_on": D(2026, 12, 23)}, Reminder.NOW),
        # A preliminary answer with a new date: not before that one has passed, and then afresh.
        (D(2026, 12, 23), {"new_date": D(2027, 1, 10)}, Reminder.NOT_YET),
        (D(2027, 1, 11), {"new_date": D(2027, 1, 10)}, Reminder.NOW),
        (
            D(2027, 1, 11),
            {"new_date": D(2027, 1, 10), "reminded_on": D(2027, 1, 9)},
            Reminder.NOW,
        ),
        (D(2026, 12, 23), {"state": State.KEPT}, Reminder.NOW),
        (D(2026, 12, 23), {"state": State.FORWARDED}, Reminder.NOT_YET),
    ],
)
def test_the_reminder_is_one_press_when_the_day_has_passed(today, changes, press):
    assert reminder(replace(COMPLAINT, **changes), today) is press


@pytest.mark.parametrize(
    ("today", "changes", "ways"),
    [
        (D(2026, 12, 22), {}, ""),
        (D(2026, 12, 23), {}, "remind county-governor"),
        # Sivilombudet takes a pending case only after a written reminder.
        (
            D(2026, 12, 24),
            {"reminded_on": D(2026, 12, 23)},
            "county-governor ombud-after-reminder",
        ),
        (
            D(2026, 12, 30),
            {"reminded_on": D(2026, 12, 23)},
            "remind county-governor ombud-after-reminder",
        ),
        (D(2027, 2, 1), {"state": State.FORWARDED}, ""),
        (
            D(2028, 2, 29),
            {"state": State.DECIDED, "decided_on": D(2027, 2, 28)},
            "court",
        ),
        (
            D(2028, 2, 28),
            {"state": State.DECIDED, "decided_on": D(2027, 2, 28)},
            "ombud-within-year court",
        ),
        (D(2027, 3, 1), {"state": State.DECIDED, "decided_on": D(2027, 2, 28), "kind": Kind.SUPERVISION}, ""),
    ],
)  # fmt: skip
def test_the_way_on(today, changes, ways):
    assert list(ways_on(replace(COMPLAINT, **changes), today)) == ways.split()


@pytest.mark.parametrize(
    ("decided", "until"),
    [(D(2026, 11, 22), D(2027, 11, 22)), (D(2028, 2, 29), D(2029, 2, 28))],
)
def test_sivilombudet_within_a_year(decided, until):
    assert ombud_until(decided) == until


def test_the_person_is_told_at_every_step():
    assert set(TOLD) == set(State) == set(STATUS)
    assert all(TOLD.values())
    assert "will-be-forwarded" in TOLD[State.KEPT]
    assert "will-be-forwarded" in TOLD[State.CHANGED_PARTLY]
    assert "will-be-forwarded" not in TOLD[State.CHANGED_FULLY]
