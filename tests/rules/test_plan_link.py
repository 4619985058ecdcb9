"""Who can be asked by a mailed link, how long it opens, and what an answer makes of the measure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.plan import ME, Kind, Measure, Part, Plan, fault_in
from portal.rules.plan_link import (
    Answer,
    Facts,
    Obstacle,
    State,
    answered,
    asked,
    is_alive,
    leads_somewhere,
    mobile,
    obstacle,
    state_of,
)

NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
ENDS = datetime(2026, 12, 5, 11, 3, tzinfo=UTC)
DUE, NEW = date(2026, 12, 1), date(2027, 1, 5)


def part(kind: Kind, **more) -> Part:
    values = {
        "id": "m" * 32, "kind": kind, "version": 2, "at": NOW, "by_kind": "staff", "by": "o",
        "begun_at": NOW, "begun_by_kind": "staff",
    }  # fmt: skip
    return Part(**(values | more))


NAV = part(Kind.PARTICIPANT, id="nav", code="nav", words={"name": "N", "email": "n@nav.example"})
MEASURE = part(
    Kind.MEASURE,
    code=Measure.PROPOSED.value,
    responsible="nav",
    due_on=DUE,
    words={"what": "Hva", "how": "Hvordan", "reason": "Før"},
)
OPEN = Facts(ends_at=ENDS, tries=0, answered=False, ended=False, reachable=True)


@pytest.mark.parametrize(
    ("measure", "participant", "shared", "expected"),
    [
        (MEASURE, NAV, True, None),
        (replace(MEASURE, code=Measure.NO), NAV, True, None),
        (replace(MEASURE, code=Measure.UNDER_WAY), NAV, True, None),
        (MEASURE, NAV, False, Obstacle.NOT_SHARED),
        (MEASURE, None, True, Obstacle.NOBODY),
        (MEASURE, replace(NAV, removed=True), True, Obstacle.NOBODY),
        (replace(MEASURE, responsible=None), NAV, True, Obstacle.NOBODY),
        (replace(MEASURE, responsible=ME), NAV, True, Obstacle.NOBODY),
        (replace(MEASURE, code=Measure.DONE), NAV, True, Obstacle.DONE),
        (MEASURE, replace(NAV, words={"name": "N"}), True, Obstacle.NO_EMAIL),
        (MEASURE, replace(NAV, words={"name": "N"}), False, Obstacle.NO_EMAIL),
    ],
)
def test_who_can_be_asked(measure, participant, shared, expected) -> None:
    assert obstacle(measure, participant, shared=shared) is expected


@pytest.mark.parametrize(
    ("measure", "participant", "shared", "expected"),
    [
        (MEASURE, "nav", True, True),
        (replace(MEASURE, code=Measure.DONE), "nav", True, True),
        (MEASURE, "nav", False, False),
        (MEASURE, "gp", True, False),
        (replace(MEASURE, responsible=ME), "nav", True, False),
        (replace(MEASURE, removed=True), "nav", True, False),
        (replace(MEASURE, kind=Kind.GOAL), "nav", True, False),
        (None, "nav", True, False),
    ],
)
def test_where_a_link_leads(measure, participant, shared, expected) -> None:
    assert leads_somewhere(measure, participant, shared=shared) is expected


@pytest.mark.parametrize(
    ("link", "now", "state"),
    [
        (OPEN, NOW, State.OPEN),
        (OPEN, ENDS - timedelta(seconds=1), State.OPEN),
        (OPEN, ENDS, State.EXPIRED),
        (replace(OPEN, tries=4), NOW, State.OPEN),
        (replace(OPEN, tries=5), NOW, State.TRIED),
        (replace(OPEN, tries=5, ended=True), NOW, State.TRIED),
        (replace(OPEN, ended=True), NOW, State.ENDED),
        (replace(OPEN, reachable=False), NOW, State.DEAD),
        (replace(OPEN, answered=True), NOW, State.ANSWERED),
        (replace(OPEN, answered=True), ENDS, State.EXPIRED),
        (replace(OPEN, answered=True, ended=True), NOW, State.ENDED),
    ],
)
def test_where_a_link_stands_and_whether_it_opens(link, now, state) -> None:
    assert state_of(link, now) is state
    assert is_alive(link, now) is (state in {State.OPEN, State.ANSWERED})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Measure.PROPOSED, Measure.ASKED),
        (Measure.NO, Measure.ASKED),
        (Measure.ASKED, Measure.ASKED),
        (Measure.YES, Measure.YES),
        (Measure.UNDER_WAY, Measure.UNDER_WAY),
    ],
)
def test_to_ask_changes_only_what_waits_for_an_answer(before, after) -> None:
    assert asked(replace(MEASURE, code=before.value)).code == after


@pytest.mark.parametrize(
    ("before", "answer", "on", "code", "due_on"),
    [
        (Measure.ASKED, Answer.YES, None, Measure.YES, DUE),
        (Measure.ASKED, Answer.YES, NEW, Measure.YES, NEW),
        (Measure.ASKED, Answer.NEW_DATE, NEW, Measure.YES, NEW),
        (Measure.ASKED, Answer.DONE, NEW, Measure.DONE, DUE),
        (Measure.ASKED, Answer.NOT_OURS, NEW, Measure.NO, DUE),
        (Measure.UNDER_WAY, Answer.YES, None, Measure.UNDER_WAY, DUE),
        (Measure.UNDER_WAY, Answer.NEW_DATE, NEW, Measure.UNDER_WAY, NEW),
        (Measure.NO, Answer.YES, None, Measure.YES, DUE),
        (Measure.DONE, Answer.NEW_DATE, NEW, Measure.YES, NEW),
    ],
)
def test_what_an_answer_makes_of_the_measure(before, answer, on, code, due_on) -> None:
    draft = answered(replace(MEASURE, code=before.value), answer, on=on, reason="Ikke vårt")
    assert (draft.code, draft.due_on) == (code, due_on)
    reason = {"reason": "Ikke vårt"} if answer is Answer.NOT_OURS else {}
    assert draft.words == {"what": "Hva", "how": "Hvordan"} | reason
    assert (draft.parent, draft.responsible) == (MEASURE.parent, "nav")
    assert fault_in(draft, Plan((MEASURE, NAV))) is None


@pytest.mark.parametrize(
    ("phone", "expected"),
    [
        ("990 00 123", "+4799000123"),
        ("+47 400 00 123", "+4740000123"),
        ("0047 99000123", "+4799000123"),
        ("74 21 71 00", None),
        ("+46 70 000 00 00", None),
        ("9900012", None),
        ("990001234", None),
        ("", None),
    ],
)
def test_which_numbers_take_text_messages(phone, expected) -> None:
    """Norwegian mobile numbers have eight digits and begin with 4 or 9 (the national numbering plan)."""
    assert mobile(phone) == expected
