"""The papers of a complaint as files: all of them, the same each time, every word kept, and PDFs that can be read aloud."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from flask import Flask

from portal import complaint_package
from portal.complaint_cover import lacks_signs
from portal.rules.answers import AnswerWords
from portal.rules.municipality import Profile
from portal.store.case_answers import Answer
from portal.store.complaint_kept import Step
from portal.store.complaint_papers import Enclosed, Papers
from tests.conftest import NOW
from tests.store.complaints import WORDS
from tests.store.people import TODAY
from tests.tagged_pdf import problems_of, text_of

REASONS = "Kanarigrunn: vi har sett på det du skrev."
ANSWER = Answer(
    id="b" * 32, kind="refused", made_at=NOW - timedelta(days=20), by_name="Siri Prøve", language="nb", law="health",
    complaint_due=TODAY, words=AnswerWords(text="Kanarinei: behovet er kort.", language="nb"), withdrawn_at=None,
    can_take_back=False,
)  # fmt: skip
KEPT = Step("c" * 32, "kept", NOW, "staff", "2" * 32, None, REASONS, None)


def papers(**changes: object) -> Papers:
    values: dict[str, object] = {
        "id": "a1" * 16, "municipality": "5007", "reference": "KLAG-E123", "unit": "brukerkontoret", "as_of": NOW,
        "received_at": NOW - timedelta(days=3), "title": "complaint", "standing": "may", "told_on": TODAY,
        "complaint_due": TODAY, "words": WORDS, "whole": True, "to_governor": True, "to_carry": False,
        "answered": ("SVAR-1234", ANSWER), "steps": (KEPT,), "files": (), "waiting": 0,
    }  # fmt: skip
    return Papers(**(values | changes))


@pytest.fixture
def profile(app: Flask) -> Iterator[Profile]:
    with app.app_context():
        yield app.extensions["profiles"]["namsos"]


def words_of(content: bytes) -> str:
    """All text of a PDF on one line: where a line breaks is no matter here."""
    return " ".join(text_of(content).split())


def made(profile: Profile, **changes: object) -> dict[str, bytes]:
    found = complaint_package.package_of(papers(**changes), profile)
    return {file.name: file.content for file in found.files}


def test_all_papers_are_there_in_their_order(profile: Profile) -> None:
    assert list(made(profile)) == [
        "01-folgebrev.pdf",
        "02-klagen.pdf",
        "03-svaret-det-klages-pa.pdf",
        "04-vurderingen.pdf",
    ]


def test_the_archive_gets_the_complaint_alone(profile: Profile) -> None:
    package = complaint_package.package_of(papers(whole=False, answered=None, steps=()), profile)
    assert [file.name for file in package.files] == ["01-folgebrev.pdf", "02-klagen.pdf"]
    assert package.incoming


def test_every_word_of_everybody_is_in_it(profile: Profile) -> None:
    files = made(profile)
    complaint = words_of(files["02-klagen.pdf"])
    said = (WORDS.concerns, WORDS.happened, WORDS.wanted, WORDS.decision, WORDS.facts, WORDS.name)
    for words in said:
        assert words in complaint
    assert "Kanarinei: behovet er kort." in words_of(files["03-svaret-det-klages-pa.pdf"])
    assert REASONS in words_of(files["04-vurderingen.pdf"])


def test_the_cover_letter_lists_every_other_file_with_its_checksum(profile: Profile) -> None:
    files = made(profile)
    cover = text_of(files.pop("01-folgebrev.pdf"))
    unbroken = "".join(cover.split()).replace("\u200b", "")
    for name, content in files.items():
        assert name in cover
        assert hashlib.sha256(content).hexdigest() in unbroken
        assert f"{len(content)} byte" in cover
    assert "Statsforvalteren" in cover


@pytest.mark.parametrize("name", ["01-folgebrev.pdf", "02-klagen.pdf", "04-vurderingen.pdf"])
def test_each_sheet_can_be_read_aloud(profile: Profile, name: str) -> None:
    assert problems_of(made(profile)[name]) == []


def test_the_same_papers_give_the_same_bytes(profile: Profile) -> None:
    first, second = (
        complaint_package.package_of(papers(files=(picture(),)), profile) for _ in "12"
    )
    assert first.digest == second.digest
    assert first.files == second.files


@pytest.mark.parametrize(
    "change",
    [
        {"words": replace(WORDS, wanted="Noe annet")},
        {"steps": (replace(KEPT, text="Noe annet"),)},
        {"answered": None},
        {"told_on": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_other_papers_are_another_package(profile: Profile, change: dict[str, object]) -> None:
    one, other = papers(), papers(**change)
    assert (
        complaint_package.package_of(one, profile).digest
        != complaint_package.package_of(other, profile).digest
    )


def test_no_sign_is_lost_where_our_fonts_have_none(profile: Profile) -> None:
    tamil = "எனக்கு உதவி வேண்டும்"
    assert lacks_signs(tamil)
    assert not lacks_signs("Trenger hjelp – נא לעזור – нужна помощь – أحتاج")
    files = made(profile, words=replace(WORDS, concerns=tamil))
    assert tamil in files["02-klagen-ordrett.txt"].decode()
    assert "02-klagen-ordrett.txt" not in made(profile)


def picture() -> Enclosed:
    from PIL import Image

    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), "#16262e").save(drawn, "JPEG")
    return Enclosed("image/jpeg", drawn.getvalue())


def test_a_picture_becomes_a_page_that_any_receiver_can_print(profile: Profile) -> None:
    content = made(profile, files=(picture(),))["05-vedlegg-1.pdf"]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == 1
        width, height = (float(side) for side in pdf.pages[0].mediabox[2:])
    assert (round(width), height <= 842) == (595, True), "it fits on A4"


def test_the_title_that_stands_in_lists_names_nobody(profile: Profile) -> None:
    package = complaint_package.package_of(papers(), profile)
    assert package.title == "Papirer i sak KLAG-E123"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_it_speaks_the_municipality_s_norwegian_and_leaves_the_page_s_alone(
    profile: Profile, language: str
) -> None:
    from flask import g

    g.language = "en"
    files = complaint_package.package_of(
        papers(), replace(profile, languages=(language, "en"))
    ).files
    assert g.language == "en"
    with pikepdf.open(io.BytesIO(files[0].content)) as pdf:
        assert str(pdf.Root.Lang) == language
