"""The copy of a complaint: every word and every file in it, a PDF that can be read aloud, and nothing about the person outside the text."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pikepdf
import pytest
from flask import Flask, g
from flask_babel import Babel

from portal.complaint_copy import Copy, File, complaint_copy
from portal.config import ROOT
from tests.conftest import NOW
from tests.tagged_pdf import problems_of, text_of

DIGEST = "ab" * 32
COPY = Copy(
    title="Klage",
    municipality="Namsos",
    reference="ABCD-1234-EFGH",
    received_at=NOW,
    rows=[
        ("Hva det gjelder", "Eg fekk ikkje plan.\n\nDet hastar #set text(red) $x$."),
        ("Navn", "Kari Testesen"),
    ],
    files=[File("brev frå kommunen.pdf", "12 kB", DIGEST), File("Fil 2", "3 kB", None)],
)


@pytest.fixture(autouse=True)
def words_at_hand() -> Iterator[None]:
    app = Flask("copies")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    with app.test_request_context():
        g.language = "nb"
        yield


@pytest.mark.parametrize("language", ["nb", "en"])
def test_it_holds_all_of_it_and_can_be_read_aloud(language: str) -> None:
    g.language = language
    data = complaint_copy(COPY, language)
    assert problems_of(data) == []
    text = text_of(data)
    for words in ("Klage", "ABCD-1234-EFGH", "12.03" if language == "nb" else "12:03", "Eg fekk ikkje plan.",
                  "Det hastar #set text(red) $x$.", "Kari Testesen", "brev frå kommunen.pdf"):  # fmt: skip
        assert words in text, words
    assert DIGEST in "".join(text.split()), "what tells whether another copy is the same"
    with pikepdf.open(io.BytesIO(data)) as file:
        assert str(file.Root.Lang) == language
        assert str(file.docinfo["/Title"]) == "Klage"
        assert "Kari" not in str(dict(file.docinfo)) and "/Author" not in file.docinfo


def test_the_same_is_the_same_bytes() -> None:
    assert complaint_copy(COPY, "nb") == complaint_copy(COPY, "nb")


def test_a_sign_no_font_has_costs_a_sign_and_says_so() -> None:
    smile = replace(COPY, rows=[("Hva det gjelder", "Dette er galt 🙂 her")])
    text = text_of(complaint_copy(smile, "nb"))
    assert "Dette er galt ? her" in text and "Noen tegn kan ikke skrives ut." in text
    assert "Noen tegn" not in text_of(complaint_copy(COPY, "nb"))


def test_the_demonstration_says_that_it_is_one() -> None:
    assert "Dette er en demonstrasjon." in text_of(complaint_copy(COPY, "nb", demo=True))
    assert "demonstrasjon" not in text_of(complaint_copy(COPY, "nb"))
