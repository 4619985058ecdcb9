"""The month's test message: one to each unit, a press by somebody who works there, and the fallback when nobody presses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from portal.rules.access import Actor, Role
from portal.store import events, receiver_tests
from portal.store.tables.answer import ReceiverTestRow
from tests.store.days import KE, by_daily, do, mail, morning
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

FIRST = date(2026, 12, 1)  # a Tuesday
LAST_IN_TIME, LATE = date(2026, 12, 4), date(2026, 12, 5)  # Wednesday, Thursday, Friday
NORTH = replace(KE, code="annen", email="nord@namsos.example")
TWO = {"units": {"ke": KE, "annen": NORTH}}
SILENT = {"units": {"ke": KE, "annen": replace(NORTH, email=None)}}
ADMINISTRATOR = Actor("staff", "a" * 32, NAMSOS, Role.ADMINISTRATOR)


@pytest.fixture
def desk(database, clock):
    enrol(database)
    clock.now = morning(FIRST)
    return database


def unpressed(database, actor) -> dict[str, receiver_tests.Unpressed]:
    with database.transaction() as session:
        return {one.unit: one for one in receiver_tests.unpressed(session, actor)}


def press(database, actor, test_id) -> bool:
    with database.transaction() as session:
        return receiver_tests.press(session, actor, test_id)


def test_each_unit_gets_one_a_month_from_the_first_working_day(desk, clock):
    sent = {}
    for n in range(-3, 70):
        on = FIRST + timedelta(days=n)
        clock.now = morning(on)
        if number := do(desk, "test", on, **TWO):
            sent[on] = number
    assert sent == {
        date(2026, 11, 28): 2,  # November's, which nobody had sent
        FIRST: 2,
        date(2027, 1, 4): 2,  # after New Year's Day and a weekend
        date(2027, 2, 1): 2,
    }
    assert len(by_daily(desk, "receiver-test.sent")) == 8
    receivers = {to for _template, to in mail(desk, "desk-test")}
    assert receivers == {"ke@namsos.example", "nord@namsos.example"}


def test_a_unit_without_an_address_gets_none(desk):
    assert do(desk, "test", FIRST, **SILENT) == 1
    assert list(unpressed(desk, LEAD)) == ["ke"]


def test_of_two_at_once_each_unit_gets_one(desk):
    assert sum(at_once(2, lambda _number: do(desk, "test", FIRST, **TWO))) == 2
    assert (count(desk, ReceiverTestRow), len(mail(desk, "desk-test"))) == (2, 2)


@pytest.mark.parametrize(
    ("actor", "units"),
    [
        (OFFICER, {"ke"}),
        (READER, {"ke"}),
        (OTHER_UNIT, {"annen"}),
        (LEAD, {"ke", "annen"}),
        (ADMINISTRATOR, {"ke", "annen"}),
        (NEIGHBOUR, set()),
        (Actor("citizen", "c" * 32, NAMSOS), set()),
    ],
    ids=["officer", "reader", "other unit", "lead", "administrator", "neighbour", "citizen"],
)
def test_who_is_shown_that_nobody_has_pressed(desk, actor, units):
    do(desk, "test", FIRST, **TWO)
    assert set(unpressed(desk, actor)) == units


@pytest.mark.parametrize(
    ("actor", "presses"),
    [
        (OFFICER, True),
        (COLLEAGUE, True),
        (LEAD, True),
        (READER, False),
        (ADMINISTRATOR, False),
        (OTHER_UNIT, False),
        (NEIGHBOUR, False),
        (Actor("citizen", "c" * 32, NAMSOS), False),
    ],
    ids=[
        "officer", "colleague", "lead", "reader", "administrator", "other unit", "neighbour",
        "citizen",
    ],
)  # fmt: skip
def test_who_can_press(desk, actor, presses):
    do(desk, "test", FIRST, **TWO)
    test_id = unpressed(desk, LEAD)["ke"].id
    before = contents(desk)
    assert press(desk, actor, test_id) is presses
    assert (contents(desk) == before) is not presses
    assert ("ke" in unpressed(desk, LEAD)) is not presses


def test_pressing_twice_is_once_and_what_is_not_there_is_nothing(desk):
    do(desk, "test", FIRST)
    test_id = unpressed(desk, OFFICER)["ke"].id
    assert [press(desk, OFFICER, test_id), press(desk, COLLEAGUE, test_id)] == [True, True]
    assert press(desk, OFFICER, "nothing") is False
    assert happened(desk).count("receiver-test.pressed") == 1
    with desk.transaction() as session:
        row = session.get(ReceiverTestRow, test_id)
        assert (row.pressed_by, row.pressed_at) == (OFFICER.id, desk.clock())


def test_only_the_latest_counts_for_a_unit(desk, clock):
    do(desk, "test", FIRST)
    january = date(2027, 1, 4)
    clock.now = morning(january)
    do(desk, "test", january)
    shown = unpressed(desk, OFFICER)
    assert shown["ke"].sent_at == clock.now
    press(desk, OFFICER, shown["ke"].id)
    assert unpressed(desk, OFFICER) == {}


def test_when_nobody_presses_the_fallback_receiver_is_told_once(desk, clock):
    do(desk, "test", FIRST, **TWO)
    press(desk, OTHER_UNIT, unpressed(desk, LEAD)["annen"].id)
    assert do(desk, "unpressed", LAST_IN_TIME, **TWO) == 0
    assert not unpressed(desk, LEAD)["ke"].late
    assert [do(desk, "unpressed", LATE + timedelta(days=n), **TWO) for n in range(3)] == [1, 0, 0]
    assert mail(desk, "desk-test-unpressed") == [("desk-test-unpressed", "reserve@namsos.example")]
    assert len(by_daily(desk, "receiver-test.unpressed")) == 1
    assert unpressed(desk, LEAD)["ke"].late


def test_of_two_at_once_the_fallback_receiver_is_told_once(desk):
    do(desk, "test", FIRST, **TWO)
    assert sum(at_once(2, lambda _number: do(desk, "unpressed", LATE, **TWO))) == 2
    assert len(mail(desk, "desk-test-unpressed")) == 2
    with desk.transaction() as session:
        assert events.verify(session, NAMSOS) == []
