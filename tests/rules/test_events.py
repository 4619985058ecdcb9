"""An event has one spelling, and holds codes and ids only."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from portal.rules.events import START, Code, Event, canonical, complaint_about

EVENT = Event(
    municipality="5007",
    number=7,
    code="case.read",
    actor_kind="staff",
    actor_id="0123456789abcdef",
    acting_for="",
    subject="case1",
    object="case1,case2",
    at=datetime(2026, 11, 21, 11, 3, 4, 5, tzinfo=UTC),
)


def test_the_spelling_is_fixed():
    assert canonical(EVENT, START) == (
        f'["{START}","5007",7,"case.read","staff","0123456789abcdef","","case1","case1,case2",'
        '"2026-11-21T11:03:04.000005+00:00"]'
    )


def test_the_same_moment_in_another_zone_has_the_same_spelling():
    oslo = EVENT.at.astimezone(timezone(timedelta(hours=1)))
    assert canonical(replace(EVENT, at=oslo), START) == canonical(EVENT, START)


def test_every_field_and_the_one_before_count():
    other = {
        field.name: 8
        if field.name == "number"
        else EVENT.at + timedelta(microseconds=1)
        if field.name == "at"
        else "other"
        for field in fields(Event)
    }
    spellings = {canonical(replace(EVENT, **{name: value}), START) for name, value in other.items()}
    spellings |= {canonical(EVENT, START), canonical(EVENT, "f" * 64)}
    assert len(spellings) == len(fields(Event)) + 2


def test_neighbouring_fields_cannot_borrow_from_each_other():
    one = replace(EVENT, subject="ab", object="c")
    assert canonical(one, START) != canonical(replace(one, subject="a", object="bc"), START)


@pytest.mark.parametrize("code", list(Code))
def test_every_code_reads_as_history_and_is_accepted(code):
    assert code.count(".") == 1
    assert complaint_about(replace(EVENT, code=code)) is None


@pytest.mark.parametrize(
    "field", ["municipality", "actor_kind", "actor_id", "acting_for", "subject", "object"]
)
@pytest.mark.parametrize("words", ["to ord", "æ", "a\n", "'", "a,", ",a", "x" * 65, "+4799999901"])
def test_words_and_numbers_of_people_are_refused(field, words):
    assert complaint_about(replace(EVENT, **{field: words})) == (
        f"the event's {field} may hold codes and ids only"
    )


def test_an_unknown_code_is_refused():
    assert complaint_about(replace(EVENT, code="case.gossip"))
