"""By when: the dates are those the law's own rules give, counted by hand. A late complaint is received, whatever the day."""

from dataclasses import replace
from datetime import date

import pytest

from portal.public_holidays import holidays_around
from portal.rules.complaint_path import Code
from portal.rules.complaint_table import row_on
from portal.rules.complaint_times import IN_TIME, InTime, Late, Note, Say, Way, in_time, times_for
from portal.rules.deadlines import Law, NoRule

D = date
A, E1, E4, FIND = Code.A, Code.E1, Code.E4, Code.FIND


def times(code: Code, told: date | None, today: date, law: Law | None = None):
    row = row_on(code, today)
    row = replace(row, law=law) if law else row
    return times_for(row, told, today, holidays_around(told or today))


@pytest.mark.parametrize(
    ("told", "code", "due"),
    [
        (D(2026, 11, 24), A, D(2026, 12, 22)),
        (D(2026, 11, 26), A, D(2026, 12, 24)),  # Christmas Eve counts
        (D(2026, 11, 27), A, D(2026, 12, 28)),
        (D(2026, 12, 11), E1, D(2027, 1, 4)),
        (D(2026, 12, 11), E4, D(2027, 1, 4)),
        (D(2027, 2, 25), A, D(2027, 3, 30)),  # Maundy Thursday
        (D(2027, 4, 19), A, D(2027, 5, 18)),  # 17 May and Whit Monday
        (D(2027, 4, 3), A, D(2027, 5, 3)),  # 1 May
        (D(2026, 11, 21), A, D(2026, 12, 21)),
    ],
)
def test_the_day_is_counted_from_a_dated_answer(told, code, due):
    found = times(code, told, told)
    assert (found.say, [each.due for each in found.deadlines]) == (Say.BY_DATE, [due])
    assert (found.left, found.late) == ((due - told).days, ())


def test_without_a_dated_answer_one_can_complain_now():
    for code in (A, E1, E4, FIND):
        found = times(code, None, D(2026, 11, 22))
        assert (found.say, found.deadlines, found.late, found.left) == (Say.NOW, (), (), None)


@pytest.mark.parametrize("told", [D(2026, 11, 23), D(2009, 12, 31)])
def test_a_day_to_come_and_a_day_before_the_law_are_no_days_to_count_from(told):
    assert times(E1, told, D(2026, 11, 22)).say is Say.NOW


@pytest.mark.parametrize(
    ("code", "say"),
    [
        ("c2", Say.NO_TIME), ("c3", Say.NO_TIME), ("e3", Say.NO_TIME), ("g", Say.NO_TIME),
        ("h1", Say.NO_TIME), ("h3", Say.NO_TIME), ("i", Say.NO_TIME), ("j", Say.NO_TIME),
        ("d2", Say.IN_LETTER), ("f2", Say.IN_LETTER),
    ],
)  # fmt: skip
def test_where_no_weeks_are_counted_no_day_is_shown(code, say):
    found = times(Code(code), D(2026, 11, 1), D(2026, 11, 22))
    assert (found.say, found.deadlines) == (say, ())


def test_with_an_unknown_law_both_days_are_said_the_shortest_first():
    found = times(FIND, D(2026, 11, 24), D(2026, 11, 25))
    assert [(each.weeks, each.due) for each in found.deadlines] == [
        (3, D(2026, 12, 15)),
        (4, D(2026, 12, 22)),
    ]
    assert (found.left, Note.LAW_NOT_KNOWN in found.notes) == (20, True)


@pytest.mark.parametrize(("law", "weeks"), [(Law.HEALTH, 4), (Law.NAV, 3), (Law.CHILD_WELFARE, 3)])
def test_who_decided_tells_the_weeks_also_when_the_path_is_unsure(law, weeks):
    found = times(FIND, D(2026, 11, 24), D(2026, 11, 25), law)
    assert [each.weeks for each in found.deadlines] == [weeks]
    assert Note.LAW_NOT_KNOWN not in found.notes


@pytest.mark.parametrize(
    ("code", "told", "today", "late"),
    [
        # The last day is 22 December: in time on it, late after it, heard for a year, and never refused.
        (A, D(2026, 11, 24), D(2026, 12, 21), []),
        (A, D(2026, 11, 24), D(2026, 12, 22), []),
        (A, D(2026, 11, 24), D(2026, 12, 23), ["from-knowledge", "may-be-heard"]),
        (A, D(2026, 11, 24), D(2027, 11, 24), ["from-knowledge", "may-be-heard"]),
        (A, D(2026, 11, 24), D(2027, 11, 25), ["from-knowledge", "may-change-anyway"]),
        (E1, D(2026, 11, 24), D(2026, 12, 15), []),
        (E1, D(2026, 11, 24), D(2026, 12, 16), ["may-be-heard"]),
        (E1, D(2026, 11, 24), D(2027, 11, 25), ["may-change-anyway"]),
        (FIND, D(2026, 11, 24), D(2026, 12, 16), ["from-knowledge", "may-be-heard"]),
        (A, D(2013, 5, 1), D(2026, 11, 22), ["from-knowledge", "may-change-anyway"]),
    ],
)
def test_nothing_is_too_late(code, told, today, late):
    found = times(code, told, today)
    assert (found.say, list(found.late)) == (Say.BY_DATE, [Late(each) for each in late])


@pytest.mark.parametrize(
    ("code", "notes"),
    [("a", {"more-time"}), ("e1", {"more-time", "ask-for-reasons"}), ("e4", {"more-time", "ask-for-reasons"})],
)  # fmt: skip
def test_more_time_and_reasons_can_be_asked_for_while_there_is_time(code, notes):
    assert set(times(Code(code), D(2026, 11, 24), D(2026, 11, 24)).notes) == notes
    assert times(Code(code), D(2026, 11, 24), D(2027, 1, 24)).notes == ()


def test_paper_is_posted_in_time_and_what_is_electronic_has_arrived():
    today = D(2026, 11, 22)
    assert in_time(Way.PAPER, today).done is InTime.POSTED
    assert in_time(Way.ELECTRONIC, today).done is InTime.ARRIVED


def test_by_the_adopted_law_it_is_in_time_when_it_is_sent():
    start = D(2028, 1, 1)
    rules = tuple(
        replace(rule, valid_from=start)
        if rule.valid_from is None
        else replace(rule, valid_to=D(2027, 12, 31))
        for rule in IN_TIME
    )
    assert in_time(Way.ELECTRONIC, D(2027, 12, 31), rules).done is InTime.ARRIVED
    assert {in_time(way, start, rules).done for way in Way} == {InTime.SENT}
    with pytest.raises(NoRule):
        in_time(Way.PAPER, D(2009, 12, 31))
