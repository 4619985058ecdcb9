"""For tests: somebody who acts for another, without the pages where it is chosen."""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.store.tables.staff import SessionRow


def act_for(session: Session, holder: str, person: str | None) -> None:
    """Let every open session of the holder act for the person, as after the press."""
    open_ones = update(SessionRow).where(SessionRow.person == holder, SessionRow.ended_at.is_(None))
    session.execute(open_ones.values(acting_for=person))


def acting(holder: Actor, person: str) -> Actor:
    """The same citizen, acting for somebody."""
    return replace(holder, acting_for=person)
