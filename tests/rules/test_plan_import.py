"""What a file would change in a plan: order, what is the same, and what no plan may hold."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from portal.rules.plan import ME, Kind, Part
from portal.rules.plan_import import (
    Change,
    Hindrance,
    Incoming,
    differences,
    folded,
    hindrances,
    in_order,
    linked,
)

AT = datetime(2026, 11, 1, tzinfo=UTC)


def incoming(ref: str, kind: Kind = Kind.GOAL, **more: Any) -> Incoming:
    words = more.pop("words", {"text": f"Ord om {ref}"})
    code = more.pop("code", "open" if kind is Kind.GOAL else "")
    return Incoming(ref=ref, path=f"$.{ref}", kind=kind, words=words, code=code, **more)


def measure(ref: str, **more: Any) -> Incoming:
    return incoming(ref, Kind.MEASURE, words={"what": ref}, code="asked", **more)


def part(part_id: str, kind: Kind = Kind.GOAL, **more: Any) -> Part:
    values: dict[str, Any] = {
        "words": {"text": f"Ord om {part_id}"},
        "code": "open" if kind is Kind.GOAL else "",
        "version": 1,
        "at": AT,
        "by_kind": "staff",
        "by": "siri",
        "begun_at": AT,
        "begun_by_kind": "staff",
    }
    return Part(id=part_id, kind=kind, **(values | more))


GOAL, SUB = incoming("goal"), incoming("sub", parent="goal")
NAV = incoming("nav", Kind.PARTICIPANT, words={"name": "Rune"}, code="nav")
TASK = measure("task", parent="sub", responsible="nav")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([GOAL, SUB], ["goal", "sub"]),
        ([SUB, GOAL], ["goal", "sub"]),
        ([TASK, SUB, NAV, GOAL], ["nav", "goal", "sub", "task"]),
        ([measure("mine", responsible=ME)], ["mine"]),
        ([], []),
    ],
)
def test_what_something_hangs_on_comes_before_it(given: list[Incoming], wanted: list[str]) -> None:
    ordered, wrong = in_order(given)
    assert [each.ref for each in ordered] == wanted
    assert wrong == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ([SUB], [Hindrance("$.sub", "unknown")]),
        ([replace(GOAL, parent="goal")], [Hindrance("$.goal", "circle")]),
        (
            [replace(GOAL, parent="sub"), SUB],
            [Hindrance("$.goal", "circle"), Hindrance("$.sub", "circle")],
        ),
        ([measure("task", responsible="nobody")], [Hindrance("$.task", "unknown")]),
    ],
)
def test_what_cannot_be_ordered_is_named(given: list[Incoming], wrong: list[Hindrance]) -> None:
    assert in_order(given)[1] == wrong


@pytest.mark.parametrize(
    ("given", "there", "change", "before"),
    [
        (GOAL, [], Change.NEW, None),
        (GOAL, [part("goal")], Change.SAME, "goal"),
        (GOAL, [part("other", words={"text": "Ord om goal"})], Change.SAME, "other"),
        (GOAL, [part("other")], Change.NEW, None),
        (GOAL, [part("goal", words={"text": "Annet"})], Change.CHANGED, "goal"),
        (GOAL, [part("goal", code="reached")], Change.CHANGED, "goal"),
        (GOAL, [part("goal", removed=True)], Change.CHANGED, "goal"),
        (GOAL, [part("other", words={"text": "Ord om goal"}, removed=True)], Change.NEW, None),
        (GOAL, [part("goal", Kind.TEXT, code="needs")], Change.NEW, None),
        (GOAL, [part("goal", words={"text": " Ord\u00a0om goal\n"})], Change.SAME, "goal"),
        (incoming("t", Kind.TEXT, code="needs"), [part("n", Kind.TEXT, code="needs")], Change.CHANGED, "n"),
        (incoming("t", Kind.TEXT, code="needs"), [part("n", Kind.TEXT, code="by-me")], Change.NEW, None),
        (incoming("p", Kind.POINT, code="open"), [part("p", Kind.POINT, code="discussed", begun_by_kind="citizen")], Change.KEPT, "p"),
        (incoming("p", Kind.POINT, code="open"), [part("p", Kind.POINT, code="open", begun_by_kind="citizen")], Change.SAME, "p"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_part(
    given: Incoming, there: list[Part], change: Change, before: str | None
) -> None:
    (found,) = differences([given], there)
    assert (found.change, found.before and found.before.id) == (change, before)


def test_what_hangs_on_something_known_by_another_name_is_still_the_same() -> None:
    there = [
        part("a", words={"text": "Ord om goal"}),
        part("b", words={"text": "Ord om sub"}, parent="a"),
    ]
    assert [each.change for each in differences([GOAL, SUB], there)] == [Change.SAME] * 2


def test_two_alike_are_two() -> None:
    twins = [incoming("one", words={"text": "x"}), incoming("two", words={"text": "x"})]
    there = [part("a", words={"text": "x"})]
    assert [each.change for each in differences(twins, there)] == [Change.SAME, Change.NEW]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ([incoming("x", words={})], "words"),
        ([incoming("x", words={"text": "x", "song": "y"})], "words"),
        ([incoming("x", code="dreamt")], "code"),
        ([NAV, incoming("x", parent="nav")], "parent"),
        ([incoming("x", Kind.COMMENT)], "parent"),
        ([GOAL, measure("x", responsible="goal")], "responsible"),
        ([incoming("x", due_on=AT.date())], "date"),
        ([GOAL, SUB, NAV, TASK], None),
    ],
)
def test_what_no_plan_may_hold_is_named(given: list[Incoming], code: str | None) -> None:
    found = hindrances(differences(given, []), [])
    assert found == ([Hindrance("$.x", code)] if code else [])


def test_only_plain_blanks_are_left() -> None:
    assert folded(" a\u00a0b\u2028c\td\r\ne\u3000") == "a b c\td\r\ne"


def test_an_evaluation_follows_the_meeting_it_was_made_at() -> None:
    told = Incoming(
        kind=Kind.EVALUATION,
        code="closer",
        parent="g",
        words={"text": "Bra", "meeting": "m"},
        ref="e",
        path="e",
    )
    meeting = Incoming(kind=Kind.MEETING, code="held", words={"title": "Møte"}, ref="m", path="m")
    goal = Incoming(kind=Kind.GOAL, code="open", words={"text": "Mål"}, ref="g", path="g")
    ordered, wrong = in_order([told, goal, meeting])
    assert ([part.ref for part in ordered], wrong) == (["g", "m", "e"], [])
    assert linked(told, {"g": "here-g", "m": "here-m"}).words["meeting"] == "here-m"
    gone, wrong = in_order([told, goal])
    assert ([part.ref for part in gone], wrong) == (["g", "e"], [])
