"""Absence: one's own, a lead also others'; the cover finds the cases among their own as long as it lasts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.store import absence, case
from portal.store.absence import NotPossible, NotThere
from portal.store.tables.events import EventRow
from portal.store.tables.staff import StaffRow
from tests.let_in import let_in
from tests.store.people import (
    COLLEAGUE,
    KARI,
    LEAD,
    NAMES,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OLA,
    OTHER_UNIT,
    READER,
    TODAY,
    ask,
    contents,
    count,
    enrol,
)

WEEK = (TODAY, TODAY + timedelta(days=6))


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def do(database, what, actor, *args, **kwargs):
    with database.transaction() as session:
        return what(session, actor, *args, **kwargs)


def away(desk, actor=OFFICER, who=OFFICER, days=WEEK, cover=COLLEAGUE):
    return do(desk, absence.set_away, actor, who.id, days, cover.id if cover else None)


def mine(desk, actor) -> set[str]:
    return {line.reference for line in do(desk, case.inbox, actor, show="mine").cases}


def test_the_cover_has_the_cases_as_long_as_it_lasts(desk, clock):
    covered, untouched = ask(desk, "a", KARI).reference, ask(desk, "b", OLA).reference
    do(desk, case.take, OFFICER, covered)
    away(desk, days=(date(2026, 11, 22), date(2026, 11, 23)))
    seen = {}
    for day in (21, 22, 23, 24):
        clock.now = clock.now.replace(day=day)
        seen[day] = covered in mine(desk, COLLEAGUE)
        (line,) = [one for one in do(desk, case.inbox, LEAD).cases if one.reference == covered]
        assert line.taken_by_name == NAMES[OFFICER]
        assert line.covered_by_name == (NAMES[COLLEAGUE] if seen[day] else None)
        let_in(desk, LEAD, covered)
        assert do(desk, case.read, LEAD, covered).covered_by_name == line.covered_by_name
        assert mine(desk, OFFICER) == {covered}
        assert mine(desk, LEAD) == set()
        assert untouched not in mine(desk, COLLEAGUE)
    assert seen == {21: False, 22: True, 23: True, 24: False}


def test_the_day_is_norways(desk, clock):
    """At 23:30 in Greenwich it is already tomorrow in Oslo."""
    reference = ask(desk).reference
    do(desk, case.take, OFFICER, reference)
    away(desk, days=(date(2026, 11, 22), date(2026, 11, 22)))
    clock.now = clock.now.replace(hour=23, minute=30)
    assert mine(desk, COLLEAGUE) == {reference}


def test_closed_cases_are_not_covered(desk):
    reference = ask(desk).reference
    do(desk, case.note_outcome, OFFICER, reference, "wants-nothing", "", False)
    do(desk, case.close, OFFICER, reference)
    away(desk)
    assert mine(desk, COLLEAGUE) == set()


def test_a_cover_of_one_unit_never_sees_another_units_case(desk):
    """A case handed to a lead in one unit is not shown to the cover from another."""
    reference = ask(desk, unit="annen").reference
    do(desk, case.take, LEAD, reference)
    away(desk, LEAD, LEAD, cover=None)
    with desk.transaction() as session:
        session.get(StaffRow, LEAD.id).covered_by = OFFICER.id
    assert mine(desk, OFFICER) == set()


def test_each_change_is_an_event_with_ids_only(desk):
    away(desk)
    do(desk, absence.come_back, OFFICER, OFFICER.id)
    do(desk, absence.come_back, OFFICER, OFFICER.id)
    with desk.transaction() as session:
        rows = session.scalars(select(EventRow).order_by(EventRow.number)).all()
    assert [(row.code, row.actor_id, row.subject, row.object) for row in rows] == [
        ("staff.away", OFFICER.id, OFFICER.id, COLLEAGUE.id),
        ("staff.away", OFFICER.id, OFFICER.id, ""),
    ]


@pytest.mark.parametrize(
    ("actor", "who", "may"),
    [
        (OFFICER, OFFICER, True),
        (LEAD, OFFICER, True),
        (LEAD, OTHER_UNIT, True),
        (LEAD, LEAD, True),
        (OFFICER, COLLEAGUE, False),
        (OFFICER, LEAD, False),
        (READER, READER, False),
        (READER, OFFICER, False),
        (NEIGHBOUR, OFFICER, False),
        (LEAD, NEIGHBOUR, False),
        (LEAD, READER, False),
    ],
)
def test_one_decides_about_oneself_and_a_lead_about_all(desk, actor, who, may):
    before = contents(desk)
    for change in (
        lambda: away(desk, actor, who, cover=None),
        lambda: do(desk, absence.come_back, actor, who.id),
    ):
        if may:
            change()
            assert contents(desk) != before
        else:
            with pytest.raises(NotThere):
                change()
            assert contents(desk) == before


@pytest.mark.parametrize("cover", [OFFICER, READER, OTHER_UNIT, NEIGHBOUR], ids=str)
def test_who_cannot_answer_the_cases_cannot_cover(desk, cover):
    before = contents(desk)
    with pytest.raises(NotPossible):
        away(desk, cover=cover)
    assert contents(desk) == before


def test_a_lead_can_cover_every_unit(desk):
    away(desk, cover=LEAD)
    away(desk, OTHER_UNIT, OTHER_UNIT, cover=LEAD)
    assert count(desk, StaffRow, covered_by=LEAD.id) == 2


def test_who_is_away_cannot_cover(desk):
    away(desk, COLLEAGUE, COLLEAGUE, cover=None)
    with pytest.raises(NotPossible):
        away(desk)
    later = (WEEK[1] + timedelta(days=1), WEEK[1] + timedelta(days=2))
    away(desk, days=later)


@pytest.mark.parametrize(
    "days", [(WEEK[1], WEEK[0]), (date(2026, 11, 1), date(2026, 11, 20))], ids=["backwards", "over"]
)
def test_days_that_cannot_be_are_refused(desk, days):
    with pytest.raises(NotPossible):
        away(desk, days=days)
    assert count(desk, StaffRow, away_from=None) == len(NAMES)


def test_a_new_absence_stands_in_place_of_the_old(desk):
    away(desk)
    later = (date(2026, 12, 20), date(2027, 1, 3))
    away(desk, days=later, cover=LEAD)
    (row,) = [one for one in do(desk, absence.colleagues, LEAD) if one.id == OFFICER.id]
    assert (row.away, row.covered_by) == (later, NAMES[LEAD])


def test_an_absence_that_is_over_is_not_shown(desk, clock):
    away(desk)
    clock.now += timedelta(days=7)
    (row,) = [one for one in do(desk, absence.colleagues, LEAD) if one.id == OFFICER.id]
    assert (row.away, row.covered_by) == (None, None)


@pytest.mark.parametrize(
    ("actor", "unit", "seen"),
    [
        (OFFICER, "ke", {LEAD, OFFICER, COLLEAGUE}),
        (OFFICER, "annen", {LEAD, OTHER_UNIT}),
        (LEAD, None, {LEAD, OFFICER, COLLEAGUE, OTHER_UNIT}),
        (NEIGHBOUR, None, {NEIGHBOUR}),
    ],
)
def test_who_the_colleagues_are(desk, actor, unit, seen):
    found = do(desk, absence.colleagues, actor, unit)
    assert {one.id for one in found} == {each.id for each in seen}
    assert [one.name for one in found] == sorted(one.name for one in found)
    assert NAMSOS == "5007"
