"""(lagringstid) What is let go of when its time has come, after the table in `rules/retention.py`.

Cases, complaints among them, plans, events and submissions stay: the archive rules of the municipality decide over them. Of somebody whose data are
restricted nothing is let go either: that is what they asked for, or may need (personvernforordningen art. 18 no. 1 b and c).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import Session

from portal.rules.case import local_day, midnight
from portal.rules.confirming import must_be_confirmed
from portal.rules.coordinator_request import Whom
from portal.rules.events import Code
from portal.rules.follow_up import DRAFT_KEPT, UNCONFIRMED_KEPT, draft_is_to_go, text_is_to_go
from portal.rules.representation import last_day_after
from portal.rules.retention import Data, is_to_go, newest_that_goes
from portal.store import (
    case_confirm,
    drafts,
    late_posts,
    limits,
    logouts,
    outbox,
    representation,
    sessions,
)
from portal.store.crypto import seal
from portal.store.daily_pages import PAGE, Day, Part, note, page_of_cases, part
from portal.store.db import keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow, PrivacyRequestRow
from portal.store.tables.request import DraftRow

COUNTS_KEPT = timedelta(days=2)


def unconfirmed_texts(session: Session, day: Day, after: str = "") -> Part:
    """(ikke bekreftet) After 30 days without a yes: the text, the pictures, and how to reach the person, are gone."""
    cases = page_of_cases(
        session,
        day,
        after,
        CaseRow.whom != Whom.SELF,
        CaseRow.confirmed_at.is_(None),
        CaseRow.text_removed_at.is_(None),
        CaseRow.received_on <= day.on - UNCONFIRMED_KEPT,
    )
    old = [
        case
        for case in cases
        if must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None)
        and text_is_to_go(case.received_on, day.on)
    ]
    for case in old:
        case_confirm.remove_text(session, case)
    for case in old:
        note(session, day, Code.CASE_TEXT_REMOVED, case.id)
    return part([case.id for case in cases], len(old))


def old_drafts(session: Session, day: Day, after: str = "") -> Part:
    """(utkast) Drafts nobody has saved for 30 days, and the pictures in them."""
    found = session.scalars(
        select(DraftRow)
        .where(
            DraftRow.municipality == day.municipality,
            DraftRow.id > after,
            DraftRow.saved_at < midnight(day.on - DRAFT_KEPT),
            _not_restricted(DraftRow.owner),
        )
        .order_by(DraftRow.id)
        .limit(PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    old = [draft.id for draft in found if draft_is_to_go(local_day(draft.saved_at), day.on)]
    for draft_id in old:
        drafts.remove(session, draft_id)
        note(session, day, Code.DRAFT_FORGOTTEN, draft_id)
    return part([draft.id for draft in found], len(old))


def spent(session: Session) -> None:
    """Counts, sessions, presses, half-way logins, late posts and used tokens that serve nobody any more."""
    limits.forget_before(session, now(session) - COUNTS_KEPT)
    sessions.forget_dead(session)
    sessions.forget_pending(session)
    late_posts.forget_old(session)
    logouts.forget_used(session)


def old_offers(session: Session, day: Day, after: str = "") -> Part:
    """(tilbud ingen tok imot) Offers to act for somebody that ended without a yes, 14 days ago: names and all."""
    never = (GrantRow.accepted_at.is_(None), GrantRow.ended_at.is_not(None))
    found = _old(session, day, after, GrantRow, Data.OFFER, GrantRow.ended_at, *never)
    gone = [
        row
        for row in found
        if row.ended_at
        and is_to_go(Data.OFFER, local_day(row.ended_at), day.on, day.profile.kept_for)
    ]
    return _grants_gone(session, day, found, gone)


def old_grants(session: Session, day: Day, after: str = "") -> Part:
    """(avsluttet fullmakt) Grants that ended, or ran out, five years ago. What was done with them stands in the events."""
    found = _old(session, day, after, GrantRow, Data.GRANT, GrantRow.offered_at)
    ends = {row.id: _end_of(session, row) for row in found}
    gone = [
        row
        for row in found
        if (end := ends[row.id]) and is_to_go(Data.GRANT, end, day.on, day.profile.kept_for)
    ]
    return _grants_gone(session, day, found, gone)


def old_addresses(session: Session, day: Day, after: str = "") -> Part:
    """(meldinger som er sendt) Where a message went, three months after it left. That it went, and when, stays."""
    keyring = keyring_of(session)
    empty = len(seal(keyring, outbox.RECIPIENT, "", ""))
    left = (
        OutboxRow.state.in_((outbox.SENT, outbox.HANDLED)),
        func.length(OutboxRow.recipient) > empty,
    )
    found = _old(session, day, after, OutboxRow, Data.SENT, OutboxRow.ended_at, *left)
    gone = [
        row
        for row in found
        if is_to_go(Data.SENT, local_day(row.ended_at), day.on, day.profile.kept_for)
    ]
    for row in gone:
        _write(session, row, recipient=seal(keyring, outbox.RECIPIENT, row.id, ""))
    return part([row.id for row in found], len(gone))


def old_privacy_requests(session: Session, day: Day, after: str = "") -> Part:
    """(innsynskrav) The words of what somebody asked about their own data, five years after the answer. The codes stay."""
    table = PrivacyRequestRow
    said = (or_(table.words.is_not(None), table.answer.is_not(None)),)
    found = _old(session, day, after, table, Data.PRIVACY_REQUEST, table.answered_at, *said)
    gone = [
        row for row in found
        if is_to_go(Data.PRIVACY_REQUEST, local_day(row.answered_at), day.on, day.profile.kept_for)
    ]  # fmt: skip
    for row in gone:
        _write(session, row, words=None, answer=None)
    return part([row.id for row in found], len(gone))


def _old(
    session: Session,
    day: Day,
    after: str,
    table: Any,
    data: Data,
    since: Any,
    *where: ColumnElement[bool],
) -> Sequence[Any]:
    """A page of those that may be old enough, held until the commit; nobody's whose data are restricted."""
    before = midnight(newest_that_goes(data, day.on, day.profile.kept_for) + timedelta(days=2))
    whose = [getattr(table, name) for name in ("person", "holder") if hasattr(table, name)]
    return session.scalars(
        select(table)
        .where(table.municipality == day.municipality, table.id > after, since < before, *where)
        .where(*(_not_restricted(one) for one in whose))
        .order_by(table.id)
        .limit(PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _not_restricted(person: Any) -> ColumnElement[bool]:
    """(begrenset behandling) Not of anybody whose data are restricted."""
    held = select(PersonRow.id).where(PersonRow.id == person, PersonRow.restricted_at.is_not(None))
    return ~held.exists()


def _end_of(session: Session, row: GrantRow) -> date | None:
    """The first day a grant no longer counted, None while it may still do."""
    ended = local_day(row.ended_at) if row.ended_at else None
    ran_out = last_day_after(representation.grant_from(session, row))
    return min((one for one in (ended, ran_out) if one is not None), default=None)


def _grants_gone(
    session: Session, day: Day, found: Sequence[GrantRow], gone: Sequence[GrantRow]
) -> Part:
    """Delete these, with an event of the person each was about."""
    for row in gone:
        session.execute(
            delete(GrantRow)
            .where(GrantRow.id == row.id)
            .execution_options(synchronize_session=False)
        )
        note(session, day, Code.GRANT_FORGOTTEN, row.person, row.id)
    return part([row.id for row in found], len(gone))


def _write(session: Session, row: Any, **values: object) -> None:
    table = type(row)
    session.execute(
        update(table)
        .where(table.id == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
