"""(lagringstid) What is let go of when its time has come: drafts, and what somebody wrote about another who never said yes.

Cases, events and submissions stay: the archive rules of the municipality decide over them.
"""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.case import local_day, midnight
from portal.rules.confirming import must_be_confirmed
from portal.rules.coordinator_request import Whom
from portal.rules.events import Code
from portal.rules.follow_up import DRAFT_KEPT, UNCONFIRMED_KEPT, draft_is_to_go, text_is_to_go
from portal.store import case_confirm, drafts, late_posts, limits, logouts, sessions
from portal.store.daily_pages import PAGE, Day, Part, note, page_of_cases, part
from portal.store.db import now
from portal.store.tables.case import CaseRow
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
