"""What events touch, so that those about somebody are found without looking through all of them."""

from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from portal.rules.events import Event
from portal.rules.traces import touched_by
from portal.store.tables.events import EventObjectRow

INSERT = insert(cast(Table, EventObjectRow.__table__))


def note(session: Session, event: Event) -> None:
    """Keep what an event touches, in the transaction it is written in."""
    rows = [
        {"municipality": event.municipality, "number": event.number, "object": one}
        for one in sorted(touched_by(event))
    ]
    if rows:
        session.execute(INSERT, rows)
