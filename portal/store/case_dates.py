"""What a day brings to the cases: reminders, the month that has passed, what nobody opened, the second notice.

Each function does one page and can be called again and again: what is done is not done twice.
"""

from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from portal.rules.case import Channel, Status, local_day
from portal.rules.confirming import must_be_confirmed
from portal.rules.events import Code
from portal.rules.follow_up import (
    WARNINGS,
    is_overdue,
    not_opened_in_time,
    second_notice_due,
    warning_due,
)
from portal.rules.municipality import fallback_of, receiver_of
from portal.store import case_readers, notices
from portal.store.case_held import change
from portal.store.daily_pages import OWED, Day, Part, note, page_of_cases, part, tell
from portal.store.db import now
from portal.store.outbox import SENT
from portal.store.restricted import not_restricted_case
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow

BY_HAND = (Channel.PHONE, Channel.VISIT, Channel.LETTER)
NEWS = "case-news"


def warn(session: Session, day: Day, after: str = "") -> Part:
    """(påminnelse) Remind the unit 7 and 2 days before the date."""
    last_day = day.on + timedelta(days=max(WARNINGS))
    cases = page_of_cases(
        session, day, after, OWED, CaseRow.due_on >= day.on, CaseRow.due_on <= last_day
    )
    done = 0
    for case in cases:
        days = warning_due(case.due_on, day.on, case.warned)
        if days is not None:
            change(session, case, warned=days)
            tell(session, day, case, "desk-due", receiver_of(day.profile, case.unit))
            note(session, day, Code.CASE_WARNED, case.id, str(days))
            done += 1
    return part([case.id for case in cases], done)


def overdue(session: Session, day: Day, after: str = "") -> Part:
    """(måneden er gått) Tell the unit, and tell the citizen that there is news: the date has passed without an answer.

    Of what somebody asked for another and nobody has confirmed, only the unit is told.
    """
    cases = page_of_cases(
        session, day, after, OWED, CaseRow.due_on < day.on, CaseRow.overdue_at.is_(None)
    )
    late = [case for case in cases if is_overdue(case.due_on, day.on)]
    for case in late:
        change(session, case, overdue_at=now(session))
        tell(session, day, case, "desk-overdue", receiver_of(day.profile, case.unit))
        note(session, day, Code.CASE_OVERDUE, case.id)
        if not must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None):
            notices.news(session, case.id)
    return part([case.id for case in cases], len(late))


def not_opened(session: Session, day: Day, after: str = "") -> Part:
    """(ikke åpnet) Tell the fallback receiver of what nobody has opened in the municipality's number of working days."""
    cases = page_of_cases(
        session,
        day,
        after,
        CaseRow.status == Status.RECEIVED,
        CaseRow.escalated_at.is_(None),
        CaseRow.text_removed_at.is_(None),
        CaseRow.received_on < day.on,
    )
    days, done = day.profile.open_within_days, 0
    for case in cases:
        if not_opened_in_time(_came_in(session, case), day.on, days, day.holidays):
            change(session, case, escalated_at=now(session))
            tell(session, day, case, "desk-not-opened", fallback_of(day.profile))
            note(session, day, Code.CASE_NOT_OPENED, case.id)
            done += 1
    return part([case.id for case in cases], done)


def second_notices(session: Session, day: Day, after: str = "") -> Part:
    """(andre varsel) Tell a citizen once more of news that was sent a week ago and has not been opened.

    Not who has no login to open it with, nor whose notice became a task for the desk: there a person has taken over.
    """
    cases = page_of_cases(
        session,
        day,
        after,
        CaseRow.news_at.is_not(None),
        CaseRow.news_again_at.is_(None),
        _has_reader(day.on),
        exists().where(*_notice()),
        ~_is_opened(),
        not_restricted_case(),
    )
    done = 0
    for case in cases:
        if second_notice_due(local_day(_told(session, case)), day.on):
            notices.news_again(session, case.id)
            done += 1
    return part([case.id for case in cases], done)


def _came_in(session: Session, case: CaseRow) -> date:
    """The day from which somebody could have opened it: a letter can lie before it is registered."""
    if case.channel not in BY_HAND:
        return case.received_on
    registered = session.scalar(
        select(func.min(EventRow.at)).filter_by(
            municipality=case.municipality, subject=case.id, code=Code.CASE_REGISTERED
        )
    )
    return max(case.received_on, local_day(registered)) if registered else case.received_on


def _told(session: Session, case: CaseRow) -> datetime:
    """When the notice about the latest news left. Sent by a clock that went behind, it is never older than the news."""
    left = session.scalars(
        select(func.max(OutboxRow.ended_at)).join(CaseRow).where(CaseRow.id == case.id, *_notice())
    ).one()
    return max(moment for moment in (left, case.news_at) if moment is not None)


def _notice() -> tuple[ColumnElement[bool], ...]:
    """The notice about a case's latest news has left: it does not wait, and no person had to take over."""
    return (
        OutboxRow.case_id == CaseRow.id,
        OutboxRow.template == NEWS,
        OutboxRow.state == SENT,
        OutboxRow.put_at >= CaseRow.news_at,
    )


def _has_reader(today: date) -> ColumnElement[bool]:
    return exists().where(CaseReaderRow.case_id == CaseRow.id, case_readers.still_reads(today))


def _is_opened() -> ColumnElement[bool]:
    """Somebody the case is for has read it since the news: an event, never a mark."""
    return exists().where(
        EventRow.municipality == CaseRow.municipality,
        EventRow.subject == CaseRow.id,
        EventRow.code.in_((Code.CASE_OWN_READ.value, Code.COMPLAINT_OWN_READ.value)),
        EventRow.at >= CaseRow.news_at,
    )
