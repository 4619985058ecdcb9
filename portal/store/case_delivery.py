"""When the unit was told that a case waits."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.store.tables.outbox import OutboxRow

NEW = "desk-new"


def told_at(session: Session, case_id: str) -> datetime | None:
    """When the first message about the case left for the unit; None while none has.

    A unit without an address is told nothing, and so stands as not told: that is true.
    """
    return session.scalar(
        select(func.min(OutboxRow.ended_at)).filter_by(case_id=case_id, template=NEW, state="sent")
    )
