"""What every paper of the house is made with: typst, one font, and words that know their language.

Typst refuses to write the file when a title is missing, a heading level is skipped or the font
lacks a character; so the language is always set, and unknown characters are replaced first.
Everything that differs is handed over as JSON and is never read as markup.
"""

import json
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path

import typst

from portal.language import MONTHS
from portal.rules.municipality import words

FOLDER = Path(__file__).parent / "paper"
# What the two font files hold (see fonts/OFL.txt); a test prints every one of them.
PRINTABLE = frozenset(
    chain(
        range(0x20, 0x7F),
        range(0xA0, 0x149),
        range(0x14A, 0x1C4),
        range(0x1C5, 0x250),
        range(0x1E00, 0x1F00),
        range(0x2010, 0x2028),
        range(0x2190, 0x219A),
    )
)


def compiled(template: str, content: object, day: date) -> bytes:
    """A tagged PDF (PDF/UA-1) of a template in `paper/` and what differs. Dated that day.

    The same words and day give the same bytes.
    """
    return compiled_from(template, json.dumps(printable_all(content), sort_keys=True), day)


def compiled_from(template: str, data: str, day: date) -> bytes:
    """The same from JSON whose every character the font has."""
    dated = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return typst.compile(
        FOLDER / template,
        root=FOLDER,
        font_paths=[FOLDER / "fonts"],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards="ua-1",
        timestamp=int(dated.timestamp()),
    )


def said(text: Mapping[str, str], language: str) -> dict[str, str]:
    """A municipality's own words, marked with the language they are in."""
    found, spoken = words(text, language)
    return plain(found, spoken)


def plain(text: str, language: str) -> dict[str, str]:
    """Words and the language they are in."""
    return {"text": text, "lang": language}


def in_words(day: date, language: str) -> str:
    """«21. november 2026», or «21 November 2026» in English."""
    month = MONTHS[language].split()[day.month - 1]
    return f"{day.day}{'' if language == 'en' else '.'} {month} {day.year}"


def printable_all(value: object) -> object:
    """The same content, with every text made of characters the font has."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: printable_all(each) for key, each in value.items()}
    if isinstance(value, list):
        return [printable_all(each) for each in value]
    return value


def printable(text: str) -> str:
    """The text with "?" for what the font lacks: one strange sign must not cost us the page."""
    composed = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(sign if ord(sign) in PRINTABLE else "?" for sign in composed)
