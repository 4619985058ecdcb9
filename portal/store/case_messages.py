"""What a citizen and the desk write to each other in a case. Who may do it is the caller's question."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.store import events, notices, people, staff
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.answer import MessageRow
from portal.store.tables.people import PersonRow

TEXT = "messages.text"


@dataclass(frozen=True)
class Message:
    """One message. `by_kind` is "citizen" or "staff"; `by_name` is None for a citizen who has not given a name."""

    id: str
    by_kind: str
    by: str
    by_name: str | None
    at: datetime
    text: str


def write(session: Session, actor: Actor, case_id: str, text: str) -> str:
    """Keep a message with its event; what an employee writes is news for the citizen. Gives its id.

    The caller holds the case, has asked whether the actor may, and lets the same press do it once.
    """
    message_id = new_id()
    add(
        session,
        MessageRow,
        id=message_id,
        case_id=case_id,
        by_kind=actor.kind,
        by=actor.id,
        at=now(session),
        text=seal(keyring_of(session), TEXT, message_id, text),
    )
    if actor.kind == "staff":
        notices.news(session, case_id)
    code = Code.CASE_DESK_WROTE if actor.kind == "staff" else Code.CASE_CITIZEN_WROTE
    events.append_by(session, actor, code, subject=case_id, touched=message_id)
    return message_id


def of_case(session: Session, case_id: str) -> list[Message]:
    """All messages of a case, oldest first."""
    rows = session.scalars(
        select(MessageRow).filter_by(case_id=case_id).order_by(MessageRow.at, MessageRow.id)
    ).all()
    names = staff.names_of(session, (row.by for row in rows if row.by_kind == "staff"))
    names |= citizens(session, {row.by for row in rows if row.by_kind == "citizen"})
    return [
        Message(
            id=row.id,
            by_kind=row.by_kind,
            by=row.by,
            by_name=names.get(row.by),
            at=row.at,
            text=unseal(keyring_of(session), TEXT, row.id, row.text),
        )
        for row in rows
    ]


def citizens(session: Session, ids: set[str]) -> dict[str, str]:
    """The names citizens have given, by id; those without one are left out."""
    if not ids:
        return {}
    rows = session.scalars(select(PersonRow).where(PersonRow.id.in_(ids)))
    named = [people.person_from(session, row) for row in rows]
    return {person.id: person.name for person in named if person.name}
