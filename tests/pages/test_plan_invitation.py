"""«Vil du ha en individuell plan?»: each answer, a mind that changes, who may answer, and what goes wrong."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from portal.store import plan_consents
from portal.store.db import DatabaseAway
from tests.login.conftest import shared_app  # noqa: F401
from tests.pages.plan_house import House

PAGE = "/invitasjon"
CHILD, TEENAGER, GROWN = date(2017, 3, 4), date(2012, 3, 4), date(2010, 11, 21)
UNTIL = date(2028, 3, 4)


@pytest.fixture
def house(shared_app: Flask) -> House:  # noqa: F811
    return House.of(shared_app, yes=False)


def say(house: House, answer: str, who: str = "person") -> Any:
    return house.post(who, PAGE, answer=answer)


def test_it_says_what_follows_from_each_answer_before_one_answers(house: House) -> None:
    page = house.get(path=PAGE)
    assert page.status_code == 200
    for words in (
        "Vil du ha en individuell plan?",
        "Hva skjer hvis svaret er ja?",
        "Bare koordinator:",
        "Nei: Det blir ikke laget noen plan.",
        "Du kan ombestemme deg når du vil, begge veier.",
        "Andre som hjelper, får ikke se noe før det er sagt ja til å dele med dem.",
    ):
        assert words in page.text, words
    assert "checked" not in page.text


@pytest.mark.parametrize(
    ("answer", "status", "notice", "button"),
    [
        ("plan", "active", "Du har sagt ja til planen.", "Trekk samtykket"),
        ("coordinator", "coordinator-only", "bare koordinator, ingen plan.", "Endre svaret"),
        ("no", "declined", "Svaret er lagret: ingen plan.", "Endre svaret"),
    ],
)
def test_one_press_keeps_the_answer_and_says_so(
    house: House, answer: str, status: str, notice: str, button: str
) -> None:
    pressed = say(house, answer)
    assert pressed.status_code == 303 and pressed.location.endswith("/samtykke")
    page = house.get(path="/samtykke").text
    assert notice in page and button in page
    assert "21. november 2026" in page, "the moment it was said"
    assert house.row().status == status


def test_one_may_change_ones_mind(house: House) -> None:
    for answer, status in [
        ("no", "declined"),
        ("coordinator", "coordinator-only"),
        ("plan", "active"),
    ]:
        assert say(house, answer).status_code == 303
        assert house.row().status == status
    assert house.codes()[-3:] == ["plan.declined", "plan.coordinator-only", "plan.consented"]


def test_a_yes_that_stands_is_not_asked_about_again(house: House) -> None:
    say(house, "plan")
    page = house.get(path=PAGE)
    assert page.status_code == 303 and page.location.endswith("/samtykke")


@pytest.mark.parametrize("answer", ["", "kanskje", "plan' OR 1=1"])
def test_without_an_answer_nothing_is_kept(house: House, answer: str) -> None:
    page = say(house, answer)
    assert page.status_code == 422
    assert "Feil: Vil du ha en individuell plan?" in page.text
    assert house.row().status == "invited"


def test_a_parent_answers_for_a_child(shared_app: Flask) -> None:  # noqa: F811
    house = House.of(shared_app, born=CHILD, yes=False)
    house.let_parent(UNTIL)
    page = house.get("parent", PAGE).text
    assert "Skal barnet ha en individuell plan?" in page
    assert "Ja, barnet skal ha en individuell plan" in page
    assert "skal det barnet mener, telle mye" in page
    assert say(house, "plan", "parent").status_code == 303
    assert house.row().status == "active"


@pytest.mark.parametrize("born", [CHILD, TEENAGER])
def test_who_does_not_decide_is_told_why_and_answers_nothing(
    shared_app: Flask,  # noqa: F811
    born: date,
) -> None:
    house = House.of(shared_app, born=born, yes=False)
    house.let_parent(UNTIL)
    page = house.get("person", PAGE)
    assert page.status_code == 303 and page.location.endswith("/samtykke")
    told = house.get("person", "/samtykke").text
    assert "En forelder svarer for deg" in told and "Svar på om det skal lages en plan" not in told
    assert say(house, "plan", "person").status_code == 404
    assert house.row().status == "invited"


def test_a_parent_of_one_who_is_16_answers_nothing(shared_app: Flask) -> None:  # noqa: F811
    house = House.of(shared_app, born=GROWN, yes=False)
    house.let_parent(UNTIL)
    assert house.get("parent", PAGE).status_code == 404
    assert say(house, "plan", "parent").status_code == 404
    assert house.row().status == "invited"


def test_a_strangers_answer_is_as_if_there_were_no_plan(house: House) -> None:
    known = house.get("stranger", PAGE)
    there, house.reference = house.reference, "AAAA-AAAA-AAAA"
    unknown = house.get("stranger", PAGE)
    house.reference = there
    assert known.status_code == unknown.status_code == 404
    assert say(house, "plan", "stranger").status_code == 404
    assert house.row().status == "invited"


@pytest.mark.parametrize(
    ("at_commit", "words"),
    [(False, "Ingenting er lagret"), (True, "Vi vet ikke om det ble lagret")],
)
def test_when_the_database_is_away_the_answer_stays_on_the_page(
    house: House, monkeypatch: pytest.MonkeyPatch, at_commit: bool, words: str
) -> None:
    def away(*_args: Any) -> None:
        raise DatabaseAway(at_commit=at_commit)

    with monkeypatch.context() as patched:
        patched.setattr(plan_consents, "answer", away)
        page = say(house, "coordinator")
    assert page.status_code == 503 and words in page.text
    assert 'value="coordinator" checked' in page.text
    assert house.row().status == "invited"


def test_a_change_of_language_keeps_what_is_chosen(house: House) -> None:
    page = house.post("person", PAGE, answer="no", show="1")
    assert page.status_code == 200 and 'value="no" checked' in page.text
    assert house.row().status == "invited"
