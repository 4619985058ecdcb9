"""What was said in a complaint, as rows of label and text with the number to press."""

from collections.abc import Sequence
from typing import Any

from portal.complaint_labels import ASKED, said_in
from portal.forms.desk import spaced
from portal.language import gettext as _
from portal.language import phone_link
from portal.pages.addresses import url
from portal.rules.complaint import Complaint
from portal.store.attachments import Picture

Row = tuple[str, Any]


def rows_of(complaint: Complaint | None) -> list[Row]:
    """The rows that have a text, in the order they are read; none once the text is removed."""
    if complaint is None:
        return []
    texts: dict[str, Any] = dict(said_in(complaint))
    if complaint.phone:
        texts["phone"] = phone_link(spaced(complaint.phone))
    return [(str(ASKED[name]), text) for name, text in texts.items()]


def file_rows(files: Sequence[Picture], reference: str) -> list[Row]:
    """The files that came with it: words, and the address where one opens."""
    return [
        (
            _("Fil %(number)s", number=number),
            url("case.picture", reference=reference, id=one.id),
        )
        for number, one in enumerate(files, 1)
    ]
