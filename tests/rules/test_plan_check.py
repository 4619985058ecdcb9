"""A plan held against IP-forskriften § 9: an empty one lacks it all, a full one nothing, and each hole alone is found."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import ME, Goal, Kind, Measure, Part, Plan, Sector, Topic
from portal.rules.plan_check import Facts, Hole, Item, Missing, check, holes, is_child

TODAY = date(2026, 11, 21)
MOMENT = datetime(2026, 11, 1, 9, tzinfo=UTC)
CHILD = date(2017, 5, 3)
FACTS = Facts(consented=True, has_coordinator=True, born=CHILD)


def part(part_id, kind, code="", **more):
    values = {"version": 1, "at": MOMENT, "by_kind": "staff", "by": "x", "begun_at": MOMENT}
    return Part(id=part_id, kind=kind, code=code, begun_by_kind="staff", **(values | more))


def text(topic):
    return part(topic.value, Kind.TEXT, topic, words={"text": "noe"})


MEASURE_WORDS = {"what": "Trene", "extent": "Hver uke", "how": "Hjemme"}
ROLES = {"coordinator": "appointed", "child_coordinator": "offered", "contact_doctor": "declined"}
FULL = {
    one.id: one
    for one in (
        part("goal", Kind.GOAL, Goal.OPEN, words={"text": "Sykle"}),
        *(text(topic) for topic in Topic if topic is not Topic.IMPORTANT),
        part("kin", Kind.PARTICIPANT, Sector.KIN, words={"name": "Far"}),
        part("physio", Kind.PARTICIPANT, Sector.MUNICIPALITY, words={"name": "Fysio"}),
        part("theirs", Kind.MEASURE, Measure.YES, responsible="physio", words=MEASURE_WORDS),
        part("mine", Kind.MEASURE, Measure.YES, responsible=ME, words={"what": "Gå tur"}),
        part(
            "period", Kind.PERIOD,
            words={"from": "2026-01-01", "to": "2026-11-21"}, due_on=TODAY,
        ),
        part("roles", Kind.ROLES, words=ROLES),
    )
}  # fmt: skip


def missing(changes=None, without=(), **facts):
    """What is missing of the full plan with these parts in place of its own, or without them."""
    parts = FULL | {one.id: one for one in changes or ()}
    plan = Plan(tuple(one for key, one in parts.items() if key not in without))
    return holes(check(plan, replace(FACTS, **facts), TODAY))


def words(part_id, **changed):
    one = FULL[part_id]
    return replace(one, words={**one.words, **changed})


def test_a_full_plan_lacks_nothing():
    checked = check(Plan(tuple(FULL.values())), FACTS, TODAY)
    assert all(each.there for each in checked)
    assert [each.number for each in checked] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, None]
    assert {(each.basis, each.mark) for each in checked} == {("IP-forskriften § 9", "C")}


def test_an_empty_plan_lacks_every_item():
    checked = check(Plan(), Facts(consented=False, has_coordinator=False, born=CHILD), TODAY)
    assert [each.item for each in checked if not each.there] == list(Item)


@pytest.mark.parametrize(
    ("change", "hole"),
    [
        ({"without": ["goal"]}, Hole.GOALS),
        ({"without": ["resources"]}, Hole.RESOURCES),
        ({"without": ["needs"]}, Hole.NEEDS),
        ({"changes": [words("needs", text="")]}, Hole.NEEDS),
        ({"has_coordinator": False}, Hole.COORDINATOR),
        ({"without": ["by-me", "mine"]}, Hole.BY_ME),
        ({"without": ["by-kin"]}, Hole.BY_KIN),
        ({"without": ["roles"], "born": None}, Hole.ROLE_CONTACT_DOCTOR),
        ({"changes": [words("roles", contact_doctor="")]}, Hole.ROLE_CONTACT_DOCTOR),
        ({"changes": [words("roles", child_coordinator="")]}, Hole.ROLE_CHILD_COORDINATOR),
        ({"changes": [words("period", to="")]}, Hole.PERIOD),
        ({"changes": [words("period", **{"from": ""})]}, Hole.PERIOD),
        ({"changes": [words("period", to="2026-11-20")]}, Hole.PERIOD_OVER),
        ({"changes": [replace(FULL["period"], due_on=None)]}, Hole.REVIEW),
        ({"changes": [replace(FULL["period"], due_on=date(2026, 11, 20))]}, Hole.REVIEW_PASSED),
        ({"consented": False}, Hole.CONSENT),
        ({"without": ["cooperation"]}, Hole.COOPERATION),
        ({"without": ["child"]}, Hole.CHILD),
    ],
)
def test_each_hole_alone(change, hole):
    assert missing(**change) == [Missing(hole)]


@pytest.mark.parametrize(
    ("change", "hole"),
    [
        (words("theirs", extent=""), Hole.EXTENT),
        (words("theirs", how=""), Hole.HOW),
        (replace(FULL["theirs"], responsible=None), Hole.NOBODY_RESPONSIBLE),
    ],
)
def test_a_hole_in_a_measure_names_it(change, hole):
    assert missing(changes=[change]) == [Missing(hole, ("theirs",))]


@pytest.mark.parametrize("code", [Measure.NO, Measure.DONE])
def test_a_settled_measure_need_not_be_written_out(code):
    bare = part("old", Kind.MEASURE, code, words={"what": "Noe som var"})
    assert missing(changes=[bare]) == []


def test_without_participants_and_without_measures():
    alone = ["kin", "physio", "theirs", "mine", "by-kin"]
    assert missing(without=alone) == [
        Missing(Hole.PARTICIPANTS), Missing(Hole.MEASURES), Missing(Hole.HOW),
    ]  # fmt: skip


@pytest.mark.parametrize("gone", ["by-me", "by-services"])
def test_a_measure_is_a_contribution_too(gone):
    assert missing(without=[gone]) == []


def test_without_a_word_from_the_services_or_a_measure_of_theirs():
    assert missing(without=["by-services", "theirs"]) == [Missing(Hole.BY_SERVICES)]


def test_next_of_kin_who_do_something_have_contributed():
    theirs = part("drive", Kind.MEASURE, Measure.YES, responsible="kin", words=MEASURE_WORDS)
    assert missing(changes=[theirs], without=["by-kin"]) == []


def test_a_plan_without_next_of_kin_need_not_say_what_they_do():
    assert missing(without=["by-kin", "kin"]) == []


@pytest.mark.parametrize(
    ("coordinator", "found"),
    [("", [Missing(Hole.COORDINATOR), Missing(Hole.ROLE_COORDINATOR)]),
     ("offered", [Missing(Hole.COORDINATOR)])],
)  # fmt: skip
def test_what_has_become_of_the_coordinator(coordinator, found):
    changed = [words("roles", coordinator=coordinator)]
    assert missing(changes=changed, has_coordinator=False) == found


@pytest.mark.parametrize(
    ("born", "child"),
    [
        (date(2008, 11, 22), True),
        (date(2008, 11, 21), False),  # the birthday
        (date(2008, 11, 20), False),
        (None, False),
    ],
)
def test_the_childs_item_until_eighteen(born, child):
    assert is_child(born, TODAY) is child
    items = [each.item for each in check(Plan(), replace(FACTS, born=born), TODAY)]
    assert (Item.CHILD in items) is child
