"""Where a case stands, what comes next and when: tables of the months and states of law.md sections 2 and 3.2."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.rules.answers import AnswerKind
from portal.rules.case import Outcome, Status
from portal.rules.case_story import (
    Asked,
    Facts,
    Given,
    Mark,
    Next,
    Reminder,
    Stand,
    dates,
    may_withdraw,
    may_write,
    reminder,
    story,
)
from portal.rules.deadlines import answer_due


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


TODAY = date(2026, 11, 30)
DUE = date(2026, 12, 21)
NEW = Facts(status="received", outcome=None, due_on=DUE)
MORE = Given(AnswerKind.MORE_WANTED, at(24))
WAIT = Given(AnswerKind.PRELIMINARY, at(25))
YES = Given(AnswerKind.COORDINATOR, at(26), coordinator_from=date(2026, 12, 7))
PART = Given(AnswerKind.IN_PART, at(26), complaint_due=date(2026, 12, 24))
NO = Given(AnswerKind.REFUSED, at(26), complaint_due=date(2026, 12, 24))


def answered(outcome: str, *given: Given, status: str = "answered") -> Facts:
    return replace(NEW, status=status, outcome=outcome, given=given)


STATES = {
    "just sent": (NEW, Stand.RECEIVED, Next.ANSWER_WITHIN_MONTH, DUE, Asked.NOTHING),
    "opened": (
        replace(NEW, status="opened"),
        Stand.OPENED, Next.ANSWER_WITHIN_MONTH, DUE, Asked.NOTHING,
    ),
    "taken": (
        replace(NEW, status="taken"),
        Stand.TAKEN, Next.ANSWER_WITHIN_MONTH, DUE, Asked.NOTHING,
    ),
    "tried by phone": (
        replace(NEW, status="taken", outcome="not-reached"),
        Stand.TAKEN, Next.ANSWER_WITHIN_MONTH, DUE, Asked.NOTHING,
    ),
    "more wanted": (
        replace(NEW, status="taken", given=(MORE,)),
        Stand.MORE_WANTED, Next.ANSWER_WITHIN_MONTH, DUE, Asked.MORE,
    ),
    "more wanted and told": (
        replace(NEW, status="taken", given=(MORE,), wrote_at=at(24, 10)),
        Stand.TAKEN, Next.ANSWER_WITHIN_MONTH, DUE, Asked.NOTHING,
    ),
    "told, and asked again": (
        replace(
            NEW,
            status="taken",
            given=(MORE, Given(AnswerKind.MORE_WANTED, at(26))),
            wrote_at=at(24, 10),
        ),
        Stand.MORE_WANTED, Next.ANSWER_WITHIN_MONTH, DUE, Asked.MORE,
    ),
    "preliminary": (
        replace(NEW, status="taken", due_on=date(2027, 1, 15), given=(WAIT,)),
        Stand.PRELIMINARY, Next.ANSWER_BY_NEW_DATE, date(2027, 1, 15), Asked.NOTHING,
    ),
    "coordinator": (
        answered("coordinator-appointed", YES),
        Stand.COORDINATOR, Next.COORDINATOR_STARTS, date(2026, 12, 7), Asked.NOTHING,
    ),
    "coordinator by phone": (
        answered("coordinator-appointed"),
        Stand.COORDINATOR, Next.COORDINATOR_STARTS, None, Asked.NOTHING,
    ),
    "no coordinator found yet": (
        replace(answered("coordinator-vacant"), due_on=date(2027, 1, 8)),
        Stand.VACANT, Next.NEWS_BY, date(2027, 1, 8), Asked.NOTHING,
    ),
    "yes to some of it": (
        answered("granted-in-part", PART),
        Stand.IN_PART, Next.MAY_COMPLAIN, date(2026, 12, 24), Asked.NOTHING,
    ),
    "no": (
        answered("refused", NO),
        Stand.REFUSED, Next.MAY_COMPLAIN, date(2026, 12, 24), Asked.NOTHING,
    ),
    "no, and closed": (
        answered("refused", NO, status="closed"),
        Stand.REFUSED, Next.MAY_COMPLAIN, date(2026, 12, 24), Asked.NOTHING,
    ),
    "no, after a question": (
        answered("refused", MORE, NO),
        Stand.REFUSED, Next.MAY_COMPLAIN, date(2026, 12, 24), Asked.NOTHING,
    ),
    "no, then yes": (
        answered("coordinator-appointed", NO, YES),
        Stand.COORDINATOR, Next.COORDINATOR_STARTS, date(2026, 12, 7), Asked.NOTHING,
    ),
    "a meeting": (answered("appointment"), Stand.APPOINTMENT, Next.NOTHING, None, Asked.NOTHING),
    "nothing more": (
        answered("wants-nothing"), Stand.WANTS_NOTHING, Next.NOTHING, None, Asked.NOTHING,
    ),
    "withdrawn": (
        answered("withdrawn", status="closed"),
        Stand.WITHDRAWN, Next.NOTHING, None, Asked.NOTHING,
    ),
    "started by another": (
        replace(NEW, confirmed=False),
        Stand.UNCONFIRMED, Next.CONFIRM_FIRST, None, Asked.CONFIRM,
    ),
    "started by another, contact offered": (
        replace(answered("appointment"), confirmed=False),
        Stand.UNCONFIRMED, Next.CONFIRM_FIRST, None, Asked.CONFIRM,
    ),
    "started by another, no": (
        replace(answered("not-wanted", status="closed"), confirmed=False),
        Stand.NOT_WANTED, Next.NOTHING, None, Asked.NOTHING,
    ),
    "closed without a word": (
        replace(NEW, status="closed"), Stand.CLOSED, Next.NOTHING, None, Asked.NOTHING,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STATES)
def test_every_state_has_its_story(name: str) -> None:
    facts, stand, next_, next_on, asked = STATES[name]
    told = story(facts, TODAY)
    assert (told.stand, told.next, told.next_on, told.asked) == (stand, next_, next_on, asked)
    assert told.closed is (facts.status == "closed")


def test_every_outcome_and_status_has_a_place_to_stand() -> None:
    for status in Status:
        for outcome in (None, *Outcome):
            assert story(replace(NEW, status=status, outcome=outcome), TODAY).stand in Stand


RECEIVED = [
    # received, last day of the month that follows (law.md: authority's date, never moved)
    (date(2026, 11, 21), date(2026, 12, 21)),
    (date(2026, 1, 31), date(2026, 2, 28)),
    (date(2028, 1, 31), date(2028, 2, 29)),
    (date(2026, 8, 31), date(2026, 9, 30)),
    (date(2026, 12, 31), date(2027, 1, 31)),
    (date(2026, 11, 24), date(2026, 12, 24)),
    (date(2026, 4, 17), date(2026, 5, 17)),
]


@pytest.mark.parametrize(("received", "last"), RECEIVED)
def test_the_month_has_passed_the_day_after_its_last(received: date, last: date) -> None:
    facts = replace(NEW, due_on=answer_due(received))
    on_it, after = story(facts, last), story(facts, date.fromordinal(last.toordinal() + 1))
    assert (on_it.next, on_it.next_on, on_it.reminder) == (
        Next.ANSWER_WITHIN_MONTH, last, Reminder.NOT_YET,
    )  # fmt: skip
    assert (after.next, after.next_on, after.reminder) == (Next.MONTH_PASSED, last, Reminder.NOW)


LATE = date(2026, 12, 22)
REMINDERS = {
    "the last day": (NEW, DUE, Reminder.NOT_YET),
    "the day after": (NEW, LATE, Reminder.NOW),
    "reminded today": (replace(NEW, reminded_on=LATE), LATE, Reminder.DONE),
    "six days ago": (replace(NEW, reminded_on=LATE), date(2026, 12, 28), Reminder.DONE),
    "seven days ago": (replace(NEW, reminded_on=LATE), date(2026, 12, 29), Reminder.NOW),
    "a new date to come": (
        replace(NEW, due_on=date(2027, 1, 8), given=(WAIT,), reminded_on=LATE),
        date(2026, 12, 30), Reminder.NOT_YET,
    ),
    "the new date passed": (
        replace(NEW, due_on=date(2026, 12, 23), given=(WAIT,), reminded_on=LATE),
        date(2026, 12, 24), Reminder.NOW,
    ),
    "answered": (answered("refused", NO), date(2027, 2, 1), Reminder.NOT_YET),
    "closed": (answered("withdrawn", status="closed"), date(2027, 2, 1), Reminder.NOT_YET),
    "nobody has confirmed": (replace(NEW, confirmed=False), date(2027, 2, 1), Reminder.NOT_YET),
    "news of a coordinator late": (answered("coordinator-vacant"), LATE, Reminder.NOW),
    "taken": (replace(NEW, status="taken"), LATE, Reminder.NOW),
}  # fmt: skip


@pytest.mark.parametrize("name", REMINDERS)
def test_who_may_remind_and_when(name: str) -> None:
    facts, today, expected = REMINDERS[name]
    assert reminder(facts, today) is expected


def test_a_passed_new_date_and_late_news_are_said() -> None:
    late = replace(NEW, due_on=date(2026, 12, 23), given=(WAIT,))
    assert story(late, date(2026, 12, 24)).next is Next.NEW_DATE_PASSED
    assert story(answered("coordinator-vacant"), LATE).next is Next.NEWS_LATE


DATES = {
    "the month": (NEW, TODAY, [(Mark.ANSWER, DUE)]),
    "its last day": (NEW, DUE, [(Mark.ANSWER, DUE)]),
    "passed": (NEW, LATE, []),
    "coordinator": (
        answered("coordinator-appointed", YES), TODAY, [(Mark.COORDINATOR, date(2026, 12, 7))],
    ),
    "complaint": (answered("refused", NO), TODAY, [(Mark.COMPLAINT, date(2026, 12, 24))]),
    "both, the nearest first": (
        answered("granted-in-part", replace(PART, coordinator_from=date(2026, 12, 7))), TODAY,
        [(Mark.COORDINATOR, date(2026, 12, 7)), (Mark.COMPLAINT, date(2026, 12, 24))],
    ),
    "no date in the answer": (answered("refused"), TODAY, []),
    "news": (answered("coordinator-vacant"), TODAY, [(Mark.NEWS, DUE)]),
    "not confirmed": (replace(NEW, confirmed=False), TODAY, []),
}  # fmt: skip


@pytest.mark.parametrize("name", DATES)
def test_dates_to_remember(name: str) -> None:
    facts, today, expected = DATES[name]
    assert dates(facts, today) == expected


@pytest.mark.parametrize(
    ("facts", "writes", "withdraws"),
    [
        (NEW, True, True),
        (replace(NEW, status="taken", given=(WAIT,)), True, True),
        (replace(NEW, confirmed=False), True, False),
        (answered("refused", NO), True, False),
        (answered("refused", NO, status="closed"), False, False),
        (answered("withdrawn", status="closed"), False, False),
    ],
)
def test_what_the_person_can_still_do(facts: Facts, writes: bool, withdraws: bool) -> None:
    assert (may_write(facts.status), may_withdraw(facts)) == (writes, withdraws)
