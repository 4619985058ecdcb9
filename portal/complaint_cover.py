"""(følgeark) The sheets that go along when a complaint leaves the house, as tagged PDFs (PDF/UA-1). Never kept: they are about a person."""

import json
import unicodedata
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.complaint_paper import MARKS_OF_DIRECTION, WRITABLE, spoken
from portal.letters import paragraphs, warning
from portal.paper_parts import compiled_from
from portal.rules.municipality import Profile

Row = tuple[str, str]
"""A label and what stands after it."""


@dataclass(frozen=True)
class Part:
    """A heading, rows, and a text as somebody wrote it: an empty line parts its paragraphs."""

    heading: str
    rows: tuple[Row, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class Sheet:
    """What a sheet says. `foot` stands at the bottom of each page."""

    heading: str
    foot: str
    facts: tuple[Row, ...] = ()
    opening: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def sheet_paper(
    profile: Profile, language: str, sheet: Sheet, day: date, *, demo: bool = False
) -> bytes:
    """The sheet as PDF bytes, dated that day; needs an app context. A sign that no font has becomes "?": see `lacks_signs`."""
    with force_locale(language):
        content = {
            "lang": language,
            "heading": line(sheet.heading),
            "foot": line(sheet.foot),
            "warning": warning(profile, demo),
            "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
            "facts": rows(sheet.facts),
            "opening": [line(each) for each in sheet.opening],
            "parts": [part_of(each, language) for each in sheet.parts],
        }
    data = composed(json.dumps(content, sort_keys=True, ensure_ascii=False))
    printable = "".join(sign if ord(sign) in WRITABLE else "?" for sign in data)
    return compiled_from("complaint_cover.typ", printable, day)


def lacks_signs(text: str) -> bool:
    """Whether a sheet cannot show every sign of a text: then the text must go along in another file."""
    return any(ord(sign) not in WRITABLE for sign in composed(" ".join(text.split())))


def composed(text: str) -> str:
    """The text as the fonts know it."""
    return unicodedata.normalize("NFC", text).translate(MARKS_OF_DIRECTION)


def part_of(part: Part, language: str) -> dict[str, object]:
    """A heading and what stands under it; each paragraph has its own direction."""
    said = [tuple(each.splitlines()) for each in paragraphs(part.text)]
    return {
        "heading": line(part.heading),
        "rows": rows(part.rows),
        "paragraphs": [
            {"lines": [line(each) for each in lines], **spoken(lines, language)} for lines in said
        ],
    }


def rows(them: tuple[Row, ...]) -> list[dict[str, str]]:
    """Labels and texts, as the template reads them."""
    return [{"label": line(label), "text": line(text)} for label, text in them]


def line(text: str) -> str:
    """One line, whatever it was written on."""
    return " ".join(text.split())
