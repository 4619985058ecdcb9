"""How long a grant lasts, in words."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask, g

from portal.pages.representation.given_words import period_in_words
from portal.rules.representation import TABLE, Basis, Grant, whole_plan
from tests.login.conftest import shared_app  # noqa: F401

BORN = date(2014, 3, 8)


@pytest.fixture
def words(shared_app: Flask) -> Iterator[None]:  # noqa: F811
    """As on a page in bokmål."""
    with shared_app.test_request_context():
        g.language = "nb"
        yield


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("basis", "born", "until", "said"),
    [
        (Basis.PARENT, BORN, None, "Fra 1. november 2026 til og med 7. mars 2030"),
        (Basis.CARER, BORN, date(2027, 2, 1), "Fra 1. november 2026 til og med 31. januar 2027"),
        (Basis.GIVEN, None, date(2027, 2, 1), "Fra 1. november 2026 til og med 31. januar 2027"),
        (Basis.GUARDIAN, None, None, "Fra 1. november 2026"),
    ],
)
def test_the_last_day_is_the_day_before_the_end_or_the_birthday(
    basis: Basis, born: date | None, until: date | None, said: str
) -> None:
    grant = Grant(
        id="", person="", holder=None, basis=basis, scopes=TABLE[basis].scopes,
        sections=whole_plan(), since=date(2026, 11, 1), until=until, accepted_at=None, born=born,
    )  # fmt: skip
    assert period_in_words(grant) == said
