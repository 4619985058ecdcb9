"""«Hvor lenge vi lagrer» says what the daily work does."""

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask

from portal.pages.privacy import kept_words
from portal.rules.retention import TABLE, Data, From
from tests.login.steps import citizen_in


@pytest.fixture
def page(app: Flask) -> str:
    marte, _id = citizen_in(app, "namsos", "14859221271", "Marte")
    answer = marte.get("/namsos/nb/innsyn/lagring")
    assert answer.status_code == 200
    return str(answer.text)


def test_every_kind_is_told_of(app: Flask, page: str) -> None:
    with app.test_request_context("/namsos/nb/"):
        assert [one for one in Data if str(kept_words.WHAT[one]) not in page] == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Data.DRAFT, "30 dager etter at det sist ble lagret"),
        (Data.LATE_POST, "Ett døgn etter at det ble skrevet"),
        (Data.OFFER, "14 dager etter at det er slutt"),
        (Data.GRANT, "5 år etter at det er slutt"),
        (Data.SENT, "90 dager etter at meldingen gikk"),
        (Data.CASE, "Så lenge arkivreglene sier"),
        (Data.EVENT, "Like lenge som saken eller planen"),
    ],
)
def test_how_long(app: Flask, page: str, data: Data, words: str) -> None:
    with app.test_request_context("/namsos/nb/"):
        what = str(kept_words.WHAT[data])
    assert words in page.split(what)[1].split("</li>")[0]


def test_the_names_of_laws_are_heard_as_norwegian_on_the_page_in_english(app: Flask) -> None:
    marte, _id = citizen_in(app, "namsos", "14859221271", "Marte")
    page = marte.get("/namsos/en/innsyn/lagring").text
    assert '<span lang="nb">arkivlova § 13' in page


def test_each_time_counts_from_something_that_has_words() -> None:
    assert {row.since for row in TABLE.values()} - {From.NEVER} == set(kept_words.SINCE)


@pytest.mark.parametrize(
    ("decided", "data", "words"),
    [
        ({"events_years": 10}, Data.EVENT, "minst 10 år"),
        ({"kept_for": {Data.GRANT: 84}}, Data.GRANT, "7 år etter at det er slutt"),
        ({"kept_for": {Data.SENT: 45}}, Data.SENT, "45 dager etter at meldingen gikk"),
    ],
)
def test_what_a_municipality_has_decided_is_told(
    app: Flask, decided: dict[str, Any], data: Data, words: str
) -> None:
    profile = replace(app.extensions["profiles"]["namsos"], **decided)
    with app.test_request_context("/namsos/nb/"):
        assert words in kept_words.how_long(data, profile)


def test_no_mark_of_certainty_and_no_colon_is_shown(page: str) -> None:
    assert "arkivlova § 13" in page and ": C/I" not in page
