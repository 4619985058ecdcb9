"""The desk writes down what law or paper gives: what it opens, for how long, and that nothing is told of a number."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.national_number import national_number
from portal.rules.plan_consent import Section
from portal.rules.registering import EndReason, Fault, State
from portal.rules.representation import CAN_GIVE, Basis, Held, Scope
from portal.store import grants_at_desk, grants_registered, protected, representation
from portal.store.db import Database
from portal.store.grants_registered import Faulty, NotThere, OtherBirthday, OwnNumber, Registering
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.representation import GrantRow
from tests.acting import acting
from tests.conftest import Clock
from tests.store.citizens import BIRGER, JON, MARTE, citizen
from tests.store.people import LEAD, NEIGHBOUR, OFFICER, READER, TODAY, contents, enrol

SEES = frozenset({Scope.SEE_PLAN, Scope.FOLLOW_CASES})
PAPER = Registering(
    basis=Basis.PAPER, number=JON, holder_name="Jon Solvik", person_name="Marte Solvik",
    since=TODAY, until=date(2027, 11, 21), evidence="26/1234-5", language="nb", scopes=SEES,
)  # fmt: skip


def number_of(born: date) -> str:
    """A synthetic number (80 added to the month) of somebody born then."""
    first = f"{born:%d}{born.month + 80}{born:%y}"
    found = (national_number(f"{first}{last:05}") for last in range(100_000))
    return next(digits for digits in found if digits)


@pytest.fixture
def marte(database: Database) -> Actor:
    enrol(database)
    return citizen(database, MARTE)


def register(
    database: Database, person: Actor, new: Registering = PAPER, key: str = "a", by: Actor = OFFICER
) -> None:
    with database.transaction() as session:
        grants_registered.register(session, by, person.id, new, key=key)


def held(database: Database, person: Actor, number: str = JON) -> Held | None:
    """What the one with the number may do for the person now."""
    holder = citizen(database, number)
    with database.transaction() as session:
        return representation.held(session, acting(holder, person.id))


def grants(database: Database) -> list[GrantRow]:
    with database.transaction() as session:
        return list(session.scalars(select(GrantRow).order_by(GrantRow.offered_at, GrantRow.id)))


def told(database: Database) -> list[tuple[str, str]]:
    with database.transaction() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.template == "grant-news"))
        return sorted((row.person, row.state) for row in rows)


def events_of(database: Database, person: Actor) -> list[tuple[str, str, str]]:
    with database.transaction() as session:
        rows = session.scalars(
            select(EventRow).filter_by(subject=person.id).order_by(EventRow.number)
        )
        return [(row.code, row.actor_id, row.object) for row in rows]


def child(database: Database, born: date) -> tuple[Actor, Registering]:
    """A child born that day, and its father as the desk has seen him in the register."""
    parent = replace(
        PAPER, basis=Basis.PARENT, until=None, born=born, evidence="register", scopes=frozenset()
    )
    return citizen(database, number_of(born)), parent


class TestRegistering:
    def test_a_paper_opens_what_it_says_and_no_more(self, database: Database, marte: Actor) -> None:
        new = replace(PAPER, sections=frozenset({Section.GOALS}))
        register(database, marte, new)
        opened = held(database, marte)
        assert opened and opened.scopes == SEES and opened.sections == {Section.GOALS}
        assert opened.until == date(2027, 11, 21)
        assert held(database, marte, BIRGER) is None
        (row,) = grants(database)
        assert events_of(database, marte) == [("grant.registered", OFFICER.id, row.id)]

    def test_both_are_told_that_something_is_new(self, database: Database, marte: Actor) -> None:
        register(database, marte)
        jon = citizen(database, JON)
        assert told(database) == sorted([(marte.id, "pending"), (jon.id, "pending")])

    def test_nobody_is_told_where_the_desk_says_so(self, database: Database, marte: Actor) -> None:
        register(database, marte, replace(PAPER, quietly=True))
        assert told(database) == [] and held(database, marte)

    def test_the_same_press_twice_is_one_grant(self, database: Database, marte: Actor) -> None:
        register(database, marte)
        register(database, marte)
        assert len(grants(database)) == 1

    def test_what_a_colleague_has_written_down_is_left_as_it_is(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte)
        register(database, marte, key="b", by=LEAD)
        assert len(grants(database)) == 1
        register(database, marte, replace(PAPER, scopes=frozenset({Scope.ASK})), key="c")
        opened = held(database, marte)
        assert opened and opened.scopes == SEES | {Scope.ASK}

    @pytest.mark.parametrize(
        ("change", "why"),
        [
            ({"number": MARTE}, OwnNumber),
            ({"scopes": frozenset()}, Fault.NOTHING),
            ({"scopes": frozenset({Scope.PRIVACY})}, Fault.NOTHING),
            ({"until": None}, Fault.TOO_LONG),
            ({"until": date(2031, 11, 22)}, Fault.TOO_LONG),
            ({"until": TODAY}, Fault.OVER),
            ({"basis": Basis.GIVEN}, NotThere),
            ({"basis": Basis.REGISTER}, NotThere),
            ({"basis": Basis.KIN}, NotThere),
        ],
    )
    def test_what_the_law_does_not_give_is_refused_and_leaves_nothing(
        self, database: Database, marte: Actor, change: dict[str, Any], why: Any
    ) -> None:
        citizen(database, JON)
        before = contents(database)
        with pytest.raises(Faulty if isinstance(why, Fault) else why) as refused:
            register(database, marte, replace(PAPER, **change))
        if isinstance(why, Fault):
            assert refused.value.fault is why
        assert contents(database) == before

    def test_five_years_to_the_day_is_the_longest(self, database: Database, marte: Actor) -> None:
        register(database, marte, replace(PAPER, until=date(2031, 11, 21)))
        assert held(database, marte)

    @pytest.mark.parametrize("who", [READER, NEIGHBOUR, Actor("citizen", "x", "5007")])
    def test_nobody_else_writes_reads_or_ends(
        self, database: Database, marte: Actor, who: Actor
    ) -> None:
        register(database, marte)
        (row,) = grants(database)
        before = contents(database)
        for attempt in (
            lambda session: grants_registered.register(session, who, marte.id, PAPER, key="z"),
            lambda session: grants_registered.end(session, who, row.id, EndReason.MISTAKE),
            lambda session: grants_at_desk.about(session, who, marte.id),
            lambda session: grants_at_desk.one(session, who, row.id),
        ):
            with pytest.raises(NotThere), database.transaction() as session:
                attempt(session)
        assert contents(database) == before

    def test_a_person_of_another_municipality_is_not_there(self, database: Database) -> None:
        enrol(database)
        there = citizen(database, MARTE, "4639")
        with pytest.raises(NotThere):
            register(database, there)

    def test_finding_does_not_tell_whether_the_number_was_known(self, database: Database) -> None:
        enrol(database)
        known = citizen(database, MARTE)
        with database.transaction() as session:
            found = [grants_registered.find(session, OFFICER, one) for one in (MARTE, BIRGER)]
            pages = [grants_at_desk.about(session, OFFICER, one) for one in found]
        assert found[0] == known.id
        assert [(one.holders, one.wards, one.assessments) for one in pages] == [((), (), ())] * 2


class TestParents:
    """Pasient- og brukerrettighetsloven §§ 3-4, 4-3 and 4-4: from 16 the young person decides."""

    def test_each_parent_has_a_grant_of_their_own(self, database: Database) -> None:
        enrol(database)
        kid, father = child(database, date(2017, 3, 4))
        mother = replace(father, number=BIRGER, holder_name="Birgit Solvik")
        register(database, kid, father)
        register(database, kid, mother, key="b")
        assert [row.holder is not None for row in grants(database)] == [True, True]
        first = next(row.id for row in grants(database) if row.holder == citizen(database, JON).id)
        with database.transaction() as session:
            grants_registered.end(session, OFFICER, first, EndReason.NO_RESPONSIBILITY)
        assert held(database, kid) is None
        other = held(database, kid, BIRGER)
        assert other and other.decides and Scope.COMPLAIN in other.scopes

    def test_a_refused_parent_changes_nothing_for_the_other(self, database: Database) -> None:
        enrol(database)
        kid, father = child(database, date(2017, 3, 4))
        register(database, kid, father)
        before = contents(database)
        wrong = replace(father, number=BIRGER, born=date(2017, 3, 5))
        citizen(database, BIRGER)
        before = contents(database)
        with pytest.raises(OtherBirthday):
            register(database, kid, wrong, key="b")
        assert contents(database) == before

    @pytest.mark.parametrize(
        ("born", "fault"),
        [
            (date(2010, 11, 22), None),
            (date(2010, 11, 21), Fault.TOO_OLD),
            (date(2026, 11, 21), None),
        ],
    )
    def test_the_last_day_is_the_one_before_the_sixteenth_birthday(
        self, database: Database, born: date, fault: Fault | None
    ) -> None:
        enrol(database)
        kid, father = child(database, born)
        if fault is None:
            register(database, kid, father)
            assert held(database, kid)
            return
        with pytest.raises(Faulty) as refused:
            register(database, kid, father)
        assert refused.value.fault is fault

    def test_it_ends_by_itself_on_the_birthday(self, database: Database, clock: Clock) -> None:
        enrol(database)
        kid, father = child(database, date(2010, 11, 23))
        register(database, kid, father)
        clock.now += timedelta(days=1)
        assert held(database, kid)
        clock.now += timedelta(days=1)
        assert held(database, kid) is None

    @pytest.mark.parametrize(
        ("born", "until", "fault"),
        [
            (date(2010, 11, 21), date(2027, 2, 21), None),
            (date(2010, 11, 22), date(2027, 2, 21), Fault.TOO_YOUNG),
            (date(2008, 11, 21), date(2027, 2, 21), Fault.TOO_OLD),
            (date(2010, 11, 21), date(2027, 2, 22), Fault.TOO_LONG),
            (date(2010, 11, 21), None, Fault.TOO_LONG),
        ],
    )
    def test_a_parent_of_somebody_of_16_or_17_sees_for_three_months(
        self, database: Database, born: date, until: date | None, fault: Fault | None
    ) -> None:
        enrol(database)
        young, father = child(database, born)
        new = replace(
            father, basis=Basis.YOUNG, until=until, evidence="Trengs nå", scopes=frozenset(CAN_GIVE)
        )
        if fault is None:
            register(database, young, new)
            opened = held(database, young)
            assert opened and not opened.decides
            assert opened.scopes == {Scope.SEE_PLAN, Scope.FOLLOW_CASES, Scope.NOTICES}
            return
        with pytest.raises(Faulty) as refused:
            register(database, young, new)
        assert refused.value.fault is fault

    def test_a_lasting_power_waits_for_the_day_it_is_in_force(
        self, database: Database, clock: Clock
    ) -> None:
        enrol(database)
        born = date(1950, 1, 1)
        person, new = child(database, born)
        new = replace(
            new, basis=Basis.LASTING, since=TODAY + timedelta(days=1), evidence="26/9", scopes=SEES
        )
        register(database, person, new)
        assert held(database, person) is None
        clock.now += timedelta(days=1)
        assert held(database, person)


class TestEnding:
    def test_it_opens_nothing_from_that_moment_and_both_are_told(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte, replace(PAPER, quietly=True))
        (row,) = grants(database)
        with database.transaction() as session:
            assert grants_registered.end(session, OFFICER, row.id, EndReason.PERSON_ASKED)
            assert not grants_registered.end(session, OFFICER, row.id, EndReason.PERSON_ASKED)
        assert held(database, marte) is None
        assert len(told(database)) == 2
        assert events_of(database, marte)[-1] == (
            "grant.ended", OFFICER.id, f"{row.id},person-asked",
        )  # fmt: skip

    def test_quietly_nobody_is_told(self, database: Database, marte: Actor) -> None:
        register(database, marte, replace(PAPER, quietly=True))
        (row,) = grants(database)
        with database.transaction() as session:
            grants_registered.end(session, OFFICER, row.id, EndReason.DISAGREEMENT, quietly=True)
        assert told(database) == [] and grants(database)[0].quietly


class TestReading:
    def test_both_ways_are_listed_with_an_event(self, database: Database, marte: Actor) -> None:
        register(database, marte)
        (row,) = grants(database)
        jon = citizen(database, JON)
        with database.transaction() as session:
            hers = grants_at_desk.about(session, OFFICER, marte.id)
            his = grants_at_desk.about(session, OFFICER, jon.id)
        (one,) = hers.holders
        assert (one.name, one.state, one.evidence) == ("Jon Solvik", State.COUNTS, "26/1234-5")
        assert hers.wards == () and his.holders == ()
        assert [each.name for each in his.wards] == ["Marte Solvik"]
        assert hers.begins == MARTE[:6]
        assert events_of(database, jon) == [("grant.listed", OFFICER.id, row.id)]

    def test_a_protected_address_hides_the_names_and_turns_it_off(
        self, database: Database, marte: Actor
    ) -> None:
        register(database, marte)
        jon = citizen(database, JON)
        with database.transaction() as session:
            protected.protect(session, OFFICER, jon.id, protected.Reason.POLICE)
            (one,) = grants_at_desk.about(session, OFFICER, marte.id).holders
        assert (one.name, one.state) == (None, State.OFF)
        assert held(database, marte) is None
