"""Which answers one can complain of: one's own refusals that still stand, with the event that they were read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.rules.access import Actor
from portal.rules.representation import Scope
from portal.store import case_answers, case_refused
from portal.store.db import Database
from tests.acting import acting
from tests.store import complaints
from tests.store.citizens import BIRGER, JON, OF_NEIGHBOUR, OF_SELF, citizen, send
from tests.store.people import OFFICER, TODAY, enrol, happened
from tests.store.test_case_answers import do, give

KEYS = [f"{number:022}" for number in range(20)]


@pytest.fixture
def marte(database: Database) -> Actor:
    enrol(database)
    return citizen(database)


def listed(database: Database, actor: Actor) -> list[str]:
    """The references, in their order."""
    return [each.reference for each in do(database, case_refused.answered, actor)]


def asked(database: Database, actor: Actor, number: int, request=OF_SELF) -> str:
    return send(database, actor, request, KEYS[number]).reference


def test_a_refusal_and_half_a_yes_can_be_complained_of_and_nothing_else(database, marte):
    whole, part, more = (asked(database, marte, number) for number in range(3))
    give(database, whole, key=KEYS[3])
    give(database, part, kind="in-part", key=KEYS[4])
    give(database, more, kind="more-wanted", key=KEYS[5])
    found = do(database, case_refused.answered, marte)
    assert {one.reference for one in found} == {whole, part}
    assert {(one.told_on, one.wants, one.law, one.unit, one.own) for one in found} == {
        (TODAY, "both", "health", "ke", True)
    }


def test_one_that_was_taken_back_is_not_there(database, marte):
    reference = asked(database, marte, 0)
    answer = give(database, reference)
    do(database, case_answers.take_back, OFFICER, reference, answer.id)
    assert listed(database, marte) == []


def test_each_sees_their_own_and_who_asked_for_another_nothing(database, marte):
    reference = asked(database, marte, 0)
    for_another = asked(database, marte, 1, OF_NEIGHBOUR)
    give(database, reference, key=KEYS[2])
    assert for_another not in listed(database, marte)
    assert listed(database, marte) == [reference]
    assert listed(database, citizen(database, BIRGER)) == []
    assert listed(database, replace(marte, municipality="4639")) == []


@pytest.mark.parametrize(
    ("scopes", "sees"),
    [
        ((Scope.COMPLAIN, Scope.FOLLOW_CASES), True),
        ((Scope.COMPLAIN,), False),
    ],
    ids=["follows", "complains only"],
)
def test_who_acts_sees_them_by_leave_to_follow_cases(database, marte, scopes, sees):
    jon = citizen(database, JON)
    reference = asked(database, marte, 0)
    give(database, reference)
    complaints.let(database, marte, jon, *scopes)
    assert listed(database, acting(jon, marte.id)) == ([reference] if sees else [])


def test_the_newest_come_first_and_one_event_names_them(database, marte, clock):
    first, second = asked(database, marte, 0), asked(database, marte, 1)
    give(database, second, key=KEYS[2])
    clock.now += timedelta(hours=1)
    give(database, first, key=KEYS[3])
    before = happened(database, marte.municipality).count("case.own-listed")
    assert listed(database, marte) == [first, second]
    assert happened(database, marte.municipality).count("case.own-listed") == before + 1
