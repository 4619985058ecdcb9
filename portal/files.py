"""(vedlegg) A photo or a document somebody sends us: only its content says what it is, and what we keep is made anew by us.

Two sorts are taken: pictures, see `photos`, and PDF, see `pdf_files`. All else is refused with a code that says why.
"""

import re
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from portal import pdf_files, photos
from portal.pdf_files import NotAPdf
from portal.photos import NotAPicture

LARGEST_SENT = 10 * 1024 * 1024
LARGEST_KEPT = 12 * 1024 * 1024
"""What is drawn anew may be a little larger than what was sent."""
LONGEST_NAME = 80
ENDING = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$")
PDF = "application/pdf"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED = b"PK\x03\x04"
OFFICE_INSIDE = (b"[Content_Types].xml", b"mimetypeapplication/vnd.oasis.opendocument")
RICH_TEXT = b"{\\rtf"


class NotAFile(Exception):
    """Nothing we can keep.

    `code`: "empty", "too-large", "heic", "office", "unknown", "too-many-pixels", "locked", "too-many-pages" or "broken".
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class SafeFile:
    """A file of ours. `extension` is without the dot."""

    content: bytes
    media_type: str
    extension: str

    @property
    def digest(self) -> bytes:
        """SHA-256 of the content."""
        return sha256(self.content).digest()


def made_safe(content: bytes) -> SafeFile:
    """What these bytes show, as a file of ours: a JPEG, or a PDF with pages and nothing else. Raises NotAFile and nothing else."""
    if len(content) > LARGEST_SENT:
        raise NotAFile("too-large")
    if is_office(content):
        raise NotAFile("office")
    try:
        if pdf_files.is_pdf(content):
            safe = SafeFile(pdf_files.drawn_anew(content), PDF, "pdf")
        else:
            photo = photos.made_anew(content)
            safe = SafeFile(photo.content, photo.media_type, "jpg")
    except (NotAPicture, NotAPdf) as refused:
        raise NotAFile(refused.code) from None
    if len(safe.content) > LARGEST_KEPT:
        raise NotAFile("too-large")
    return safe


def is_office(content: bytes) -> bool:
    """Whether it comes from a word processor or a spreadsheet: then we can say what to do."""
    if content.startswith((OLD_OFFICE, RICH_TEXT)):
        return True
    return content.startswith(PACKED) and any(mark in content for mark in OFFICE_INSIDE)


def clean_name(said: str | None, extension: str) -> str:
    """What the sender called the file, to be shown and never used as a path: one line of at most 80 signs with our extension.

    Empty when nothing of it is left.
    """
    text = unicodedata.normalize("NFC", said or "").replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in text if is_shown(sign))
    stem = " ".join(shown.split()).strip(". ")
    stem = ENDING.sub("", stem)
    room = LONGEST_NAME - len(extension) - 1
    stem = stem[:room].strip(". ")
    return f"{stem}.{extension}" if stem else ""


def is_shown(sign: str) -> bool:
    """Letters, marks, digits, spaces and plain punctuation. Signs that steer, or turn the text around, are none of a name's."""
    return unicodedata.category(sign)[0] in "LMNZPS" and sign not in '<>:"|?*\ufffd'
