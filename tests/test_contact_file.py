"""A contact file: read back by a small reader written from RFC 6350, one card for each, and nothing else in it."""

import re

from hypothesis import given
from hypothesis import strategies as st

from portal.contact_file import Contact, contact_file

RUNE = Contact("Rune Eksempel Dahl", "Namsos kommune", "tel:+4700000301", role="Koordinator")
UNIT = Contact(
    "Koordinerende enhet", "Namsos kommune", "tel:+4774217100", email="ke@namsos.example"
)
WORDS = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1)


def read(data: bytes) -> list[dict[str, str]]:
    """Sections 3.2 to 3.4: lines end with CRLF and are unfolded, a value's signs lose their backslash."""
    assert data.endswith(b"\r\n")
    assert b"\n" not in data.replace(b"\r\n", b"")
    lines = data.decode().removesuffix("\r\n").split("\r\n")
    assert max(len(line.encode()) for line in lines) <= 75
    cards: list[dict[str, str]] = []
    for line in "\r\n".join(lines).replace("\r\n ", "").split("\r\n"):
        name, value = line.split(":", 1)
        if name == "BEGIN":
            cards.append({})
        cards[-1][name.split(";")[0]] = re.sub(r"\\([\\,;])", r"\1", value)
    return cards


def test_the_coordinator_and_the_unit_are_two_cards():
    rune, unit = read(contact_file([RUNE, UNIT]))
    assert rune == {
        "BEGIN": "VCARD",
        "VERSION": "4.0",
        "PRODID": "-//Planen min//NO",
        "KIND": "individual",
        "FN": "Rune Eksempel Dahl",
        "N": ";Rune Eksempel Dahl;;;",
        "ORG": "Namsos kommune",
        "TITLE": "Koordinator",
        "TEL": "tel:+4700000301",
        "END": "VCARD",
    }
    assert (unit["KIND"], unit["FN"], unit["EMAIL"]) == (
        "org",
        "Koordinerende enhet",
        "ke@namsos.example",
    )
    assert "TITLE" not in unit


def test_the_version_comes_first_as_the_standard_says():
    assert contact_file([RUNE]).startswith(b"BEGIN:VCARD\r\nVERSION:4.0\r\n")


def test_signs_with_a_meaning_are_escaped():
    data = contact_file([Contact(r"Dahl; Rune, \koordinator", "Nav", "tel:113", role="R")])
    assert rb"FN:Dahl\; Rune\, \\koordinator" in data
    assert read(data)[0]["FN"] == r"Dahl; Rune, \koordinator"


def test_a_name_cannot_begin_a_line_of_its_own():
    (card,) = read(contact_file([Contact("Rune\r\nNOTE:syk", "Nav", "tel:113", role="R")]))
    assert "NOTE" not in card


@given(name=WORDS, organisation=WORDS)
def test_any_name_comes_back_as_it_was_in_lines_of_75_octets(name: str, organisation: str) -> None:
    (card,) = read(contact_file([Contact(name, organisation, "tel:113", role="R")]))
    assert (card["FN"], card["ORG"]) == (name, organisation)
