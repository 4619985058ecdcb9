"""What people ask about their own data. Dates and articles are those of personvernforordningen, read beside the code."""

from datetime import date

import pytest

from portal.rules.access import RULES, Actor, Permission, Role, Target, may
from portal.rules.privacy import (
    GROUND_LAW,
    TABLE,
    Ground,
    Kind,
    Near,
    Outcome,
    due_on,
    fault_in,
    is_late,
    may_answer,
    may_put_off,
    near,
    put_off_until,
)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 11, 21), date(2026, 12, 21)),
        (date(2026, 12, 15), date(2027, 1, 15)),
        (date(2027, 1, 31), date(2027, 2, 28)),  # a shorter month ends on its last day
        (date(2028, 1, 31), date(2028, 2, 29)),
    ],
)
def test_the_answer_is_due_within_a_month(asked, due):
    assert due_on(asked) == due
    assert not is_late(due, due)
    assert is_late(due, date.fromordinal(due.toordinal() + 1))


@pytest.mark.parametrize(
    ("kind", "article"),
    [
        (Kind.WHY, "15"),
        (Kind.CORRECT, "16"),
        (Kind.DELETE, "17"),
        (Kind.RESTRICT, "18"),
        (Kind.OBJECT, "21"),
    ],
)
def test_each_right_names_its_article(kind, article):
    assert f"art. {article}" in TABLE[kind].law


def test_each_kind_has_a_row_and_each_ground_its_law():
    assert set(TABLE) == set(Kind)
    assert set(GROUND_LAW) == set(Ground) == {one for row in TABLE.values() for one in row.grounds}


@pytest.mark.parametrize("kind", list(Kind))
def test_the_archive_wins_over_deletion_and_over_nothing_else(kind):
    assert (Ground.ARCHIVE in TABLE[kind].grounds) == (kind is Kind.DELETE)


@pytest.mark.parametrize(
    ("kind", "outcome", "ground", "text", "fault"),
    [
        (Kind.DELETE, Outcome.REFUSED, Ground.ARCHIVE, "Vi må ta vare på saken.", None),
        (Kind.DELETE, Outcome.PARTLY, Ground.ARCHIVE, "Utkastet er slettet.", None),
        (Kind.DELETE, Outcome.GRANTED, None, "Det er slettet.", None),
        (Kind.DELETE, Outcome.REFUSED, None, "Nei.", "ground"),
        (Kind.DELETE, Outcome.GRANTED, Ground.ARCHIVE, "Ja.", "ground"),
        (Kind.CORRECT, Outcome.REFUSED, Ground.ARCHIVE, "Nei.", "ground"),
        (Kind.CORRECT, Outcome.REFUSED, Ground.IS_RIGHT, " ", "words"),
        (Kind.WHY, Outcome.GRANTED, None, "Siri dekket for en kollega.", None),
        (Kind.WHY, Outcome.WITHDRAWN, None, "Trukket.", "outcome"),
    ],
)
def test_a_refusal_says_why_by_a_ground_that_fits(kind, outcome, ground, text, fault):
    assert fault_in(kind, outcome, ground, text) == fault


@pytest.mark.parametrize(
    ("kind", "answerer", "about", "may_do_it"),
    [
        ("staff", "siri", "tor", True),
        ("staff", "siri", None, True),
        ("staff", "siri", "siri", False),  # never about one's own look
        ("system", "worker", None, False),  # art. 22
        ("system", "", None, False),
        ("citizen", "marte", None, False),
        ("staff", "", None, False),
    ],
)
def test_only_a_person_at_work_answers_and_never_for_themself(kind, answerer, about, may_do_it):
    assert may_answer(kind, answerer, about) is may_do_it


@pytest.mark.parametrize("kind", ["system", "citizen", "participant", "nobody"])
def test_no_machine_is_let_in_to_where_answers_are_given(kind):
    here = Target("5007")
    assert RULES[Permission.ANSWER_PRIVACY]
    assert not may(Actor(kind, "x", "5007", Role.LEAD), Permission.ANSWER_PRIVACY, here)
    assert may(Actor("staff", "x", "5007", Role.LEAD), Permission.ANSWER_PRIVACY, here)


@pytest.mark.parametrize(
    ("asked_on", "months", "until"),
    [
        (date(2026, 11, 21), 1, date(2027, 1, 21)),
        (date(2026, 11, 21), 2, date(2027, 2, 21)),
        (date(2026, 11, 30), 2, date(2027, 2, 28)),
    ],
)
def test_at_most_two_months_more_counted_from_the_request(asked_on, months, until):
    """Art. 12 no. 3: «extended by two further months»."""
    assert put_off_until(asked_on, months) == until
    for wrong in (0, 3):
        with pytest.raises(ValueError, match="months"):
            put_off_until(asked_on, wrong)


@pytest.mark.parametrize(
    ("due", "today", "may_it"),
    [
        (date(2026, 12, 21), date(2026, 12, 21), True),  # the last day of the first month
        (date(2026, 12, 21), date(2026, 12, 22), False),
        (date(2027, 1, 21), date(2026, 12, 1), False),  # put off before
    ],
)
def test_put_off_once_and_within_the_first_month(due, today, may_it):
    assert may_put_off(date(2026, 11, 21), due, today) is may_it


@pytest.mark.parametrize(
    ("today", "reminder"),
    [(19, None), (20, Near.TOMORROW), (21, Near.TODAY), (22, Near.PASSED)],
)
def test_the_desk_is_reminded_the_day_before_the_day_and_after(today, reminder):
    assert near(date(2026, 12, 21), date(2026, 12, today)) is reminder
