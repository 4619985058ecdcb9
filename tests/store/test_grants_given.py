"""Giving, taking and taking back: an offer counts when the other says yes, what is less counts at once, and a code is one person's."""

from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, update

from portal.rules.access import Actor
from portal.rules.plan_consent import Section
from portal.rules.representation import Basis, Scope, whole_plan
from portal.rules.representation_giving import Hindrance, State
from portal.store import (
    events,
    grants_answered,
    grants_changed,
    grants_given,
    people,
    plan,
    representation,
)
from portal.store.grants_given import CannotGive, Giving, KeyReused, NotThere, OwnNumber, TooMany
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow
from tests.acting import acting
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import BIRGER, JON, MARTE, citizen
from tests.store.people import (
    LEAD,
    NAMSOS,
    OFFICER,
    TODAY,
    at_once,
    contents,
    count,
    enrol,
    happened,
)

YEAR = date(2027, 11, 21)
UNKNOWN = "14828724496"
TO_JON = Giving(
    name="Jon",
    own_name="Kanari Solvik",
    scopes=frozenset({Scope.SEE_PLAN, Scope.NOTICES}),
    sections=frozenset({Section.GOALS, Section.TEAM}),
    since=TODAY,
    until=YEAR,
    language="nb",
    number=JON,
)
BY_CODE = replace(TO_JON, number=None)


class Two:
    """Marte, who gives, and Jon; the few steps of them both."""

    def __init__(self, database):
        self.database = database
        self.marte, self.jon = citizen(database, MARTE), citizen(database, JON)
        self.keys = 0

    def do(self, what, *args, **more):
        with self.database.transaction() as session:
            return what(session, *args, **more)

    def key(self):
        self.keys += 1
        return f"{self.keys:022}"

    def offer(self, giving=TO_JON, actor=None, key=None):
        return self.do(grants_given.offer, actor or self.marte, giving, key=key or self.key())

    def accept(self, grant, actor=None, **more):
        self.do(grants_answered.accept, actor or self.jon, grant, **({"by_code": False} | more))

    def given(self, giving=TO_JON):
        grant = self.offer(giving)
        self.accept(grant)
        return grant

    def code(self, grant):
        return self.do(grants_given.new_code, self.marte, grant)

    def find(self, code, actor=None):
        return self.do(grants_answered.find, actor or self.jon, code)

    def held(self, actor=None):
        return self.do(representation.held, acting(actor or self.jon, self.marte.id))

    def mine(self):
        return self.do(grants_given.mine, self.marte)

    def one(self, grant, actor=None):
        return self.do(grants_given.one, actor or self.marte, grant)

    def end(self, grant, actor=None, **more):
        self.do(grants_changed.end, actor or self.marte, grant, **more)

    def told(self):
        """How many notices there are to Marte and to Jon."""
        with self.database.transaction() as session:
            to = Counter(session.scalars(select(OutboxRow.person)))
        return to[self.marte.id], to[self.jon.id]

    def protect(self, actor):
        with self.database.transaction() as session:
            session.execute(
                update(PersonRow).filter_by(id=actor.id).values(protected_at=self.database.clock())
            )


@pytest.fixture
def two(database):
    enrol(database)
    return Two(database)


class TestAnOffer:
    def test_it_counts_from_the_yes(self, two):
        grant = two.offer()
        assert two.held() is None
        (seen,) = two.do(grants_answered.offers_to, two.jon)
        assert (seen.giver, seen.grant.id) == ("Kanari Solvik", grant)
        two.accept(grant)
        held = two.held()
        assert held.scopes == {Scope.SEE_PLAN, Scope.NOTICES}
        assert held.sections == {Section.GOALS, Section.TEAM}
        assert (held.until, held.bases) == (YEAR, (Basis.GIVEN,))
        assert happened(two.database) == [
            "grant.offered",
            "grant.listed",
            "grant.accepted",
        ]
        assert two.told() == (1, 1)

    def test_twice_with_the_same_key_is_once(self, two):
        first = two.offer(key="k" * 22)
        before = contents(two.database)
        assert two.offer(key="k" * 22) == first
        assert contents(two.database) == before
        with pytest.raises(KeyReused):
            two.offer(replace(TO_JON, until=date(2027, 1, 1)), key="k" * 22)
        assert contents(two.database) == before

    def test_a_yes_twice_is_once(self, two):
        grant = two.given()
        before = contents(two.database)
        two.accept(grant)
        assert contents(two.database) == before

    def test_ones_own_number_is_refused(self, two):
        before = contents(two.database)
        with pytest.raises(OwnNumber):
            two.offer(replace(TO_JON, number=MARTE))
        assert contents(two.database) == before

    def test_a_known_and_an_unknown_number_take_the_same_statements(self, two):
        two.offer(BY_CODE)  # the first event of a municipality begins its chain
        statements = []
        engine = two.database.engine
        event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
        two.offer()
        known, statements[:] = list(statements), []
        two.offer(replace(TO_JON, number=UNKNOWN))
        assert statements == known

    def test_nobody_else_sees_or_takes_it(self, two):
        grant, birger = two.offer(), citizen(two.database, BIRGER)
        assert two.do(grants_answered.offers_to, birger) == []
        assert two.do(grants_answered.seen, birger, grant, by_code=False) is None
        for actor in (birger, two.marte):
            with pytest.raises(NotThere):
                two.accept(grant, actor)
        assert two.one(grant, birger) is None

    def test_a_no_ends_it(self, two):
        grant = two.offer()
        two.do(grants_answered.decline, two.jon, grant, by_code=False)
        with pytest.raises(NotThere):
            two.accept(grant)
        (given,) = two.mine()
        assert (given.state, given.may_end) == (State.DECLINED, False)
        assert happened(two.database)[:2] == ["grant.offered", "grant.declined"]
        assert two.told() == (1, 1)

    def test_it_is_over_after_fourteen_days(self, two, clock):
        grant = two.offer()
        clock.now += timedelta(days=14)
        with pytest.raises(NotThere):
            two.accept(grant)
        assert two.mine()[0].state is State.LAPSED

    def test_what_is_not_a_persons_to_give_is_left_out(self, two):
        two.given(replace(TO_JON, scopes=frozenset(Scope)))
        assert Scope.PRIVACY not in two.held().scopes

    def test_too_many_in_a_day(self, two, clock):
        for _one in range(10):
            two.offer()
        with pytest.raises(TooMany):
            two.offer()
        clock.now += timedelta(days=1)
        assert two.offer()

    def test_when_a_statement_fails_nothing_is_left(self, two):
        before, writes = contents(two.database), 0
        for number in range(1, 30):
            with failing_write(two.database, number) as struck, suppress(Planted):
                two.offer(key="k" * 22)
            if not struck:
                break
            writes = number
            assert contents(two.database) == before, struck
        assert writes >= 5
        assert count(two.database, GrantRow) == 1


class TestWhoMayGive:
    @pytest.mark.parametrize(
        ("number", "why"),
        [("08831464624", Hindrance.YOUNG), ("20910956060", None), ("05890164007", None)],
    )
    def test_from_sixteen_where_the_number_tells_the_birthday(self, two, number, why):
        """Born 8 March 2014, 20 November 2009, and one whose century nobody can tell."""
        actor = citizen(two.database, number)
        assert two.do(grants_given.hindrance, actor) is why
        if why:
            with pytest.raises(CannotGive):
                two.offer(actor=actor)
        else:
            assert two.offer(actor=actor)

    def test_the_birthday_in_the_plan_comes_first(self, two):
        with two.database.transaction() as session:
            plan.begin(
                session, OFFICER, person=two.marte.id, name="Marte", unit="ke", language="nb",
                born=date(2010, 11, 22),
            )  # fmt: skip
        assert two.do(grants_given.hindrance, two.marte) is Hindrance.YOUNG

    def test_not_with_a_protected_address(self, two):
        two.protect(two.marte)
        with pytest.raises(CannotGive) as refused:
            two.offer()
        assert refused.value.why is Hindrance.PROTECTED

    def test_to_somebody_with_a_protected_address_nothing_is_told_and_nothing_opens(self, two):
        grant = two.offer()
        two.protect(two.jon)
        assert two.do(grants_answered.offers_to, two.jon) == []
        with pytest.raises(NotThere):
            two.accept(grant)
        assert two.offer(), "the giver sees no difference"

    def test_protected_after_the_offer_takes_it_away(self, two):
        grant = two.offer()
        two.protect(two.marte)
        with pytest.raises(NotThere):
            two.accept(grant)

    @pytest.mark.parametrize("actor", ["acting", LEAD, Actor("nobody", "", NAMSOS)])
    def test_not_for_another_and_not_the_desk(self, two, actor):
        who = acting(two.jon, two.marte.id) if actor == "acting" else actor
        with pytest.raises(NotThere):
            two.offer(actor=who)
        grant = two.offer()
        with pytest.raises(NotThere):
            two.accept(grant, who)
        with pytest.raises(NotThere):
            two.end(grant, who)


class TestACode:
    def test_whoever_brings_it_may_take_it_once(self, two):
        grant = two.offer(BY_CODE)
        code = two.code(grant)
        assert len(code) == 12 and two.told() == (0, 0)
        assert two.find(code) == grant
        two.accept(grant, by_code=True, own_name="Jon Farsen")
        assert two.held().scopes == BY_CODE.scopes
        with two.database.transaction() as session:
            assert people.get(session, NAMSOS, two.jon.id).name == "Jon Farsen"
        birger = citizen(two.database, BIRGER)
        assert two.find(code, birger) is None, "used"
        with pytest.raises(NotThere):
            two.accept(grant, birger, by_code=True)
        assert two.code(grant) is None, "nothing more to show"

    def test_without_it_the_offer_is_nobodys(self, two):
        grant = two.offer(BY_CODE)
        with pytest.raises(NotThere):
            two.accept(grant)
        assert two.do(grants_answered.seen, two.jon, grant, by_code=False) is None

    def test_of_two_who_bring_it_at_once_one_gets_it(self, two):
        grant, birger = two.offer(BY_CODE), citizen(two.database, BIRGER)
        answers = at_once(2, lambda n: two.accept(grant, (two.jon, birger)[n], by_code=True))
        assert sorted(map(str, map(type, answers))) == sorted(map(str, [type(None), NotThere]))
        assert sum(two.held(one) is not None for one in (two.jon, birger)) == 1

    @pytest.mark.parametrize("how", ["wrong", "own", "declined", "taken-back", "old", "elsewhere"])
    def test_what_does_not_open_is_answered_alike(self, two, clock, how):
        grant = two.offer(BY_CODE)
        code, actor = two.code(grant), two.jon
        if how == "wrong":
            code = code[::-1]
        if how == "own":
            actor = two.marte
        if how == "declined":
            two.do(grants_answered.decline, two.jon, grant, by_code=True)
        if how == "taken-back":
            two.end(grant)
        if how == "old":
            clock.now += timedelta(days=14)
        if how == "elsewhere":
            actor = citizen(two.database, JON, "4639")
        assert two.find(code, actor) is None

    def test_after_five_wrong_ones_a_right_one_is_refused_until_tomorrow(self, two, clock):
        grant = two.offer(BY_CODE)
        for _try in range(5):
            assert two.find("ABCD-EFGH-JKMN") is None
        with pytest.raises(TooMany):
            two.find(two.code(grant))
        assert two.find(two.code(grant), citizen(two.database, BIRGER)) == grant, "each their own"
        clock.now += timedelta(days=1)
        assert two.find(two.code(grant)) == grant

    def test_right_ones_are_not_counted(self, two):
        grant = two.offer(BY_CODE)
        assert {two.find(two.code(grant)) for _try in range(7)} == {grant}

    def test_the_database_holds_no_code(self, two):
        code = two.code(two.offer(BY_CODE))
        assert code not in str(contents(two.database))


class TestTakenBack:
    @pytest.mark.parametrize("quietly", [False, True])
    def test_it_works_at_once(self, two, quietly):
        grant = two.given()
        assert two.told() == (1, 1)
        two.end(grant, quietly=quietly)
        assert two.held() is None
        assert two.told() == (1, 1 if quietly else 2)
        assert two.mine()[0].state is State.ENDED
        assert two.one(grant, two.jon) is None, "the one who acted sees it no more"
        assert happened(two.database)[-2:] == ["grant.ended", "grant.listed"]

    def test_twice_is_once(self, two):
        grant = two.given()
        two.end(grant)
        before = contents(two.database)
        two.end(grant)
        assert contents(two.database) == before
        with pytest.raises(NotThere):
            two.end(grant, two.jon)

    def test_the_one_who_acts_lays_it_down_and_never_quietly(self, two):
        grant = two.given()
        two.end(grant, two.jon, quietly=True)
        assert two.held() is None
        assert two.told() == (2, 1)
        with two.database.transaction() as session:
            assert session.get_one(GrantRow, grant).quietly is False

    def test_an_offer_is_taken_back_and_nobody_is_told(self, two):
        grant = two.offer()
        two.end(grant)
        assert two.told() == (0, 1), "of the offer"

    def test_a_parents_right_is_not_ended_here(self, two):
        with two.database.transaction() as session:
            grant = representation.write(
                session,
                OFFICER,
                NewGrant(
                    person=two.marte.id, person_name="Marte", holder=two.jon.id, holder_name="Jon",
                    basis=Basis.PARENT, scopes=set(Scope), since=TODAY, until=None,
                    born=date(2020, 1, 1), language="nb", accepted=True,
                ),
            )  # fmt: skip
        for actor in (two.marte, two.jon):
            with pytest.raises(NotThere):
                two.end(grant, actor)
        assert two.held() is not None

    def test_given_anew_to_the_same_without_the_number(self, two):
        grant = two.given()
        two.end(grant)
        again = two.offer(replace(BY_CODE, like=grant))
        assert two.held() is None, "asked again"
        two.accept(again)
        assert two.held() is not None

    def test_like_anothers_grant_is_refused(self, two):
        grant, birger = two.given(), citizen(two.database, BIRGER)
        for actor in (birger, two.jon):
            with pytest.raises(NotThere):
                two.offer(replace(BY_CODE, like=grant), actor)


def change(two, grant, key=None, **wanted):
    giving = replace(BY_CODE, like=grant, **wanted)
    return two.do(grants_changed.change, two.marte, grant, giving, key=key or two.key())


class TestChanged:
    def test_less_counts_at_once(self, two):
        grant = two.given()
        soon = date(2026, 12, 1)
        assert change(two, grant, scopes=frozenset({Scope.SEE_PLAN}), until=soon) is None
        held = two.held()
        assert (held.scopes, held.until) == ({Scope.SEE_PLAN}, soon)
        assert happened(two.database)[-1] == "grant.changed"
        assert two.told() == (1, 2)

    def test_more_is_asked_of_the_other(self, two):
        grant = two.given()
        more = frozenset({Scope.SEE_PLAN, Scope.WRITE_PLAN})
        offer = change(two, grant, scopes=more, sections=whole_plan())
        held = two.held()
        assert held.scopes == {Scope.SEE_PLAN}, "what was taken away is gone at once"
        assert held.sections == {Section.GOALS, Section.TEAM}, "what is new is not there yet"
        two.accept(offer)
        assert (two.held().scopes, two.held().sections) == (more, whole_plan())
        states = {one.grant.id: one.state for one in two.mine()}
        assert states == {grant: State.ENDED, offer: State.COUNTS}, "the new takes the old's place"

    def test_the_same_again_changes_nothing(self, two):
        grant = two.given()
        before = happened(two.database)
        assert change(two, grant) is None
        assert happened(two.database) == before

    def test_twice_with_the_same_key_is_once(self, two):
        grant = two.given()
        more = frozenset(Scope) - {Scope.PRIVACY}
        offer = change(two, grant, key="k" * 22, scopes=more)
        before = contents(two.database)
        assert change(two, grant, key="k" * 22, scopes=more) == offer
        assert contents(two.database) == before

    def test_only_the_giver_and_only_what_was_given_here(self, two):
        grant = two.given()
        with pytest.raises(NotThere):
            two.do(grants_changed.change, two.jon, grant, BY_CODE, key=two.key())
        two.end(grant)
        with pytest.raises(NotThere):
            change(two, grant)

    def test_renewed_it_goes_on_without_a_gap(self, two, clock):
        grant = two.given()
        renewed = two.offer(replace(BY_CODE, like=grant, since=YEAR, until=date(2028, 11, 21)))
        assert {one.grant.id: one.renewed for one in two.mine()} == {grant: True, renewed: False}
        two.accept(renewed)
        clock.now += timedelta(days=364)
        assert two.held().until == YEAR
        clock.now += timedelta(days=1)
        assert two.held().until == date(2028, 11, 21)


class TestTheList:
    def test_when_each_was_last_used(self, two, clock):
        grant = two.given()
        assert [one.used_at for one in two.mine()] == [None]
        clock.now += timedelta(days=2)
        used = clock.now
        with two.database.transaction() as session:
            plan.begin(
                session, OFFICER, person=two.marte.id, name="Marte", unit="ke", language="nb"
            )  # fmt: skip
            plan.mine(session, acting(two.jon, two.marte.id))
        clock.now += timedelta(days=2)
        (given,) = two.mine()
        assert (given.grant.id, given.used_at) == (grant, used)

    def test_each_look_is_an_event_that_names_the_grants(self, two):
        first, second = two.offer(), two.offer(BY_CODE)
        two.mine()
        with two.database.transaction() as session:
            listed = events.about(session, NAMSOS, two.marte.id)[-1]
        assert (listed.code, set(listed.object.split(","))) == ("grant.listed", {first, second})

    def test_names_are_sealed(self, two):
        two.given(replace(TO_JON, name="Kanarijon"))
        assert "Kanarijon" not in str(contents(two.database))
        assert two.mine()[0].name == "Kanarijon"


@pytest.mark.parametrize("what", ["accept", "decline", "change", "end"])
def test_when_a_statement_of_a_press_fails_nothing_is_left(two, what):
    grant = two.offer() if what in {"accept", "decline"} else two.given()
    more = {"scopes": frozenset({Scope.SEE_PLAN, Scope.ASK}), "key": "k" * 22}
    press = {
        "accept": lambda: two.accept(grant, own_name="Jon"),
        "decline": lambda: two.do(grants_answered.decline, two.jon, grant, by_code=False),
        "change": lambda: change(two, grant, **more),
        "end": lambda: two.end(grant),
    }[what]
    before, writes = contents(two.database), 0
    for number in range(1, 40):
        with failing_write(two.database, number) as struck, suppress(Planted):
            press()
        if not struck:
            break
        writes = number
        assert contents(two.database) == before, struck
    assert writes >= 3
    assert contents(two.database) != before
