"""A plan in the hands of who acts for somebody: what they get, what they may write, and what a child keeps from a parent."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Kind
from portal.rules.plan_consent import SECTIONS
from portal.rules.representation import Scope
from portal.store import (
    plan,
    plan_changes,
    plan_consents,
    plan_kept_back,
    plan_messages,
    plan_parts,
    plan_points,
    plan_preview,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.plan_held import NotThere
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from tests.plan_whole import write
from tests.store.citizens import BIRGER, citizen
from tests.store.people import OFFICER, TODAY, happened
from tests.store.plan_people import begun, row_of, set_grant, with_helper, with_parent

UNIT = UnitMail(lambda _unit: "post@namsos.example", "nb")
GOALS, MEASURES, TEXTS, TEAM, MEETINGS = SECTIONS
BIRTHDAYS = {11: date(2015, 1, 1), 13: date(2013, 1, 1), 16: date(2010, 1, 1)}


@pytest.fixture
def told(database):
    """(database, whose plan, reference, ids by name of all that is written in it)."""
    marte, reference = begun(database)
    with database.transaction() as session:
        ids = write(session, OFFICER, reference)
        for name in ("nav", "mother"):
            plan_consents.share(session, OFFICER, reference, ids[name], ("goals",), paper="1")
        plan_messages.write(session, OFFICER, reference, key="m" * 22, text="Brev", mail=UNIT)
    return database, marte, reference, ids


def read(database, actor, reference):
    with database.transaction() as session:
        return plan.read(session, actor, reference)


def test_a_whole_grant_gives_all_of_it(told):
    database, marte, reference, _ids = told
    own, theirs = (
        read(database, who, reference) for who in (marte, with_helper(database, reference))
    )
    assert (theirs.role, theirs.writes, theirs.messages, theirs.unread) == ("helper", True, True, 1)
    assert (theirs.plan, theirs.gone) == (own.plan, own.gone)
    assert theirs.consents == tuple(one for one in own.consents if one.participant is None)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_narrow_grant_gives_its_section_and_hides_the_rest(told, section):
    database, marte, reference, _ids = told
    helper = with_helper(database, reference, sections=[section])
    own, theirs = read(database, marte, reference), read(database, helper, reference)
    kinds = {part.kind for part in theirs.plan.parts} - {Kind.PERIOD}
    assert 0 < len(theirs.plan.parts) < len(own.plan.parts)
    assert (Kind.TEXT in kinds, Kind.MEETING in kinds) == (section == TEXTS, section == MEETINGS)
    assert (theirs.unread, theirs.messages, theirs.born) == (0, False, None)
    assert {one.participant for one in theirs.consents} == {None}, "what is shared is not theirs"


def test_what_one_does_not_see_one_does_not_write(told):
    database, _marte, reference, ids = told
    helper = with_helper(database, reference, sections=[MEASURES])
    drafts = [
        Draft(kind=Kind.GOAL, code="open", words={"text": "Nytt"}),
        Draft(kind=Kind.TEXT, code="needs", words={"text": "Nytt"}),
        Draft(kind=Kind.POINT, code="open", words={"text": "Nytt"}),
        Draft(kind=Kind.COMMENT, parent=ids["work"], words={"text": "Nytt"}),
        Draft(kind=Kind.MEASURE, code="proposed", parent=ids["song"], words={"what": "Nytt"}),
    ]
    for draft in drafts:
        with pytest.raises((NotThere, ValueError)), database.transaction() as session:
            plan_parts.add(session, helper, reference, draft, key="x" * 22)
    for name in ("work", "waiting", "important"):
        with pytest.raises(NotThere), database.transaction() as session:
            plan_parts.remove(session, helper, reference, ids[name], based_on=1)
        with pytest.raises(NotThere), database.transaction() as session:
            plan_parts.undo(session, helper, reference, ids[name], version=1)
    with pytest.raises(NotThere), database.transaction() as session:
        plan_points.raise_once(session, helper, reference, "check:review", "Nå?")


def test_a_measure_stays_under_a_goal_one_does_not_see(told):
    database, marte, reference, ids = told
    helper = with_helper(database, reference, sections=[MEASURES])
    draft = Draft(
        kind=Kind.MEASURE, code="done", parent=ids["work"], responsible=ME, words={"what": "Gått"}
    )
    with database.transaction() as session:
        plan_parts.change(session, helper, reference, ids["walk"], draft, based_on=1)
    walked = read(database, marte, reference).plan.one(ids["walk"])
    assert (walked.parent, walked.says("what"), walked.by) == (ids["work"], "Gått", helper.id)


def test_only_reading_writes_nothing_and_has_no_letters(told):
    database, _marte, reference, ids = told
    helper = with_helper(database, reference, scopes=[Scope.SEE_PLAN])
    seen = read(database, helper, reference)
    assert (seen.open, seen.in_use, seen.messages) == (False, True, False)
    comment = Draft(kind=Kind.COMMENT, parent=ids["work"], words={"text": "Nytt"})
    with pytest.raises(NotThere), database.transaction() as session:
        plan_parts.add(session, helper, reference, comment, key="x" * 22)
    with pytest.raises(NotThere), database.transaction() as session:
        plan_messages.write(session, helper, reference, key="y" * 22, text="Hei", mail=UNIT)


def test_letters_are_for_who_writes_in_all_of_it(told):
    database, _marte, reference, _ids = told
    helper = with_helper(database, reference, sections=SECTIONS[:4])
    with pytest.raises(NotThere), database.transaction() as session:
        plan_messages.write(session, helper, reference, key="y" * 22, text="Hei", mail=UNIT)
    set_grant(database, helper.id, sections=",".join(SECTIONS))
    plan_id = row_of(database, reference).id
    with database.transaction() as session:
        plan_messages.write(session, helper, reference, key="y" * 22, text="Hei", mail=UNIT)
        found = plan_messages.read(session, helper, plan_id).messages
    assert {one.by_name for one in found if one.by == helper.id} == {"Birger Hjelper"}


@pytest.mark.parametrize(("section", "kinds"), [
    (GOALS, {Kind.GOAL, Kind.EVALUATION, Kind.PERIOD}),
    (MEASURES, {Kind.MEASURE, Kind.COMMENT, Kind.PERIOD}),
    (TEAM, {Kind.PARTICIPANT, Kind.ROLES, Kind.PERIOD}),
])  # fmt: skip
def test_changes_and_their_number_are_of_what_one_sees(told, section, kinds):
    database, marte, reference, ids = told
    plan_id = row_of(database, reference).id
    with database.transaction() as session:
        found = plan_changes.of_plan(session, plan_id, sections={section}).changes
        since = min(one.after.at for one in found) - timedelta(days=1)
        number = plan_changes.count_since(session, marte, plan_id, since, sections={section})
        every = plan_changes.count_since(session, marte, plan_id, since)
    assert {one.after.kind for one in found} == kinds
    assert number == len(found) < every == len(ids)


def test_nobody_but_who_decides_says_yes_or_shares(told):
    database, _marte, reference, ids = told
    helper = with_helper(database, reference, scopes=list(Scope))
    for do in (
        lambda session: plan_consents.withdraw(session, helper, reference),
        lambda session: plan_consents.share(session, helper, reference, ids["nav"], SECTIONS),
        lambda session: plan_consents.end_sharing(session, helper, reference, ids["nav"]),
    ):
        with pytest.raises(NotThere), database.transaction() as session:
            do(session)


def a_child(database, reference: str, age: int) -> Actor:
    """Jon acts as the parent of Marte, who is this old."""
    from portal.store.crypto import seal
    from tests.databases import KEYRING

    row = row_of(database, reference)
    with database.transaction() as session:
        sealed = seal(KEYRING, "plans.born", row.id, BIRTHDAYS[age].isoformat())
        session.get_one(PlanRow, row.id).born = sealed
    return with_parent(database, reference)


class TestKeepingBack:
    def test_a_child_of_thirteen_hides_a_section_and_shows_it_again(self, told):
        database, marte, reference, _ids = told
        jon = a_child(database, reference, 13)
        (parent,) = self.parents(database, marte)
        assert (parent.name, parent.sections) == ("Jon Solvik", frozenset())
        self.keep(database, marte, reference, {parent.grant: ["texts", "team"]})
        seen = read(database, jon, reference)
        assert (seen.sections, seen.kept_back, seen.messages) == (
            {GOALS, MEASURES, MEETINGS},
            True,
            False,
        )
        assert Kind.TEXT not in {part.kind for part in seen.plan.parts}
        assert seen.born == BIRTHDAYS[13], "who decides for a child knows how old it is"
        self.keep(database, marte, reference, {parent.grant: []})
        seen = read(database, jon, reference)
        assert (len(seen.sections), seen.kept_back, seen.messages) == (5, False, True)

    def test_each_change_is_an_event_of_the_childs_and_twice_is_once(self, told):
        database, marte, reference, _ids = told
        a_child(database, reference, 13)
        (parent,) = self.parents(database, marte)
        for kept in (["texts"], ["texts"], []):
            self.keep(database, marte, reference, {parent.grant: kept})
        with database.transaction() as session:
            found = session.execute(
                select(EventRow.subject, EventRow.object, EventRow.actor_id).where(
                    EventRow.code == "grant.kept-back"
                )
            ).all()
        assert found == [(marte.id, parent.grant, marte.id)] * 2

    @pytest.mark.parametrize("age", [11, 16])
    def test_not_before_twelve_and_not_after_fifteen(self, told, age):
        database, marte, reference, _ids = told
        a_child(database, reference, age)
        for parent in self.parents(database, marte):
            with pytest.raises(NotThere):
                self.keep(database, marte, reference, {parent.grant: ["texts"]})

    def test_at_sixteen_nothing_of_the_parents_is_left(self, told):
        database, _marte, reference, _ids = told
        jon = a_child(database, reference, 16)
        assert read(database, jon, reference) is None

    def test_nobody_else_keeps_anything_back(self, told):
        database, marte, reference, _ids = told
        jon = a_child(database, reference, 13)
        helper = with_helper(database, reference, scopes=list(Scope))
        (parent,) = self.parents(database, marte)
        assert self.parents(database, jon) == self.parents(database, helper) == []
        stranger = replace(helper, acting_for=None)
        for actor in (jon, helper, stranger, OFFICER):
            with pytest.raises(NotThere):
                self.keep(database, actor, reference, {parent.grant: ["texts"]})

    def test_a_parent_shares_what_they_see_and_the_rest_stays(self, told):
        database, marte, reference, ids = told
        jon = a_child(database, reference, 13)
        (parent,) = self.parents(database, marte)
        self.keep(database, marte, reference, {parent.grant: ["goals"]})
        with database.transaction() as session:
            plan_consents.share(session, jon, reference, ids["nav"], ("measures", "texts"))
        self.standing(database, marte, reference, ids["nav"], {"goals", "measures", "texts"})
        self.keep(database, marte, reference, {parent.grant: ["team"]})
        with pytest.raises(NotThere), database.transaction() as session:
            plan_consents.share(session, jon, reference, ids["nav"], ())

    def standing(self, database, marte, reference, participant, sections):
        consents = read(database, marte, reference).consents
        (stands,) = [one for one in consents if one.participant == participant and one.stands]
        assert set(stands.sections) == sections

    def parents(self, database, actor):
        with database.transaction() as session:
            return plan_kept_back.parents(session, actor)

    def keep(self, database, actor, reference, wanted):
        with database.transaction() as session:
            plan_kept_back.keep_back(session, actor, reference, wanted)


class TestWhoSees:
    def test_each_who_acts_once_with_what_they_see(self, told):
        database, marte, reference, _ids = told
        with_helper(database, reference, sections=[GOALS])
        with_helper(database, reference, sections=[TEXTS], scopes=[Scope.SEE_PLAN])
        (seen,) = self.holders(database, marte)
        assert (seen.name, seen.view.sections) == ("Birger Hjelper", {GOALS, TEXTS})

    @pytest.mark.parametrize(
        "ended",
        [{"until": TODAY}, {"ended_at": "now"}, {"since": TODAY + timedelta(days=1)},
         {"accepted_at": None}, {"scopes": "ask"}],
    )  # fmt: skip
    def test_who_sees_nothing_now_is_not_there(self, told, ended):
        database, marte, reference, _ids = told
        birger = with_helper(database, reference)
        if "ended_at" in ended:
            ended = {"ended_at": row_of(database, reference).begun_at}
        set_grant(database, birger.id, **ended)
        assert self.holders(database, marte) == []

    def test_one_is_found_by_a_grant_of_ones_own(self, told):
        database, marte, reference, _ids = told
        birger = with_helper(database, reference)
        (known,) = self.holders(database, marte)
        with database.transaction() as session:
            assert plan_preview.holder(session, marte, known.grant) == known
            for actor in (birger, replace(birger, acting_for=None), OFFICER):
                assert plan_preview.holder(session, actor, known.grant) is None
            assert plan_preview.holder(session, marte, "0" * 32) is None

    def holders(self, database, actor):
        with database.transaction() as session:
            return plan_preview.holders(session, actor)


def test_to_look_at_others_eyes_leaves_no_trace_of_theirs(told):
    database, marte, reference, _ids = told
    birger = with_helper(database, reference)
    before = happened(database)
    with database.transaction() as session:
        assert plan_preview.holders(session, marte)
    assert happened(database) == before
    assert birger.id == citizen(database, BIRGER).id
