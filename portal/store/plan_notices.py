"""Telling those who may see a plan that something is new, never what. As `notices` does for a case."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from portal.rules.case import local_day
from portal.rules.contact import ELECTRONIC
from portal.rules.coordinator_request import Reach
from portal.rules.events import Code
from portal.rules.follow_up import second_notice_due
from portal.rules.representation import Scope
from portal.store import daily_pages, events, grant_notices, outbox, requests
from portal.store.crypto import unseal
from portal.store.daily_pages import Day, Part, part
from portal.store.db import keyring_of, now
from portal.store.grants_told import told_for
from portal.store.notices import CHANNELS
from portal.store.plan_held import readers_of
from portal.store.restricted import not_restricted_plan
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanReaderRow, PlanRow

NEWS, AGAIN = "plan-news", "plan-news-again"


def news(session: Session, plan: PlanRow, *, but: str | None = None) -> None:
    """Something new for those who may see the plan today, except for the one who made it (`but`, a person).

    Who wants a call or a letter becomes a task for the desk. What waits to leave for the same person travels as one.
    """
    _tell(session, plan, NEWS, Code.PLAN_TOLD, but, news_at=now(session), news_again_at=None)


def news_again(session: Session, plan: PlanRow) -> None:
    """The second notice, once, about news nobody has opened (eForvaltningsforskriften § 8)."""
    _tell(session, plan, AGAIN, Code.PLAN_TOLD_AGAIN, None, news_again_at=now(session))


def told_since(plan: PlanRow, since: datetime) -> bool:
    """Whether there has been a notice since that moment, for news that is to be told once a day at most."""
    return plan.news_at is not None and plan.news_at >= since


def second_notices(session: Session, day: Day, after: str = "") -> Part:
    """(andre varsel) Tell once more of news in a plan that was sent a week ago and that nobody has opened.

    Not where the notice became a task for the desk: there a person has taken over.
    """
    plans = session.scalars(
        select(PlanRow)
        .where(PlanRow.municipality == day.municipality, PlanRow.id > after)
        .where(PlanRow.news_at.is_not(None), PlanRow.news_again_at.is_(None))
        .where(_has_reader(day), exists().where(*_notice()), ~_is_opened(), not_restricted_plan())
        .order_by(PlanRow.id)
        .limit(daily_pages.PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    due = [plan for plan in plans if second_notice_due(local_day(_left(session, plan)), day.on)]
    for plan in due:
        news_again(session, plan)
    return part([plan.id for plan in plans], len(due))


def _tell(
    session: Session,
    plan: PlanRow,
    template: str,
    code: Code,
    but: str | None,
    **moments: datetime | None,
) -> None:
    """The moments are written first: the message about some news is never older than the news."""
    session.execute(
        update(PlanRow)
        .where(PlanRow.id == plan.id)
        .values(**moments)
        .execution_options(synchronize_session=False)
    )
    session.refresh(plan)
    for person, reader in sorted(readers_of(session, plan.id).items()):
        if person != but:
            _lay_out(session, plan, reader, template)
    for holder in _holders(session, plan):
        if holder != but:
            _tell_holder(session, plan, holder, template)
    events.append(
        session,
        municipality=plan.municipality,
        code=code,
        actor_kind="system",
        subject=plan.id,
        at=now(session),
    )


def _lay_out(session: Session, plan: PlanRow, reader: PlanReaderRow, template: str) -> None:
    """A message, or a task for the desk; one call or letter tells of all that is new, so there is one task at a time."""
    channel, recipient = _way(session, plan, reader)
    if channel not in ELECTRONIC and _waits_at_desk(session, plan, reader.person):
        return
    outbox.put(
        session,
        municipality=plan.municipality,
        channel=channel,
        template=template,
        recipient=recipient,
        language=reader.language,
        case_id=None,
        plan_id=plan.id,
        coalesce=f"{template}:{reader.id}",
        person=reader.person,
    )


def _holders(session: Session, plan: PlanRow) -> list[str]:
    """Those who act for the person and may be told. Whoever has a row as a reader of the plan is told by that, or no longer."""
    readers = set(session.scalars(select(PlanReaderRow.person).filter_by(plan_id=plan.id)))
    told = told_for(session, plan.municipality, plan.person, Scope.SEE_PLAN)
    return [holder for holder in told if holder not in readers]


def _tell_holder(session: Session, plan: PlanRow, holder: str, template: str) -> None:
    """To somebody who acts for the person and may be told; one task at the desk at a time."""
    if _waits_at_desk(session, plan, holder):
        return
    channel, recipient, language = grant_notices.way_to(session, plan.municipality, holder)
    outbox.put(
        session,
        municipality=plan.municipality,
        channel=channel,
        template=template,
        recipient=recipient,
        language=language,
        case_id=None,
        plan_id=plan.id,
        coalesce=f"{template}:{holder}",
        person=holder,
    )


def _way(session: Session, plan: PlanRow, reader: PlanReaderRow) -> tuple[str, str]:
    """(channel, recipient) as the reader has said, here or in the request the plan came from.

    Who has said nothing gets an e-mail without an address: the contact register is asked, and else it is a task.
    """
    if reader.reach is not None:
        sealed = reader.contact
        keyring = keyring_of(session)
        contact = unseal(keyring, "plan_readers.contact", reader.id, sealed) if sealed else ""
        channel = CHANNELS[Reach(reader.reach)]
        return channel, contact if channel in ELECTRONIC else ""
    case = session.get(CaseRow, plan.case_id) if plan.case_id else None
    request = requests.of_case(session, case.id) if case and case.asker == reader.person else None
    if request is None:
        return "email", ""
    reach = Reach(request.reach)
    return CHANNELS[reach], {Reach.SMS: request.phone, Reach.EMAIL: request.email}.get(reach) or ""


def _waits_at_desk(session: Session, plan: PlanRow, person: str) -> bool:
    waiting = exists().where(
        OutboxRow.plan_id == plan.id,
        OutboxRow.person == person,
        OutboxRow.state == outbox.DESK,
    )
    return bool(session.scalar(select(waiting)))


def _left(session: Session, plan: PlanRow) -> datetime:
    """When the notice about the latest news left. Sent by a clock that went behind, it is never older than the news."""
    left = session.scalars(
        select(func.max(OutboxRow.ended_at))
        .join(PlanRow, PlanRow.id == OutboxRow.plan_id)
        .where(PlanRow.id == plan.id, *_notice())
    ).one()
    return max(moment for moment in (left, plan.news_at) if moment is not None)


def _notice() -> tuple[ColumnElement[bool], ...]:
    """A notice about a plan's latest news has left: it does not wait, and no person had to take over."""
    return (
        OutboxRow.plan_id == PlanRow.id,
        OutboxRow.template == NEWS,
        OutboxRow.state == outbox.SENT,
        OutboxRow.put_at >= PlanRow.news_at,
    )


def _has_reader(day: Day) -> ColumnElement[bool]:
    still = or_(PlanReaderRow.until.is_(None), PlanReaderRow.until > day.on)
    return exists().where(PlanReaderRow.plan_id == PlanRow.id, still)


def _is_opened() -> ColumnElement[bool]:
    """Somebody who may see the plan has read it since the news: an event, never a mark."""
    return exists().where(
        EventRow.municipality == PlanRow.municipality,
        EventRow.subject == PlanRow.id,
        EventRow.code == Code.PLAN_OWN_READ.value,
        EventRow.at >= PlanRow.news_at,
    )
