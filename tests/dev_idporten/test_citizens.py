"""The invented citizens at the stand-in, and the whole way in through it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.login.discovery import Discovery
from portal.store import people, sessions
from tests.dev_idporten.steps import HIGH, HOST, SUBSTANTIAL, IntoTheApp, Visit, part
from tests.login.steps import csrf

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
TODAY = date(2026, 11, 21)
BOTH = f"{SUBSTANTIAL} {HIGH}"
WITH_NUMBER = [citizen for citizen in CITIZENS if citizen.number]


def rest(number: str, weights: tuple[int, ...]) -> int:
    """What is left of the weighted sum when it is divided by eleven (Skatteetaten)."""
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11


def test_every_number_is_synthetic_and_means_the_day_of_birth() -> None:
    for who in WITH_NUMBER:
        day, month, year = (int(who.number[start : start + 2]) for start in (0, 2, 4))
        assert 81 <= month <= 92, who.name
        born = (day % 40, month - 80, year)
        assert born == (who.born.day, who.born.month, who.born.year % 100)


def test_the_check_digits_are_those_of_today_but_for_one_of_2032() -> None:
    """From 2032 the first check digit may leave 0, 1, 2 or 3; the second must leave 0 as today."""
    rests = {c.subject: rest(c.number, FIRST_WEIGHTS) for c in WITH_NUMBER}
    assert {who: left for who, left in rests.items() if left} == {"innbygger-nora": 2}
    assert not [c for c in WITH_NUMBER if rest(c.number, SECOND_WEIGHTS)]


def test_the_people_a_demonstration_needs_are_there() -> None:
    assert len(WITH_NUMBER) == len(set(NUMBERS.values())) == len(NUMBERS) == len(CITIZENS) - 1
    assert len({c.subject for c in CITIZENS}) == len(CITIZENS)
    assert [c.number[0] for c in WITH_NUMBER].count("4") == 1, "one with a D-number"
    assert {12, 17} <= {c.age(TODAY) for c in CITIZENS}
    assert max(len(c.name) for c in CITIZENS) > 60
    assert [c.name for c in CITIZENS if c.protected] == ["Vilde Storhaug"]
    assert [c.name for c in CITIZENS if not c.high] == ["Roald Bergli"]


@pytest.mark.parametrize(
    ("today", "age"), [(date(2026, 11, 19), 16), (date(2026, 11, 20), 17), (date(2027, 11, 20), 18)]
)
def test_age_is_counted_in_whole_years(today: date, age: int) -> None:
    sara = next(citizen for citizen in CITIZENS if citizen.subject == "innbygger-sara")
    assert sara.age(today) == age


def test_the_chooser_shows_citizens_with_age_and_no_employee(
    citizen: Visit, employee: Visit
) -> None:
    page = citizen.browser.get(citizen.address())
    assert "Sara Emilie Tangen (17 år, går på videregående skole)" in page.text
    assert "Vilde Storhaug (38 år, har sperret adresse)" in page.text
    assert "Solveig" not in page.text
    assert not [number for number in NUMBERS.values() if number in page.text]
    assert "Marte" not in employee.browser.get(employee.address()).text


def test_nobody_goes_through_the_other_door(citizen: Visit, employee: Visit) -> None:
    assert citizen.choose("namsos-leder").status_code == 400
    assert employee.choose("innbygger-marte").status_code == 400


def test_a_citizens_token_holds_the_number_and_no_name(citizen: Visit) -> None:
    claims = citizen.claims("innbygger-olena")
    assert (claims["pid"], claims["acr"]) == ("49829721456", "idporten-loa-high")
    assert claims["aud"] == "innbygger-namsos"
    assert "Olena" not in str(claims) and not {"name", "given_name"} & set(claims)


def test_somebody_from_abroad_has_no_number(citizen: Visit) -> None:
    assert "pid" not in citizen.claims("innbygger-elena")


def test_an_employees_token_holds_no_number(employee: Visit) -> None:
    assert "pid" not in employee.claims("namsos-leder")


@pytest.mark.parametrize(
    ("person", "asked", "chosen", "given"),
    [
        ("innbygger-marte", None, None, HIGH),
        ("innbygger-marte", HIGH, None, HIGH),
        ("innbygger-marte", SUBSTANTIAL, None, SUBSTANTIAL),
        ("innbygger-marte", BOTH, None, SUBSTANTIAL),
        ("innbygger-marte", BOTH, HIGH, HIGH),
        ("innbygger-marte", f"eidas-loa-high {HIGH}", None, HIGH),
        ("innbygger-roald", BOTH, HIGH, SUBSTANTIAL),
        ("innbygger-roald", HIGH, None, SUBSTANTIAL),
    ],
)
def test_the_level_is_what_is_asked_or_chosen(
    citizen: Visit, person: str, asked: str | None, chosen: str | None, given: str
) -> None:
    assert citizen.claims(person, chosen, acr_values=asked)["acr"] == given


def test_the_level_can_be_chosen_when_the_question_leaves_a_choice(citizen: Visit) -> None:
    page = citizen.browser.get(citizen.address(acr_values=BOTH)).text
    assert page.index("Betydelig nivå") < page.index("Høyt nivå")
    assert "<select" not in citizen.browser.get(citizen.address(acr_values=HIGH)).text
    assert citizen.choose("innbygger-marte", SUBSTANTIAL, acr_values=HIGH).status_code == 400


def test_the_time_of_the_login_is_when_somebody_chose(citizen: Visit, shared_app: Flask) -> None:
    chosen = citizen.now()
    code = citizen.code("innbygger-marte", prompt="login")
    shared_app.extensions["clock"].now += timedelta(seconds=30)
    token = citizen.trade(code).json["id_token"]
    assert (part(token, 1)["auth_time"], part(token, 1)["iat"]) == (chosen, chosen + 30)


def test_the_whole_way_through_the_stand_in(shared_app: Flask) -> None:
    """Each invented citizen with a number and a sure login comes in as themself."""
    shared_app.extensions["discovery"] = Discovery(IntoTheApp(shared_app))
    storby = shared_app.extensions["profiles"]["storby"].number
    for citizen in (one for one in WITH_NUMBER if one.high):
        browser: Any = shared_app.test_client()
        path = browser.get("/storby/innlogging/inn").location.removeprefix(HOST)
        form = {"person": citizen.subject, "csrf_token": csrf(browser.get(path))}
        browser.get(browser.post(path, data=form).location.removeprefix(HOST))
        token = browser.get_cookie("innbygger").value
        with shared_app.extensions["database"].transaction() as session:
            live = sessions.live(session, token, municipality=storby, kind="citizen")
            assert people.number_of(session, live.person) == citizen.number
