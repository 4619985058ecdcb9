"""What was said in a complaint, as rows of label and text with the number to press."""

from typing import Any

from portal.complaint_labels import ASKED, said_in
from portal.forms.desk import spaced
from portal.language import phone_link
from portal.rules.complaint import Complaint

Row = tuple[str, Any]


def rows_of(complaint: Complaint | None) -> list[Row]:
    """The rows that have a text, in the order they are read; none once the text is removed."""
    if complaint is None:
        return []
    texts: dict[str, Any] = dict(said_in(complaint))
    if complaint.phone:
        texts["phone"] = phone_link(spaced(complaint.phone))
    return [(str(ASKED[name]), text) for name, text in texts.items()]
