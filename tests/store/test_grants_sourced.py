"""Grants that rest on a register's word: written, renewed, ended, and never against what somebody has decided by hand."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.register_answers import Answer, Relation, Side
from portal.rules.representation import ALL, MAY_BE_GIVEN, Basis, Scope
from portal.store import events, grants_near, grants_sourced, people, representation
from portal.store.daily_pages import Day
from portal.store.db import Database
from portal.store.representation import NewGrant
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.conftest import NOW
from tests.store.citizens import BIRGER, JON, MARTE
from tests.store.people import NAMSOS, OFFICER, TODAY, VIK, at_once, change, count

CHILD = "11841753919"
BORN = date(2017, 4, 11)
MINUTE = timedelta(minutes=1)

PARENT = Relation(JON, CHILD, Basis.PARENT, ALL, "Kanari Barnesen", "Kanari Farsen", BORN)
POWER = Relation(MARTE, BIRGER, Basis.REGISTER, MAY_BE_GIVEN, "Kanari Nabosen")
EVERYTHING = frozenset({Basis.PARENT, Basis.GUARDIAN, Basis.REGISTER})


def person(database: Database, number: str, municipality: str = NAMSOS) -> str:
    with database.transaction() as session:
        return people.find_or_begin(session, municipality, number).id


def ask(database: Database, *told: Relation, about: str = MARTE, **changes: Any) -> None:
    """The register is asked about somebody and tells this."""
    with database.transaction() as session:
        whole = Answer("altinn", NOW, about, Side.HOLDER, EVERYTHING, told)
        grants_sourced.renew(session, NAMSOS, replace(whole, **changes))


def held(database: Database, holder: str, other: str, municipality: str = NAMSOS) -> Any:
    """What one of these numbers may do for the other just now."""
    ids = person(database, holder, municipality), person(database, other, municipality)
    with database.transaction() as session:
        found = representation.acting(session, municipality, *ids)
    return found.held if found else None


def rows(database: Database) -> list[GrantRow]:
    with database.transaction() as session:
        return list(session.scalars(select(GrantRow).order_by(GrantRow.offered_at, GrantRow.id)))


def told(database: Database) -> list[tuple[str, str, str]]:
    """Every event about a grant: code, kind of actor, which."""
    with database.transaction() as session:
        found = session.scalars(select(EventRow).order_by(EventRow.number))
        return [(one.code, one.actor_kind, one.actor_id) for one in found]


def desk_writes(database: Database, told: Relation, **changes: Any) -> str:
    """An employee has written the same down, from a paper."""
    ids = person(database, told.holder), person(database, told.person)
    with database.transaction() as session:
        new = NewGrant(
            person=ids[1], person_name="Kanari", holder=ids[0], holder_name=None, basis=told.basis,
            scopes=told.scopes, since=TODAY, until=None, born=told.born, language="nb", accepted=True,
        )  # fmt: skip
        return representation.write(session, OFFICER, replace(new, **changes))


def ended(database: Database, by_kind: str, by: str) -> None:
    """Somebody has ended every grant there is."""
    change(
        database,
        "update grants set ended_at = offered_at, ended_by_kind = :kind, ended_by = :by",
        kind=by_kind,
        by=by,
    )


def tasks(database: Database) -> int:
    return count(database, OutboxRow, template="grant-unclear", state="desk")


class TestWhatARegisterSays:
    def test_counts_at_once_with_its_event(self, database: Database) -> None:
        assert held(database, MARTE, BIRGER) is None
        ask(database, POWER)
        found = held(database, MARTE, BIRGER)
        assert (found.bases, found.scopes) == ((Basis.REGISTER,), MAY_BE_GIVEN)
        assert told(database) == [("grant.registered", "system", "altinn")]
        (row,) = rows(database)
        assert (row.offered_by_kind, row.offered_by) == ("register", "altinn")

    def test_names_are_kept_sealed_and_shown(self, database: Database) -> None:
        ask(database, PARENT, about=JON)
        (row,) = rows(database)
        with database.transaction() as session:
            assert representation.opened(session, row, "person_name") == "Kanari Barnesen"
            assert representation.opened(session, row, "holder_name") == "Kanari Farsen"
        assert b"Kanari" not in row.person_name

    def test_said_again_is_the_same_grant(self, database: Database) -> None:
        ask(database, POWER)
        ask(database, POWER)
        assert len(rows(database)) == 1
        assert told(database)[1:] == [("grant.checked", "system", "altinn")]

    def test_less_than_before_is_less_at_once(self, database: Database) -> None:
        ask(database, POWER)
        ask(database, replace(POWER, scopes=frozenset({Scope.SEE_PLAN})))
        assert held(database, MARTE, BIRGER).scopes == {Scope.SEE_PLAN}
        assert told(database)[1:] == [("grant.changed", "system", "altinn")]

    def test_never_more_than_the_law_gives_its_basis(self, database: Database) -> None:
        ask(database, replace(POWER, scopes=ALL))
        assert held(database, MARTE, BIRGER).scopes == MAY_BE_GIVEN

    def test_no_longer_said_is_over(self, database: Database) -> None:
        ask(database, POWER)
        ask(database)
        assert held(database, MARTE, BIRGER) is None
        (row,) = rows(database)
        assert (row.ended_by_kind, row.ended_by) == ("register", "altinn")
        assert told(database)[-1] == ("grant.ended", "system", "altinn")

    def test_a_basis_it_does_not_know_of_it_does_not_end(self, database: Database) -> None:
        ask(database, PARENT, about=JON)
        ask(database, about=JON, bases=frozenset({Basis.GUARDIAN}))
        assert held(database, JON, CHILD) is not None

    def test_another_register_s_word_is_not_ended_by_this_one(self, database: Database) -> None:
        ask(database, POWER, source="fullmakt")
        ask(database)
        assert held(database, MARTE, BIRGER) is not None

    def test_it_counts_in_the_municipality_it_was_asked_for_alone(self, database: Database) -> None:
        ask(database, POWER)
        assert held(database, MARTE, BIRGER, VIK) is None

    def test_the_one_who_is_asked_about_the_other_way_is_a_child(self, database: Database) -> None:
        ask(database, PARENT, about=JON)
        ask(database, about=CHILD, side=Side.PERSON)
        assert held(database, JON, CHILD) is None

    def test_two_logins_at_once_write_one_grant(self, database: Database) -> None:
        person(database, MARTE)
        outcomes = at_once(4, lambda _: ask(database, POWER))
        assert outcomes == [None] * 4
        assert len(rows(database)) == 1
        with database.transaction() as session:
            assert events.verify(session, NAMSOS) == []


class TestOverTime:
    """A register's word counts as long as a login, whichever basis it is of; the desk's own does not go stale."""

    @pytest.mark.parametrize(
        "relation", [POWER, replace(POWER, basis=Basis.GUARDIAN)], ids=["register", "guardian"]
    )
    def test_it_counts_for_two_hours(
        self, database: Database, clock: Any, relation: Relation
    ) -> None:
        ask(database, relation)
        clock.now += 120 * MINUTE - timedelta(seconds=1)
        assert held(database, MARTE, BIRGER) is not None
        clock.now += timedelta(seconds=1)
        assert held(database, MARTE, BIRGER) is None

    def test_it_counts_again_when_it_is_said_again(self, database: Database, clock: Any) -> None:
        ask(database, POWER)
        clock.now += 121 * MINUTE
        ask(database, POWER)
        assert held(database, MARTE, BIRGER) is not None

    def test_what_an_employee_has_written_down_does_not_wait_for_a_register(
        self, database: Database, clock: Any
    ) -> None:
        desk_writes(database, PARENT)
        clock.now += 500 * MINUTE
        assert held(database, JON, CHILD) is not None

    @pytest.mark.parametrize(
        ("day", "counts"), [(date(2033, 4, 10), True), (date(2033, 4, 11), False)]
    )
    def test_a_parent_s_ends_on_the_birthday_whatever_the_register_says(
        self, database: Database, clock: Any, day: date, counts: bool
    ) -> None:
        clock.now = clock.now.replace(year=day.year, month=day.month, day=day.day)
        ask(database, PARENT, about=JON)
        assert (held(database, JON, CHILD) is not None) is counts

    def test_on_the_birthday_what_it_said_before_is_ended(
        self, database: Database, clock: Any
    ) -> None:
        clock.now = clock.now.replace(year=2033, month=4, day=10)
        ask(database, PARENT, about=JON)
        clock.now += timedelta(days=1)
        ask(database, PARENT, about=JON)
        assert [row.ended_by_kind for row in rows(database)] == ["register"]


class TestWhatSomebodyHasDecided:
    def test_the_desk_s_own_is_left_as_it_is(self, database: Database) -> None:
        desk_writes(database, PARENT, scopes=frozenset({Scope.SEE_PLAN}))
        ask(database, PARENT, about=JON)
        assert len(rows(database)) == 1
        assert held(database, JON, CHILD).scopes == {Scope.SEE_PLAN}
        assert tasks(database) == 0

    def test_where_the_register_does_not_know_it_the_desk_is_told_and_it_goes_on(
        self, database: Database
    ) -> None:
        """Sivilombudet: parental responsibility given by a court is missing in several registers."""
        desk_writes(database, PARENT)
        ask(database, about=JON)
        ask(database, about=JON)
        assert held(database, JON, CHILD) is not None
        assert tasks(database) == 1

    def test_what_the_desk_has_ended_does_not_come_back(self, database: Database) -> None:
        desk_writes(database, PARENT)
        ended(database, "staff", OFFICER.id)
        ask(database, PARENT, about=JON)
        assert held(database, JON, CHILD) is None
        assert tasks(database) == 1

    def test_what_has_been_found_out_is_not_asked_again_at_the_next_login(
        self, database: Database, clock: Any
    ) -> None:
        desk_writes(database, PARENT)
        ask(database, about=JON)
        change(database, "update outbox set state = 'handled'")
        ask(database, about=JON)
        assert tasks(database) == 0
        clock.now += timedelta(days=181)
        ask(database, about=JON)
        assert tasks(database) == 1

    def test_what_the_person_has_taken_back_does_not_come_back(self, database: Database) -> None:
        ask(database, POWER)
        ended(database, "citizen", person(database, BIRGER))
        ask(database, POWER)
        assert held(database, MARTE, BIRGER) is None
        assert tasks(database) == 0

    def test_where_the_care_was_taken_over_no_parent_comes_in_by_a_register(
        self, database: Database
    ) -> None:
        ask(database, PARENT, about=JON)
        desk_writes(database, replace(PARENT, holder=MARTE, basis=Basis.CARER))
        ask(database, PARENT, about=JON)
        assert held(database, JON, CHILD) is None
        ask(database, PARENT, about=JON)
        assert held(database, JON, CHILD) is None
        assert tasks(database) == 1
        assert held(database, MARTE, CHILD) is not None


class TestChosen:
    def choose(self, database: Database, relation: Relation = POWER) -> str | None:
        with database.transaction() as session:
            return grants_sourced.chosen(session, NAMSOS, relation, "fullmakt")

    def test_it_gives_the_grant_to_act_by(self, database: Database) -> None:
        assert self.choose(database) == rows(database)[0].id
        assert held(database, MARTE, BIRGER) is not None

    def test_another_chosen_before_stays_until_its_time_is_out(self, database: Database) -> None:
        self.choose(database)
        self.choose(database, replace(POWER, person=JON))
        assert held(database, MARTE, BIRGER) is not None

    def test_who_stepped_down_may_choose_again(self, database: Database) -> None:
        self.choose(database)
        ended(database, "citizen", person(database, MARTE))
        assert self.choose(database) is not None

    @pytest.mark.parametrize("kind", ["citizen", "staff"])
    def test_who_was_sent_away_may_not(self, database: Database, kind: str) -> None:
        self.choose(database)
        ended(database, kind, person(database, BIRGER) if kind == "citizen" else OFFICER.id)
        assert self.choose(database) is None
        assert held(database, MARTE, BIRGER) is None


class TestProtectedAddress:
    @pytest.mark.parametrize("which", [MARTE, BIRGER])
    def test_a_register_s_word_closes_at_once(self, database: Database, which: str) -> None:
        ask(database, POWER)
        ask(database, POWER, protected=frozenset({which}))
        assert held(database, MARTE, BIRGER) is None
        assert count(database, PersonRow, protected_at=None) == 1
        assert ("person.protected", "system", "altinn") in told(database)

    def test_nobody_the_answer_is_not_about_is_touched(self, database: Database) -> None:
        person(database, JON)
        ask(database, POWER, protected=frozenset({JON}))
        assert ("person.protected", "system", "altinn") not in told(database)

    def test_the_register_never_lifts_it(self, database: Database) -> None:
        ask(database, POWER, protected=frozenset({BIRGER}))
        ask(database, POWER)
        assert held(database, MARTE, BIRGER) is None

    def test_nothing_new_is_written_down(self, database: Database) -> None:
        ask(database, POWER, protected=frozenset({BIRGER}))
        assert rows(database) == []
        with database.transaction() as session:
            assert grants_sourced.chosen(session, NAMSOS, POWER, "fullmakt") is None


class TestNearABirthday:
    """12, 16 and 18: 30 days to either side."""

    @pytest.mark.parametrize(
        ("day", "near"),
        [
            (date(2029, 3, 11), False),
            (date(2029, 3, 12), True),
            (date(2029, 5, 11), True),
            (date(2029, 5, 12), False),
            (date(2033, 4, 11), True),
            (date(2035, 4, 1), True),
            (date(2031, 4, 11), False),
        ],
    )
    def test_parents_are_asked_about(self, database: Database, day: date, near: bool) -> None:
        desk_writes(database, PARENT)
        with database.transaction() as session:
            found = grants_near.children(session, NAMSOS, day)
            assert grants_near.children(session, VIK, day) == []
        assert [(one.number, one.parents) for one in found] == ([(CHILD, (JON,))] if near else [])

    def test_what_has_ended_is_not_asked_about(self, database: Database) -> None:
        desk_writes(database, PARENT)
        ended(database, "staff", OFFICER.id)
        with database.transaction() as session:
            assert grants_near.children(session, NAMSOS, date(2033, 4, 11)) == []


@pytest.mark.parametrize(("days", "ended_by"), [(364, None), (365, "system")])
def test_what_a_register_said_a_year_ago_is_ended(
    database: Database, clock: Any, days: int, ended_by: str | None
) -> None:
    ask(database, POWER)
    desk_writes(database, PARENT)
    clock.now += timedelta(days=days)
    day = Day(load_profiles(ROOT / "portal" / "municipalities")["namsos"], TODAY, frozenset())
    with database.transaction() as session:
        grants_near.unasked(session, day, "")
    found = {row.basis: row.ended_by_kind for row in rows(database)}
    assert found == {"register": ended_by, "parent": None}


def test_only_those_with_something_from_a_register_are_told_that_it_is_away(
    database: Database,
) -> None:
    ids = person(database, MARTE), person(database, JON)
    desk_writes(database, PARENT)
    ask(database, POWER)
    with database.transaction() as session:
        assert [grants_sourced.may_ask_about(session, one) for one in ids] == [True, False]
