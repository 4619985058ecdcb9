"""What a lawyer is asked to look at in the paths for what is wrong."""

import pytest

from portal.legal_review import MEANING, review
from portal.legal_review_complaint import least_sure, rows
from portal.rules.complaint_table import TABLE
from portal.rules.complaint_who import LINES

LISTED = review([])


@pytest.mark.parametrize(
    "line",
    [
        "C rules/complaint_table.py TABLE – d complaint to deciding-office: "
        "pasient- og brukerrettighetsloven §§ 2-7 og 7-2",
        "M rules/complaint_table.py TABLE – e2 complaint to nav-unit: NAV-loven § 15, IP-forskriften § 11, "
        "forvaltningsloven kapittel VI",
        "C rules/complaint_table.py TABLE – g reminder to deciding-office: forvaltningsloven 2025 § 17, adopted, "
        "no start date: not in use",
        "X rules/complaint_who.py LINES – kin, parent, parent-older (cannot-decide) (health): desk-decides: "
        "pasient- og brukerrettighetsloven §§ 7-2 og 7-4",
        "C rules/complaint_bodies.py SUCCESSIONS – county-governor from 2021-01-01 to now",
        "P rules/complaint_times.py times_for – from-knowledge: pasient- og brukerrettighetsloven § 7-5",
    ],
)
def test_the_paths_are_listed_with_their_marks(line):
    assert line in LISTED


def test_every_row_and_every_line_is_there_with_a_mark_that_means_something():
    listed = rows()
    paths = [each for each in listed if each[0].endswith("TABLE")]
    assert len(paths) == 2 * len(TABLE) - 4  # those adopted have no day to be sure of
    assert len([each for each in listed if each[0].endswith("LINES")]) == len(LINES) + 1
    assert {mark for _where, _what, mark in listed} <= set(MEANING)


@pytest.mark.parametrize(("marks", "least"), [("C", "C"), ("C/I", "I"), ("C/M", "M"), ("C/P", "P")])
def test_of_two_marks_the_least_sure_counts(marks, least):
    assert least_sure(marks) == least
