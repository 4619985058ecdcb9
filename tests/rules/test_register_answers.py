"""What follows when a register tells of somebody who acts for another: a table of what is here and what is said."""

from datetime import date

import pytest

from portal.rules.register_answers import Hand, Here, Relation, Step, step_for
from portal.rules.representation import ALL, MAY_BE_GIVEN, Basis, Scope

BORN = date(2017, 4, 11)
PARENT = Relation("holder", "person", Basis.PARENT, ALL, "Kanari Barn", born=BORN)
POWER = Relation("holder", "person", Basis.REGISTER, MAY_BE_GIVEN, "Kanari Annen")
GUARDIAN = Relation("holder", "person", Basis.GUARDIAN, MAY_BE_GIVEN, "Kanari Annen")

TABLE = [
    ("new to us", POWER, Here(), Step.WRITE),
    ("a parent, new to us", PARENT, Here(), Step.WRITE),
    ("a guardian, new to us", GUARDIAN, Here(), Step.WRITE),
    ("said again", POWER, Here(ours=True), Step.RENEW),
    ("said again, and the desk knows it too", PARENT, Here(ours=True, desk=True), Step.RENEW),
    ("the desk knows it already", PARENT, Here(desk=True), Step.NOTHING),
    ("the desk has ended it", PARENT, Here(ended_by=Hand.DESK), Step.DISAGREE),
    ("the person has taken it back", POWER, Here(ended_by=Hand.PERSON), Step.NOTHING),
    ("the holder has stepped down", POWER, Here(ended_by=Hand.HOLDER), Step.NOTHING),
    ("the care has been taken over", PARENT, Here(in_care=True), Step.DISAGREE),
    ("taken over, and known to us", PARENT, Here(ours=True, in_care=True), Step.END),
    ("taken over, a guardian stays", GUARDIAN, Here(in_care=True), Step.WRITE),
    ("no longer said", None, Here(ours=True), Step.END),
    ("no longer said, known to the desk too", None, Here(ours=True, desk=True), Step.END),
    ("only the desk says it", None, Here(desk=True), Step.DISAGREE),
    ("nobody says it", None, Here(), Step.NOTHING),
    ("nobody says it, and it was ended", None, Here(ended_by=Hand.DESK), Step.NOTHING),
]


@pytest.mark.parametrize(
    ("told", "here", "step"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_what_follows(told: Relation | None, here: Here, step: Step) -> None:
    assert step_for(told, here) is step


def test_who_stepped_down_may_choose_the_person_again_but_not_who_was_sent_away() -> None:
    assert step_for(POWER, Here(ended_by=Hand.HOLDER), chosen=True) is Step.WRITE
    assert step_for(POWER, Here(ended_by=Hand.PERSON), chosen=True) is Step.NOTHING
    assert step_for(POWER, Here(ended_by=Hand.DESK), chosen=True) is Step.DISAGREE


@pytest.mark.parametrize(
    "basis", [b for b in Basis if b not in {Basis.PARENT, Basis.GUARDIAN, Basis.REGISTER}]
)
def test_a_register_writes_down_only_what_the_law_lets_it(basis: Basis) -> None:
    """Law 4.1: a foster parent, a next of kin, a paper: somebody at the desk has to have seen it."""
    told = Relation("holder", "person", basis, ALL, "Kanari", born=BORN)
    assert step_for(told, Here()) is Step.NOTHING


def test_nothing_is_written_that_could_never_count() -> None:
    without_birthday = Relation("holder", "person", Basis.PARENT, ALL, "Kanari Barn")
    beyond_it = Relation("h", "p", Basis.REGISTER, frozenset({Scope.PRIVACY}), "Kanari")
    assert step_for(without_birthday, Here()) is Step.NOTHING
    assert step_for(beyond_it, Here()) is Step.NOTHING
