"""(må avklares) What somebody at the desk must find out about who may act for whom: a register says otherwise, or parents disagree.

A task as those of `outbox_tasks`, with a list of its own: a person calls, finds out, and says that it is done. It holds a code.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.events import Code
from portal.rules.opening import Closed
from portal.rules.registering import Unclear
from portal.store import events, openings
from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of, now
from portal.store.outbox import DESK, HANDLED, RECIPIENT
from portal.store.tables.outbox import OutboxRow

TEMPLATE = "grant-unclear"
CHANNEL = "desk"


@dataclass(frozen=True)
class ToFindOut:
    """A thing to find out, about a person. `code` is one of `registering.Unclear`, or a register's own."""

    id: str
    person: str
    code: str
    since: datetime


def disagree(session: Session, municipality: str, person: str, code: str) -> None:
    """Something must be found out about the person: one open task for each code. By a register, in its own transaction."""
    if _open(session, municipality, person, code) is None:
        _lay_out(session, municipality, person, code)
        events.append(
            session,
            municipality=municipality,
            code=Code.GRANT_CHECKED,
            actor_kind="system",
            subject=person,
            object=str(code),
            at=now(session),
        )


def note(session: Session, actor: Actor, person: str, code: Unclear) -> None:
    """As `disagree`, by an employee. Nothing for who may not. Raises OwnRelative and ReasonNeeded."""
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        return
    openings.let_in_person(session, actor, person)
    if not _open(session, actor.municipality, person, code):
        _lay_out(session, actor.municipality, person, code)
        events.append_by(session, actor, Code.GRANT_CHECKED, subject=person, touched=code.value)


def all_open(session: Session, actor: Actor, person: str | None = None) -> list[ToFindOut]:
    """What must be found out, about a person or everybody, the oldest first. An event of the list is its caller's."""
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        return []
    wanted = select(OutboxRow).filter_by(
        municipality=actor.municipality, template=TEMPLATE, state=DESK
    )
    if person is not None:
        wanted = wanted.where(OutboxRow.person == person)
    rows = session.scalars(wanted.order_by(OutboxRow.put_at, OutboxRow.id))
    return [ToFindOut(row.id, row.person or "", row.reason or "", row.put_at) for row in rows]


def listed(session: Session, actor: Actor) -> list[ToFindOut]:
    """«Må avklares»: everything but what is about a relative, with the event that names whom it is about."""
    every = all_open(session, actor)
    closed = openings.closed_among(session, actor, (one.person for one in every))
    found = [one for one in every if closed.get(one.person) is not Closed.RELATIVE]
    if found:
        people = ",".join(sorted({one.person for one in found}))
        events.append_by(session, actor, Code.GRANT_LISTED, touched=people)
    return found


def done(session: Session, actor: Actor, task: str) -> bool:
    """It has been found out. False when there is no such task, or another said so first. Raises OwnRelative and ReasonNeeded."""
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        return False
    row = session.scalars(
        select(OutboxRow)
        .filter_by(id=task, municipality=actor.municipality, template=TEMPLATE, state=DESK)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return False
    openings.let_in_person(session, actor, row.person or "")
    row.state, row.ended_at = HANDLED, now(session)
    session.flush()
    events.append_by(
        session, actor, Code.DELIVERY_HANDLED, subject=row.person or "", touched=row.id
    )
    return True


def _open(session: Session, municipality: str, person: str, code: str) -> str | None:
    return session.scalars(
        select(OutboxRow.id).filter_by(
            municipality=municipality,
            template=TEMPLATE,
            state=DESK,
            person=person,
            reason=str(code),
        )
    ).first()


def _lay_out(session: Session, municipality: str, person: str, code: str) -> None:
    row_id, moment = new_id(), now(session)
    add(
        session,
        OutboxRow,
        id=row_id,
        municipality=municipality,
        channel=CHANNEL,
        template=TEMPLATE,
        language="",
        recipient=seal(keyring_of(session), RECIPIENT, row_id, ""),
        person=person,
        state=DESK,
        put_at=moment,
        due_at=moment,
        attempts=0,
        reason=str(code),
        ended_at=moment,
    )
