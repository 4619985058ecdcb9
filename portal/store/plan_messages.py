"""(meldinger) What the person, or a parent, and the coordinator write to each other about a plan.

What has been read is told from events, never from a mark: who opens the messages leaves a reading of them (`THREAD`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan_consent import content_open_to_desk
from portal.rules.plan_messages import may_write
from portal.store import events, notices, plan_notices, representation, staff, submissions
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.plan_held import NotThere, held, view_of
from portal.store.submissions import KeyReused
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanConsentRow, PlanMessageRow, PlanReaderRow, PlanRow

__all__ = [
    "KeyReused",
    "Message",
    "NotThere",
    "Thread",
    "UnitMail",
    "read",
    "text_of",
    "unread",
    "write",
]

TEXT, THREAD, PAGE_SIZE = "plan_messages.text", "messages", 20


@dataclass(frozen=True)
class Message:
    """One message. `by_kind` is "citizen" or "staff"; `by_name` None: not known. `new`: not read by this reader before."""

    id: str
    by_kind: str
    by: str
    by_name: str | None
    at: datetime
    text: str
    new: bool


@dataclass(frozen=True)
class Thread:
    """The messages of one page, oldest first, and whether there are older ones."""

    messages: tuple[Message, ...]
    older: bool

    @property
    def written(self) -> list[tuple[str, datetime]]:
        """Who wrote and when, as `rules.plan_messages` asks for it."""
        return [(one.by_kind, one.at) for one in self.messages]


def write(
    session: Session, actor: Actor, reference: str, *, key: str, text: str, mail: UnitMail
) -> str:
    """Keep a message with its event, tell the other side that there is something to read, and give its id.

    The same key and text a second time is one message. Raises NotThere (also for a plan that is ended) and KeyReused.
    """
    row = held(session, actor, reference)
    if not (may_write(row.status) and view_of(session, actor).messages):
        raise NotThere
    content = {"message": text, "plan": row.id}
    owner = f"{actor.kind}:{actor.id}"
    begun = submissions.begin(session, actor.municipality, owner, key, content)
    if begun.part_id is not None:
        return begun.part_id
    message_id = new_id()
    submissions.finish(session, begun.id, part_id=message_id)
    add(
        session,
        PlanMessageRow,
        id=message_id,
        plan_id=row.id,
        by_kind=actor.kind,
        by=actor.id,
        at=now(session),
        text=seal(keyring_of(session), TEXT, message_id, text),
    )
    code = Code.PLAN_DESK_WROTE if actor.kind == "staff" else Code.PLAN_CITIZEN_WROTE
    if actor.kind == "staff":
        plan_notices.news(session, row)
    else:
        _tell_unit(session, row, mail)
    events.append_by(session, actor, code, subject=row.id, touched=message_id)
    return message_id


def read(session: Session, actor: Actor, plan_id: str, *, page: int = 1) -> Thread:
    """A page of messages, the latest page first, with the event that they were read.

    The caller has let the actor in (`plan.read`, and `SeenPlan.messages`). After a withdrawal an employee reads only what has been written since.
    """
    last = session.scalar(_last_read(actor, plan_id))
    found = session.scalars(
        select(PlanMessageRow)
        .where(PlanMessageRow.plan_id == plan_id, *_readable(session, actor, plan_id))
        .order_by(PlanMessageRow.at.desc(), PlanMessageRow.id.desc())
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    rows = list(reversed(found[:PAGE_SIZE]))
    code = Code.PLAN_READ if actor.kind == "staff" else Code.PLAN_OWN_READ
    events.append_by(session, actor, code, subject=plan_id, touched=THREAD)
    names = _names(session, plan_id, rows)
    messages = tuple(
        Message(
            id=row.id,
            by_kind=row.by_kind,
            by=row.by,
            by_name=names.get(row.by),
            at=row.at,
            text=unseal(keyring_of(session), TEXT, row.id, row.text),
            new=_from_others(actor, row) and (last is None or row.at > last),
        )
        for row in rows
    )
    return Thread(messages, older=len(found) > PAGE_SIZE)


def text_of(session: Session, actor: Actor, plan_id: str, message_id: str) -> str | None:
    """What one message says; None when it is not there, or not this employee's to read now. The caller writes that it is read."""
    row = session.scalars(
        select(PlanMessageRow).where(
            PlanMessageRow.id == message_id,
            PlanMessageRow.plan_id == plan_id,
            *_readable(session, actor, plan_id),
        )
    ).one_or_none()
    return unseal(keyring_of(session), TEXT, row.id, row.text) if row else None


def unread(session: Session, actor: Actor, plan_id: str) -> int:
    """How many messages to this reader have come since they last read the messages; never read: all of them."""
    last = _last_read(actor, plan_id).scalar_subquery()
    others: ColumnElement[bool] = PlanMessageRow.by != actor.id
    if actor.kind == "staff":
        others = PlanMessageRow.by_kind != "staff"
    counted = (
        select(func.count())
        .select_from(PlanMessageRow)
        .where(PlanMessageRow.plan_id == plan_id, others, *_readable(session, actor, plan_id))
        .where(or_(last.is_(None), PlanMessageRow.at > last))
    )
    return session.scalar(counted) or 0


def _readable(session: Session, actor: Actor, plan_id: str) -> list[ColumnElement[bool]]:
    """What stood in the thread when the consent was withdrawn is the person's alone, until it is given again."""
    if actor.kind != "staff":
        return []
    status, withdrawn_at = session.execute(
        select(PlanRow.status, func.max(PlanConsentRow.withdrawn_at))
        .outerjoin(
            PlanConsentRow,
            and_(PlanConsentRow.plan_id == PlanRow.id, PlanConsentRow.participant.is_(None)),
        )
        .where(PlanRow.id == plan_id)
        .group_by(PlanRow.status)
    ).one()
    if withdrawn_at is None or content_open_to_desk(status):
        return []
    return [PlanMessageRow.at > withdrawn_at]


def _from_others(actor: Actor, row: PlanMessageRow) -> bool:
    """To employees all that colleagues have written is the municipality's own."""
    return row.by_kind != "staff" if actor.kind == "staff" else row.by != actor.id


def _last_read(actor: Actor, plan_id: str) -> Select[datetime | None]:
    code = Code.PLAN_READ if actor.kind == "staff" else Code.PLAN_OWN_READ
    return select(func.max(EventRow.at)).where(
        EventRow.municipality == actor.municipality,
        EventRow.subject == plan_id,
        EventRow.code == code.value,
        EventRow.actor_id == actor.id,
        EventRow.object == THREAD,
    )


def _names(session: Session, plan_id: str, rows: list[PlanMessageRow]) -> dict[str, str]:
    """Who wrote, by id; a parent or helper who no longer may see the plan is named too."""
    names = staff.names_of(session, (row.by for row in rows if row.by_kind == "staff"))
    wrote = {row.by for row in rows if row.by_kind == "citizen"}
    person = session.scalar(select(PlanRow.person).where(PlanRow.id == plan_id))
    holders = representation.holder_names(session, person or "")
    names |= {one: name for (_kind, one), name in holders.items() if one in wrote}
    readers = session.scalars(
        select(PlanReaderRow).where(
            PlanReaderRow.plan_id == plan_id, PlanReaderRow.person.in_(wrote)
        )
    )
    keyring = keyring_of(session)
    return names | {
        one.person: unseal(keyring, "plan_readers.name", one.id, one.name)
        for one in readers
        if one.name
    }


def _tell_unit(session: Session, row: PlanRow, mail: UnitMail) -> None:
    """An e-mail to the unit that says only that there is something to read."""
    notices.tell_unit(
        session,
        municipality=row.municipality,
        unit=row.unit,
        case_id=None,
        plan_id=row.id,
        template="desk-plan-message",
        email=mail.address(row.unit),
        language=mail.language,
    )
