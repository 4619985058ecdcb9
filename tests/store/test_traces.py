"""Who has looked: every event about a person's things is among their traces, nothing of anybody else's is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.opening import Kind, Reason
from portal.rules.representation import Basis, Scope
from portal.rules.traces import What, Who
from portal.store import (
    case_mine,
    case_views,
    events,
    openings,
    people,
    representation,
    traces,
    traces_mine,
)
from portal.store.representation import NewGrant
from portal.store.tables.events import EventObjectRow, EventRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import OpeningRow, RelationRow
from portal.store.traces import Trace, Wanted
from tests.acting import acting
from tests.store.citizens import BIRGER, JON, OF_SELF, OTHER_KEY, citizen, send
from tests.store.people import LEAD, NAMSOS, OFFICER, TODAY, VIK, change, enrol
from tests.store.plan_people import begun


@pytest.fixture
def house(database):
    enrol(database)
    return database


def seen(house, actor: Actor, **wanted) -> list[Trace]:
    with house.transaction() as session:
        page = traces.read(session, actor, Wanted(**wanted))
        assert page is not None
        return page.traces


def codes(house, actor: Actor, **wanted) -> list[str]:
    return [one.code.value for one in seen(house, actor, **wanted)]


def last_number(house) -> int:
    with house.transaction() as session:
        return session.scalars(select(EventRow.number).order_by(EventRow.number.desc())).first()


def list_at_desk(house, actor: Actor = OFFICER):
    with house.transaction() as session:
        return case_views.inbox(session, actor)


def grant(house, person: Actor, holder: Actor, scopes, basis=Basis.GUARDIAN, **more) -> str:
    with house.transaction() as session:
        return representation.write(
            session, LEAD,
            NewGrant(
                person=person.id, person_name="Marte Solvik", holder=holder.id,
                holder_name="Jon Solvik", basis=basis, scopes=scopes, since=TODAY, until=None,
                language="nb", accepted=True, **more,
            ),
        )  # fmt: skip


def test_a_list_that_named_my_case_is_among_mine_and_tells_only_my_case(house):
    marte, birger = citizen(house), citizen(house, BIRGER)
    mine = send(house, marte)
    send(house, birger, key=OTHER_KEY)
    assert len(list_at_desk(house).cases) == 2
    listed = [one for one in seen(house, marte) if one.code is Code.CASE_LISTED]
    assert [[thing.reference for thing in one.things] for one in listed] == [[mine.reference]]
    assert listed[0].who.name == "Siri Prøve" and listed[0].who.kind == "staff"
    assert listed[0].at == house.clock()


def test_others_come_first_and_what_i_did_is_behind_a_choice(house):
    marte = citizen(house)
    sent = send(house, marte)
    with house.transaction() as session:
        case_mine.read(session, marte, sent.reference)
        case_views.read(session, OFFICER, sent.reference)
    assert "case.own-read" not in codes(house, marte) and "case.read" in codes(house, marte)
    own = codes(house, marte, own=True)
    assert "case.own-read" in own and "case.requested" in own and "case.read" not in own


def test_to_read_the_traces_is_itself_a_trace(house):
    marte = citizen(house)
    seen(house, marte)
    with house.transaction() as session:
        last = session.scalars(select(EventRow).order_by(EventRow.number.desc())).first()
    assert (last.code, last.subject, last.actor_id) == ("traces.read", marte.id, marte.id)
    assert codes(house, marte, own=True)[0] == "traces.read"


def test_nothing_about_another_person_or_municipality_is_among_mine(house):
    marte, birger = citizen(house), citizen(house, BIRGER)
    with house.transaction() as session:
        away = people.find_or_begin(session, VIK, "14859221271")
    send(house, birger, key=OTHER_KEY)
    list_at_desk(house)
    assert codes(house, marte) == [] and codes(house, marte, own=True) == ["traces.read"]
    assert codes(house, Actor("citizen", away.id, VIK)) == []


def test_what_i_asked_for_another_is_the_others(house):
    marte, birger = citizen(house), citizen(house, BIRGER)
    asked = replace(OF_SELF, whom="other", about_number=BIRGER, relation="friend")
    send(house, marte, asked)
    change(house, "DELETE FROM case_readers")
    list_at_desk(house)
    assert "case.listed" not in codes(house, marte)
    assert codes(house, birger) == []


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"what": What.READ}, {"case.listed", "case.read"}),
        ({"what": What.CHANGED}, {"case.opened"}),
        ({"who": Who.STAFF}, {"case.listed", "case.read", "case.opened"}),
        ({"who": Who.CITIZENS}, set()),
        ({"who": Who.PARTICIPANTS}, set()),
    ],
)
def test_the_choices(house, wanted, found):
    marte = citizen(house)
    sent = send(house, marte)
    list_at_desk(house)
    with house.transaction() as session:
        case_views.read(session, OFFICER, sent.reference)
        events.append_by(
            session, OFFICER, Code.CASE_OPENED, subject=case_id(session, sent.reference)
        )
    assert set(codes(house, marte, **wanted)) == found


def case_id(session, reference: str) -> str:
    from portal.store.tables.case import CaseRow

    return session.scalars(select(CaseRow.id).filter_by(reference=reference)).one()


def test_only_the_last_days(house, clock):
    marte = citizen(house)
    send(house, marte)
    list_at_desk(house)
    before = clock.now
    clock.now += timedelta(days=8)
    list_at_desk(house)
    assert codes(house, marte, what=What.READ).count("case.listed") == 2
    since = {"since": before + timedelta(seconds=1)}
    assert codes(house, marte, what=What.READ, **since).count("case.listed") == 1


def test_fifty_at_a_time_and_none_lost_between_the_pages(house):
    marte = citizen(house)
    send(house, marte)
    for _ in range(traces.PAGE_SIZE + 3):
        list_at_desk(house)
    with house.transaction() as session:
        first = traces.read(session, marte, Wanted(what=What.READ))
        rest = traces.read(session, marte, Wanted(what=What.READ, before=first.older))
    assert (len(first.traces), len(rest.traces), rest.older) == (50, 3, None)
    numbers = [one.number for one in (*first.traces, *rest.traces)]
    assert numbers == sorted(set(numbers), reverse=True)


def test_why_an_employee_opened_what_was_not_theirs_stands_beside_what_they_read(house):
    marte, reference = begun(house)
    with house.transaction() as session:
        plan_id = session.scalars(select(PlanRow.id)).one()
        thing = openings.find(session, LEAD, Kind.PLAN, reference)
        openings.make(session, LEAD, thing, Reason.OTHER, "Kanarigrunn")
        events.append_by(session, LEAD, Code.PLAN_READ, subject=plan_id, touched=plan_id)
        events.append_by(session, OFFICER, Code.PLAN_READ, subject=plan_id, touched=plan_id)
    told = {(one.who.name, one.reason, one.words) for one in seen(house, marte, what=What.READ)}
    assert ("Leda Prøve", Reason.OTHER, "Kanarigrunn") in told
    assert ("Siri Prøve", None, None) in told


def test_a_holder_with_privacy_sees_the_persons_traces_and_no_other_holder_does(house):
    marte, jon, birger = citizen(house), citizen(house, JON), citizen(house, BIRGER)
    send(house, marte)
    list_at_desk(house)
    grant(house, marte, jon, [Scope.PRIVACY])
    grant(house, marte, birger, [one for one in Scope if one is not Scope.PRIVACY])
    assert "case.listed" in codes(house, acting(jon, marte.id))
    with house.transaction() as session:
        assert traces.read(session, acting(birger, marte.id), Wanted()) is None
        assert traces.read(session, acting(marte, birger.id), Wanted()) is None
    assert "traces.read" in codes(house, marte), "the person sees that another has looked at it"


def test_what_a_holder_did_is_told_with_name_and_for_whom(house):
    marte, jon = citizen(house), citizen(house, JON)
    sent = send(house, marte)
    grant(house, marte, jon, [Scope.FOLLOW_CASES])
    with house.transaction() as session:
        assert case_mine.read(session, acting(jon, marte.id), sent.reference)
    read = next(one for one in seen(house, marte) if one.code is Code.CASE_OWN_READ)
    assert (read.who.kind, read.who.name, read.for_person) == ("holder", "Jon Solvik", True)
    change(
        house, "UPDATE people SET protected_at = :at WHERE id = :id", at=house.clock(), id=jon.id
    )
    read = next(one for one in seen(house, marte) if one.code is Code.CASE_OWN_READ)
    assert read.who.name is None, "a protected holder is not named"


@pytest.mark.parametrize("code", [Code.GRANT_ENDED, Code.GRANT_KEPT_BACK, Code.GRANT_CHANGED])
def test_the_holder_is_not_told_what_the_person_does_quietly(house, code):
    marte, jon = citizen(house), citizen(house, JON)
    given = grant(house, marte, jon, [Scope.SEE_PLAN])
    with house.transaction() as session:
        events.append_by(session, marte, code, subject=marte.id, touched=given)
        events.append_by(session, marte, Code.GRANT_LISTED, subject=marte.id, touched=given)
        events.append_by(session, LEAD, Code.GRANT_READ, subject=marte.id, touched=given)
    assert codes(house, jon) == ["grant.read"], "employees' readings only"
    assert code.value in codes(house, marte, own=True)


def test_where_an_employee_works_is_not_told_to_who_has_a_protected_address(house):
    marte = citizen(house)
    send(house, marte)
    list_at_desk(house)
    assert {one.who.at for one in seen(house, marte) if one.who.kind == "staff"} == {"ke"}
    change(
        house, "UPDATE people SET protected_at = :at WHERE id = :id", at=house.clock(), id=marte.id
    )
    assert {one.who.at for one in seen(house, marte) if one.who.kind == "staff"} == {None}


def test_one_event_is_given_only_to_the_person_it_is_about(house):
    marte, birger = citizen(house), citizen(house, BIRGER)
    send(house, marte)
    list_at_desk(house)
    number = last_number(house)
    with house.transaction() as session:
        assert traces.one(session, NAMSOS, marte, marte.id, number).number == number
        assert traces.one(session, NAMSOS, birger, birger.id, number) is None
        assert traces.one(session, NAMSOS, marte, marte.id, 10**9) is None


def test_an_event_that_is_taken_away_takes_its_index_with_it(house):
    send(house, citizen(house))
    list_at_desk(house)
    with house.transaction() as session:
        assert session.scalars(select(EventObjectRow)).first() is not None
    change(house, "DELETE FROM events")
    with house.transaction() as session:
        assert session.scalars(select(EventObjectRow)).first() is None


def test_how_it_is_found_is_by_index(house, engine):
    marte = citizen(house)
    send(house, marte)
    with house.transaction() as session:
        mine = traces_mine.of(session, NAMSOS, marte.id)
        wanted = traces._numbers(mine, before=10**6)
        asked = wanted.compile(session.get_bind(), compile_kwargs={"literal_binds": True})
        run = session.connection().exec_driver_sql
        if engine == "postgresql":
            run("SET LOCAL enable_seqscan = off")
            steps = " ".join(row[0] for row in run(f"EXPLAIN {asked}"))
            assert "Seq Scan on event" not in steps
        else:
            steps = [row[3] for row in run(f"EXPLAIN QUERY PLAN {asked}") if "event" in row[3]]
            assert steps and not [one for one in steps if one.startswith("SCAN event")]
            assert not [one for one in steps if "subject=?" not in one and "object=?" not in one]


@pytest.mark.parametrize(
    ("code", "table"),
    [
        (Code.RELATION_LISTED, RelationRow),
        (Code.OPENING_LISTED, OpeningRow),
    ],
)
def test_lists_that_name_what_hangs_on_my_things_are_among_mine(house, code, table):
    marte, _reference = begun(house)
    at, one = house.clock(), "d" * 32
    with house.transaction() as session:
        plan_id = session.scalars(select(PlanRow.id)).one()
        row = {"id": one, "municipality": NAMSOS, "staff": LEAD.id, "at": at}
        if table is RelationRow:
            session.add(RelationRow(**row, person=marte.id, by=LEAD.id, ended_at=None))
        else:
            session.add(
                OpeningRow(**row, object=plan_id, reason="other", words=None, closed=True, until=at)
            )
    with house.transaction() as session:
        events.append_by(session, OFFICER, code, touched=f"{'e' * 32},{one}")
    assert code.value in codes(house, marte)
