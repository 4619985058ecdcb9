"""Who opens what is not theirs says why first; what is closed is opened for an hour, and looked at by another."""

import logging
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.rules.access import Actor, Role
from portal.rules.opening import Closed, Door, Kind, Reason, Thing, door, reason_behind
from portal.store import (
    absence,
    attachments,
    case,
    case_handover,
    case_held,
    case_letters,
    events,
    openings,
    openings_seen,
    plan,
    plan_begin,
    plan_desk,
    relations,
    staff,
)
from portal.store.case_held import NotAllowed
from portal.store.openings import OwnRelative, ReasonNeeded
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import OpeningRow
from tests.let_in import let_in
from tests.store.citizens import citizen, send
from tests.store.days import day
from tests.store.people import (
    COLLEAGUE,
    LEAD,
    NAMES,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    OTHER_UNIT,
    READER,
    ask,
    enrol,
)
from tests.store.plan_people import begun

ADMINISTRATOR = Actor("staff", "9" * 32, NAMSOS, Role.ADMINISTRATOR)
SECOND_LEAD = Actor("staff", "8" * 32, NAMSOS, Role.LEAD)
GLASS = "Personen ligger på legevakta"


@pytest.fixture
def desk(database):
    enrol(database)
    return database


@pytest.fixture
def marte(desk) -> Actor:
    return citizen(desk)


@pytest.fixture
def taken(desk, marte) -> str:
    """A case of Marte's that Siri has."""
    reference = send(desk, marte).reference
    do(desk, case.take, OFFICER, reference)
    return reference


def do(database, what, actor, *args, **kwargs):
    with database.transaction() as session:
        return what(session, actor, *args, **kwargs)


def thing(database, actor: Actor, reference: str, kind: Kind = Kind.CASE) -> Thing:
    found = do(database, openings.find, actor, kind, reference)
    assert found is not None
    return found


def say(database, actor: Actor, reference: str, reason=Reason.COVER, words=None, kind=Kind.CASE):
    with database.transaction() as session:
        found = openings.find(session, actor, kind, reference)
        openings.make(session, actor, found, reason, words)


def mark(database, person: Actor, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(PersonRow).where(PersonRow.id == person.id).values(**values))


def relate(database, actor: Actor, reference: str, employee: Actor, kind: Kind = Kind.CASE) -> None:
    with database.transaction() as session:
        found = openings.find(session, actor, kind, reference)
        relations.declare(session, actor, found, employee.id)


def happened(database, code: str) -> list[tuple[str, str, str]]:
    with database.transaction() as session:
        rows = session.scalars(select(EventRow).filter_by(code=code).order_by(EventRow.number))
        return [(row.actor_id, row.subject, row.object) for row in rows]


def opening_rows(database) -> list[OpeningRow]:
    with database.transaction() as session:
        return list(session.scalars(select(OpeningRow).order_by(OpeningRow.at)))


WAYS = [
    case.read,
    case.open_case,
    case.close,
    case_held.held,
    case_letters.made,
    case_handover.receivers,
]


def test_who_may_not_give_a_case_away_is_asked_for_no_reason_to(desk, taken):
    with pytest.raises(NotAllowed):
        do(desk, case_handover.receivers, COLLEAGUE, taken)


@pytest.mark.parametrize(
    ("way", "who"),
    [(way, LEAD) for way in WAYS] + [(way, COLLEAGUE) for way in WAYS[:-1]],
    ids=lambda one: getattr(one, "__name__", None) or one.role.value,
)
def test_no_way_into_anothers_case_without_a_reason(desk, taken, way, who):
    with pytest.raises(ReasonNeeded) as met:
        do(desk, way, who, taken)
    assert (met.value.thing.kind, met.value.thing.reference) == (Kind.CASE, taken)
    assert happened(desk, "case.read") == []


def test_who_has_it_waits_for_it_or_wrote_it_down_needs_none(desk, marte, taken, clock):
    waiting = ask(desk).reference
    for who in (OFFICER, COLLEAGUE, READER, LEAD):
        assert do(desk, case.read, who, waiting) is not None
    assert do(desk, case.read, OFFICER, taken) is not None
    for who in (OTHER_UNIT, NEIGHBOUR):
        assert do(desk, case.read, who, taken) is None
    today = clock.now.date()
    do(desk, absence.set_away, OFFICER, OFFICER.id, (today, today), COLLEAGUE.id)
    assert do(desk, case.read, COLLEAGUE, taken) is not None, "covers today"
    clock.now += timedelta(days=1)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, COLLEAGUE, taken)


def test_a_reason_opens_for_eight_hours_and_is_found_behind_the_reading(desk, taken, clock):
    begun_at = clock.now
    say(desk, COLLEAGUE, taken, Reason.QUESTION)
    clock.now = begun_at + timedelta(hours=8, seconds=-1)
    view = do(desk, case.read, COLLEAGUE, taken)
    read_at, case_id = clock.now, thing(desk, LEAD, taken).id
    assert view.reference == taken
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, LEAD, taken)
    clock.now = begun_at + timedelta(hours=8)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, COLLEAGUE, taken)
    (row,) = opening_rows(desk)
    assert happened(desk, "opening.made") == [(COLLEAGUE.id, case_id, f"{row.id},question")]
    with desk.transaction() as session:
        found = openings.of_objects(session, NAMSOS, [case_id])
        assert events.verify(session, NAMSOS) == []
    behind = reason_behind(found, COLLEAGUE.id, case_id, read_at)
    assert (behind.reason, behind.words, behind.closed) == (Reason.QUESTION, None, False)
    assert reason_behind(found, OFFICER.id, case_id, read_at) is None


def test_said_twice_it_is_one_and_something_else_needs_words(desk, taken):
    with pytest.raises(ValueError, match="words"):
        say(desk, COLLEAGUE, taken, Reason.OTHER)
    say(desk, COLLEAGUE, taken, Reason.OTHER, "Kanarigrunn")
    say(desk, COLLEAGUE, taken, Reason.COVER)
    (row,) = opening_rows(desk)
    assert row.reason == "other" and b"Kanarigrunn" not in row.words
    with desk.transaction() as session:
        assert openings.of_objects(session, NAMSOS, [row.object])[0].words == "Kanarigrunn"


def test_a_plan_that_another_coordinates_asks_the_lead_why(database):
    _marte, reference = begun(database)
    assert do(database, plan.read, OFFICER, reference) is not None
    with pytest.raises(ReasonNeeded) as met:
        do(database, plan.read, LEAD, reference)
    assert met.value.thing.kind is Kind.PLAN
    say(database, LEAD, reference, Reason.QUALITY, kind=Kind.PLAN)
    assert do(database, plan.read, LEAD, reference) is not None
    with database.transaction() as session:
        session.execute(update(PlanRow).values(coordinator=None))
    assert door(SECOND_LEAD, thing(database, SECOND_LEAD, reference, Kind.PLAN)) is Door.OPEN
    assert do(database, openings.find, COLLEAGUE, Kind.PLAN, reference) is None


@pytest.mark.parametrize(
    ("column", "why"),
    [("protected_at", Closed.PROTECTED), ("restricted_at", Closed.RESTRICTED)],
)
def test_what_is_closed_asks_for_words_and_opens_for_an_hour(desk, marte, clock, column, why):
    reference = send(desk, marte).reference
    mark(desk, marte, **{column: clock.now})
    assert thing(desk, OFFICER, reference).closed is why
    for ordinary in (Reason.QUESTION, Reason.OTHER):
        with pytest.raises(ValueError, match="words"):
            say(desk, OFFICER, reference, ordinary)
    say(desk, OFFICER, reference, Reason.QUESTION, GLASS)
    assert do(desk, case.read, OFFICER, reference) is not None
    clock.now += timedelta(hours=1)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, OFFICER, reference)
    with pytest.raises(ReasonNeeded):
        do(desk, case.take, OFFICER, reference)


def test_an_ordinary_reason_does_not_open_what_is_closed_afterwards(desk, marte, taken, clock):
    say(desk, COLLEAGUE, taken)
    mark(desk, marte, protected_at=clock.now)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, COLLEAGUE, taken)
    assert do(desk, case.read, OFFICER, taken) is not None, "who has the case goes on with it"
    mark(desk, marte, restricted_at=clock.now)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, OFFICER, taken)


def test_a_relative_reads_by_breaking_the_glass_and_changes_nothing(desk, marte, taken):
    relate(desk, OFFICER, taken, OFFICER)
    with pytest.raises(ReasonNeeded):
        do(desk, case.read, OFFICER, taken)
    say(desk, OFFICER, taken, Reason.QUESTION, GLASS)
    assert do(desk, case.read, OFFICER, taken) is not None
    waiting = send(desk, marte, key="w" * 22).reference
    for act, reference in [(case.close, taken), (case.take, waiting), (case_letters.made, taken)]:
        with pytest.raises(OwnRelative):
            do(desk, act, OFFICER, reference)
    with pytest.raises(OwnRelative):
        do(desk, case_handover.hand_over, OFFICER, taken, COLLEAGUE.id)
    assert happened(desk, "case.handed-over") == []


def test_nobody_begins_a_relatives_plan(desk, marte, taken):
    relate(desk, OFFICER, taken, OFFICER)
    waiting = send(desk, marte, key="w" * 22).reference
    wanted = plan_begin.Beginning(case=waiting, unit="ke", number=None, name="X", language="nb")
    with pytest.raises(OwnRelative):
        do(desk, plan_begin.begin, OFFICER, wanted)


def test_a_picture_goes_through_the_same_door(desk, taken):
    with desk.transaction() as session:
        row = session.scalars(select(case_held.CaseRow).filter_by(reference=taken)).one()
        with pytest.raises(ReasonNeeded):
            attachments._may_see_case(session, COLLEAGUE, row.id, taken)
        assert attachments._may_see_case(session, OFFICER, row.id, taken)


def closed_opening(desk, marte, clock, who: Actor = OFFICER) -> str:
    """Somebody breaks the glass. Gives the id."""
    mark(desk, marte, protected_at=clock.now)
    reference = send(desk, marte, key="g" * 22).reference
    say(desk, who, reference, Reason.FAULT, GLASS)
    return opening_rows(desk)[-1].id


def second(database, actor: Actor) -> list[str]:
    return [one.opening.id for one in do(database, openings_seen.to_look_at, actor)]


def test_a_lead_looks_and_never_who_opened(desk, marte, clock):
    opening = closed_opening(desk, marte, clock)
    assert second(desk, LEAD) == [opening]
    for other in (OFFICER, COLLEAGUE, READER, NEIGHBOUR):
        assert second(desk, other) == []
        with pytest.raises(openings_seen.NotThere):
            do(desk, openings_seen.look, other, opening, None)
    (seen,) = do(desk, openings_seen.to_look_at, LEAD)
    assert (seen.who_name, seen.opening.words) == (NAMES[OFFICER], GLASS)
    do(desk, openings_seen.look, LEAD, opening, "Ikke tjenstlig behov")
    do(desk, openings_seen.look, LEAD, opening, None)
    (seen,) = do(desk, openings_seen.to_look_at, LEAD)
    assert (seen.opening.words, seen.opening.wrong) == (GLASS, "Ikke tjenstlig behov")
    assert (seen.seen_by_name, seen.opening.seen_at) == (NAMES[LEAD], clock.now)
    assert happened(desk, "opening.seen") == [(LEAD.id, seen.opening.object, f"{opening},wrong")]
    assert len(happened(desk, "opening.listed")) == 3


def test_where_there_is_one_lead_the_administrator_looks_at_what_that_lead_opened(
    desk, marte, clock
):
    opening = closed_opening(desk, marte, clock, LEAD)
    assert second(desk, ADMINISTRATOR) == [opening]
    assert second(desk, LEAD) == second(desk, OFFICER) == []
    with desk.transaction() as session:
        more = staff.Employee(SECOND_LEAD.id, NAMSOS, "Lisa Prøve", Role.LEAD, None)
        staff.enrol(session, more, issuer="https://login.example", subject="8")
    assert (second(desk, SECOND_LEAD), second(desk, ADMINISTRATOR)) == ([opening], [])


def test_an_ordinary_opening_is_on_nobodys_list(desk, taken):
    say(desk, COLLEAGUE, taken)
    assert second(desk, LEAD) == []


def unseen(desk, on: date) -> int:
    with desk.transaction() as session:
        return openings_seen.tell_of_unseen(session, day(on)).done


def test_unseen_in_two_working_days_the_unit_is_told_once(desk, marte, clock):
    """21 November 2026 is a Saturday: Monday and Tuesday are the two working days."""
    opening = closed_opening(desk, marte, clock)
    assert clock.now.date() == date(2026, 11, 21)
    assert [unseen(desk, date(2026, 11, number)) for number in (24, 25, 26)] == [0, 1, 0]
    mails = [row for row in laid_out(desk) if row.template == "desk-opening-unseen"]
    assert [(row.channel, row.case_id, row.person) for row in mails] == [("email", None, None)]
    assert [one[2] for one in happened(desk, "opening.unseen")] == [opening]
    clock.now += timedelta(days=4)
    waiting = [do(desk, openings_seen.waiting, who, frozenset()) for who in (LEAD, OFFICER)]
    assert [(one.mine, one.late) for one in waiting] == [(1, 1), (0, 0)]


def laid_out(desk) -> list[OutboxRow]:
    with desk.transaction() as session:
        return list(session.scalars(select(OutboxRow)))


def test_one_who_opens_more_than_thirty_in_a_day_is_told_of_once(desk, clock, caplog):
    references = [
        send(desk, citizen(desk, f"somebody {n}"), key=f"{n:022}").reference for n in range(32)
    ]
    for reference in references:
        do(desk, case.take, OFFICER, reference)
    with caplog.at_level(logging.WARNING, logger="portal.openings"):
        let_in(desk, COLLEAGUE, *references[:30])
        assert caplog.messages == []
        let_in(desk, COLLEAGUE, *references[30:])
    assert caplog.messages == [f"many openings: municipality {NAMSOS}, employee {COLLEAGUE.id}"]


def test_an_employee_says_it_of_themself_and_a_lead_of_others(desk, taken, marte):
    with pytest.raises(relations.NotThere):
        relate(desk, COLLEAGUE, taken, OFFICER)
    relate(desk, COLLEAGUE, taken, COLLEAGUE)
    relate(desk, COLLEAGUE, taken, COLLEAGUE)
    relate(desk, LEAD, taken, READER)
    named = [one.who_name for one in do(desk, relations.standing, LEAD)]
    assert sorted(named) == sorted([NAMES[COLLEAGUE], NAMES[READER]])
    (own,) = do(desk, relations.standing, COLLEAGUE)
    assert (own.references, own.can_end) == ([(Kind.CASE, taken)], False)
    assert len(happened(desk, "relation.declared")) == 2
    assert {one[1] for one in happened(desk, "relation.declared")} == {marte.id}
    with pytest.raises(relations.NotThere):
        do(desk, relations.end, COLLEAGUE, own.id)
    do(desk, relations.end, LEAD, own.id)
    assert do(desk, relations.standing, COLLEAGUE) == []
    assert thing(desk, COLLEAGUE, taken).closed is None


def test_of_a_case_about_nobody_known_it_cannot_be_said(desk):
    with pytest.raises(relations.NobodyKnown):
        relate(desk, OFFICER, ask(desk).reference, OFFICER)


def names_listed(database, actor: Actor, show: str = "mine") -> list[str | None]:
    return [one.person_name for one in do(database, plan_desk.list_of, actor, show=show).plans]


def test_no_list_names_a_relative_or_somebody_protected(database, clock):
    marte, reference = begun(database)
    assert names_listed(database, OFFICER) == ["Marte Solvik"]
    relate(database, OFFICER, reference, OFFICER, Kind.PLAN)
    assert names_listed(database, OFFICER) == [None]
    assert names_listed(database, LEAD, "all") == ["Marte Solvik"]
    mark(database, marte, protected_at=clock.now)
    assert names_listed(database, LEAD, "all") == [None]
