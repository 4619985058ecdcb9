"""Who may see a plan: how they are let in, and how they want to be told that something is new."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.store.crypto import new_id, seal
from portal.store.db import add, keyring_of, now
from portal.store.tables.plan import PlanReaderRow


@dataclass(frozen=True)
class Reader:
    """Somebody to let in. `until` is a child's 16th birthday, not included; None for the person whose plan it is.

    `reach` is a code of `coordinator_request.Reach` and `contact` the number or address for it; None asks the contact register.
    """

    person: str
    role: str
    name: str
    language: str
    until: date | None = None
    reach: str | None = None
    contact: str | None = None


def let_read(session: Session, plan_id: str, reader: Reader) -> bool:
    """Let somebody see the plan. Twice is once: gives whether the reader is new."""
    there = select(PlanReaderRow.id).filter_by(plan_id=plan_id, person=reader.person)
    if session.scalar(there) is not None:
        return False
    row_id, keyring = new_id(), keyring_of(session)
    contact = reader.contact and seal(keyring, "plan_readers.contact", row_id, reader.contact)
    add(
        session,
        PlanReaderRow,
        id=row_id,
        plan_id=plan_id,
        person=reader.person,
        role=reader.role,
        name=seal(keyring, "plan_readers.name", row_id, reader.name),
        reach=reader.reach,
        contact=contact or None,
        language=reader.language,
        since=now(session),
        until=reader.until,
    )
    return True
