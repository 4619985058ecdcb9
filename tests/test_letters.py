"""The letter on paper: readable aloud, the facts of the case and nothing made up, never cut off."""

import dataclasses
import io
import re
from collections.abc import Iterator
from datetime import date

import pikepdf
import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal import paper_parts
from portal.config import ROOT
from portal.letters import Complaint, Letter, Part, letter
from portal.profiles import load_profiles
from portal.rules.complaint_right import complaint_right
from portal.rules.deadlines import Law
from portal.rules.municipality import Profile
from portal.text_blocks import blocks
from tests.conftest import EVERYTHING
from tests.tagged_pdf import elements, problems_of, text_of, text_places

DAY, DUE = date(2026, 11, 24), date(2026, 12, 22)
PROFILES = load_profiles(ROOT / "portal" / "municipalities")
NAMSOS = PROFILES["namsos"]
LANGUAGES = ("nb", "nn", "en")
MILLIMETRE = 72 / 25.4
SAID = Part(None, "Du får ikke en koordinator nå.\n\nGrunnen er at …", "nb")


@pytest.fixture(scope="module", autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("letters")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.app_context():
        yield


def right(profile: Profile = NAMSOS, law: Law = Law.HEALTH, unit: str = "") -> Complaint:
    return Complaint(complaint_right(profile, unit, law, DAY), DUE)


def written(
    profile: Profile = NAMSOS, language: str = "nb", *, demo: bool = False, **changes: object
) -> bytes:
    whole = Letter(
        receiver=("Kari Testesen", "Storgata 1", "7800 Namsos"),
        reference="ABCD-EFGH-JKLM",
        day=DAY,
        heading="Svar på spørsmålet ditt om koordinator",
        parts=(SAID,),
    )
    return letter(profile, language, dataclasses.replace(whole, **changes), demo=demo)


def with_unit(profile: Profile, **changes: object) -> Profile:
    unit = dataclasses.replace(profile.unit, **changes)
    return dataclasses.replace(profile, unit=unit, units={**profile.units, unit.code: unit})


def pages(data: bytes) -> int:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def places(data: bytes) -> list[tuple[float, float]]:
    """Where text begins on the first page, in millimetres from the upper left corner."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        height = float(pdf.pages[0].mediabox[3])
        return [(x / MILLIMETRE, (height - y) / MILLIMETRE) for x, y in text_places(pdf.pages[0])]


def text_in(data: bytes, language: str) -> int:
    """How many pieces of text are said to be in this language, on the element or on the text."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        on_elements = sum(
            str(each.get("/Lang", "")) == language for each in elements(pdf.Root.StructTreeRoot)
        )
        on_text = sum(
            str(operator) == "BDC"
            and len(operands) == 2
            and isinstance(operands[1], pikepdf.Dictionary)
            and str(operands[1].get("/Lang", "")) == language
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
        )
    return on_elements + on_text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", PROFILES)
@pytest.mark.parametrize("law", [None, *Law])
def test_every_letter_can_be_read_aloud(slug: str, language: str, law: Law | None) -> None:
    profile = PROFILES[slug]
    parts = tuple(
        Part(block.title, block.text, own)
        for own in LANGUAGES
        for block in [blocks(own)["refused"]]
    )
    complaint = right(profile, law) if law else None
    for demo in (False, True):
        data = written(profile, language, parts=parts, complaint=complaint, demo=demo)
        assert problems_of(data) == []
        with pikepdf.open(io.BytesIO(data)) as pdf:
            assert str(pdf.Root.Lang) == language
        assert not re.search(r"[{}]|%\(|None", text_of(data)), "a placeholder is left"


def test_a_refusal_with_reasons_takes_no_more_than_two_pages() -> None:
    """Longest block, with blanks as long as two sentences each."""
    for block in blocks("nb").values():
        text = block.text.replace("…", "slik og slik, og derfor er det som det er. " * 3)
        data = written(parts=(Part(None, text, "nb"),), complaint=right(), demo=True)
        assert pages(data) <= 2


def test_it_says_who_sends_it_to_whom_and_about_what() -> None:
    text = text_of(written())
    for fact in (
        "Namsos kommune Brukerkontoret Postboks 333 Sentrum 7801 Namsos Telefon: 74 21 71 00",
        "Kari Testesen Storgata 1 7800 Namsos",
        "Dato: 24. november 2026 Referanse: ABCD-EFGH-JKLM",
        "Svar på spørsmålet ditt om koordinator Du får ikke en koordinator nå.",
        "Vennlig hilsen Brukerkontoret Namsos kommune",
        "Side 1 av 1",
    ):
        assert fact in text


def test_the_letter_has_the_day_it_is_dated_and_the_same_bytes_again() -> None:
    first = written()
    assert written() == first
    with pikepdf.open(io.BytesIO(first)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261124")


def test_the_address_stands_where_envelopes_have_their_window() -> None:
    """45 to 90 mm from the top and 20 from the left, however much or little stands above."""
    bare = with_unit(NAMSOS, post=None, visit=None)
    for profile, demo in ((NAMSOS, True), (NAMSOS, False), (bare, False)):
        data = written(profile, receiver=("Kari",) * 3, demo=demo)
        alone = written(profile, receiver=(), demo=demo)
        extra = set(places(data)) - set(places(alone))
        lines = sorted(extra, key=lambda place: place[1])[:3]
        assert all(x >= 20 and 45 <= y <= 90 for x, y in lines), lines


def test_another_unit_writes_under_its_own_name() -> None:
    storby = PROFILES["storby"]
    other = next(code for code in storby.units if code != storby.unit.code)
    own = text_of(written(storby, unit=other))
    assert storby.units[other].name["nb"] in own
    assert storby.unit.name["nb"] not in own
    assert storby.unit.name["nb"] in text_of(written(storby, unit="closed-last-year"))


def test_a_fact_that_is_not_given_is_said_to_be_missing() -> None:
    bare = with_unit(NAMSOS, phone=None, post=None, visit=None)
    text = text_of(written(bare, complaint=right(bare)))
    assert "Telefonnummeret har kommunen ikke oppgitt her ennå." in text
    assert "Adressen har kommunen ikke oppgitt her ennå. Ring oss, så får du den." in text
    assert "Si fra til oss hvis du vil ha hjelp til å klage." in text
    assert "None" not in text


# The right to complain: pasient- og brukerrettighetsloven §§ 7-2, 7-3, 7-5; forvaltningsloven §§ 29–32


def test_a_no_tells_how_to_complain_until_when_and_where() -> None:
    text = text_of(written(complaint=right()))
    for fact in (
        "Du har rett til å klage. Det koster ingenting.",
        "Siste dag å klage er 22. desember 2026.",
        "Det er nok at du legger klagen i posten den dagen.",
        "så send klagen likevel",
        "Skriv navnet ditt under.",
        "Send klagen hit Brukerkontoret Namsos kommune Postboks 333 Sentrum 7801 Namsos",
        "sender vi klagen videre til Statsforvalteren, som avgjør saken.",
        "Ring oss på telefon 74 21 71 00 hvis du vil ha hjelp til å klage.",
        "Fristen står i denne loven: pasient- og brukerrettighetsloven § 7-5",
    ):
        assert fact in text


def test_nobody_is_told_that_it_is_too_late() -> None:
    assert "for sent" not in text_of(written(complaint=right()))


def test_a_yes_says_nothing_about_complaining() -> None:
    assert "klage" not in text_of(written())


@pytest.mark.parametrize(
    ("law", "helps", "basis"),
    [
        (Law.HEALTH, True, "pasient- og brukerrettighetsloven § 7-5"),
        (Law.NAV, False, "sosialtjenesteloven § 47 og forvaltningsloven § 29"),
        (Law.CHILD_WELFARE, False, "barnevernsloven § 12-9 og forvaltningsloven § 29"),
    ],
)
def test_the_ombud_is_named_only_where_the_law_lets_it_help(
    law: Law, helps: bool, basis: str
) -> None:
    text = text_of(written(complaint=right(law=law)))
    assert ("pasient- og brukerombudet" in text) is helps
    assert basis in text


@pytest.mark.parametrize(
    ("phone", "url", "said"),
    [
        (None, None, "Spør oss om nummeret dit."),
        ("00 00 00 09", None, "Telefonnummeret dit er 00 00 00 09."),
        (None, "https://ombud.example", "Nettsiden er https://ombud.example."),
    ],
)
def test_how_to_reach_the_ombud_is_said_when_it_is_known(
    phone: str | None, url: str | None, said: str
) -> None:
    national = dataclasses.replace(NAMSOS.national, ombud_phone=phone, ombud_url=url)
    profile = dataclasses.replace(NAMSOS, national=national)
    text = text_of(written(complaint=right(profile)))
    assert said in text
    assert text.count("Spør oss om nummeret dit.") == (phone is None and url is None)


# Words in other languages


@pytest.mark.parametrize("spoken", ["nn", "en", "se"])
def test_words_in_another_language_are_marked_as_such(spoken: str) -> None:
    data = written(parts=(Part(None, "Buorre beaivi", spoken),))
    assert text_in(data, spoken) >= 1
    assert text_in(written(), spoken) == 0


def test_the_heading_of_a_part_is_in_the_language_of_the_letter() -> None:
    one = Part("Derfor", "Because of this.", "en")
    none = Part(None, "Because of this.", "en")
    assert text_in(written(parts=(one,)), "en") == text_in(written(parts=(none,)), "en")
    assert "Derfor Because of this." in text_of(written(parts=(one,)))


def test_the_law_has_its_norwegian_name_marked_in_an_english_letter() -> None:
    plain = with_unit(NAMSOS, name={"en": "The office"}, hours=None)
    without = text_in(written(plain, "en", parts=()), "nb")
    assert text_in(written(plain, "en", parts=(), complaint=right(plain)), "nb") == without + 1


# Anything a person can write


def test_lines_and_paragraphs_are_kept() -> None:
    def paragraphs(text: str) -> int:
        data = written(parts=(Part(None, text, "nb"),))
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return sum(each.S == pikepdf.Name.P for each in elements(pdf.Root.StructTreeRoot))

    def rows(text: str) -> int:
        return len({y for _x, y in places(written(parts=(Part(None, text, "nb"),)))})

    assert paragraphs("En.\n\nTo.\r\n \r\nTre.") == paragraphs("En.") + 2
    assert paragraphs("En.\nTo.") == paragraphs("En.")
    assert rows("En.\nTo.") == rows("En.") + 1


@pytest.mark.parametrize(
    "hostile", ['#read("letter.typ")', "*fet* _skrå_ $x^2$", "= Tittel", "</P>"]
)
def test_what_somebody_writes_is_never_markup(hostile: str) -> None:
    data = written(
        heading=hostile,
        receiver=(hostile,),
        reference=hostile,
        parts=(Part(hostile, hostile, "nb"),),
    )
    assert text_of(data).count(hostile) == 6  # the reference stands in the foot as well
    assert problems_of(data) == []


@settings(max_examples=100 if EVERYTHING else 10, deadline=None)
@example(name="\r", words="")  # a heading of nothing but spaces is no heading
@given(name=st.text(min_size=1, max_size=60), words=st.text(max_size=300))
def test_any_unicode_still_gives_a_letter(name: str, words: str) -> None:
    data = written(receiver=(name,), parts=(Part(name, words, "nb"),))
    assert data.startswith(b"%PDF")


def test_names_far_longer_than_any_we_know_are_whole_and_inside() -> None:
    long = "Koordinerende enhet for habilitering, rehabilitering og helhetlige tjenester "
    profile = with_unit(NAMSOS, name={"nb": long}, post=(long, "Postboks 1234 Sentrum"))
    data = written(
        profile, receiver=(long, long), heading=long, complaint=right(profile), demo=True
    )
    assert problems_of(data) == []
    # Sender and its address, two of the receiver's lines, heading, goodbye, where to complain (two).
    assert text_of(data).count(long.strip()) == 8
    assert all(10 <= x <= 200 and 10 <= y <= 290 for x, y in places(data))


def test_an_endless_word_goes_on_the_next_line() -> None:
    def rows(word: str) -> int:
        return len({y for _x, y in places(written(parts=(Part(None, word, "nb"),)))})

    data = written(parts=(Part(None, "a" * 300, "nb"),))
    assert rows("a" * 300) >= rows("a") + 3
    assert (
        len(re.sub("[^a]", "", text_of(data))) - len(re.sub("[^a]", "", text_of(written(parts=()))))
        == 300
    )


def test_a_long_answer_goes_on_over_many_pages_and_each_says_which() -> None:
    text = "\n\n".join(f"Avsnitt {nr}: " + "Dette er en setning til. " * 20 for nr in range(40))
    data = written(parts=(Part(None, text, "nb"),), complaint=right())
    count = pages(data)
    words = text_of(data)
    assert count > 3
    assert problems_of(data) == []
    assert all(f"Avsnitt {nr}:" in words for nr in range(40))
    assert all(f"Side {nr} av {count}" in words for nr in range(1, count + 1))
    assert words.count("Referanse: ABCD-EFGH-JKLM") == count + 1


# A demonstration harms nobody


def test_a_demonstration_cannot_be_mistaken_for_a_letter_from_the_municipality() -> None:
    assert "ikke et brev fra kommunen" in text_of(written(demo=True))
    assert "demonstrasjon" not in text_of(written())
    assert "Kommunen er oppdiktet." in text_of(written(PROFILES["fjordvik"]))


def test_letters_are_not_kept_in_memory() -> None:
    """They are about a person: nothing in the module remembers what it has made."""
    kept = [name for name, value in vars(paper_parts).items() if hasattr(value, "cache_info")]
    assert kept == []
