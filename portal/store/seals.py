"""(forsegling) Events whose time is up are taken away from the beginning of the chain, after their end has been sealed.

Only the first events of a chain can go, in one piece, and never one about a case or a plan that is still here. The seal is
signed by the job that anchors: nothing in the web process can make one.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.rules.events import Code
from portal.store import events
from portal.store.crypto import new_id
from portal.store.db import add, now
from portal.store.events import Place, Seal
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import SealRow

SEALED = "anchor"


def old_enough(session: Session, municipality: str, before: datetime) -> Place | None:
    """The last of the events that may go: older than `before`, and about nothing that is still here. None when none may."""
    here = or_(
        *(exists().where(table.id == EventRow.subject) for table in (CaseRow, PlanRow, PersonRow))
    )
    own = EventRow.municipality == municipality
    kept = session.scalar(
        select(func.min(EventRow.number)).where(own, or_(EventRow.at >= before, here))
    )
    last = select(EventRow).where(own).order_by(EventRow.number.desc()).limit(1)
    if kept is not None:
        last = last.where(EventRow.number < kept)
    row = session.scalars(last).one_or_none()
    return Place(row.number, row.hash) if row else None


def seal(session: Session, municipality: str, place: Place, signed: Callable[[Seal], Seal]) -> None:
    """Seal the chain at a place, take away all that is before it, and write that it was done."""
    events.head(session, municipality)
    made = signed(Seal(municipality, place.number, place.hash, now(session), ""))
    add(session, SealRow, id=new_id(), **vars(made))
    gone = delete(EventRow).where(
        EventRow.municipality == municipality, EventRow.number <= place.number
    )
    session.execute(gone.execution_options(synchronize_session=False))
    events.append(
        session,
        municipality=municipality,
        code=Code.EVENTS_SEALED,
        actor_kind="system",
        actor_id=SEALED,
        object=str(place.number),
        at=made.at,
    )
