"""(oppfølging) What is due on a day: whom to remind, whom to tell, what to let go of.

Plain dates in, a yes or no out; today is always an argument. A day nobody looked is caught up the next time somebody
does: each rule asks whether the day has come, never whether it is today.
"""

from datetime import date, timedelta

from portal.rules.deadlines import (
    days_left,
    weeks_after,
    working_day_on_or_after,
    working_days_after,
)

WARNINGS = (7, 2)
SECOND_NOTICE_AFTER_WEEKS = 1
UNCONFIRMED_KEPT = timedelta(days=30)
DRAFT_KEPT = timedelta(days=30)


def warning_due(due_on: date, today: date, warned: int) -> int | None:
    """(påminnelse) Whether the unit is to be reminded today: 7 or 2, the days there are left at most, else None.

    Forvaltningsloven § 11 a: an answer without undue delay, and within a month why not. The reminders are the house's own
    way of keeping that. `warned` is the last one given, 0 for none. Who looks too late for the first gets the second
    only, so that there are never two on one day. After the date it is no longer a reminder that is due.
    """
    left = days_left(due_on, today)
    reached = [days for days in WARNINGS if 0 <= left <= days]
    if not reached or (warned and warned <= reached[-1]):
        return None
    return reached[-1]


def is_overdue(due_on: date, today: date) -> bool:
    """(måneden er gått) Whether the date has passed without an answer.

    Forvaltningsloven § 11 a: the month, or the new date a preliminary answer gave. The day itself is still in time, and
    the authority's own date is never moved by a weekend.
    """
    return today > due_on


def not_opened_in_time(
    received_on: date, today: date, working_days: int, holidays: frozenset[date]
) -> bool:
    """(ikke åpnet) Whether so many whole working days have gone without anybody opening it.

    Forvaltningsloven § 11 a (without undue delay); how many days is the municipality's own choice.
    """
    return today > working_days_after(received_on, working_days, holidays)


def second_notice_due(told_on: date, today: date) -> bool:
    """(andre varsel) Whether a week has gone since the notice was sent, for one who has not opened what it was about.

    EForvaltningsforskriften § 8: not opened within a week from when the notice was sent → told once more. Once only.
    """
    return today >= weeks_after(told_on, SECOND_NOTICE_AFTER_WEEKS)


def text_is_to_go(received_on: date, today: date) -> bool:
    """(ikke bekreftet) Whether what somebody wrote about another is to go: thirty days without that person's yes.

    Personvernforordningen art. 5 nr. 1 c and e (no more, and no longer, than needed); the words are about somebody who
    may not know. The case itself stays, as codes and dates.
    """
    return today >= received_on + UNCONFIRMED_KEPT


def draft_is_to_go(saved_on: date, today: date) -> bool:
    """(utkast) Whether a draft is to go: it was last saved more than thirty days ago, as the page promises.

    Personvernforordningen art. 5 nr. 1 e (no longer than needed). The thirtieth day is still the person's own.
    """
    return today > saved_on + DRAFT_KEPT


def month_of(day: date) -> str:
    """(måned) The month a test message is for, as «2026-11»."""
    return f"{day:%Y-%m}"


def receiver_test_due(today: date, holidays: frozenset[date]) -> bool:
    """(prøvemelding) Whether this month's test message is to be sent: from the first working day of the month.

    Kommuneloven § 25-1 and eForvaltningsforskriften § 15 (internal control): that somebody gets the messages is tried,
    not believed. A working day, so that somebody is there to press.
    """
    return today >= working_day_on_or_after(today.replace(day=1), holidays)


def unpressed_in_time(
    sent_on: date, today: date, working_days: int, holidays: frozenset[date]
) -> bool:
    """(prøvemelding uten svar) Whether so many whole working days have gone without anybody pressing.

    As for a case that nobody opens; the fallback receiver is told.
    """
    return not_opened_in_time(sent_on, today, working_days, holidays)
