"""Who may act for whom, as the law's table of roles has it: each row on the day before, of and after what begins or ends it.

Ages are from pasient- og brukerrettighetsloven §§ 3-4, 4-3 and 4-4 and vergemålsloven § 78; the days are counted by hand.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.plan_consent import Section
from portal.rules.representation import (
    TABLE,
    Basis,
    By,
    Grant,
    Held,
    Row,
    Scope,
    held,
    in_force,
    longest_until,
    scopes_of,
    whole_plan,
)

D = date
EVERYTHING = set(Scope)
BUT_WHO_LOOKED = set(Scope) - {Scope.PRIVACY}
TO_KNOW = {Scope.SEE_PLAN, Scope.FOLLOW_CASES, Scope.NOTICES}
NOTHING = set()
BORN = D(2010, 3, 8)
LEAP = D(2012, 2, 29)
LONG_AGO = D(2001, 1, 1)


def grant(basis: Basis, **changes) -> Grant:
    """A grant of everything its basis could be asked for, accepted long ago and without an end."""
    made = {
        "id": "g",
        "person": "p",
        "holder": "h",
        "basis": basis,
        "scopes": frozenset(Scope),
        "sections": whole_plan(),
        "since": LONG_AGO,
        "until": None,
        "accepted_at": datetime(2001, 1, 1, tzinfo=UTC),
    }
    return Grant(**(made | changes))


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 11, tzinfo=UTC)


def gives(one: Grant, day: date, *, protected: bool = False) -> set[Scope]:
    """What it lets its holder do on a day."""
    found = held([one], noon(day), day, protected=protected)
    return set(found.scopes) if found else set()


# basis, birthday, day, what one may do
BIRTHDAYS = [
    # A parent of a child under 12: everything.
    (Basis.PARENT, BORN, D(2010, 3, 8), EVERYTHING),
    (Basis.PARENT, BORN, D(2022, 3, 7), EVERYTHING),
    # Of a child of 12 to 15: everything but who has looked, as the child is to be heard.
    (Basis.PARENT, BORN, D(2022, 3, 8), BUT_WHO_LOOKED),
    (Basis.PARENT, BORN, D(2022, 3, 9), BUT_WHO_LOOKED),
    (Basis.PARENT, BORN, D(2026, 3, 7), BUT_WHO_LOOKED),
    # From 16: nothing by that alone.
    (Basis.PARENT, BORN, D(2026, 3, 8), NOTHING),
    (Basis.PARENT, BORN, D(2026, 3, 9), NOTHING),
    (Basis.PARENT, BORN, D(2028, 3, 8), NOTHING),
    # Who has taken over care, by the desk: as a parent.
    (Basis.CARER, BORN, D(2022, 3, 7), EVERYTHING),
    (Basis.CARER, BORN, D(2022, 3, 8), BUT_WHO_LOOKED),
    (Basis.CARER, BORN, D(2026, 3, 7), BUT_WHO_LOOKED),
    (Basis.CARER, BORN, D(2026, 3, 8), NOTHING),
    # A parent of somebody of 16 or 17, given case by case: to know, not to act.
    (Basis.YOUNG, BORN, D(2026, 3, 7), NOTHING),
    (Basis.YOUNG, BORN, D(2026, 3, 8), TO_KNOW),
    (Basis.YOUNG, BORN, D(2026, 3, 9), TO_KNOW),
    (Basis.YOUNG, BORN, D(2028, 3, 7), TO_KNOW),
    (Basis.YOUNG, BORN, D(2028, 3, 8), NOTHING),
    (Basis.YOUNG, BORN, D(2028, 3, 9), NOTHING),
    # A lasting power of attorney: adults only.
    (Basis.LASTING, BORN, D(2028, 3, 7), NOTHING),
    (Basis.LASTING, BORN, D(2028, 3, 8), EVERYTHING),
    (Basis.LASTING, BORN, D(2028, 3, 9), EVERYTHING),
    # Born on 29 February.
    (Basis.PARENT, LEAP, D(2024, 2, 28), EVERYTHING),
    (Basis.PARENT, LEAP, D(2024, 2, 29), BUT_WHO_LOOKED),
    (Basis.PARENT, LEAP, D(2028, 2, 28), BUT_WHO_LOOKED),
    (Basis.PARENT, LEAP, D(2028, 2, 29), NOTHING),
    (Basis.YOUNG, LEAP, D(2030, 2, 27), TO_KNOW),
    (Basis.YOUNG, LEAP, D(2030, 2, 28), NOTHING),
    # A birthday nobody knows opens nothing that rests on it.
    (Basis.PARENT, None, D(2015, 1, 1), NOTHING),
    (Basis.CARER, None, D(2015, 1, 1), NOTHING),
    (Basis.YOUNG, None, D(2027, 1, 1), NOTHING),
    (Basis.LASTING, None, D(2040, 1, 1), NOTHING),
]


@pytest.mark.parametrize(("basis", "born", "day", "may"), BIRTHDAYS)
def test_birthdays(basis, born, day, may):
    assert gives(grant(basis, born=born), day) == may


# Those without birthdays: what the basis can give at most.
SCOPES = [
    (Basis.GIVEN, BUT_WHO_LOOKED),
    (Basis.PAPER, BUT_WHO_LOOKED),
    (Basis.REGISTER, BUT_WHO_LOOKED),
    (Basis.GUARDIAN, EVERYTHING),
    (Basis.KIN, TO_KNOW),
]


@pytest.mark.parametrize(("basis", "may"), SCOPES)
def test_from_its_first_day_until_the_day_before_its_end(basis, may):
    first, end = D(2026, 5, 1), D(2026, 6, 1)
    one = grant(basis, since=first, until=end)
    days = {
        D(2026, 4, 30): NOTHING,
        D(2026, 5, 1): may,
        D(2026, 5, 2): may,
        D(2026, 5, 31): may,
        D(2026, 6, 1): NOTHING,
        D(2026, 6, 2): NOTHING,
    }
    for day, expected in days.items():
        asked = replace(one, checked_at=noon(day))
        assert gives(asked, day) == expected, day


@pytest.mark.parametrize("basis", Basis)
class TestWhateverTheBasis:
    """On a day every basis would otherwise count."""

    DAY = D(2026, 11, 22)
    BORN = {
        Basis.PARENT: D(2020, 1, 1),
        Basis.CARER: D(2020, 1, 1),
        Basis.YOUNG: D(2009, 11, 20),
        Basis.LASTING: D(1940, 1, 1),
    }

    def counted(self, basis, **changes):
        made = {"born": self.BORN.get(basis), "checked_at": noon(self.DAY)}
        return grant(basis, **(made | changes))

    def test_it_counts(self, basis):
        assert gives(self.counted(basis), self.DAY)

    def test_not_with_a_protected_address(self, basis):
        assert gives(self.counted(basis), self.DAY, protected=True) == NOTHING

    def test_not_before_it_is_accepted(self, basis):
        assert gives(self.counted(basis, accepted_at=None), self.DAY) == NOTHING

    def test_not_once_it_is_ended(self, basis):
        assert gives(self.counted(basis, ended_at=noon(self.DAY)), self.DAY) == NOTHING

    def test_never_more_than_was_given(self, basis):
        one = self.counted(basis, scopes=frozenset({Scope.SEE_PLAN, Scope.FOLLOW_CASES}))
        assert gives(one, self.DAY) == {Scope.SEE_PLAN, Scope.FOLLOW_CASES}


def test_a_register_counts_as_long_as_the_login_it_was_asked_in():
    """ID-porten's session is two hours; after that it is asked anew."""
    asked = noon(D(2026, 11, 22))
    one = grant(Basis.REGISTER, checked_at=asked)
    day = D(2026, 11, 22)
    two_hours = timedelta(hours=2)
    assert in_force(one, asked + two_hours - timedelta(seconds=1), day)
    assert not in_force(one, asked + two_hours, day)
    assert not in_force(replace(one, checked_at=None), asked, day)


# Who writes it down: only the person and the desk give, and nobody declares a right for themself.
WRITTEN_BY = {
    Basis.GIVEN: {By.PERSON},
    Basis.PAPER: {By.DESK},
    Basis.PARENT: {By.DESK, By.REGISTER},
    Basis.CARER: {By.DESK},
    Basis.YOUNG: {By.DESK},
    Basis.GUARDIAN: {By.DESK, By.REGISTER},
    Basis.LASTING: {By.DESK},
    Basis.KIN: {By.DESK},
    Basis.REGISTER: {By.REGISTER},
}
# Who says yes and no for a child: a parent, or who has taken over care (§ 4-4). A guardian and a chosen helper do not.
DECIDES = {Basis.PARENT, Basis.CARER}
# The first day after the longest, from 22 November 2026.
LONGEST = [
    (Basis.GIVEN, D(2028, 11, 22)),
    (Basis.PAPER, D(2031, 11, 22)),
    (Basis.YOUNG, D(2027, 2, 22)),
    (Basis.KIN, D(2027, 11, 22)),
    (Basis.PARENT, None),
    (Basis.CARER, None),
    (Basis.GUARDIAN, None),
    (Basis.LASTING, None),
    (Basis.REGISTER, None),
]


def test_only_the_person_and_the_desk_give_and_nobody_declares_a_right_for_themself():
    assert {basis: set(row.by) for basis, row in TABLE.items()} == WRITTEN_BY


def test_who_says_yes_and_no_for_a_child():
    assert {basis for basis, row in TABLE.items() if row.decides} == DECIDES


@pytest.mark.parametrize(("basis", "latest"), LONGEST)
def test_how_long_it_can_be_given_for(basis, latest):
    assert longest_until(basis, D(2026, 11, 22)) == latest


def said_wrong() -> bool:
    """Whether the table of the house says of some day something else than what is written above."""
    if {basis: set(row.by) for basis, row in TABLE.items()} != WRITTEN_BY:
        return True
    return (
        {basis for basis, row in TABLE.items() if row.decides} != DECIDES
        or any(longest_until(basis, D(2026, 11, 22)) != latest for basis, latest in LONGEST)
        or any(gives(grant(basis, born=born), day) != may for basis, born, day, may in BIRTHDAYS)
        or any(
            gives(grant(basis, checked_at=noon(D(2026, 5, 2))), D(2026, 5, 2)) != may
            for basis, may in SCOPES
        )
    )


def bent(row: Row) -> Iterator[Row]:
    """A row of the table with one thing in it said otherwise: a scope or a hand more or less, an age or a length moved or gone."""
    yield from (replace(row, scopes=row.scopes ^ {scope}) for scope in Scope)
    yield from (replace(row, by=row.by ^ {hand}) for hand in By)
    yield replace(row, decides=not row.decides)
    for name in ("from_age", "until_age", "longest"):
        number = getattr(row, name)
        others = (None, number - 1, number + 1) if number is not None else (12,)
        yield from (replace(row, **{name: other}) for other in others)


@pytest.mark.parametrize("basis", Basis)
def test_every_word_of_every_row_counts(basis, monkeypatch):
    """Also a row gone: without it the basis gives nothing."""
    assert not said_wrong()
    for row in bent(TABLE[basis]):
        monkeypatch.setitem(TABLE, basis, row)
        assert said_wrong(), row
    monkeypatch.delitem(TABLE, basis)
    assert said_wrong()


class TestSeveralBetweenTheSameTwo:
    DAY = D(2026, 11, 22)

    def both(self, *grants) -> Held:
        found = held(grants, noon(self.DAY), self.DAY)
        assert found is not None
        return found

    def test_what_they_give_is_put_together_and_the_first_end_is_told(self):
        see = grant(
            Basis.GIVEN,
            scopes=frozenset({Scope.SEE_PLAN}),
            sections=frozenset({Section.GOALS}),
            until=D(2027, 1, 1),
        )
        ask = grant(Basis.PAPER, scopes=frozenset({Scope.ASK}), until=D(2026, 12, 1))
        found = self.both(see, ask)
        assert found.scopes == {Scope.SEE_PLAN, Scope.ASK}
        assert found.sections == {Section.GOALS}, (
            "a grant that does not show the plan adds no part of it"
        )
        assert found.bases == (Basis.GIVEN, Basis.PAPER)
        assert found.until == D(2026, 12, 1)

    def test_one_that_is_over_adds_nothing(self):
        old = grant(Basis.GIVEN, until=self.DAY)
        now = grant(Basis.PAPER, scopes=frozenset({Scope.ASK}), until=D(2027, 1, 1))
        found = self.both(old, now)
        assert (found.scopes, found.bases) == ({Scope.ASK}, (Basis.PAPER,))

    def test_what_the_child_keeps_back_is_seen_only_where_another_grant_gives_it(self):
        born = D(2013, 1, 1)
        kept = grant(Basis.PARENT, born=born, kept_back=frozenset({Section.TEXTS, Section.GOALS}))
        assert self.both(kept).sections == whole_plan() - {Section.TEXTS, Section.GOALS}
        given = grant(
            Basis.GIVEN, scopes=frozenset({Scope.SEE_PLAN}), sections=frozenset({Section.GOALS})
        )
        assert self.both(kept, given).sections == whole_plan() - {Section.TEXTS}

    def test_the_birthday_is_told_as_the_end(self):
        assert self.both(grant(Basis.PARENT, born=D(2013, 1, 1))).until == D(2029, 1, 1)


def test_a_parent_sees_who_has_looked_only_while_the_birthday_is_known_to_be_under_twelve():
    assert Scope.PRIVACY not in scopes_of(grant(Basis.PARENT, born=None), D(2026, 1, 1))
