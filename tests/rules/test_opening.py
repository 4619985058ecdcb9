"""When a case or a plan is an employee's own, what it takes to open what is not, and who looks afterwards."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.access import Actor, Role
from portal.rules.opening import (
    Closed,
    Door,
    Kind,
    Reason,
    Thing,
    door,
    is_second,
    may_change,
    needs_words,
    opens_until,
    reason_behind,
    waits_too_long,
)

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
OFFICER = Actor("staff", "siri", "5007", Role.OFFICER, "ke")
READER = replace(OFFICER, role=Role.READER)
NORTH = replace(OFFICER, unit="nord")
LEAD = replace(OFFICER, role=Role.LEAD, unit=None)
ADMINISTRATOR = replace(OFFICER, role=Role.ADMINISTRATOR, unit=None)

TAKEN = Thing(Kind.CASE, "1", "AAAA", "ke", holders=frozenset({"tor"}))
MINE = replace(TAKEN, holders=frozenset({"siri"}))
COVERED = replace(TAKEN, holders=frozenset({"tor", "siri"}))
REGISTERED = replace(TAKEN, noted_by=frozenset({"siri"}))
WAITING = replace(TAKEN, holders=frozenset(), waits=True)
CLOSED_CASE = replace(TAKEN, holders=frozenset())
PLAN = replace(TAKEN, kind=Kind.PLAN)
VACANT = replace(PLAN, holders=frozenset(), waits=True)
OPEN, REASON, GLASS = Door.OPEN, Door.REASON, Door.BREAK_GLASS


@pytest.mark.parametrize(
    ("who", "thing", "takes"),
    [
        (OFFICER, MINE, OPEN),
        (OFFICER, COVERED, OPEN),
        (OFFICER, REGISTERED, OPEN),
        (OFFICER, WAITING, OPEN),
        (READER, WAITING, OPEN),
        (LEAD, WAITING, OPEN),
        (NORTH, WAITING, REASON),
        (ADMINISTRATOR, WAITING, REASON),
        (OFFICER, TAKEN, REASON),
        (READER, TAKEN, REASON),
        (LEAD, TAKEN, REASON),
        (OFFICER, CLOSED_CASE, REASON),
        (LEAD, CLOSED_CASE, REASON),
        (LEAD, PLAN, REASON),
        (LEAD, VACANT, OPEN),
    ],
)
def test_what_is_not_ones_own_takes_a_reason(who: Actor, thing: Thing, takes: Door) -> None:
    assert door(who, thing) is takes


@pytest.mark.parametrize(
    ("closed", "thing", "takes"),
    [
        (Closed.RELATIVE, MINE, GLASS),
        (Closed.RELATIVE, WAITING, GLASS),
        (Closed.RELATIVE, TAKEN, GLASS),
        (Closed.RESTRICTED, MINE, GLASS),
        (Closed.RESTRICTED, WAITING, GLASS),
        (Closed.PROTECTED, MINE, OPEN),
        (Closed.PROTECTED, COVERED, OPEN),
        (Closed.PROTECTED, REGISTERED, GLASS),
        (Closed.PROTECTED, WAITING, GLASS),
        (Closed.PROTECTED, TAKEN, GLASS),
    ],
)
def test_what_is_closed_takes_more_than_a_reason(closed: Closed, thing: Thing, takes: Door) -> None:
    assert door(OFFICER, replace(thing, closed=closed)) is takes


@pytest.mark.parametrize(
    ("closed", "changes"),
    [(None, True), (Closed.PROTECTED, True), (Closed.RESTRICTED, True), (Closed.RELATIVE, False)],
)
def test_a_relatives_matter_is_never_ones_own_to_act_on(
    closed: Closed | None, changes: bool
) -> None:
    assert may_change(replace(MINE, closed=closed)) is changes


@pytest.mark.parametrize(("takes", "hours"), [(REASON, 8), (GLASS, 1)])
def test_how_long_it_opens(takes: Door, hours: int) -> None:
    assert opens_until(takes, NOON) == NOON + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("takes", "reason", "words"),
    [
        (REASON, Reason.COVER, False),
        (REASON, Reason.OTHER, True),
        (GLASS, Reason.COVER, True),
        (GLASS, Reason.OTHER, True),
    ],
)
def test_when_words_are_needed(takes: Door, reason: Reason, words: bool) -> None:
    assert needs_words(takes, reason) is words


@pytest.mark.parametrize(
    ("who", "opened_by", "leads", "looks"),
    [
        (LEAD, "tor", {"siri"}, True),
        (LEAD, "siri", {"siri", "eva"}, False),
        (ADMINISTRATOR, "eva", {"eva"}, True),
        (ADMINISTRATOR, "eva", {"eva", "liv"}, False),
        (ADMINISTRATOR, "tor", {"eva"}, False),
        (ADMINISTRATOR, "tor", set(), True),
        (ADMINISTRATOR, "siri", set(), False),
        (READER, "eva", {"eva"}, False),
        (OFFICER, "eva", {"eva"}, False),
        (OFFICER, "tor", set(), False),
    ],
)
def test_who_is_the_second_person(who: Actor, opened_by: str, leads: set[str], looks: bool) -> None:
    assert is_second(who, opened_by, leads) is looks


CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 26)})


@pytest.mark.parametrize(
    ("opened", "today", "late"),
    [
        # Friday 20 November: Monday and Tuesday are the two working days.
        (date(2026, 11, 20), date(2026, 11, 24), False),
        (date(2026, 11, 20), date(2026, 11, 25), True),
        # Wednesday 23 December: Thursday and, after Christmas, Monday.
        (date(2026, 12, 23), date(2026, 12, 28), False),
        (date(2026, 12, 23), date(2026, 12, 29), True),
    ],
)
def test_two_working_days_for_the_second_person(opened: date, today: date, late: bool) -> None:
    assert waits_too_long(opened, today, CHRISTMAS) is late


@dataclass(frozen=True)
class Said:
    """As the store tells of an opening."""

    staff: str
    object: str
    at: datetime
    until: datetime


FIRST = Said("siri", "1", NOON, NOON + timedelta(hours=8))
SECOND = Said("siri", "1", NOON + timedelta(hours=2), NOON + timedelta(hours=3))


@pytest.mark.parametrize(
    ("staff", "thing", "after", "found"),
    [
        ("siri", "1", timedelta(0), FIRST),
        ("siri", "1", timedelta(hours=2), SECOND),
        ("siri", "1", timedelta(hours=3), FIRST),
        ("siri", "1", timedelta(hours=8), None),
        ("siri", "1", -timedelta(seconds=1), None),
        ("tor", "1", timedelta(hours=1), None),
        ("siri", "2", timedelta(hours=1), None),
    ],
)
def test_a_reading_finds_the_reason_behind_it(
    staff: str, thing: str, after: timedelta, found: Said | None
) -> None:
    assert reason_behind([FIRST, SECOND], staff, thing, NOON + after) == found
