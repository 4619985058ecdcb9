"""What is written in a plan: versions, two at once, taken away and made again, and nothing without the yes."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.rules.access import Actor
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Role, Sector, Topic
from portal.store import events, plan, plan_consents, plan_parts
from portal.store.crypto import SealBroken
from portal.store.plan_parts import Conflict, KeyReused, NoConsent, NotThere
from portal.store.tables.plan import PlanPartRow, PlanVersionRow
from tests.durability.checks import Planted, failing_write
from tests.store.citizens import BIRGER, citizen
from tests.store.people import (
    COLLEAGUE,
    NAMSOS,
    NEIGHBOUR,
    OFFICER,
    READER,
    VIK,
    at_once,
    change,
    contents,
    count,
    happened,
)
from tests.store.plan_people import begun, with_parent

DANCE = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil danse"})
SING = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil synge"})
SKATE = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil gå på skøyter"})
NAV = Draft(kind=Kind.PARTICIPANT, code=Sector.NAV, words={"name": "Rune Prøve"})
DAY = date(2026, 12, 1)


class Desk:
    """A plan, the person's and the coordinator's hands on it."""

    def __init__(self, database) -> None:
        self.database = database
        self.marte, self.reference = begun(database)

    def do(self, what, actor, *args, **more):
        with self.database.transaction() as session:
            return what(session, actor, self.reference, *args, **more)

    def add(self, draft=DANCE, actor=None, key="a" * 22):
        return self.do(plan_parts.add, actor or self.marte, draft, key=key)

    def change(self, part, draft, based_on, actor=None):
        self.do(plan_parts.change, actor or self.marte, part, draft, based_on=based_on)

    def remove(self, part, based_on, actor=None):
        self.do(plan_parts.remove, actor or self.marte, part, based_on=based_on)

    def undo(self, part, version, actor=None):
        self.do(plan_parts.undo, actor or self.marte, part, version=version)

    def part(self, part_id):
        with self.database.transaction() as session:
            found = plan_parts.all_of(session, self.plan_id(session))
        return next(one for one in found if one.id == part_id)

    def versions(self, part_id):
        with self.database.transaction() as session:
            plan_id, last = self.plan_id(session), self.last(session, part_id)
            found = range(1, last + 1)
            return [plan_parts.version_of(session, plan_id, part_id, one) for one in found]

    @staticmethod
    def last(session, part_id):
        return session.scalar(select(PlanPartRow.version).filter_by(id=part_id))

    def plan_id(self, session):
        return plan.read(session, OFFICER, self.reference).id


@pytest.fixture
def desk(database):
    return Desk(database)


class TestWriting:
    def test_a_part_is_as_it_was_written_and_says_by_whom_and_when(self, desk, clock):
        nav = desk.add(NAV, OFFICER, "n" * 22)
        goal = desk.add()
        draft = Draft(
            kind=Kind.MEASURE, code=Measure.YES, parent=goal, responsible=nav, due_on=DAY,
            words={"what": "Kurs", "extent": "Ukentlig", "how": "", "reason": "Æ ø å"},
        )  # fmt: skip
        part = desk.part(desk.add(draft, OFFICER, "m" * 22))
        assert (part.kind, part.code, part.parent, part.responsible, part.due_on) == (
            Kind.MEASURE, "yes", goal, nav, DAY,
        )  # fmt: skip
        assert dict(part.words) == {"what": "Kurs", "extent": "Ukentlig", "reason": "Æ ø å"}
        assert (part.version, part.removed) == (1, False)
        assert (part.by_kind, part.by, part.begun_by_kind) == ("staff", OFFICER.id, "staff")
        assert part.at == clock.now
        assert timedelta() <= part.begun_at - clock.now < timedelta(milliseconds=1)

    def test_parts_come_in_the_order_they_were_begun(self, desk, clock):
        parts = []
        for number in range(4):
            parts.append(desk.add(DANCE, key=f"{number:022}"))
            clock.now += timedelta(minutes=1)
        desk.change(parts[0], SING, 1)
        with desk.database.transaction() as session:
            found = plan_parts.all_of(session, desk.plan_id(session))
        assert [one.id for one in found] == parts

    def test_each_version_stays_as_it_was(self, desk, clock):
        part = desk.add()
        clock.now += timedelta(days=1)
        desk.change(part, SING, 1, OFFICER)
        clock.now += timedelta(days=1)
        desk.change(part, DANCE, 2)
        said = [(one.says("text"), one.by, one.at.day) for one in desk.versions(part)]
        marte, first = desk.marte.id, DANCE.words["text"]
        assert said == [
            (first, marte, 21),
            (SING.words["text"], OFFICER.id, 22),
            (first, marte, 23),
        ]
        assert desk.part(part).begun_at < desk.part(part).at

    def test_each_write_is_one_event(self, desk):
        before = len(happened(desk.database))
        part = desk.add()
        desk.change(part, SING, 1)
        desk.remove(part, 2)
        desk.undo(part, 3)
        assert happened(desk.database)[before:] == [
            "plan.part-added", "plan.part-changed", "plan.part-removed", "plan.part-undone",
        ]  # fmt: skip

    def test_the_same_once_more_changes_nothing(self, desk):
        part = desk.add()
        desk.change(part, SING, 1)
        before = contents(desk.database)
        desk.change(part, SING, 1)
        desk.change(part, SING, 2)
        assert contents(desk.database) == before

    def test_the_same_key_is_the_same_part(self, desk):
        first = desk.add()
        before = contents(desk.database)
        assert desk.add() == first
        assert contents(desk.database) == before

    def test_a_key_with_other_words_is_refused(self, desk):
        desk.add()
        with pytest.raises(KeyReused):
            desk.add(SING)
        assert count(desk.database, PlanPartRow) == 1

    def test_a_key_belongs_to_who_used_it(self, desk):
        assert desk.add(DANCE, desk.marte) != desk.add(DANCE, OFFICER)

    @pytest.mark.parametrize(
        "draft",
        [
            Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": ""}),
            Draft(kind=Kind.GOAL, code="late", words={"text": "x"}),
            Draft(kind=Kind.COMMENT, words={"text": "x"}, parent="nothing"),
        ],
    )
    def test_what_no_page_sends_is_an_error_and_leaves_nothing(self, desk, draft):
        before = contents(desk.database)
        with pytest.raises(ValueError, match="no part of a plan"):
            desk.add(draft)
        assert contents(desk.database) == before

    def test_a_part_of_another_plan_is_not_there(self, desk):
        birger = citizen(desk.database, BIRGER)
        with desk.database.transaction() as session:
            other = plan.begin(
                session, OFFICER, person=birger.id, name="Birger", unit="ke", language="nb"
            )
            plan_consents.to_plan(session, birger, other)
            theirs = plan_parts.add(session, birger, other, DANCE, key="b" * 22)
        for step in (
            lambda: desk.change(theirs, SING, 1),
            lambda: desk.remove(theirs, 1),
            lambda: desk.undo(theirs, 1),
            lambda: desk.change("nothing", SING, 1),
        ):
            with pytest.raises(NotThere):
                step()
        with pytest.raises(ValueError, match="parent"):
            desk.add(Draft(kind=Kind.COMMENT, words={"text": "x"}, parent=theirs))


class TestOfOneEach:
    def test_a_text_written_anew_is_a_new_version(self, desk):
        about = Draft(kind=Kind.TEXT, code=Topic.IMPORTANT, words={"text": "Ro"})
        first = desk.add(about)
        again = desk.add(Draft(**{**about.__dict__, "words": {"text": "Fart"}}), key="b" * 22)
        assert first == again
        assert desk.part(first).says("text") == "Fart"
        assert len(desk.versions(first)) == 2

    def test_two_topics_are_two_texts(self, desk):
        needs = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": "Ro"})
        child = Draft(kind=Kind.TEXT, code=Topic.CHILD, words={"text": "Ro"})
        assert desk.add(needs) != desk.add(child, key="b" * 22)

    def test_there_is_one_period_and_one_set_of_roles(self, desk):
        period = Draft(kind=Kind.PERIOD, words={"from": "2026-01-01", "to": "2026-12-31"})
        roles = Draft(kind=Kind.ROLES, words={"coordinator": Role.APPOINTED})
        for number, draft in enumerate((period, roles)):
            ids = {desk.add(draft, OFFICER, f"{number}{again:021}") for again in range(2)}
            assert len(ids) == 1

    def test_a_text_taken_away_comes_back_when_written_anew(self, desk):
        about = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": "Ro"})
        part = desk.add(about)
        desk.remove(part, 1)
        assert desk.add(about, key="b" * 22) == part
        assert not desk.part(part).removed


class TestTwoAtOnce:
    def test_the_second_sees_both_and_overwrites_nothing(self, desk):
        part = desk.add()
        desk.change(part, SING, 1, OFFICER)
        with pytest.raises(Conflict) as met:
            desk.change(part, SKATE, 1)
        assert met.value.theirs.words == SING.words
        assert met.value.theirs.by == OFFICER.id
        assert desk.part(part).words == SING.words

    def test_of_two_in_the_same_moment_one_is_written_and_the_other_told(self, desk):
        part = desk.add()
        drafts = (SING, SKATE)

        def write(number):
            desk.change(part, drafts[number], 1, (desk.marte, OFFICER)[number])
            return number

        for found in [at_once(2, write)]:
            won = next(one for one in found if not isinstance(one, Exception))
            lost = next(one for one in found if isinstance(one, Exception))
            assert isinstance(lost, Conflict), lost
            assert lost.theirs.words == drafts[won].words == desk.part(part).words
        assert count(desk.database, PlanVersionRow, part_id=part) == 2

    def test_the_same_key_in_the_same_moment_is_one_part(self, desk):
        found = at_once(4, lambda _number: desk.add())
        assert len(set(found)) == 1, found
        assert count(desk.database, PlanPartRow) == 1
        with desk.database.transaction() as session:
            assert events.verify(session, NAMSOS) == []

    @pytest.mark.parametrize("step", ["remove", "undo"])
    def test_nobody_takes_away_what_has_changed_since(self, desk, step):
        part = desk.add()
        desk.change(part, SING, 1, OFFICER)
        with pytest.raises(Conflict):
            getattr(desk, step)(part, 1)
        assert not desk.part(part).removed

    def test_what_has_been_taken_away_is_not_changed_unseen(self, desk):
        part = desk.add()
        desk.remove(part, 1)
        with pytest.raises(Conflict) as met:
            desk.change(part, SING, 2)
        assert met.value.theirs.removed


class TestTakenAwayAndUndone:
    def test_taken_away_it_is_still_there_to_undo(self, desk):
        part = desk.add()
        desk.remove(part, 1)
        assert desk.part(part).removed
        desk.remove(part, 1)
        assert len(desk.versions(part)) == 2
        desk.undo(part, 2)
        assert (desk.part(part).removed, desk.part(part).words) == (False, DANCE.words)

    def test_a_change_undone_is_as_before(self, desk):
        part = desk.add()
        desk.change(part, SING, 1)
        desk.undo(part, 2)
        assert desk.part(part).words == DANCE.words
        assert [one.version for one in desk.versions(part)] == [1, 2, 3]

    def test_an_undo_undone_is_the_change_again(self, desk):
        part = desk.add()
        desk.change(part, SING, 1)
        desk.undo(part, 2)
        desk.undo(part, 3)
        assert desk.part(part).words == SING.words

    def test_the_first_version_undone_takes_it_away(self, desk):
        part = desk.add()
        desk.undo(part, 1)
        assert desk.part(part).removed

    def test_undone_twice_is_once(self, desk):
        part = desk.add()
        desk.change(part, SING, 1)
        desk.undo(part, 2)
        with pytest.raises(Conflict):
            desk.undo(part, 2)
        assert len(desk.versions(part)) == 3

    def test_the_person_does_not_undo_what_a_service_has_said(self, desk):
        proposal = Draft(kind=Kind.MEASURE, code=Measure.PROPOSED, words={"what": "Kurs"})
        answered = Draft(kind=Kind.MEASURE, code=Measure.NO, words={"what": "Kurs"})
        part = desk.add(proposal)
        desk.change(part, answered, 1, OFFICER)
        for step in (
            lambda: desk.undo(part, 2),
            lambda: desk.remove(part, 2),
            lambda: desk.change(part, proposal, 2),
        ):
            with pytest.raises(NotThere):
                step()
        assert desk.part(part).code == Measure.NO

    def test_the_desk_leaves_the_persons_comment_alone(self, desk):
        goal = desk.add()
        comment = Draft(kind=Kind.COMMENT, words={"text": "Mitt"}, parent=goal)
        part = desk.add(comment, key="c" * 22)
        other = Draft(kind=Kind.COMMENT, words={"text": "Vårt"}, parent=goal)
        for step in (
            lambda: desk.undo(part, 1, OFFICER),
            lambda: desk.remove(part, 1, OFFICER),
            lambda: desk.change(part, other, 1, OFFICER),
        ):
            with pytest.raises(NotThere):
                step()

    def test_what_hung_on_a_part_that_is_gone_can_still_be_changed_and_undone(self, desk):
        nav, goal = desk.add(NAV, OFFICER, "n" * 22), desk.add()
        draft = Draft(
            kind=Kind.MEASURE, code=Measure.ASKED, words={"what": "Kurs"}, parent=goal,
            responsible=nav,
        )  # fmt: skip
        part = desk.add(draft, OFFICER, "m" * 22)
        desk.remove(goal, 1)
        desk.remove(nav, 1, OFFICER)
        desk.change(part, Draft(**{**draft.__dict__, "code": Measure.YES}), 1, OFFICER)
        desk.remove(part, 2, OFFICER)
        desk.undo(part, 3, OFFICER)
        assert (desk.part(part).code, desk.part(part).parent) == (Measure.YES, goal)

    def test_nothing_new_hangs_on_a_part_that_is_gone(self, desk):
        goal, other = desk.add(), desk.add(SING, key="s" * 22)
        own = Draft(
            kind=Kind.MEASURE, code=Measure.PROPOSED, words={"what": "Øve"}, responsible=ME,
            parent=other,
        )  # fmt: skip
        part = desk.add(own, key="m" * 22)
        desk.remove(goal, 1)
        with pytest.raises(ValueError, match="parent"):
            desk.change(part, Draft(**{**own.__dict__, "parent": goal}), 1)


class TestWhoMay:
    def test_without_a_yes_nothing_is_written(self, desk):
        part = desk.add()
        desk.change(part, SING, 1)
        with desk.database.transaction() as session:
            plan_consents.withdraw(session, desk.marte, desk.reference)
        before = contents(desk.database)
        for actor in (desk.marte, OFFICER):
            for step in (
                lambda actor=actor: desk.add(SKATE, actor, "x" * 22),
                lambda actor=actor: desk.change(part, SKATE, 2, actor),
                lambda actor=actor: desk.remove(part, 2, actor),
                lambda actor=actor: desk.undo(part, 2, actor),
            ):
                with pytest.raises(NoConsent):
                    step()
        assert contents(desk.database) == before

    @pytest.mark.parametrize(
        "actor",
        [
            COLLEAGUE,
            READER,
            NEIGHBOUR,
            Actor("citizen", "nobody", NAMSOS),
            Actor("participant", OFFICER.id, NAMSOS),
        ],
    )
    def test_to_others_the_plan_is_not_there(self, desk, actor):
        part = desk.add()
        for step in (
            lambda: desk.add(SKATE, actor, "x" * 22),
            lambda: desk.change(part, SKATE, 1, actor),
            lambda: desk.remove(part, 1, actor),
            lambda: desk.undo(part, 1, actor),
        ):
            with pytest.raises(NotThere):
                step()

    def test_the_person_elsewhere_is_a_stranger(self, desk):
        part = desk.add()
        with pytest.raises(NotThere):
            desk.change(part, SING, 1, Actor("citizen", desk.marte.id, VIK))

    def test_a_parent_takes_part(self, desk):
        jon = with_parent(desk.database, desk.reference)
        part = desk.add(DANCE, jon)
        assert (desk.part(part).by_kind, desk.part(part).by) == ("citizen", jon.id)


@pytest.mark.parametrize("step", ["add", "add anew", "change", "remove", "undo"])
def test_when_a_statement_fails_nothing_is_left(desk, step):
    """Every write in turn fails after the server has done it, the commit too; then the same press works."""
    about = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": "Ro"})
    again = Draft(kind=Kind.TEXT, code=Topic.NEEDS, words={"text": "Fart"})
    part, said = desk.add(), desk.add(about, key="t" * 22)
    desk.change(part, SING, 1)
    steps = {
        "add": lambda: desk.add(SKATE, key="x" * 22),
        "add anew": lambda: desk.add(again, key="x" * 22),
        "change": lambda: desk.change(part, SKATE, 2),
        "remove": lambda: desk.remove(said, 1),
        "undo": lambda: desk.undo(part, 2),
    }
    before, writes = contents(desk.database), 0
    for number in range(1, 40):
        with failing_write(desk.database, number) as struck, suppress(Planted):
            steps[step]()
        if not struck:
            break
        writes = number
        assert contents(desk.database) == before, f"left after write {number}: {struck}"
    assert writes >= 4
    assert contents(desk.database) != before


@pytest.mark.parametrize("column", ["plan_parts", "plan_versions"])
def test_words_moved_to_another_row_do_not_open(desk, column):
    """A thief who can write swaps nobody's words: the row is part of the seal."""
    first, second = desk.add(), desk.add(SING, key="s" * 22)
    where = "id" if column == "plan_parts" else "part_id"
    statement = f"UPDATE {column} SET words = (SELECT words FROM {column} WHERE {where} = :b) WHERE {where} = :a"
    change(desk.database, statement, a=first, b=second)
    with pytest.raises(SealBroken):
        desk.versions(first) if column == "plan_versions" else desk.part(first)
