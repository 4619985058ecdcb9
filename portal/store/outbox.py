"""What leaves the house: put in the transaction of what it tells about, sent at least once, never given up in silence.

A worker claims messages for a while (the lease). If it dies, the lease runs out and another takes them with the same
Message-ID, so that a receiver can tell a double. Several waiting messages to one unit travel as one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from portal.rules.complaint_out import CARRIED
from portal.rules.contact import ELECTRONIC
from portal.rules.delivery import pause_after
from portal.rules.events import Code
from portal.store import events, protected
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanRow

RECIPIENT = "outbox.recipient"
NO_RECIPIENT = "no-recipient"
PENDING, SENT, DESK, HANDLED = "pending", "sent", "desk", "handled"


@dataclass(frozen=True)
class Message:
    """A claimed message. `coalesced` is how many it stands for, itself included.

    With a `person`, channel, recipient and language are what that citizen has said; empty is not said.
    """

    id: str
    message_id: str
    municipality: str
    channel: str
    template: str
    recipient: str
    language: str
    case_reference: str | None
    unit: str | None
    attempts: int
    coalesced: int
    person: str | None = None
    plan_reference: str | None = None


def put(
    session: Session,
    *,
    municipality: str,
    channel: str,
    template: str,
    recipient: str,
    language: str,
    case_id: str | None,
    plan_id: str | None = None,
    coalesce: str | None = None,
    person: str | None = None,
) -> str:
    """Lay a message out for sending in the caller's transaction. Without a recipient it is a task for the desk at once.

    `person` is the citizen it is to: the contact register is asked just before sending, so an e-mail or a text message
    to a person may lack its recipient. Channel and recipient are what the person said; an empty `language` is not said.
    """
    row_id, moment = new_id(), now(session)
    waits = bool(recipient) or (person is not None and channel in ELECTRONIC)
    ended = {} if waits else {"reason": NO_RECIPIENT, "ended_at": moment}
    add(
        session,
        OutboxRow,
        id=row_id,
        municipality=municipality,
        channel=channel,
        template=template,
        language=language,
        recipient=seal(keyring_of(session), RECIPIENT, row_id, recipient),
        person=person,
        case_id=case_id,
        plan_id=plan_id,
        coalesce=coalesce,
        state=PENDING if waits else DESK,
        put_at=moment,
        due_at=moment,
        **ended,
    )
    return row_id


def claim(
    session: Session, now: datetime, lease: timedelta, *, limit: int = 5, packages: bool = False
) -> list[Message]:
    """Take up to `limit` messages that are due, for as long as the lease. Commit before sending them.

    Messages or, with `packages`, what is carried whole to a receiver: that takes so long that no message may wait behind it.
    """
    locked_until = now + lease
    is_package = OutboxRow.channel.in_(sorted(CARRIED))
    chosen = (
        select(OutboxRow.id)
        .where(_free(OutboxRow, now), OutboxRow.due_at <= now, ~_older_in_group(now))
        .where(is_package if packages else ~is_package)
        .order_by(OutboxRow.due_at, OutboxRow.put_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    rows = session.scalars(
        update(OutboxRow)
        .where(OutboxRow.id.in_(select(chosen.c.id)))
        .values(locked_until=locked_until, carried_by=None, attempts=OutboxRow.attempts + 1)
        .returning(OutboxRow)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).all()
    in_order = sorted(rows, key=lambda row: (row.due_at, row.put_at, row.id))
    return [
        _message(session, row, _take_along(session, row, now, locked_until)) for row in in_order
    ]


def sent(
    session: Session, row_id: str, *, channel: str | None = None, receipt: str | None = None
) -> None:
    """The message, and all that travelled in it, is handed over. `channel` is the one that was used, if another.

    `receipt` is what a receiver that answers has called it.
    """
    values = {"channel": channel, "receipt": receipt}
    known = {name: value for name, value in values.items() if value}
    _end(session, row_id, now(session), SENT, None, Code.DELIVERY_SENT, known)


def given_up(session: Session, row_id: str, reason: str) -> None:
    """It is not to be sent after all, and nobody has to do anything; `reason` is a code."""
    _end(session, row_id, now(session), HANDLED, reason, Code.DELIVERY_FAILED, {})


def holds(session: Session, row_id: str, digest: bytes) -> bool:
    """Whether what is about to be handed over is what was made the first time; the first time it is noted. `digest` is SHA-256."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.id == row_id, OutboxRow.content_hash.is_(None))
        .values(content_hash=digest)
        .execution_options(synchronize_session=False)
    )
    kept = session.scalar(select(OutboxRow.content_hash).where(OutboxRow.id == row_id))
    return kept == digest


def failed(
    session: Session,
    row_id: str,
    reason: str,
    now: datetime,
    *,
    final: bool = False,
    channel: str | None = None,
) -> datetime | None:
    """It did not get through; `reason` is a code. Gives the next try, or None: now it is a task for the desk.

    `final` is for a refusal that no later try can change; `channel` is how the desk must tell the person instead.
    """
    attempts = session.scalar(select(OutboxRow.attempts).where(OutboxRow.id == row_id)) or 1
    pause = None if final else pause_after(attempts)
    if pause is None:
        values = {"channel": channel} if channel else {}
        _end(session, row_id, now, DESK, reason, Code.DELIVERY_FAILED, values)
        return None
    session.execute(
        update(OutboxRow)
        .where(_travels_in(row_id), OutboxRow.state == PENDING)
        .values(due_at=now + pause, locked_until=None, carried_by=None, reason=reason)
    )
    return now + pause


def hurry(session: Session, due_at: datetime) -> None:
    """Let what was laid out for exactly that moment leave now: for invented people who live ahead of time."""
    session.execute(
        update(OutboxRow)
        .where(OutboxRow.state == PENDING, OutboxRow.due_at == due_at)
        .values(due_at=now(session))
    )


def _free(table: type[OutboxRow], now: datetime) -> ColumnElement[bool]:
    """Waiting, and not in the hands of another worker."""
    return and_(
        table.state == PENDING, or_(table.locked_until.is_(None), table.locked_until <= now)
    )


def _older_in_group(now: datetime) -> ColumnElement[bool]:
    """Another message to the same receiver came before: that one leads, and this one travels in it."""
    older = aliased(OutboxRow)
    return exists().where(
        _free(older, now),
        older.municipality == OutboxRow.municipality,
        older.coalesce == OutboxRow.coalesce,
        or_(
            older.put_at < OutboxRow.put_at,
            and_(older.put_at == OutboxRow.put_at, older.id < OutboxRow.id),
        ),
    )


def _take_along(session: Session, lead: OutboxRow, now: datetime, locked_until: datetime) -> int:
    """Let the waiting messages of the same group travel in this one. Gives how many it then stands for."""
    if lead.coalesce is None:
        return 1
    riders = (
        select(OutboxRow.id)
        .where(
            _free(OutboxRow, now),
            OutboxRow.municipality == lead.municipality,
            OutboxRow.coalesce == lead.coalesce,
            OutboxRow.id != lead.id,
        )
        .with_for_update(skip_locked=True)
        .cte("riders")
    )
    taken = session.scalars(
        update(OutboxRow)
        .where(OutboxRow.id.in_(select(riders.c.id)))
        .values(locked_until=locked_until, carried_by=lead.id)
        .returning(OutboxRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return 1 + len(taken)


def _message(session: Session, row: OutboxRow, coalesced: int) -> Message:
    case = session.get(CaseRow, row.case_id) if row.case_id else None
    plan = session.get(PlanRow, row.plan_id) if row.plan_id else None
    about = case or plan
    return Message(
        id=row.id,
        message_id=f"<{row.id}@planen-min>",
        municipality=row.municipality,
        channel=row.channel,
        template=row.template,
        recipient=unseal(keyring_of(session), RECIPIENT, row.id, row.recipient),
        language=row.language,
        case_reference=case.reference if case else None,
        unit=about.unit if about and not _is_protected(session, row, plan) else None,
        attempts=row.attempts,
        coalesced=coalesced,
        person=row.person,
        plan_reference=plan.reference if plan else None,
    )


def _is_protected(session: Session, row: OutboxRow, plan: PlanRow | None) -> bool:
    """Whether it is to, or about the plan of, somebody with a protected address: then no unit of a district is told."""
    return bool(protected.among(session, [row.person, plan.person if plan else None]))


def _travels_in(lead: str) -> ColumnElement[bool]:
    return or_(OutboxRow.id == lead, OutboxRow.carried_by == lead)


def _end(
    session: Session,
    lead: str,
    moment: datetime,
    state: str,
    reason: str | None,
    code: Code,
    values: dict[str, str],
) -> None:
    """End the message and those in it, with one event for each; a second call changes nothing."""
    rows = session.execute(
        update(OutboxRow)
        .where(_travels_in(lead), OutboxRow.state == PENDING)
        .values(state=state, ended_at=moment, locked_until=None, reason=reason, **values)
        .returning(OutboxRow.id, OutboxRow.municipality, OutboxRow.case_id, OutboxRow.plan_id)
        .execution_options(synchronize_session=False)
    ).all()
    for row_id, municipality, case_id, plan_id in sorted(rows, key=lambda row: row.id):
        events.append(
            session,
            municipality=municipality,
            code=code,
            actor_kind="system",
            actor_id="worker",
            subject=case_id or plan_id or "",
            object=row_id,
            at=moment,
        )
