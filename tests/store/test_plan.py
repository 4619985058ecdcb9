"""A plan begun and read: once for a person, by its readers of today, the coordinator and who covers; no event, no view."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from portal.rules.access import Actor, Role
from portal.rules.plan import Draft, Goal, Kind, Sector
from portal.store import absence, events, plan, plan_consents, plan_held, plan_parts
from portal.store.openings import ReasonNeeded
from portal.store.plan_held import NotThere
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanReaderRow, PlanRow
from portal.store.tables.staff import StaffRow
from tests.durability.checks import Planted, failing_write
from tests.let_in import let_in
from tests.store.citizens import BIRGER, JON, citizen
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
    VIK,
    at_once,
    contents,
    count,
    happened,
)
from tests.store.plan_people import begun, row_of, with_parent

ADMINISTRATOR = Actor("staff", "7" * 32, NAMSOS, Role.ADMINISTRATOR)
DANCE = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil danse"})
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture
def made(database):
    """(database, the person, the plan's reference)"""
    return database, *begun(database)


def read(database, actor, reference):
    with database.transaction() as session:
        return plan.read(session, actor, reference)


def mine(database, actor):
    with database.transaction() as session:
        return plan.mine(session, actor)


def begin(database, actor, person, **changes):
    asked = {"name": "Birger Prøvesen", "unit": "ke", "language": "nb"}
    with database.transaction() as session:
        return plan.begin(session, actor, person=person, **(asked | changes))


class TestBegun:
    def test_a_plan_is_as_it_was_begun(self, made, clock):
        database, _marte, _reference = made
        birger = citizen(database, BIRGER)
        born, phone = date(1955, 6, 30), "+4774217100"
        reference = begin(database, OFFICER, birger.id, born=born, phone=phone)
        seen = read(database, birger, reference)
        assert (seen.status, seen.open, seen.role) == ("invited", False, "self")
        assert (seen.person, seen.person_name, seen.born) == (birger.id, "Birger Prøvesen", born)
        assert (seen.unit, seen.language, seen.begun_at) == ("ke", "nb", clock.now)
        assert (seen.coordinator.id, seen.coordinator.name) == (OFFICER.id, NAMES[OFFICER])
        assert (seen.coordinator.phone, seen.coordinator.since) == (phone, TODAY)
        assert seen.plan.parts == seen.gone == seen.consents == ()

    def test_begun_twice_is_once(self, made):
        database, marte, reference = made
        before = contents(database)
        assert begin(database, OFFICER, marte.id, name="En annen", language="en") == reference
        assert contents(database) == before

    def test_begun_by_two_at_once_is_once(self, made):
        database, _marte, _reference = made
        birger = citizen(database, BIRGER)
        found = at_once(2, lambda n: begin(database, (OFFICER, COLLEAGUE)[n], birger.id))
        assert len(set(found)) == 1, found
        assert count(database, PlanRow, person=birger.id) == 1
        assert count(database, PlanReaderRow, person=birger.id) == 1

    @pytest.mark.parametrize("actor", [READER, OTHER_UNIT, NEIGHBOUR, ADMINISTRATOR])
    def test_others_do_not_begin_one(self, made, actor):
        database, marte, _reference = made
        if actor is NEIGHBOUR:
            assert begin(database, actor, marte.id, unit="ke"), "in another municipality"
            return
        before = contents(database)
        with pytest.raises(NotThere):
            begin(database, actor, marte.id)
        assert contents(database) == before

    def test_a_citizen_does_not_begin_one(self, made):
        database, marte, _reference = made
        with pytest.raises(NotThere):
            begin(database, marte, marte.id)

    def test_when_a_statement_fails_nothing_is_left(self, made):
        database, _marte, _reference = made
        birger = citizen(database, BIRGER)
        before, writes = contents(database), 0
        for number in range(1, 20):
            with failing_write(database, number) as struck, suppress(Planted):
                begin(database, OFFICER, birger.id)
            if not struck:
                break
            writes = number
            assert contents(database) == before, struck
        assert writes >= 4
        assert count(database, PlanRow, person=birger.id) == 1


class TestWhoReads:
    @pytest.mark.parametrize(
        ("actor", "sees"),
        [
            (OFFICER, True),
            (COLLEAGUE, False),
            (READER, False),
            (OTHER_UNIT, False),
            (NEIGHBOUR, False),
            (ADMINISTRATOR, False),
            (Actor("citizen", OFFICER.id, NAMSOS), False),
            (Actor("participant", OFFICER.id, NAMSOS), False),
            (Actor("nobody", "", NAMSOS), False),
        ],
    )
    def test_the_coordinator_and_the_lead(self, made, actor, sees):
        database, marte, reference = made
        assert (read(database, actor, reference) is not None) is sees
        as_staff = Actor("staff", marte.id, NAMSOS)
        assert read(database, as_staff, reference) is None

    def test_the_lead_says_why_first(self, made):
        database, _marte, reference = made
        with pytest.raises(ReasonNeeded):
            read(database, LEAD, reference)
        let_in(database, LEAD, reference)
        assert read(database, LEAD, reference).role == "staff"

    def test_the_person_and_nobody_else(self, made):
        database, marte, reference = made
        assert read(database, marte, reference).role == "self"
        assert read(database, citizen(database, BIRGER), reference) is None
        assert read(database, Actor("citizen", marte.id, VIK), reference) is None

    def test_a_parent_until_the_birthday_and_not_on_it(self, made, clock):
        database, marte, reference = made
        jon = with_parent(database, reference)
        last = clock.now + timedelta(days=364)
        for moment, sees in ((clock.now, True), (last, True), (last + timedelta(days=1), False)):
            clock.now = moment
            assert (read(database, jon, reference) is not None) is sees
            assert bool(mine(database, jon)) is sees
            with database.transaction() as session:
                if sees:
                    assert plan_held.held(session, jon, reference)
                    continue
                with pytest.raises(NotThere):
                    plan_held.held(session, jon, reference)
        assert read(database, marte, reference)

    def test_the_cover_reads_from_the_first_day_to_the_last(self, made, clock):
        database, _marte, reference = made
        days = (TOMORROW, TOMORROW + timedelta(days=1))
        with database.transaction() as session:
            absence.set_away(session, OFFICER, OFFICER.id, days, COLLEAGUE.id)
        seen = []
        for day in (21, 22, 23, 24):
            clock.now = clock.now.replace(day=day)
            seen.append(read(database, COLLEAGUE, reference) is not None)
            shown = read(database, OFFICER, reference).coordinator
            assert shown.away == (days if seen[-1] else None)
            assert shown.cover == (NAMES[COLLEAGUE] if seen[-1] else None)
        assert seen == [False, True, True, False]

    def test_a_coordinator_who_has_left_is_a_vacancy(self, made, clock):
        database, marte, reference = made
        with database.transaction() as session:
            gone = update(StaffRow).where(StaffRow.id == OFFICER.id)
            session.execute(gone.values(disabled_at=clock.now))
        assert read(database, marte, reference).coordinator is None

    def test_not_yours_and_not_there_are_told_alike(self, made):
        database, _marte, reference = made
        for where in (reference, "AAAA-BBBB-CCCC", "", "x" * 400):
            assert read(database, COLLEAGUE, where) is None
            with database.transaction() as session, pytest.raises(NotThere):
                plan_held.held(session, COLLEAGUE, where)


class TestEvents:
    def test_each_reading_is_one_event_and_a_refusal_none(self, made):
        database, marte, reference = made
        before = len(happened(database))
        read(database, marte, reference)
        read(database, OFFICER, reference)
        read(database, COLLEAGUE, reference)
        mine(database, marte)
        mine(database, citizen(database, BIRGER))
        assert happened(database)[before:] == ["plan.own-read", "plan.read", "plan.own-listed"]
        with database.transaction() as session:
            assert events.verify(session, NAMSOS) == []

    def test_a_list_names_its_plans(self, made):
        database, marte, reference = made
        mine(database, marte)
        with database.transaction() as session:
            told = session.scalars(
                select(EventRow.object).order_by(EventRow.number.desc()).limit(1)
            ).one()
        assert told == row_of(database, reference).id

    @pytest.mark.parametrize("view", ["read", "read at the desk", "mine"])
    def test_without_its_event_nothing_is_shown(self, made, monkeypatch, view):
        database, marte, reference = made

        def fail(*_args, **_more):
            raise Planted

        monkeypatch.setattr(events, "append", fail)
        views = {
            "read": lambda: read(database, marte, reference),
            "read at the desk": lambda: read(database, OFFICER, reference),
            "mine": lambda: mine(database, marte),
        }
        with pytest.raises(Planted):
            views[view]()


class TestReaders:
    def test_twice_let_in_is_once(self, made):
        database, _marte, reference = made
        with_parent(database, reference)
        before = contents(database)
        with_parent(database, reference)
        assert contents(database) == before
        assert happened(database).count("plan.reader-added") == 1

    @pytest.mark.parametrize("who", ["person", "colleague"])
    def test_only_the_coordinator_lets_somebody_in(self, made, who):
        database, marte, reference = made
        actor = {"person": marte, "colleague": COLLEAGUE}[who]
        birger = citizen(database, BIRGER)
        with database.transaction() as session, pytest.raises(NotThere):
            plan.add_reader(
                session, actor, reference,
                person=birger.id, name="Birger", language="nb", until=TOMORROW,
            )  # fmt: skip

    def test_who_acts_sees_the_childs_and_else_ones_own(self, made):
        database, _marte, reference = made
        acts = with_parent(database, reference)
        own = begin(database, OFFICER, acts.id, name="Jon Prøvesen")
        for actor, seen in (
            (acts, (reference, "parent", "Marte Solvik")),
            (replace(acts, acting_for=None), (own, "self", "Jon Prøvesen")),
        ):
            found = mine(database, actor)
            assert [(one.reference, one.role, one.person_name) for one in found] == [seen]


class TestWhatIsSeen:
    def test_who_has_written_is_named(self, made):
        database, marte, reference = made
        jon = with_parent(database, reference)
        with database.transaction() as session:
            for actor in (marte, jon, OFFICER):
                plan_parts.add(session, actor, reference, DANCE, key=f"{actor.id[:20]}aa")
            kin = Draft(kind=Kind.PARTICIPANT, code=Sector.KIN, words={"name": "Bestemor"})
            helper = plan_parts.add(session, OFFICER, reference, kin, key="h" * 22)
        seen = read(database, marte, reference)
        names = [seen.name_of(part) for part in seen.plan.of(Kind.GOAL)]
        assert sorted(names) == sorted(["Marte Solvik", "Jon Solvik", NAMES[OFFICER]])
        assert seen.names["participant", helper] == "Bestemor"

    def test_what_is_taken_away_is_kept_apart(self, made):
        database, marte, reference = made
        with database.transaction() as session:
            part = plan_parts.add(session, marte, reference, DANCE, key="a" * 22)
            plan_parts.remove(session, marte, reference, part, based_on=1)
        seen = read(database, marte, reference)
        assert (seen.plan.parts, [one.id for one in seen.gone]) == ((), [part])

    def test_without_a_yes_the_desk_reads_nothing_of_it(self, made):
        """§ 5, and what is shared ends with the yes: where it stands and whom to call is all."""
        database, marte, reference = made
        with database.transaction() as session:
            plan_parts.add(session, marte, reference, DANCE, key="a" * 22)
            plan_consents.withdraw(session, marte, reference)
        assert read(database, OFFICER, reference).plan.parts == ()
        assert len(read(database, marte, reference).plan.parts) == 1

    def test_a_parent_sees_it_all(self, made):
        database, marte, reference = made
        with database.transaction() as session:
            plan_parts.add(session, marte, reference, DANCE, key="a" * 22)
        jon = with_parent(database, reference)
        assert citizen(database, JON).id == jon.id
        seen = read(database, jon, reference)
        assert (seen.role, len(seen.plan.parts)) == ("parent", 1)
