"""Giving and ending: who may, for how long an offer lives, what is less, and what a code looks like."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.plan_consent import Section
from portal.rules.representation import Basis, Grant, Scope, whole_plan
from portal.rules.representation_giving import (
    Hindrance,
    birthday_in,
    code_from,
    covers,
    hindrance,
    is_less,
    may_be_accepted,
    may_end,
    readable,
    whole,
)

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 11, tzinfo=UTC)
GIVEN = Grant(
    id="g",
    person="p",
    holder="h",
    basis=Basis.GIVEN,
    scopes=frozenset({Scope.SEE_PLAN, Scope.NOTICES}),
    sections=frozenset({Section.GOALS, Section.TEAM}),
    since=TODAY,
    until=date(2027, 11, 22),
    accepted_at=NOON,
)


@pytest.mark.parametrize(
    ("born", "protected", "why"),
    [
        (date(2010, 11, 21), False, None),
        (date(2010, 11, 22), False, None),
        (date(2010, 11, 23), False, Hindrance.YOUNG),
        (None, False, None),
        (date(1980, 1, 1), True, Hindrance.PROTECTED),
        (date(2020, 1, 1), True, Hindrance.PROTECTED),
    ],
)
def test_one_gives_from_sixteen_and_never_with_a_protected_address(born, protected, why):
    assert hindrance(born, TODAY, protected=protected) is why


def test_who_writes_in_a_plan_sees_it():
    assert whole({Scope.WRITE_PLAN}) == {Scope.WRITE_PLAN, Scope.SEE_PLAN}
    assert whole({Scope.ASK}) == {Scope.ASK}


# basis, whether the person may end it, whether the holder may
ENDS = [
    (Basis.GIVEN, True, True),
    (Basis.PAPER, True, True),
    (Basis.YOUNG, False, True),
    (Basis.KIN, False, True),
    (Basis.PARENT, False, False),
    (Basis.CARER, False, False),
    (Basis.GUARDIAN, False, False),
    (Basis.LASTING, False, False),
    (Basis.REGISTER, False, False),
]


@pytest.mark.parametrize(("basis", "person", "holder"), ENDS)
def test_who_may_end_it(basis, person, holder):
    one = replace(GIVEN, basis=basis)
    assert may_end(one, "p") is person
    assert may_end(one, "h") is holder
    assert not may_end(one, "somebody")
    assert not may_end(replace(one, ended_at=NOON), "p"), "once"


def test_an_offer_is_taken_back_by_the_giver_alone():
    offer = replace(GIVEN, accepted_at=None, holder=None)
    assert may_end(offer, "p") and not may_end(offer, "h")
    assert not may_end(replace(offer, holder="h"), "h"), "they say no instead"


@pytest.mark.parametrize(
    ("change", "may"),
    [
        ({}, True),
        ({"accepted_at": NOON}, False),
        ({"ended_at": NOON}, False),
        ({"until": date(2026, 11, 23)}, True),
        ({"until": TODAY}, False),
    ],
)
def test_an_offer_can_be_accepted_once_and_while_it_is_one(change, may):
    offer = replace(GIVEN, **({"accepted_at": None} | change))
    assert may_be_accepted(offer, NOON - timedelta(days=1), NOON, TODAY) is may


def test_an_offer_lives_for_fourteen_days():
    offer, fourteen = replace(GIVEN, accepted_at=None), timedelta(days=14)
    assert may_be_accepted(offer, NOON - fourteen + timedelta(seconds=1), NOON, TODAY)
    assert not may_be_accepted(offer, NOON - fourteen, NOON, TODAY)


@pytest.mark.parametrize(
    ("scopes", "sections", "until", "less"),
    [
        ({Scope.SEE_PLAN}, {Section.GOALS}, date(2027, 1, 1), True),
        (GIVEN.scopes, GIVEN.sections, GIVEN.until, True),
        ({Scope.ASK}, {Section.GOALS}, date(2027, 1, 1), False),
        ({Scope.SEE_PLAN}, {Section.TEXTS}, date(2027, 1, 1), False),
        ({Scope.SEE_PLAN}, {Section.GOALS}, date(2027, 11, 23), False),
        ({Scope.SEE_PLAN}, {Section.GOALS}, None, False),
    ],
)
def test_less_is_at_once_and_more_is_asked_anew(scopes, sections, until, less):
    assert is_less(GIVEN, frozenset(scopes), frozenset(sections), until) is less


def test_a_new_grant_takes_the_place_of_one_it_covers():
    new = replace(GIVEN, id="n", scopes=frozenset(Scope), sections=whole_plan())
    assert covers(new, GIVEN, TODAY)
    assert not covers(GIVEN, GIVEN, TODAY), "never of itself"
    assert not covers(replace(new, holder="other"), GIVEN, TODAY)
    assert not covers(replace(new, basis=Basis.PAPER), GIVEN, TODAY)
    assert not covers(replace(new, since=date(2026, 11, 23)), GIVEN, TODAY), "not before it begins"
    assert not covers(replace(new, until=date(2027, 11, 21)), GIVEN, TODAY)
    assert not covers(replace(new, scopes=frozenset({Scope.SEE_PLAN})), GIVEN, TODAY)
    assert not covers(replace(new, sections=frozenset()), GIVEN, TODAY)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD-EFGH-JKMN", "ABCDEFGHJKMN"),
        (" abcd efgh jkmn ", "ABCDEFGHJKMN"),
        ("oi1l-0000-0000", "011100000000"),
        ("ABCD-EFGH-JKM", None),
        ("ABCD-EFGH-JKMNP", None),
        ("UUUU-UUUU-UUUU", None),
        ("ÆBCD-EFGH-JKMN", None),
        ("", None),
    ],
)
def test_a_code_is_read_as_people_write_it(typed, code):
    assert code_from(typed) == code


def test_a_code_is_shown_in_fours():
    assert readable("ABCDEFGHJKMN") == "ABCD-EFGH-JKMN"


# The population register's rule for the century: 000–499 is 1900–1999, 500–999 with 00–39 is 2000–2039, 900–999 with 40–99
# is 1940–1999. The first five are the invented people of the demo, with the birthdays they are given there.
@pytest.mark.parametrize(
    ("number", "born"),
    [
        ("14859221271", date(1992, 5, 14)),
        ("02923824203", date(1938, 12, 2)),
        ("08831464624", date(2014, 3, 8)),
        ("20910956060", date(2009, 11, 20)),
        ("49829721456", date(1997, 2, 9)),
        ("05890164007", None),  # valid by the rules from 2032 alone, which tell no century
    ],
)
def test_the_birthday_in_a_number_where_it_is_certain(number, born):
    assert birthday_in(number) == born
