"""The contact register: what we ask, what we read of the answer, and what we do when it is not well."""

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from portal.deliver import NotDelivered, contact_register
from portal.deliver.contact_register import ContactRegister
from portal.rules.contact import Contact, Status
from tests import krr_double
from tests.conftest import Clock, settings_for
from tests.krr_double import Behaviour, Register
from tests.smtp_double import free_port

AWAY = [
    Behaviour.FAIL,
    Behaviour.NO_JSON,
    Behaviour.NONSENSE,
    Behaviour.STRANGE_CODE,
    Behaviour.STRANGE_DATE,
    Behaviour.LEFT_OUT,
    Behaviour.ELSEWHERE,
    Behaviour.FORGETFUL,
]


@pytest.fixture
def register(clock: Clock) -> Iterator[Register]:
    with krr_double.contact_register(clock) as running:
        yield running


@pytest.fixture
def ours(register: Register, tmp_path: Path, clock: Clock) -> ContactRegister:
    return ContactRegister(settings_for(tmp_path, **register.settings()), clock)


def one(ours: ContactRegister, number: str) -> Contact:
    return ours.look_up([number])[number]


def refused(ours: ContactRegister, number: str = krr_double.FRESH) -> str:
    with pytest.raises(NotDelivered) as refusal:
        ours.look_up([number])
    return refusal.value.reason


def test_a_person_is_read_whole(ours: ContactRegister) -> None:
    assert one(ours, krr_double.FRESH) == Contact(
        reserved=False,
        status=Status.ACTIVE,
        can_be_notified=True,
        email="register-01@example.no",
        email_confirmed_on=date(2026, 7, 31),
        mobile="+4700000101",
        mobile_confirmed_on=date(2026, 8, 5),
        language="nb",
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (krr_double.RESERVED, {"reserved": True, "status": Status.ACTIVE}),
        (krr_double.DELETED, {"status": Status.DELETED, "email": None, "can_be_notified": False}),
        (krr_double.UNKNOWN, {"status": Status.NOT_REGISTERED, "mobile": None, "language": None}),
        (
            krr_double.STALE_MAIL,
            {"email_confirmed_on": date(2025, 1, 20), "mobile_confirmed_on": date(2026, 8, 5)},
        ),
        (krr_double.STALE_ALL, {"can_be_notified": False}),
        (krr_double.NYNORSK, {"language": "nn"}),
        (krr_double.NO_DATES, {"email": "register-08@example.no", "email_confirmed_on": None}),
    ],
)
def test_each_kind_of_person_is_read(
    ours: ContactRegister, number: str, expected: dict[str, object]
) -> None:
    found = one(ours, number)
    assert {name: getattr(found, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-07-31T23:19:02+02", date(2026, 7, 31)),
        ("2026-07-31T23:19:02Z", date(2026, 8, 1)),
        ("2026-12-31T23:30:00.768Z", date(2027, 1, 1)),
        ("2014-03-20T10:44:39+01:00", date(2014, 3, 20)),
    ],
)
def test_a_moment_is_a_day_in_norway(moment: str, day: date) -> None:
    assert contact_register.day_of(moment) == day


def test_the_token_is_asked_for_as_maskinporten_wants_it(
    ours: ContactRegister, register: Register, clock: Clock
) -> None:
    one(ours, krr_double.FRESH)
    (claims,) = register.assertions
    assert claims["aud"] == register.issuer
    assert claims["aud"].endswith("/")
    assert claims["iat"] == int(clock().timestamp())
    assert claims["exp"] - claims["iat"] <= 120
    assert register.refusals == []


def test_a_token_is_kept_until_shortly_before_it_ends(
    ours: ContactRegister, register: Register, clock: Clock
) -> None:
    one(ours, krr_double.FRESH)
    clock.now += timedelta(seconds=108)
    one(ours, krr_double.FRESH)
    assert len(register.tokens) == 1
    clock.now += timedelta(seconds=1)
    one(ours, krr_double.FRESH)
    assert len(register.tokens) == 2
    assert len({claims["jti"] for claims in register.assertions}) == 2
    assert register.refusals == []


@pytest.mark.parametrize(("behaviour", "tokens"), [(Behaviour.FORGETFUL, 2), (Behaviour.FAIL, 1)])
def test_a_token_is_asked_for_anew_when_forgotten_and_not_after_a_fault(
    ours: ContactRegister, register: Register, behaviour: Behaviour, tokens: int
) -> None:
    register.behaviour = behaviour
    assert refused(ours) == "register"
    register.behaviour = Behaviour.ANSWER
    one(ours, krr_double.FRESH)
    assert len(register.tokens) == tokens


def test_no_more_than_a_thousand_are_asked_about_at_once(
    ours: ContactRegister, register: Register
) -> None:
    numbers = [f"{day:02}81{number:07}" for day in range(1, 24) for number in range(100)]
    assert ours.look_up(numbers).keys() == set(numbers)
    assert [len(asked) for asked in register.asked] == [1000, 1000, 300]
    assert len(register.tokens) == 1


def test_nobody_asked_about_is_no_call(ours: ContactRegister, register: Register) -> None:
    assert ours.look_up([]) == {}
    assert register.asked == []


@pytest.mark.parametrize("behaviour", AWAY)
def test_a_register_that_is_not_well_is_no_answer(
    ours: ContactRegister,
    register: Register,
    behaviour: Behaviour,
) -> None:
    register.behaviour = behaviour
    assert refused(ours) == "register"
    assert register.followed == 0
    register.behaviour = Behaviour.ANSWER
    assert one(ours, krr_double.FRESH).email


@pytest.mark.usefixtures("impatient")
def test_a_silent_register_is_no_answer(ours: ContactRegister, register: Register) -> None:
    register.behaviour = Behaviour.SILENT
    assert refused(ours) == "register"


def test_a_maskinporten_that_is_away_is_no_answer(
    ours: ContactRegister, register: Register
) -> None:
    register.maskinporten_away = True
    assert refused(ours) == "register"
    assert register.asked == []


def test_nobody_at_the_address_is_no_answer(register: Register, tmp_path: Path) -> None:
    nobody = {"contact_register_url": f"http://127.0.0.1:{free_port()}"}
    settings = settings_for(tmp_path, **(register.settings() | nobody))
    assert refused(ContactRegister(settings, register.clock)) == "register"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"maskinporten_client_id": "somebody-else"}, "iss"),
        ({"maskinporten_kid": "another"}, "kid"),
    ],
)
def test_the_double_refuses_who_is_not_let_in(
    register: Register, tmp_path: Path, clock: Clock, changes: dict[str, str], fault: str
) -> None:
    settings = settings_for(tmp_path, **(register.settings() | changes))
    assert refused(ContactRegister(settings, clock)) == "register"
    assert register.refusals == [fault]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        [],
        "token",
        {},
        {"access_token": "a"},
        {"access_token": "", "expires_in": 119},
        {"access_token": "a\r\nb", "expires_in": 119},
        {"access_token": 7, "expires_in": 119},
        {"access_token": "a", "expires_in": "soon"},
        {"access_token": "a", "expires_in": 1e300},
    ],
)
def test_a_token_answer_that_is_not_one_is_refused(answer: object, clock: Clock) -> None:
    with pytest.raises(NotDelivered):
        contact_register.token_in(answer, clock())


@pytest.mark.parametrize(
    "changes",
    [
        {"reservasjon": None},
        {"reservasjon": "ja"},
        {"status": "DØD"},
        {"kontaktinformasjon": ["epost"]},
        {"kontaktinformasjon": {"epostadresse": 7}},
        {"kontaktinformasjon": {"epostadresse_oppdatert": "2026-03-01"}},
        {"kontaktinformasjon": {"epostadresse_oppdatert": "0001-01-01T00:00:00+14"}},
        {"spraak": {"nb": True}},
    ],
)
def test_a_person_who_cannot_be_read_is_not_guessed(changes: dict[str, object]) -> None:
    person = krr_double.PEOPLE[krr_double.FRESH] | changes
    with pytest.raises(NotDelivered):
        contact_register.people_in({"personer": [person]})


def test_what_is_not_said_about_notifying_is_no_permission() -> None:
    person = krr_double.PEOPLE[krr_double.FRESH] | {"varslingsstatus": None}
    (found,) = contact_register.people_in({"personer": [person]}).values()
    assert not found.can_be_notified


@pytest.mark.parametrize("behaviour", [Behaviour.ANSWER, *AWAY])
def test_neither_number_nor_address_nor_key_is_ever_logged(
    ours: ContactRegister,
    register: Register,
    behaviour: Behaviour,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    register.behaviour = behaviour
    try:
        one(ours, krr_double.FRESH)
    except NotDelivered as refusal:
        assert refusal.__cause__ is None
    said = "\n".join([caplog.text, *(str(record.args) for record in caplog.records)])
    assert "/token" in said
    for canary in (krr_double.FRESH, "register-01@", "+4700000101", "PRIVATE", "token-1", "eyJ"):
        assert canary not in said
