"""A register is asked at each login, and stands in nobody's way: whatever it does, the person comes in as themself."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Response, jsonify
from sqlalchemy import delete, select

from portal.registers import InTime, RegisterAway, source_of
from portal.rules.register_answers import Answer, Relation, Side
from portal.rules.representation import ALL, MAY_BE_GIVEN, Basis
from portal.store import people, representation
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.representation import GrantRow
from tests import acting, altinn_double
from tests.altinn_double import Altinn, party
from tests.conftest import settings_for
from tests.login.steps import MARTE, Door, csrf

CHILD, NEIGHBOUR = "11841753919", "30865512704"
CARE = "innbygger-pleie-omsorg"
CASES, ACTING = "/namsos/nb/saker", "/namsos/nb/pa-vegne-av"
AWAY = "Vi fikk ikke svar fra registeret over hvem du kan handle for."
PARENT = Relation(MARTE, CHILD, Basis.PARENT, ALL, "Kanari Barnesen", None, date(2017, 4, 11))
POWER = Relation(MARTE, NEIGHBOUR, Basis.REGISTER, MAY_BE_GIVEN, "Kanari Nabosen")


class Told:
    """A register that says what the test lets it, or does not answer at all."""

    name = "demo"

    def __init__(self, clock: Any) -> None:
        self.clock, self.relations, self.asked = clock, (PARENT, POWER), []
        self.away: Exception | None = None
        self.about: str | None = None

    def whom_one_acts_for(self, number: str) -> Answer:
        self.asked.append(number)
        if self.away:
            raise self.away
        bases = frozenset({Basis.PARENT, Basis.REGISTER})
        theirs = tuple(one for one in self.relations if self.about or one.holder == number)
        return Answer(self.name, self.clock(), self.about or number, Side.HOLDER, bases, theirs)

    def who_acts_for(self, number: str) -> None:
        return None


@pytest.fixture
def told(door: Door) -> Iterator[Told]:
    """The register of this installation."""
    found = Told(door.clock)
    door.for_citizens()
    with_register(door, InTime(found, synthetic_people=True, clock=door.clock))
    yield found
    with_register(door, None)


def with_register(door: Door, register: InTime | None) -> None:
    with door.app.extensions["database"].transaction() as session:
        session.execute(delete(GrantRow))
        session.execute(delete(OutboxRow))
    door.app.extensions["register"] = register


def held(door: Door, other: str) -> Any:
    """What Marte may do for another just now."""
    namsos = door.app.extensions["profiles"]["namsos"].number
    with door.app.extensions["database"].transaction() as session:
        ids = [people.find_or_begin(session, namsos, one).id for one in (MARTE, other)]
        found = representation.acting(session, namsos, *ids)
    return found.held if found else None


def grants(door: Door) -> list[GrantRow]:
    with door.app.extensions["database"].transaction() as session:
        return list(session.scalars(select(GrantRow)))


def test_whom_it_names_stands_on_the_page_after_the_login(door: Door, told: Told) -> None:
    assert door.log_in(CASES).location == CASES
    assert told.asked == [MARTE]
    page = door.client.get(ACTING).text
    assert "Kanari Barnesen" in page
    assert "Kanari Nabosen" in page


def test_the_login_itself_is_as_oneself(door: Door, told: Told) -> None:
    door.log_in(CASES)
    assert [row.acting_for for row in door.session_rows()] == [None]


def test_the_next_login_asks_anew(door: Door, told: Told) -> None:
    door.log_in()
    told.relations = (PARENT,)
    door.clock.now += timedelta(hours=3)
    door.log_in()
    assert (held(door, CHILD) is not None, held(door, NEIGHBOUR)) == (True, None)


def test_between_two_logins_its_word_goes_stale(door: Door, told: Told) -> None:
    door.log_in()
    door.clock.now += timedelta(hours=2)
    assert (held(door, CHILD), held(door, NEIGHBOUR)) == (None, None)


@pytest.mark.parametrize(
    "away", [RegisterAway("away"), ValueError("Kanari"), KeyError("x")], ids=repr
)
def test_one_that_fails_stops_nobody(door: Door, told: Told, away: Exception) -> None:
    told.away = away
    assert door.log_in(CASES).location == CASES
    assert door.client.get(CASES).status_code == 200
    assert grants(door) == []


def test_who_has_nothing_from_it_is_not_told_that_it_is_away(door: Door, told: Told) -> None:
    told.away = RegisterAway("away")
    door.log_in(CASES)
    assert AWAY not in door.client.get(CASES).text


@pytest.mark.parametrize("page", [CASES, ACTING])
def test_who_has_something_from_it_is_told_once(door: Door, told: Told, page: str) -> None:
    door.log_in()
    told.away = RegisterAway("away")
    door.clock.now += timedelta(hours=3)
    door.log_in(page)
    assert AWAY in door.client.get(page).text
    assert AWAY not in door.client.get(page).text
    assert held(door, CHILD) is None, "what it said last time is too old"


@pytest.mark.parametrize("lie", ["about", "relations"])
def test_one_that_answers_about_another_gives_nothing(door: Door, told: Told, lie: str) -> None:
    if lie == "about":
        told.about = NEIGHBOUR
    else:
        told.about, told.relations = (
            MARTE,
            (PARENT, Relation(NEIGHBOUR, CHILD, Basis.PARENT, ALL, "K")),
        )
    door.log_in(CASES)
    assert grants(door) == []


def act_for(door: Door, other: str) -> None:
    """Press «Handle for …», as if one had."""
    namsos = door.app.extensions["profiles"]["namsos"].number
    with door.app.extensions["database"].transaction() as session:
        ids = [people.find_or_begin(session, namsos, one).id for one in (MARTE, other)]
        acting.act_for(session, *ids)


def send(door: Door) -> Any:
    """Something is sent: here the press that ends acting, which needs no plan or case."""
    page = door.client.get(ACTING)
    return door.client.post("/namsos/nb/pa-vegne-av/slutt", data={"csrf_token": csrf(page)})


@pytest.mark.parametrize(("minutes", "asked"), [(9, 1), (11, 2)])
def test_before_something_is_sent_for_another_it_is_asked_anew(
    door: Door, told: Told, minutes: int, asked: int
) -> None:
    door.log_in()
    act_for(door, CHILD)
    door.clock.now += timedelta(minutes=minutes)
    send(door)
    assert len(told.asked) == asked


def test_57_what_is_gone_when_it_is_asked_is_not_sent(door: Door, told: Told) -> None:
    door.log_in()
    act_for(door, CHILD)
    told.relations = (POWER,)
    door.clock.now += timedelta(minutes=11)
    send(door)
    assert held(door, CHILD) is None
    assert "og handler for" not in door.client.get(ACTING).text


def test_what_it_said_at_the_login_stands_when_it_is_away_at_the_sending(
    door: Door, told: Told
) -> None:
    door.log_in()
    act_for(door, CHILD)
    told.away = RegisterAway("away")
    door.clock.now += timedelta(minutes=11)
    assert send(door).status_code == 303
    assert held(door, CHILD) is not None


def test_reading_asks_nobody(door: Door, told: Told) -> None:
    door.log_in()
    act_for(door, CHILD)
    door.clock.now += timedelta(minutes=11)
    door.client.get(ACTING)
    assert told.asked == [MARTE]


def test_who_sends_for_themself_is_not_asked_about(door: Door, told: Told) -> None:
    door.log_in()
    door.clock.now += timedelta(minutes=11)
    send(door)
    assert told.asked == [MARTE]


def test_where_the_municipality_does_not_ask_it_is_not_asked(door: Door, told: Told) -> None:
    profiles = door.app.extensions["profiles"]
    object.__setattr__(profiles["namsos"], "asks_register", False)
    try:
        door.log_in(CASES)
    finally:
        object.__setattr__(profiles["namsos"], "asks_register", True)
    assert told.asked == []


def test_an_employee_is_nobody_it_is_asked_about(door: Door, told: Told) -> None:
    door.start, door.cookie = "/namsos/innlogging/for-ansatte", "ansatt"
    door.provider.client_id, door.provider.subject = "ansatt-namsos", "namsos-saksbehandler"
    assert door.log_in().status_code == 303
    assert door.session_cookie() is not None
    assert told.asked == []


@pytest.fixture
def altinn(door: Door, tmp_path: Any) -> Iterator[Altinn]:
    """The same with Altinn's double in the register's place."""
    with altinn_double.altinn(door.clock) as double:
        door.for_citizens()
        source = source_of(settings_for(tmp_path, **double.settings()), door.clock)
        assert source is not None
        source.seconds = 1.0
        with_register(door, source)
        yield double
        with_register(door, None)


def test_altinn_s_word_lets_one_act(door: Door, altinn: Altinn) -> None:
    altinn.parties[MARTE] = [party(MARTE), party(NEIGHBOUR, CARE, name="KANARI NABOSEN")]
    door.log_in(CASES)
    assert held(door, NEIGHBOUR).scopes == MAY_BE_GIVEN
    assert "Kanari Nabosen" in door.client.get(ACTING).text
    assert altinn.refusals == []


WRONG = {
    "silent": lambda double: double.silent(),
    "500": lambda double: Response(status=500),
    "too large": lambda double: jsonify([party(NEIGHBOUR, CARE, name="a" * 300_000)]),
    "elsewhere": lambda double: double.away_to(),
    "half a person": lambda double: jsonify(
        [party(NEIGHBOUR, CARE), party(NEIGHBOUR, CARE, name=None)]
    ),
    "the living": lambda double: jsonify([party("02123824201", CARE)]),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_whatever_altinn_does_one_comes_in(door: Door, altinn: Altinn, wrong: Any) -> None:
    altinn.instead = lambda: wrong(altinn)
    assert door.log_in(CASES).location == CASES
    assert door.client.get(CASES).status_code == 200
    assert grants(door) == []
    assert altinn.followed == 0
