"""What events touch, so that those about somebody are found without looking through all of them."""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from portal.rules.events import Event
from portal.rules.traces import touched_by
from portal.store.tables.events import EventObjectRow


def note(session: Session, event: Event) -> None:
    """Keep what an event touches, in the transaction it is written in."""
    rows = [
        {"municipality": event.municipality, "number": event.number, "object": one}
        for one in sorted(touched_by(event))
    ]
    if rows:
        session.execute(insert(EventObjectRow.__table__), rows)
