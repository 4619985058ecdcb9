"""Who receives a person, and which words they read. The table is written by hand, not by the code."""

from dataclasses import replace

import pytest

from portal.rules.municipality import (
    District,
    Entry,
    National,
    Profile,
    Statement,
    Unit,
    district_for,
    fallback_of,
    needed_in_production,
    receiver_of,
    statement_for,
    unit_for,
    words,
)


def unit(code: str) -> Unit:
    return Unit(code, {"nb": code}, "00 00 00 00", None, None, None, None)


CENTRE, EAST, WEST, MIND = (
    unit(code) for code in ("centre", "east-unit", "west-unit", "mind-unit")
)
TOWN = Profile(
    slug="by",
    number="9999",
    name="By kommune",
    short_name="By",
    invented=True,
    languages=("nb", "nn", "en"),
    theme="fjord",
    unit=CENTRE,
    units={each.code: each for each in (CENTRE, EAST, WEST, MIND)},
    national=National({"nb": "ombudet"}, None, None, {"nb": "Statsforvalteren"}, None),
    districts=(
        District("east", "Øst", ((10, 19), (30, 30)), "east-unit"),
        District("west", "Vest", ((20, 29),), "west-unit"),
    ),
    entries=(Entry("mind", {"nb": "Psykisk helse"}, "mind-unit"),),
    statements=(
        Statement("uenig", "nn", "Send klaga hit."),
        Statement("uenig", "en", "Send the complaint here."),
        Statement("gratis", "nn", "Det kostar ingenting."),
    ),
)


@pytest.mark.parametrize(
    ("postcode", "district"),
    [
        ("0010", "east"),
        ("0019", "east"),
        ("0030", "east"),
        ("0020", "west"),
        (" 0029 ", "west"),
        ("0009", None),
        ("0031", None),
        ("10", None),
        ("00010", None),
        ("", None),
        ("abcd", None),
        ("²²²²", None),
        ("٠٠١٠", None),
    ],
)
def test_a_postcode_gives_its_district(postcode: str, district: str | None) -> None:
    found = district_for(postcode, TOWN)
    assert (found.code if found else None) == district


@pytest.mark.parametrize(
    ("district", "entry", "receiver"),
    [
        (None, None, "centre"),
        ("east", None, "east-unit"),
        ("west", None, "west-unit"),
        (None, "mind", "mind-unit"),
        ("east", "mind", "mind-unit"),
        ("closed-down", None, "centre"),
        ("west", "closed-down", "west-unit"),
    ],
)
def test_everyone_has_a_receiver_and_a_special_entry_goes_first(
    district: str | None, entry: str | None, receiver: str
) -> None:
    assert unit_for(TOWN, district, entry).code == receiver


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [
        ({"nb": "hei", "nn": "hallo", "en": "hello"}, "nn", ("hallo", "nn")),
        ({"en": "hello", "nn": "hallo"}, "nb", ("hallo", "nn")),
        ({"en": "hello", "nb": "hei"}, "nn", ("hei", "nb")),
        ({"nn": "hallo", "nb": "hei"}, "en", ("hei", "nb")),
        ({"en": "hello"}, "nb", ("hello", "en")),
        ({"nn": "hallo"}, "uk", ("hallo", "nn")),
    ],
)
def test_words_fall_back_to_the_nearest_language_and_say_which(
    text: dict[str, str], language: str, said: tuple[str, str]
) -> None:
    assert words(text, language) == said


@pytest.mark.parametrize(
    ("article", "language", "text"),
    [
        ("uenig", "en", "Send the complaint here."),
        ("uenig", "nb", "Send klaga hit."),
        ("gratis", "en", "Det kostar ingenting."),
        ("samtykke", "nb", None),
    ],
)
def test_an_article_shows_one_statement_in_the_nearest_language(
    article: str, language: str, text: str | None
) -> None:
    found = statement_for(TOWN, article, language)
    assert (found.text if found else None) == text


def test_production_needs_phone_and_receiver_of_every_unit_and_nothing_else() -> None:
    gaps = ("members", "unit.hours", "unit.phone", "units.east-unit.email", "unit.visit")
    assert needed_in_production(replace(TOWN, missing=gaps)) == (
        "unit.phone",
        "units.east-unit.email",
    )


@pytest.mark.parametrize(
    ("unit", "fallback", "received_by", "then"),
    [
        ("mind-unit", "f@t.example", "mind@t.example", "f@t.example"),
        ("closed-down", "f@t.example", "centre@t.example", "f@t.example"),
        ("mind-unit", None, "mind@t.example", "centre@t.example"),
        ("east-unit", None, None, "centre@t.example"),
    ],
)
def test_who_gets_a_message_and_who_gets_it_when_nobody_opens_it(
    unit: str, fallback: str | None, received_by: str | None, then: str | None
) -> None:
    emails = {"centre": "centre@t.example", "mind-unit": "mind@t.example"}
    units = {code: replace(one, email=emails.get(code)) for code, one in TOWN.units.items()}
    town = replace(TOWN, units=units, unit=units["centre"], fallback_email=fallback)
    assert (receiver_of(town, unit), fallback_of(town)) == (received_by, then)


def test_postcodes_of_a_district_read_as_people_write_them():
    district = District("sor", "Sør", ((71, 79), (88, 88)), "unit")
    assert district.postcode_ranges == "0071–0079, 0088"
