"""Near 12, 16 and 18 the register is asked who a child's parents are; what it says then holds, and the rest is left alone."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask

from portal import daily
from portal.registers import InTime, RegisterAway
from portal.rules.register_answers import Answer, Relation, Side
from portal.rules.representation import ALL, Basis
from portal.store import grants_sourced, people, representation
from portal.store.tables.representation import GrantRow

JON, MARIA, CHILD = "22888513136", "14828724496", "11841753919"
BORN = date(2017, 4, 11)
NAMSOS = "5007"
BOTH = {JON: "Kanari Farsen", MARIA: "Kanari Morsen"}


class Parents:
    """A register of the child's parents. `both_ways`: it can also be asked about the child."""

    name = "demo"

    def __init__(self, clock: Any) -> None:
        self.clock, self.parents, self.both_ways = clock, [JON, MARIA], True
        self.asked: list[str] = []
        self.away = False

    def whom_one_acts_for(self, number: str) -> Answer:
        return self.answer(number, Side.HOLDER, [one for one in self.parents if one == number])

    def who_acts_for(self, number: str) -> Answer | None:
        return self.answer(number, Side.PERSON, self.parents) if self.both_ways else None

    def answer(self, number: str, side: Side, parents: list[str]) -> Answer:
        self.asked.append(number)
        if self.away:
            raise RegisterAway("away")
        told = tuple(
            Relation(one, CHILD, Basis.PARENT, ALL, "Kanari Barnesen", BOTH[one], BORN)
            for one in parents
        )
        return Answer(self.name, self.clock(), number, side, frozenset({Basis.PARENT}), told)


@pytest.fixture
def register(app: Flask, clock: Any) -> Parents:
    """Both parents are known to us by the register, from a login two days before the twelfth birthday."""
    clock.now = datetime(2029, 4, 9, 10, tzinfo=UTC)
    found = Parents(clock)
    app.extensions["register"] = InTime(found, synthetic_people=True, clock=clock)
    with app.extensions["database"].transaction() as session:
        for number in BOTH:
            grants_sourced.renew(session, NAMSOS, found.whom_one_acts_for(number))
    found.asked.clear()
    return found


def at(clock: Any, day: date) -> None:
    clock.now = datetime.combine(day, time(8), tzinfo=UTC)


def acts(app: Flask, parent: str) -> bool:
    """Whether this parent may act for the child now."""
    with app.extensions["database"].transaction() as session:
        ids = [people.find_or_begin(session, NAMSOS, one).id for one in (parent, CHILD)]
        return representation.acting(session, NAMSOS, *ids) is not None


def ended(app: Flask) -> list[bool]:
    with app.extensions["database"].transaction() as session:
        return [row.ended_at is not None for row in session.query(GrantRow).order_by(GrantRow.id)]


@pytest.mark.parametrize("both_ways", [True, False])
def test_a_parent_who_no_longer_is_one_stops_that_day(
    app: Flask, clock: Any, register: Parents, both_ways: bool
) -> None:
    register.parents, register.both_ways = [JON], both_ways
    at(clock, date(2029, 4, 10))
    assert daily.run(app).wrong == []
    assert (acts(app, JON), acts(app, MARIA)) == (True, False)
    assert sorted(ended(app)) == [False, True]


def test_it_is_asked_once_a_day(app: Flask, clock: Any, register: Parents) -> None:
    at(clock, date(2029, 4, 10))
    done = daily.run(app)
    assert done.counts["children near a birthday whose parents were asked about"]["namsos"] == 1
    daily.run(app)
    assert register.asked == [CHILD]
    at(clock, date(2029, 4, 11))
    daily.run(app)
    assert register.asked == [CHILD] * 2


def test_far_from_a_birthday_nobody_is_asked_about(
    app: Flask, clock: Any, register: Parents
) -> None:
    at(clock, date(2029, 6, 1))
    daily.run(app)
    assert register.asked == []


def test_on_the_sixteenth_birthday_it_ends_whatever_the_register_says(
    app: Flask, clock: Any, register: Parents
) -> None:
    at(clock, date(2033, 4, 11))
    daily.run(app)
    assert (acts(app, JON), acts(app, MARIA)) == (False, False)
    assert ended(app) == [True, True]


def test_one_that_is_away_ends_nothing_and_stops_nothing(
    app: Flask, clock: Any, register: Parents
) -> None:
    register.away = True
    at(clock, date(2029, 4, 10))
    assert daily.run(app).wrong == []
    assert ended(app) == [False, False]
    assert not acts(app, JON), "what it said at the login is too old"


def test_where_no_register_is_asked_nothing_is_done(
    app: Flask, clock: Any, register: Parents
) -> None:
    app.extensions["register"] = None
    register.parents = []
    at(clock, date(2029, 4, 10))
    daily.run(app)
    assert ended(app) == [False, False]


def test_the_municipality_that_does_not_ask_is_left_alone(
    app: Flask, clock: Any, register: Parents
) -> None:
    object.__setattr__(app.extensions["profiles"]["namsos"], "asks_register", False)
    at(clock, date(2029, 4, 10))
    daily.run(app)
    assert register.asked == []
