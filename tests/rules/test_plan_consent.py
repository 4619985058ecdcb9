"""Who says yes to a plan, what follows from the answer, and what is shared with whom."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import Status
from portal.rules.plan_consent import (
    SECTIONS,
    Answer,
    Consent,
    content_open_to_desk,
    may_consent,
    may_hold_back,
    shares,
    standing,
    status_after,
)

AT = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("status", "plan", "coordinator", "no"),
    [
        ("invited", "active", "coordinator-only", "declined"),
        ("coordinator-only", "active", "coordinator-only", "declined"),
        ("declined", "active", "coordinator-only", "declined"),
        ("active", "active", "coordinator-only", "withdrawn"),
        ("withdrawn", "active", "coordinator-only", "withdrawn"),
        ("ended", None, None, None),
    ],
)
def test_where_the_plan_stands_after_an_answer(status, plan, coordinator, no):
    assert [status_after(status, answer) for answer in Answer] == [plan, coordinator, no]


# pasient- og brukerrettighetsloven § 4-3: the right to consent begins on the 16th birthday; § 4-4: before it the parents'.
@pytest.mark.parametrize(
    ("born", "what", "themself", "parent", "holds_back"),
    [
        (date(1950, 1, 1), "an adult", True, False, False),
        (date(2010, 11, 20), "16 yesterday", True, False, False),
        (date(2010, 11, 21), "16 today", True, False, False),
        (date(2010, 11, 22), "16 tomorrow", False, True, True),
        (date(2014, 11, 20), "12 yesterday", False, True, True),
        (date(2014, 11, 21), "12 today", False, True, True),
        (date(2014, 11, 22), "12 tomorrow", False, True, False),
        (date(2026, 11, 21), "born today", False, True, False),
        (None, "no birthday written", True, True, False),
    ],
)
def test_who_says_yes_by_the_birthday(born, what, themself, parent, holds_back):
    assert may_consent("self", born, TODAY) is themself, what
    assert may_consent("parent", born, TODAY) is parent, what
    assert may_hold_back("self", born, TODAY) is holds_back, what
    assert may_hold_back("parent", born, TODAY) is False, what


@pytest.mark.parametrize(
    ("born", "today", "themself"),
    [
        (date(2012, 2, 29), date(2028, 2, 28), False),
        (date(2012, 2, 29), date(2028, 2, 29), True),
        (date(2084, 2, 29), date(2100, 2, 27), False),
        (date(2084, 2, 29), date(2100, 2, 28), True),
    ],
)
def test_born_on_a_leap_day_one_is_16_on_the_last_of_february(born, today, themself):
    assert may_consent("self", born, today) is themself


@pytest.mark.parametrize(
    ("status", "reads"),
    [
        (Status.INVITED, True),
        (Status.ACTIVE, True),
        (Status.WITHDRAWN, False),
        (Status.DECLINED, False),
        (Status.COORDINATOR_ONLY, False),
        (Status.ENDED, False),
    ],
)
def test_without_a_yes_the_desk_reads_nothing(status, reads):
    assert content_open_to_desk(status) is reads


def consent(number: int, participant: str | None, *sections: str, ended: bool = False) -> Consent:
    return Consent(str(number), participant, sections, None, AT, AT if ended else None)


CONSENTS = (
    consent(1, None),
    consent(2, "school", "goals", "measures", ended=True),
    consent(3, "school", "meetings"),
    consent(4, "nav", *SECTIONS),
    consent(5, "gp", "goals", ended=True),
)


@pytest.mark.parametrize(
    ("who", "sections"),
    [
        ("school", {"meetings"}),
        ("nav", {"goals", "measures", "texts", "team", "meetings"}),
        ("gp", set()),
        ("stranger", set()),
    ],
)
def test_what_is_shared_is_what_stands(who, sections):
    assert {one for one in SECTIONS if shares(CONSENTS, who, one)} == sections


def test_the_yes_to_the_plan_shares_nothing():
    assert standing(CONSENTS) == CONSENTS[0]
    assert standing(CONSENTS[1:]) is None
    assert not shares((consent(1, None, "goals"),), "school", "goals")
