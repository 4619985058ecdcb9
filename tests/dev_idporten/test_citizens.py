"""The invented citizens at the stand-in, and the whole way in through it."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from joserfc import jwt
from joserfc.jwk import RSAKey

from portal.dev_idporten import create_stand_in
from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.login.discovery import Discovery
from portal.store import people, sessions
from tests.dev_idporten.test_stand_in import QUESTION, VERIFIER, IntoTheApp
from tests.login.steps import csrf

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
OURS = QUESTION | {"client_id": "innbygger-namsos"}
HOST = "http://127.0.0.1:8000"
TODAY = date(2026, 11, 21)


def rest(number: str, weights: tuple[int, ...]) -> int:
    """What is left of the weighted sum when it is divided by eleven (Skatteetaten)."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11


@pytest.fixture
def stand_in(shared_app: Flask) -> Any:
    return create_stand_in(shared_app).test_client()


def test_every_number_is_synthetic_and_means_the_day_of_birth() -> None:
    for citizen in CITIZENS:
        day, month, year = (int(citizen.number[start : start + 2]) for start in (0, 2, 4))
        assert 81 <= month <= 92, citizen.name
        born = (day % 40, month - 80, year)
        assert born == (citizen.born.day, citizen.born.month, citizen.born.year % 100)


def test_the_check_digits_are_those_of_today_but_for_one_of_2032() -> None:
    """From 2032 the first check digit may leave 0, 1, 2 or 3; the second must leave 0 as today."""
    rests = {c.subject: rest(c.number, FIRST_WEIGHTS) for c in CITIZENS}
    assert {who: left for who, left in rests.items() if left} == {"innbygger-nora": 2}
    assert not [c for c in CITIZENS if rest(c.number, SECOND_WEIGHTS)]


def test_the_people_a_demonstration_needs_are_there() -> None:
    assert len(CITIZENS) == len(set(NUMBERS.values())) == len(NUMBERS)
    assert [c.number[0] for c in CITIZENS].count("4") == 1, "one with a D-number"
    assert 17 in {c.age(TODAY) for c in CITIZENS}
    assert max(len(c.name) for c in CITIZENS) > 60


@pytest.mark.parametrize(
    ("today", "age"), [(date(2026, 11, 19), 16), (date(2026, 11, 20), 17), (date(2027, 11, 20), 18)]
)
def test_age_is_counted_in_whole_years(today: date, age: int) -> None:
    sara = next(citizen for citizen in CITIZENS if citizen.subject == "innbygger-sara")
    assert sara.age(today) == age


def test_the_chooser_shows_citizens_with_age_and_no_employee(stand_in: Any) -> None:
    page = stand_in.get("/authorize", query_string=OURS)
    assert "Sara Emilie Tangen (17 år, går på videregående skole)" in page.text
    assert "innbyggersidene til Namsos kommune" in page.text
    assert "Solveig" not in page.text
    assert not [citizen for citizen in CITIZENS if citizen.number in page.text]
    assert "Marte" not in stand_in.get("/authorize", query_string=QUESTION).text


@pytest.mark.parametrize(
    ("question", "person"), [(QUESTION, "innbygger-marte"), (OURS, "namsos-leder")]
)
def test_nobody_goes_through_the_other_door(stand_in: Any, question: Any, person: str) -> None:
    token = csrf(stand_in.get("/authorize", query_string=question))
    form = {"person": person, "csrf_token": token}
    assert stand_in.post("/authorize", query_string=question, data=form).status_code == 400


def claims_of(stand_in: Any, question: dict[str, str], person: str) -> dict[str, Any]:
    """What the id_token of a person says."""
    token = csrf(stand_in.get("/authorize", query_string=question))
    form = {"person": person, "csrf_token": token}
    back = stand_in.post("/authorize", query_string=question, data=form).location
    trade = {name: question[name] for name in ("client_id", "redirect_uri")}
    trade |= {"code": parse_qs(urlsplit(back).query)["code"][0], "code_verifier": VERIFIER}
    body = stand_in.post("/token", data=trade | {"grant_type": "authorization_code"}).json
    key = RSAKey.import_key(stand_in.get("/jwks").json["keys"][0])
    return jwt.decode(body["id_token"], key, algorithms=["RS256"]).claims


def test_a_citizens_token_holds_the_number_and_no_name(stand_in: Any) -> None:
    claims = claims_of(stand_in, OURS, "innbygger-olena")
    assert (claims["pid"], claims["acr"]) == ("49829721456", "idporten-loa-high")
    assert claims["aud"] == "innbygger-namsos"
    assert "Olena" not in str(claims) and not {"name", "given_name"} & set(claims)


def test_an_employees_token_holds_no_number(stand_in: Any) -> None:
    assert "pid" not in claims_of(stand_in, QUESTION, "namsos-leder")


def test_the_whole_way_through_the_stand_in(shared_app: Flask) -> None:
    """Each invented citizen comes in as themself."""
    shared_app.extensions["discovery"] = Discovery(IntoTheApp(shared_app))
    storby = shared_app.extensions["profiles"]["storby"].number
    for citizen in CITIZENS:
        browser = shared_app.test_client()
        path = browser.get("/storby/innlogging/inn").location.removeprefix(HOST)
        form = {"person": citizen.subject, "csrf_token": csrf(browser.get(path))}
        browser.get(browser.post(path, data=form).location.removeprefix(HOST))
        token = browser.get_cookie("innbygger").value
        with shared_app.extensions["database"].transaction() as session:
            live = sessions.live(session, token, municipality=storby, kind="citizen")
            assert people.number_of(session, live.person) == citizen.number
