"""What was said in a complaint, as rows of label and text with the number to press."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.complaint_labels import ASKED, FILE_STATES, OFFICES, said_in
from portal.forms.desk import spaced
from portal.language import current_language, date_in_words, phone_link
from portal.language import gettext as _
from portal.pages.addresses import url
from portal.rules.complaint import Complaint
from portal.store.attachments import Picture, State

Row = tuple[str, Any]
KILOBYTE, MEGABYTE = 1000, 1_000_000


def rows_of(complaint: Complaint | None) -> list[Row]:
    """The rows that have a text, in the order they are read; none once the text is removed."""
    if complaint is None:
        return []
    number = phone_link(spaced(complaint.phone)) if complaint.phone else None
    return labelled(complaint, number)


def printed_rows(complaint: Complaint) -> list[tuple[str, str]]:
    """The same on paper, where no number can be pressed."""
    return labelled(complaint, spaced(complaint.phone) if complaint.phone else None)


def labelled(complaint: Complaint, number: str | None) -> list[Row]:
    """Each text with its label, and the number in the form it is shown in."""
    texts: dict[str, Any] = dict(said_in(complaint))
    if number:
        texts["phone"] = number
    return [(str(ASKED[name]), text) for name, text in texts.items()]


def guide_rows(office: str, told_on: date | None) -> list[tuple[str, str]]:
    """What the guide was told beside the words: who decided or did it, and the day of the answer."""
    rows = [(_("Hvem som avgjorde eller gjorde det"), str(OFFICES[office]))]
    if told_on:
        rows.append((_("Datoen på svaret"), date_in_words(told_on)))
    return rows


@dataclass(frozen=True)
class FileRow:
    """A file in a list. `state` is said while it is not to be opened; without `href` it is not opened here."""

    name: str
    size: str
    state: Any
    href: str | None


def file_rows(files: Sequence[Picture], reference: str, *, opens: bool = True) -> list[FileRow]:
    """The files that came with it. One that waits for its check, or was taken away, is told and not opened."""
    return [file_row(one, number, reference, opens) for number, one in enumerate(files, 1)]


def file_row(file: Picture, number: int, reference: str, opens: bool) -> FileRow:
    """Its name and size, how it stands, and where it opens."""
    kept = file.state == State.KEPT
    address = url("complaint.file", reference=reference, id=file.id) if kept and opens else None
    return FileRow(
        name_of(file, number),
        size_in_words(file.size),
        None if kept else FILE_STATES[file.state],
        address,
    )


def name_of(file: Picture, number: int) -> str:
    """What the sender called it; a photo of a letter has a number only."""
    return file.name or _("Fil %(number)s", number=number)


def size_in_words(size: int) -> str:
    """«12 kB», or «1,2 MB» with the comma of the language."""
    if size < MEGABYTE:
        return f"{max(1, round(size / KILOBYTE))} kB"
    text = f"{size / MEGABYTE:.1f} MB"
    return text if current_language() == "en" else text.replace(".", ",")
