"""Every code that is kept of a complaint has a word, and every word has a code."""

from collections.abc import Iterable
from dataclasses import fields

import pytest

from portal import complaint_labels as labels
from portal.pages.case import words
from portal.pages.desk.labels import HISTORY as AT_DESK
from portal.pages.privacy.event_words import EVENTS
from portal.rules.case import Kind
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import By, Who
from portal.rules.complaint_course import Outcome, State
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Kind as PathKind
from portal.rules.complaint_who import Standing
from portal.rules.events import READINGS, Code
from portal.rules.traces import LEFT_OUT
from portal.store.case_mine import HISTORY
from portal.store.complaint_kept import ADDED, BECAME, MOVED, STANDING

COMPLAINTS = {code for code in Code if code.startswith("complaint.")}


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        ("CASE_KINDS", Kind),
        ("PATHS", Path),
        ("OFFICES", By),
        ("WHO", Who),
        ("STANDINGS", Standing),
        ("STATES", State),
        ("STEPS", [*State, ADDED, MOVED, STANDING, BECAME]),
        ("OUTCOMES", Outcome),
        ("TITLES", PathKind),
        ("ASKED", [field.name for field in fields(Complaint) if field.name != "language"]),
    ],
)
def test_codes_and_words_are_the_same(table: str, codes: Iterable[str]) -> None:
    assert set(getattr(labels, table)) == set(codes)


def test_every_event_is_told_where_it_is_shown() -> None:
    assert set(EVENTS) == set(Code) - set(LEFT_OUT)
    assert set(words.HISTORY) >= HISTORY
    assert set(AT_DESK) >= COMPLAINTS - READINGS
    hidden = {"complaint.suspected", "complaint.not-one", "complaint.file-checked"}
    assert hidden == COMPLAINTS - READINGS - HISTORY, "the desk's own work"
