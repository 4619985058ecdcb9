"""The versions of a plan, each with the one before it; what is new since the reader was here; texts by their topic."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.rules.plan import Draft, Goal, Kind, Topic
from portal.store import plan, plan_changes, plan_parts, plan_texts
from portal.store.plan_changes import OF_ONE_PART, PAGE_SIZE
from portal.store.plan_parts import Conflict, KeyReused, NotThere
from tests.store.people import NEIGHBOUR, OFFICER, at_once
from tests.store.plan_people import begun, row_of, with_parent

DANCE = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil danse"})
SING = Draft(kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil synge"})


class Desk:
    """A plan, and a clock that goes a minute at each step."""

    def __init__(self, database) -> None:
        self.database, self.clock = database, database.clock
        self.marte, self.reference = begun(database)
        self.id = row_of(database, self.reference).id

    def do(self, what, actor, *args, **more):
        self.clock.now += timedelta(minutes=1)
        with self.database.transaction() as session:
            return what(session, actor, self.reference, *args, **more)

    def ask(self, what, *args, **more):
        with self.database.transaction() as session:
            return what(session, *args, **more)

    def read(self, actor=None):
        with self.database.transaction() as session:
            assert plan.read(session, actor or self.marte, self.reference)

    def last_visit(self, actor=None):
        return self.ask(plan_changes.last_visit, actor or self.marte, self.id)

    def new(self, since, actor=None):
        return self.ask(plan_changes.count_since, actor or self.marte, self.id, since)


@pytest.fixture
def desk(database):
    return Desk(database)


def said(part):
    return part and (part.says("text"), part.removed)


def test_each_version_comes_with_the_one_before_the_newest_first(desk):
    goal = desk.do(plan_parts.add, desk.marte, DANCE, key="a" * 22)
    desk.do(plan_parts.change, OFFICER, goal, SING, based_on=1)
    desk.do(plan_parts.remove, desk.marte, goal, based_on=2)
    found = desk.ask(plan_changes.of_plan, desk.id)
    dance, sing, gone = ("Jeg vil danse", False), ("Jeg vil synge", False), ("Jeg vil synge", True)
    told = [(said(one.before), said(one.after), one.latest) for one in found.changes]
    assert told == [(sing, gone, True), (dance, sing, False), (None, dance, False)]
    assert not found.more
    assert found.names["staff", OFFICER.id] == "Siri Prøve"
    assert found.names["citizen", desk.marte.id] == "Marte Solvik"


def test_of_one_part_the_newest_and_of_no_other(desk):
    goal = desk.do(plan_parts.add, desk.marte, DANCE, key="a" * 22)
    desk.do(plan_parts.add, desk.marte, SING, key="b" * 22)
    for version in range(1, OF_ONE_PART + 3):
        words = {"text": f"Nummer {version + 1}"}
        desk.do(plan_parts.change, desk.marte, goal, replace(DANCE, words=words), based_on=version)
    found = desk.ask(plan_changes.of_part, desk.id, goal)
    assert len(found.changes) == OF_ONE_PART and found.more
    assert {one.after.id for one in found.changes} == {goal}
    assert found.changes[0].after.says("text") == f"Nummer {OF_ONE_PART + 3}"
    assert desk.ask(plan_changes.of_part, "f" * 32, goal).changes == [], "nor of another plan"


def test_a_page_at_a_time(desk):
    row = row_of(desk.database, desk.reference)
    with desk.database.transaction() as session:
        for number in range(PAGE_SIZE + 1):
            draft = replace(DANCE, words={"text": f"Mål {number}"})
            plan_parts.first_version(session, desk.marte, row, draft)
    first, second = (desk.ask(plan_changes.of_plan, desk.id, page=page) for page in (1, 2))
    assert (len(first.changes), first.more) == (PAGE_SIZE, True)
    assert (len(second.changes), second.more) == (1, False)
    every = {one.after.id for one in (*first.changes, *second.changes)}
    assert len(every) == PAGE_SIZE + 1


@pytest.mark.parametrize(("minutes", "seen"), [(120, False), (121, True)])
def test_the_last_visit_is_over_when_no_login_can_last_so_long(desk, minutes, seen):
    desk.read()
    was = desk.clock.now
    desk.clock.now += timedelta(minutes=minutes)
    desk.read()
    assert desk.last_visit() == (was if seen else None)


def test_only_the_readers_own_visits_of_this_plan_count(desk):
    jon = with_parent(desk.database, desk.reference)
    desk.read(jon)
    desk.read(OFFICER)
    desk.clock.now += timedelta(days=1)
    assert desk.last_visit() is None
    assert desk.last_visit(jon) is not None
    assert desk.ask(plan_changes.last_visit, jon, "f" * 32) is None


def test_what_others_have_changed_since_is_counted_and_ones_own_is_not(desk):
    since = desk.clock.now
    goal = desk.do(plan_parts.add, OFFICER, DANCE, key="a" * 22)
    desk.do(plan_parts.change, OFFICER, goal, SING, based_on=1)
    desk.do(plan_parts.change, desk.marte, goal, DANCE, based_on=2)
    assert desk.new(since) == 2
    assert desk.new(since, OFFICER) == 1
    assert desk.new(desk.clock.now) == 0
    assert desk.new(None) == 0, "there is nothing to count from"


class TestTexts:
    def write(self, desk, text, based_on, key="a" * 22, actor=None):
        more = {"based_on": based_on, "key": key}
        desk.do(plan_texts.write, actor or desk.marte, Topic.NEEDS, text, **more)

    def now(self, desk):
        found = desk.ask(plan_parts.living_of, desk.id).text(Topic.NEEDS)
        return (found.says("text"), found.version)

    def test_begun_and_changed(self, desk):
        self.write(desk, "Ro", 0)
        self.write(desk, "Ro og hvile", 1, key="b" * 22)
        assert self.now(desk) == ("Ro og hvile", 2)

    def test_the_same_press_twice_is_once(self, desk):
        for _twice in range(2):
            self.write(desk, "Ro", 0)
        assert self.now(desk) == ("Ro", 1)

    def test_who_begins_second_sees_the_first(self, desk):
        self.write(desk, "Ro", 0)
        with pytest.raises(Conflict) as met:
            self.write(desk, "Hvile", 0, key="b" * 22, actor=OFFICER)
        assert met.value.theirs.says("text") == "Ro"
        assert self.now(desk) == ("Ro", 1)

    def test_two_at_once_never_overwrite_each_other(self, desk):
        def begin(number):
            try:
                with desk.database.transaction() as session:
                    plan_texts.write(
                        session, desk.marte, desk.reference, Topic.NEEDS,
                        f"Tekst {number}", based_on=0, key=f"{number:022}",
                    )  # fmt: skip
            except Conflict:
                return False
            return True

        assert sorted(at_once(4, begin)) == [False, False, False, True]
        assert self.now(desk)[1] == 1

    def test_taken_away_it_can_be_begun_again(self, desk):
        self.write(desk, "Ro", 0)
        there = desk.ask(plan_parts.living_of, desk.id).text(Topic.NEEDS)
        desk.do(plan_parts.remove, desk.marte, there.id, based_on=1)
        self.write(desk, "Hvile", 0, key="b" * 22)
        assert self.now(desk) == ("Hvile", 3)
        with pytest.raises(KeyReused):
            desk.do(plan_parts.remove, desk.marte, there.id, based_on=3)
            self.write(desk, "Noe annet", 0, key="b" * 22)

    def test_not_for_those_who_may_not(self, desk):
        with pytest.raises(NotThere):
            self.write(desk, "Nei", 0, actor=NEIGHBOUR)
