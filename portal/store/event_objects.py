"""What events touch, so that those about somebody are found without looking through all of them."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, insert, select
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


def faults(
    session: Session, municipality: str, passed: Iterable[Event], after: int, upto: int | None
) -> list[str]:
    """How the index differs from these events, the ones with a number above `after`, one sentence each.

    `upto` is the last of them; None when they are the last there are, so that a line beyond the end is found too.
    """
    said = {(event.number, one) for event in passed for one in touched_by(event)}
    wanted = select(EventObjectRow.number, EventObjectRow.object).where(
        EventObjectRow.municipality == municipality, EventObjectRow.number > after
    )
    if upto is not None:
        wanted = wanted.where(EventObjectRow.number <= upto)
    kept = {(row.number, row.object) for row in session.execute(wanted)}
    lost = [f"event {number} is not in the index of {one}" for number, one in sorted(said - kept)]
    more = [
        f"the index of {one} has event {number}, which does not touch it"
        for number, one in sorted(kept - said)
    ]
    return lost + more
