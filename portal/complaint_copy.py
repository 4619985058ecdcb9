"""(kopi av klagen) All of what was sent, word for word, as a tagged PDF (PDF/UA-1) for the one who sent it. Never kept.

It has the signs that `complaint_paper` can print. Of any other a "?" is printed, and the paper says so: the page has it whole.
"""

import json
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from portal.complaint_letter import Part, in_paragraphs
from portal.complaint_paper import MARKS_OF_DIRECTION, WRITABLE, part_of
from portal.language import datetime_in_words, local
from portal.language import gettext as _
from portal.paper_parts import compiled_from


@dataclass(frozen=True)
class File:
    """A file that came with it. `digest` is the SHA-256 of what is kept, None of one that is not counted yet."""

    name: str
    size: str
    digest: str | None


@dataclass(frozen=True)
class Copy:
    """What was sent. `rows` are labels and texts as they were typed; `title` is what it is."""

    title: str
    municipality: str
    reference: str
    received_at: datetime
    rows: list[tuple[str, str]]
    files: list[File]


def complaint_copy(copy: Copy, language: str, *, demo: bool = False) -> bytes:
    """The copy as PDF bytes, dated the day it was received. `demo` prints that this is a demonstration."""
    data = json.dumps(content_of(copy, language, demo), sort_keys=True, ensure_ascii=False)
    return compiled_from("complaint_copy.typ", printable(data), local(copy.received_at).date())


def content_of(copy: Copy, language: str, demo: bool) -> dict[str, object]:
    """What differs, as the template reads it."""
    parts = [part_of(Part(label, in_paragraphs(text)), language) for label, text in copy.rows]
    return {
        "lang": language,
        "heading": copy.title,
        "facts": [
            [_("Referanse"), copy.reference],
            [_("Mottatt"), datetime_in_words(copy.received_at)],
            [_("Kommune"), copy.municipality],
        ],
        "notes": notes(copy, demo),
        "parts": parts,
        "files-heading": _("Filer"),
        "files": [file_of(each) for each in copy.files],
        "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
    }


def notes(copy: Copy, demo: bool) -> list[str]:
    """What to know of the paper itself."""
    every = "".join((*(text for _label, text in copy.rows), *(each.name for each in copy.files)))
    lacks = printable(every) != composed(every)
    said = [_("Dette er en demonstrasjon.")] if demo else []
    return [
        *said,
        *([_("Noen tegn kan ikke skrives ut. Her står det «?» for dem.")] if lacks else []),
    ]


def file_of(file: File) -> dict[str, str]:
    """Its name and size, and what tells whether another copy of it is the same."""
    return {
        "name": " ".join(file.name.split()),
        "size": file.size,
        "digest": f"SHA-256: {file.digest}" if file.digest else "",
    }


def printable(text: str) -> str:
    """The text with "?" for a sign that none of the fonts has."""
    return "".join(sign if ord(sign) in WRITABLE else "?" for sign in composed(text))


def composed(text: str) -> str:
    """The text without what the lines of a paper do not need: their own ends, and marks of direction."""
    joined = unicodedata.normalize("NFC", text).translate(MARKS_OF_DIRECTION)
    return "".join(sign for sign in joined if sign not in "\n\r\t")
