"""What did not leave the house by itself: a person calls, or sends a letter, and says that it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.events import Code
from portal.store import events
from portal.store.db import now
from portal.store.outbox import DESK, HANDLED
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow


@dataclass(frozen=True)
class Task:
    """A message a person must take over: call, or send a letter."""

    id: str
    case_reference: str | None
    unit: str | None
    channel: str
    template: str
    reason: str | None
    since: datetime


def tasks(session: Session, actor: Actor) -> list[Task]:
    """Messages a person must take over, for the units this actor may read; an event names their cases."""
    rows = session.execute(
        select(OutboxRow, CaseRow)
        .outerjoin(CaseRow, CaseRow.id == OutboxRow.case_id)
        .where(OutboxRow.municipality == actor.municipality, OutboxRow.state == DESK)
        .order_by(OutboxRow.ended_at, OutboxRow.id)
    ).all()
    seen = [(row, case) for row, case in rows if _may(actor, Permission.READ_CASE, case)]
    shown = sorted({case.id for _row, case in seen if case})
    if shown:
        events.append_by(session, actor, Code.CASE_LISTED, touched=",".join(shown))
    return [
        Task(
            id=row.id,
            case_reference=case.reference if case else None,
            unit=case.unit if case else None,
            channel=row.channel,
            template=row.template,
            reason=row.reason,
            since=row.ended_at or row.put_at,
        )
        for row, case in seen
    ]


def done(session: Session, actor: Actor, row_id: str) -> bool:
    """A person has called or sent a letter. False when the task is not there or not this actor's."""
    found = session.execute(
        select(OutboxRow, CaseRow)
        .outerjoin(CaseRow, CaseRow.id == OutboxRow.case_id)
        .where(
            OutboxRow.id == row_id,
            OutboxRow.municipality == actor.municipality,
            OutboxRow.state == DESK,
        )
        .with_for_update(of=OutboxRow)
    ).one_or_none()
    if found is None or not _may(actor, Permission.ANSWER_CASE, found[1]):
        return False
    row, case = found
    row.state, row.ended_at = HANDLED, now(session)
    session.flush()
    subject = case.id if case else ""
    events.append_by(session, actor, Code.DELIVERY_HANDLED, subject=subject, touched=row.id)
    return True


def _may(actor: Actor, permission: Permission, case: CaseRow | None) -> bool:
    target = Target(actor.municipality, case.unit if case else None)
    return may(actor, permission, target)
