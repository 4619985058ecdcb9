"""Dates, times and numbers as people read them, in each language."""

from datetime import UTC, date, datetime

import pytest
from flask import g

from portal.language import phone_address

SUMMER = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)  # half past midnight the next day in Oslo
WINTER = datetime(2026, 12, 31, 23, 5, tzinfo=UTC)  # five past midnight in the new year


@pytest.mark.parametrize(
    ("language", "day", "moment", "new_year"),
    [
        ("nb", "1. mars 2027", "2. juli 2026 klokka 00.30", "1. januar 2027 klokka 00.05"),
        ("nn", "1. mars 2027", "2. juli 2026 klokka 00.30", "1. januar 2027 klokka 00.05"),
        ("en", "1 March 2027", "2 July 2026 at 00:30", "1 January 2027 at 00:05"),
    ],
)
def test_dates_are_those_of_the_clock_in_norway(app, language, day, moment, new_year):
    filters = app.jinja_env.filters
    with app.test_request_context():
        g.language = language
        assert filters["date"](date(2027, 3, 1)) == day
        assert filters["datetime"](SUMMER) == moment
        assert filters["datetime"](WINTER) == new_year


@pytest.mark.parametrize(
    ("number", "address"),
    [
        ("74 21 71 00", "tel:+4774217100"),
        ("+46 8 123 456", "tel:+468123456"),
        ("116 117", "tel:116117"),
    ],
)
def test_a_number_leads_to_the_phone(number, address):
    assert phone_address(number) == address
