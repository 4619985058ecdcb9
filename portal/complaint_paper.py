"""(brev i posten) The letter of `complaint_letter` as a tagged PDF (PDF/UA-1). Never kept: it is about a person.

Other papers print "?" for a sign their one font lacks. In a letter that somebody signs no word may be lost: here the two text
fonts that come with typst help out (Greek, Cyrillic, Hebrew, Arabic), and with a sign that none of them has no PDF is made.
"""

import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import chain

from portal.complaint_letter import Letter, Line, Part
from portal.language import gettext as _
from portal.paper_parts import PRINTABLE, compiled_from
from portal.rules.municipality import Profile

WRITABLE = PRINTABLE | frozenset(
    chain(
        (0x20AC, 0x38C, 0x60C, 0x61B, 0x61F, 0x679, 0x67E, 0x686, 0x691, 0x698, 0x6A9, 0x6AF),
        (0x6BE, 0x6CC),
        range(0x384, 0x38B),
        range(0x38E, 0x3A2),
        range(0x3A3, 0x3CF),
        range(0x400, 0x460),
        range(0x490, 0x494),
        range(0x5D0, 0x5EB),
        range(0x621, 0x63B),
        range(0x640, 0x653),
        range(0x660, 0x66A),
        range(0x6F0, 0x6FA),
    )
)
"""What the fonts hold together; a test prints every one of them."""

MARKS_OF_DIRECTION = dict.fromkeys((0x200E, 0x200F))
"""Signs without a shape, which the lines do not need on paper: each paragraph has its own direction."""

RIGHT_TO_LEFT = frozenset({"R", "AL"})
UNKNOWN_LANGUAGE = "und"


def complaint_paper(
    profile: Profile, language: str, letter: Letter, day: date, *, demo: bool = False
) -> bytes | None:
    """The letter as PDF bytes, dated that day; None when it holds a sign no font has.

    `demo` prints that this is a demonstration and must not be posted.
    """
    data = data_of(profile, language, letter, demo=demo)
    return compiled_from("complaint.typ", data, day) if data else None


def data_of(profile: Profile, language: str, letter: Letter, *, demo: bool = False) -> str | None:
    """What differs, as the template reads it; None when it holds a sign no font has."""
    content = {
        "lang": language,
        "warning": warning(profile, demo),
        "sender": [line_of(each) for each in letter.sender],
        "to": [*letter.to.names, *(letter.to.address or ())],
        "to-blank": letter.to.address is None,
        "heading": letter.heading,
        "opening": list(letter.opening),
        "decision": letter.decision and line_of(letter.decision),
        "parts": [part_of(each, language) for each in letter.parts],
        "enclosures": list(letter.enclosures),
        "place": _("Sted og dato"),
        "signature": _("Underskrift"),
        "enclosed": _("Vedlegg"),
        "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
    }
    data = json.dumps(content, sort_keys=True, ensure_ascii=False)
    data = unicodedata.normalize("NFC", data).translate(MARKS_OF_DIRECTION)
    return data if all(ord(sign) in WRITABLE for sign in data) else None


def line_of(line: Line) -> dict[str, object]:
    """A label and what stands after it."""
    return {"label": line.label, "text": " ".join(line.text.split())}


def part_of(part: Part, language: str) -> dict[str, object]:
    """A heading, and paragraphs that each have their direction."""
    return {
        "heading": part.heading,
        "paragraphs": [
            {"lines": [" ".join(line.split()) for line in lines], **spoken(lines, language)}
            for lines in part.paragraphs
        ],
    }


def spoken(lines: tuple[str, ...], language: str) -> dict[str, object]:
    """Direction and language of a paragraph: its first letter tells. Which language runs to the left nobody has said."""
    to_left = next(directions(" ".join(lines)), "L") in RIGHT_TO_LEFT
    return {"rtl": to_left, "lang": UNKNOWN_LANGUAGE if to_left else language}


def directions(text: str) -> Iterator[str]:
    """The direction of each letter that has one."""
    return (
        way for sign in text if (way := unicodedata.bidirectional(sign)) in {"L", *RIGHT_TO_LEFT}
    )


def warning(profile: Profile, demo: bool) -> str | None:
    """Why this very sheet must not be posted, None when it may be."""
    if profile.invented:
        return _("Kommunen er oppdiktet. Ikke send dette arket.")
    return _("Dette er en demonstrasjon. Ikke send dette arket.") if demo else None
