"""«Alt som er lagret om deg»: page, paper and file say the same, in words, and nobody else gets them."""

import json
from typing import Any

import pytest
from flask import Flask

from portal.pages.privacy import everything_words as words
from portal.rules.access import Actor, Role
from portal.store.db import DatabaseAway
from portal.store.take_out_kept import KEPT
from tests.login.steps import citizen_in, enrol, logged_in
from tests.store.one_of_each import JSON_WORDS, canary, everything_about
from tests.store.people import enrol as enrol_all
from tests.store.test_take_out import ME, OTHER
from tests.tagged_pdf import problems_of, text_of

MARTE, BIRGER = "14859221271", "30865512704"
FORMS = {"alt": "text/html", "alt.pdf": "application/pdf", "alt.json": "application/json"}


class House:
    """Marte's browser and Birger's, with a row in each table about each of them."""

    def __init__(self, app: Flask) -> None:
        self.app, database = app, app.extensions["database"]
        enrol_all(database)
        self.marte, marte = citizen_in(app, "namsos", MARTE, "Marte Solvik")
        self.birger, birger = citizen_in(app, "namsos", BIRGER, "Birger Vik")
        one, other = (Actor("citizen", person, "5007") for person in (marte, birger))
        everything_about(database, one, other, ME)
        everything_about(database, other, one, OTHER)

    def get(self, form: str, language: str = "nb", browser: Any = None) -> Any:
        return (browser or self.marte).get(f"/namsos/{language}/innsyn/{form}")


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_opens_and_is_kept_nowhere(house: House, form: str) -> None:
    answer = house.get(form)
    assert (answer.status_code, answer.mimetype) == (200, FORMS[form])
    assert answer.headers["Cache-Control"] == "no-store"
    assert MARTE not in answer.headers.get("Content-Disposition", "")


@pytest.mark.parametrize("form", FORMS)
def test_not_logged_in_it_is_the_way_to_the_login(house: House, form: str) -> None:
    assert house.get(form, browser=house.app.test_client()).status_code == 303


def told(house: House, form: str) -> str:
    answer = house.get(form)
    if form == "alt.pdf":
        return text_of(answer.data)
    return str(answer.text)


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_tell_what_is_about_me_and_not_what_is_about_another(
    house: House, form: str
) -> None:
    text = told(house, form)
    mine = ("notes.text", "wishes.phone", "plan_messages.text", "openings.words", "drafts.answers")
    for column in mine:
        inner = JSON_WORDS.get(column, ("",))[0]
        assert canary(ME, column, inner) in "".join(text.replace("\u200b", "").split()), column
    assert BIRGER not in text and canary(OTHER, "notes.text") not in text


def test_the_paper_can_be_read_aloud(house: House) -> None:
    assert problems_of(house.get("alt.pdf").data) == []


def test_every_column_has_a_word_and_every_table_a_heading(app: Flask) -> None:
    with app.test_request_context("/namsos/nb/"):
        for kept in KEPT:
            assert kept.name in words.HEADINGS
            assert not {*kept.columns, *kept.by} - set(words.LABELS), kept.name


def test_the_page_has_words_and_no_columns(house: House) -> None:
    page = house.get("alt").text
    columns = {column for kept in KEPT for column in kept.columns if "_" in column}
    assert [column for column in columns if f">{column}<" in page] == []
    assert page.count("<dt>Fødselsnummer</dt>") == 1, "an event's number is not a person's"
    assert "Det kommunen har notert" in page and "Siri Prøve" in page


def test_the_file_says_what_its_keys_mean(house: House) -> None:
    whole = json.loads(house.get("alt.json").text)
    assert (whole["format"], whole["version"]) == ("planen-min/alt", 1)
    assert whole["municipality"] == {"number": "5007", "name": "Namsos kommune"}
    assert list(whole["tables"]) == list(whole["labels"])
    for table, rows in whole["tables"].items():
        for row in rows:
            assert not set(row) - set(whole["labels"][table]), table
    assert whole["tables"]["people"][0]["number"] == MARTE
    assert whole["tables"]["notes"][0]["written_by"] == {"kind": "employee", "name": "Siri Prøve"}


def test_an_employee_has_no_such_page(house: House) -> None:
    siri = logged_in(house.app, enrol(house.app, "siri", Role.LEAD))
    assert house.get("alt", browser=siri).status_code == 303


@pytest.mark.parametrize("form", FORMS)
def test_a_database_that_is_away_is_told_calmly_and_nothing_is_shown(
    house: House, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_words: object, **_more: object) -> None:
        raise DatabaseAway

    monkeypatch.setattr("portal.store.take_out.staff.names_of", away)
    answer = house.get(form)
    assert answer.status_code == 503
    assert ME not in answer.text
