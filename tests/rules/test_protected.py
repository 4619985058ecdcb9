"""What is hidden where an address is protected: every place and every next of kin, and nothing more."""

from datetime import UTC, datetime

from portal.rules.municipality import Unit
from portal.rules.plan import Kind, Meeting, Part, Sector
from portal.rules.protected import (
    HIDDEN,
    Hidden,
    is_kin,
    unit_shown,
    without_kin_and_places,
    without_place,
)

MAIN = Unit(
    "ke", {"nb": "Koordinerende enhet"}, "74 21 71 00", None, "ke@namsos.example",
    "Gata 1", ("Postboks 1", "7800 Namsos"),
)  # fmt: skip
NORTH = Unit("nord", {"nb": "Bydel Nord"}, "11", None, None, "Nordgata 2", None)


def part(part_id: str, kind: Kind, code: str = "", parent: str | None = None, **words: str) -> Part:
    at = datetime(2026, 11, 21, tzinfo=UTC)
    return Part(
        id=part_id, kind=kind, code=code, parent=parent, words=words, version=1, at=at,
        by_kind="staff", by="x", begun_at=at, begun_by_kind="staff",
    )  # fmt: skip


def test_all_of_it_is_hidden() -> None:
    """Law.md § 5: no address, unit's place, map, next of kin or representation."""
    assert set(Hidden) == HIDDEN


def test_another_unit_is_shown_without_a_place() -> None:
    assert unit_shown(NORTH, MAIN, protected=False) is NORTH
    shown = unit_shown(NORTH, MAIN, protected=True)
    assert (shown.code, shown.phone, shown.visit, shown.post) == ("ke", "74 21 71 00", None, None)


def test_next_of_kin_and_what_is_said_of_them_are_gone_and_the_rest_stands() -> None:
    parts = [
        part("mother", Kind.PARTICIPANT, Sector.KIN, name="Mor"),
        part("of-mother", Kind.COMMENT, parent="mother", text="Ringer"),
        part("school", Kind.PARTICIPANT, Sector.SCHOOL, name="Una"),
        part("walk", Kind.MEASURE, what="Gå tur"),
    ]
    assert [one.id for one in without_kin_and_places(parts)] == ["school", "walk"]
    assert [is_kin(one) for one in parts] == [True, False, False, False]


def test_a_meeting_has_no_place() -> None:
    meeting = part("m", Kind.MEETING, Meeting.CALLED, title="Møte", place="Hjemme")
    assert without_place(meeting).words == {"title": "Møte"}
    comment = part("c", Kind.COMMENT, place="noe")
    assert without_place(comment) is comment
