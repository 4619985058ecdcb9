"""Giving a case away: by the one who has it or a lead, to somebody who sees it, once, with its event."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.store import absence, case, case_handover, events, staff
from portal.store.case import NotAllowed, NotThere, TooLate
from portal.store.case_handover import NoSuchColleague
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from tests.durability.checks import Planted, failing_write
from tests.let_in import let_in
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMES,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    TODAY,
    ask,
    at_once,
    contents,
    enrol,
    happened,
)


@pytest.fixture
def desk(database):
    enrol(database)
    return database


def do(database, what, actor, *args, **kwargs):
    with database.transaction() as session:
        return what(session, actor, *args, **kwargs)


def give(desk, actor, reference, to):
    return do(desk, case_handover.hand_over, actor, reference, to.id)


def row(desk, reference) -> CaseRow:
    with desk.transaction() as session:
        return session.scalars(select(CaseRow).filter_by(reference=reference)).one()


def test_the_colleague_finds_it_among_their_own(desk, clock):
    reference = ask(desk).reference
    do(desk, case.take, OFFICER, reference)
    opened = clock.now
    clock.now += timedelta(hours=1)
    give(desk, OFFICER, reference, COLLEAGUE)
    mine = {who: do(desk, case.inbox, who, show="mine").cases for who in (OFFICER, COLLEAGUE)}
    assert [line.reference for line in mine[COLLEAGUE]] == [reference]
    assert mine[OFFICER] == []
    now = row(desk, reference)
    assert (now.status, now.opened_at, now.taken_at) == ("taken", opened, clock.now)
    with desk.transaction() as session:
        last = session.scalars(select(EventRow).filter_by(code="case.handed-over")).one()
        assert events.verify(session, NAMSOS) == []
    assert (last.actor_id, last.subject, last.object) == (OFFICER.id, now.id, COLLEAGUE.id)


def test_a_case_nobody_has_is_opened_and_taken_by_being_given(desk, clock):
    reference = ask(desk).reference
    give(desk, OFFICER, reference, COLLEAGUE)
    now = row(desk, reference)
    assert (now.status, now.opened_at, now.taken_by) == ("taken", clock.now, COLLEAGUE.id)


def test_an_answered_case_stays_answered(desk):
    reference = ask(desk).reference
    do(desk, case.note_outcome, OFFICER, reference, "appointment", "", False)
    give(desk, OFFICER, reference, COLLEAGUE)
    assert (row(desk, reference).status, row(desk, reference).taken_by) == (
        "answered",
        COLLEAGUE.id,
    )


@pytest.mark.parametrize(
    ("actor", "refused"),
    [
        (OFFICER, None),
        (LEAD, None),
        (COLLEAGUE, NotAllowed),
        (READER, NotAllowed),
        (OTHER_UNIT, NotThere),
        (NEIGHBOUR, NotThere),
        (Actor("citizen", "7" * 32, NAMSOS), NotThere),
    ],
    ids=["who has it", "lead", "colleague", "reader", "other unit", "neighbour", "citizen"],
)
def test_only_who_has_it_or_a_lead_gives_it_away(desk, actor, refused):
    reference = ask(desk).reference
    do(desk, case.take, OFFICER, reference)
    before = contents(desk)
    if refused is None:
        let_in(desk, actor, reference)
        assert do(desk, case_handover.receivers, actor, reference)
        give(desk, actor, reference, COLLEAGUE)
        assert row(desk, reference).taken_by == COLLEAGUE.id
        return
    with pytest.raises(refused):
        give(desk, actor, reference, COLLEAGUE)
    with pytest.raises(refused):
        do(desk, case_handover.receivers, actor, reference)
    assert contents(desk) == before


@pytest.mark.parametrize(
    "to", [READER, OTHER_UNIT, NEIGHBOUR, Actor("staff", "x", NAMSOS)], ids=str
)
def test_it_goes_to_nobody_who_could_not_answer_it(desk, to):
    reference = ask(desk).reference
    before = contents(desk)
    with pytest.raises(NoSuchColleague):
        give(desk, OFFICER, reference, to)
    assert contents(desk) == before


def test_it_goes_to_nobody_whose_access_is_gone(desk):
    reference = ask(desk).reference
    with desk.transaction() as session:
        staff.disable(session, COLLEAGUE.id)
    with pytest.raises(NoSuchColleague):
        give(desk, OFFICER, reference, COLLEAGUE)
    assert COLLEAGUE.id not in [
        one.id for one in do(desk, case_handover.receivers, OFFICER, reference)
    ]


def test_who_may_get_it(desk):
    reference = ask(desk).reference
    names = lambda actor: [one.name for one in do(desk, case_handover.receivers, actor, reference)]  # noqa: E731
    assert names(OFFICER) == [NAMES[LEAD], NAMES[COLLEAGUE]], "not oneself, nor who only reads"
    do(desk, case.take, OFFICER, reference)
    assert names(OFFICER) == [NAMES[LEAD], NAMES[COLLEAGUE]]
    let_in(desk, LEAD, reference)
    assert names(LEAD) == [NAMES[LEAD], NAMES[COLLEAGUE]], "a lead may take it over"


def test_who_is_away_is_marked(desk):
    reference = ask(desk).reference
    until = TODAY + timedelta(days=3)
    do(desk, absence.set_away, COLLEAGUE, COLLEAGUE.id, (TODAY, until), None)
    found = {one.id: one for one in do(desk, case_handover.receivers, OFFICER, reference)}
    assert found[COLLEAGUE.id].away_until(TODAY) == until
    assert found[LEAD.id].away_until(TODAY) is None


def test_a_closed_case_is_given_to_nobody(desk):
    reference = ask(desk).reference
    do(desk, case.note_outcome, OFFICER, reference, "wants-nothing", "", False)
    do(desk, case.close, OFFICER, reference)
    with pytest.raises(TooLate):
        give(desk, OFFICER, reference, COLLEAGUE)


def test_to_the_one_who_has_it_changes_nothing(desk):
    reference = ask(desk).reference
    give(desk, OFFICER, reference, COLLEAGUE)
    let_in(desk, LEAD, reference)
    before = contents(desk)
    give(desk, LEAD, reference, COLLEAGUE)
    assert contents(desk) == before


def test_taking_and_giving_at_once_leave_one_who_has_it(desk):
    reference = ask(desk).reference
    presses = [
        lambda: do(desk, case.take, COLLEAGUE, reference),
        lambda: give(desk, OFFICER, reference, LEAD),
    ]
    found = at_once(2, lambda number: presses[number]())
    assert sum(one is None for one in found) == 1
    assert happened(desk).count("case.taken") + happened(desk).count("case.handed-over") == 1


def test_a_failing_write_leaves_nothing_behind(desk):
    reference = ask(desk).reference
    before, struck = contents(desk), []
    for number in range(1, 9):
        with failing_write(desk, number) as this:
            try:
                give(desk, OFFICER, reference, COLLEAGUE)
            except Planted:
                assert contents(desk) == before, this
            else:
                break
        struck += this
    assert len(struck) == 5, "case, event, whom it touches, chain and commit"
