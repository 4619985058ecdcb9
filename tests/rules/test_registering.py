"""What the desk may write down of who acts for whom: days, ages, mandates, and how a grant stands.

Expected values come from the law: pasient- og brukerrettighetsloven §§ 1-3 b, 3-3, 3-4, 4-3 and 4-4, vergemålsloven §§ 20–22 and 78–84.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.plan_consent import SECTIONS
from portal.rules.registering import (
    BY_DESK,
    Fault,
    Kin,
    Mandate,
    State,
    fault_in,
    ordinary_scopes,
    scopes_to_choose,
    state_of,
)
from portal.rules.representation import INSIGHT, Basis, Grant, Scope

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)
PAPER = Grant(
    id="g", person="p", holder="h", basis=Basis.PAPER, scopes=frozenset({Scope.SEE_PLAN}),
    sections=frozenset(SECTIONS), since=TODAY, until=TODAY + DAY, accepted_at=NOON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("basis", "born", "since", "until", "fault"),
    [
        (Basis.PAPER, None, TODAY, date(2031, 11, 21), None),
        (Basis.PAPER, None, TODAY, date(2031, 11, 22), Fault.TOO_LONG),
        (Basis.PAPER, None, TODAY, None, Fault.TOO_LONG),
        (Basis.PAPER, None, TODAY, TODAY + DAY, None),
        (Basis.PAPER, None, TODAY, TODAY, Fault.OVER),
        (Basis.PARENT, date(2010, 11, 22), TODAY, None, None),
        (Basis.PARENT, date(2010, 11, 21), TODAY, None, Fault.TOO_OLD),
        (Basis.PARENT, TODAY, TODAY, None, None),
        (Basis.PARENT, TODAY + DAY, TODAY, None, Fault.UNBORN),
        (Basis.PARENT, None, TODAY, None, Fault.TOO_YOUNG),
        (Basis.CARER, date(2010, 11, 22), TODAY, None, None),
        (Basis.CARER, date(2010, 11, 21), TODAY, None, Fault.TOO_OLD),
        (Basis.YOUNG, date(2010, 11, 22), TODAY, date(2027, 1, 1), Fault.TOO_YOUNG),
        (Basis.YOUNG, date(2010, 11, 21), TODAY, date(2027, 1, 1), None),
        (Basis.YOUNG, date(2008, 11, 22), TODAY, date(2026, 11, 22), None),
        (Basis.YOUNG, date(2008, 11, 21), TODAY, date(2027, 1, 1), Fault.TOO_OLD),
        (Basis.YOUNG, date(2010, 1, 1), TODAY, date(2027, 2, 21), None),
        (Basis.YOUNG, date(2010, 1, 1), TODAY, date(2027, 2, 22), Fault.TOO_LONG),
        (Basis.GUARDIAN, None, TODAY, None, None),
        (Basis.LASTING, date(2008, 11, 21), date(2026, 1, 1), None, None),
        (Basis.LASTING, date(2008, 11, 22), date(2026, 1, 1), None, Fault.TOO_YOUNG),
        (Basis.LASTING, date(2008, 11, 22), TODAY + DAY, None, None),
        (Basis.KIN, None, TODAY, date(2027, 11, 21), None),
        (Basis.KIN, None, TODAY, date(2027, 11, 22), Fault.TOO_LONG),
        (Basis.KIN, None, TODAY, None, Fault.TOO_LONG),
    ],
)
def test_what_the_law_gives_and_for_how_long(
    basis: Basis, born: date | None, since: date, until: date | None, fault: Fault | None
) -> None:
    assert fault_in(basis, today=TODAY, since=since, until=until, born=born) is fault


def test_nobody_writes_down_what_a_person_gives_or_a_register_says() -> None:
    assert set(Basis) - set(BY_DESK) == {Basis.GIVEN, Basis.REGISTER}


@pytest.mark.parametrize(
    ("mandate", "counts"),
    [(Mandate.PERSONAL, True), (Mandate.BOTH, True), (Mandate.ECONOMIC, False)],
)
def test_an_economic_mandate_alone_counts_for_nothing_here(mandate: Mandate, counts: bool) -> None:
    assert mandate.counts_here is counts


def test_next_of_kin_stand_in_the_order_of_the_law() -> None:
    """§ 1-3 b: whom the person names, then spouse, children, parents, siblings, grandparents, other family, guardian."""
    assert [one.value for one in Kin] == [
        "named", "partner", "child", "parent", "sibling", "grandparent", "other", "guardian",
    ]  # fmt: skip


def test_what_is_chosen_among() -> None:
    assert scopes_to_choose(Basis.PARENT) == scopes_to_choose(Basis.CARER) == ()
    assert set(scopes_to_choose(Basis.KIN)) == set(scopes_to_choose(Basis.YOUNG)) == INSIGHT
    assert Scope.PRIVACY in scopes_to_choose(Basis.GUARDIAN)
    assert Scope.PRIVACY not in scopes_to_choose(Basis.PAPER)
    assert Scope.PRIVACY not in ordinary_scopes(Basis.GUARDIAN)
    assert ordinary_scopes(Basis.KIN) == INSIGHT


@pytest.mark.parametrize(
    ("changes", "protected", "state"),
    [
        ({}, False, State.COUNTS),
        ({}, True, State.OFF),
        ({"accepted_at": None}, False, State.WAITS),
        ({"since": TODAY + DAY, "until": None}, False, State.LATER),
        ({"until": TODAY}, False, State.OVER),
        ({"ended_at": NOON}, True, State.ENDED),
        ({"basis": Basis.PARENT, "born": date(2010, 11, 21), "until": None}, False, State.OVER),
        ({"basis": Basis.REGISTER, "checked_at": NOON}, False, State.COUNTS),
        ({"basis": Basis.REGISTER}, False, State.UNASKED),
    ],
)
def test_how_a_grant_stands(changes: dict, protected: bool, state: State) -> None:
    assert state_of(replace(PAPER, **changes), NOON, TODAY, protected=protected) is state
