"""Who did what, for whom, when: one table, one chain for each municipality.

The fingerprints are keyed: whoever can change the database but has not the key cannot mend a chain they broke.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import START, Event, canonical, complaint_about
from portal.store import event_objects
from portal.store.crypto import Keyring, lookup
from portal.store.db import add, dialect_of, insert_into, keyring_of, now
from portal.store.tables.events import ChainRow, EventRow
from portal.store.tables.representation import SealRow

PART = 1000


@dataclass(frozen=True)
class Place:
    """How far a chain has been looked through."""

    number: int
    hash: str


BEGINNING = Place(0, START)


@dataclass(frozen=True)
class Seal:
    """(forsegling) The last of the events that were taken away when their time was up; `signature` says who vouches for it."""

    municipality: str
    number: int
    hash: str
    at: datetime
    signature: str


Vouches = Callable[[Seal], bool]
"""Whether a seal was made by the one who holds the key kept away from the web process."""


def append(
    session: Session,
    *,
    municipality: str,
    code: str,
    actor_kind: str,
    actor_id: str = "",
    acting_for: str | None = None,
    subject: str = "",
    object: str = "",  # noqa: A002 - the event's own word
    at: datetime,
) -> None:
    """Write an event at the end of the municipality's chain, in the caller's transaction.

    Call it after the locks of the transaction's other rows are taken: it holds the chain until the commit.
    Raises ValueError when a field holds anything but codes and ids.
    """
    chain = _lock_chain(session, municipality)
    event = Event(
        municipality=municipality,
        number=chain.number + 1,
        code=str(code),
        actor_kind=actor_kind,
        actor_id=actor_id,
        acting_for=acting_for or "",
        subject=subject,
        object=object,
        at=at,
    )
    complaint = complaint_about(event)
    if complaint:
        raise ValueError(complaint)
    mark = fingerprint(keyring_of(session), event, chain.hash)
    add(session, EventRow, **asdict(event), previous=chain.hash, hash=mark)
    event_objects.note(session, event)
    session.execute(
        update(ChainRow)
        .where(ChainRow.municipality == municipality)
        .values(number=event.number, hash=mark)
    )


def append_by(
    session: Session, actor: Actor, code: str, *, subject: str = "", touched: str = ""
) -> None:
    """Write that this actor did it, now. `touched` is the event's object."""
    append(
        session,
        municipality=actor.municipality,
        code=code,
        actor_kind=actor.kind,
        actor_id=actor.id,
        acting_for=actor.acting_for,
        subject=subject,
        object=touched,
        at=now(session),
    )


def nobody_vouches(_seal: Seal) -> bool:
    """For a place without the public key: no seal counts."""
    return False


def verify(session: Session, municipality: str, vouches: Vouches = nobody_vouches) -> list[str]:
    """What is wrong with the chain, one sentence each; an empty list when it is whole."""
    place: Place | None
    wrong, place = beginning(session, municipality, vouches)
    while place is not None:
        found, place = verify_part(session, municipality, place)
        wrong += found
    return wrong


def beginning(
    session: Session, municipality: str, vouches: Vouches = nobody_vouches
) -> tuple[list[str], Place]:
    """Where the chain begins: after the last seal, when one is vouched for, and a sentence when it is not."""
    seal = last_seal(session, municipality)
    if seal is None:
        return [], BEGINNING
    place = Place(seal.number, seal.hash)
    if vouches(seal):
        return [], place
    return [f"nobody vouches for the seal at event {seal.number}"], place


def last_seal(session: Session, municipality: str) -> Seal | None:
    """The seal the chain goes on from, None when nothing was ever taken away."""
    row = session.scalars(
        select(SealRow)
        .filter_by(municipality=municipality)
        .order_by(SealRow.number.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return Seal(row.municipality, row.number, row.hash, row.at, row.signature) if row else None


def head(session: Session, municipality: str) -> tuple[Place, int]:
    """The end of the chain, held until the commit, and how many events there are."""
    chain = _lock_chain(session, municipality)
    many = select(func.count()).select_from(EventRow).where(EventRow.municipality == municipality)
    return Place(chain.number, chain.hash), session.scalar(many) or 0


def hashes(session: Session, municipality: str, numbers: Iterable[int]) -> dict[int, str]:
    """The fingerprints of these events, by number, of those that are there."""
    found: dict[int, str] = {}
    wanted = sorted(set(numbers))
    for start in range(0, len(wanted), PART):
        rows = session.execute(
            select(EventRow.number, EventRow.hash).where(
                EventRow.municipality == municipality,
                EventRow.number.in_(wanted[start : start + PART]),
            )
        )
        found |= {row.number: row.hash for row in rows}
    return found


def verify_part(
    session: Session, municipality: str, place: Place, *, limit: int = PART
) -> tuple[list[str], Place | None]:
    """What is wrong with the next events and the index of what they touch, and where to go on; None when this was the end.

    A part each transaction lets others write in between. The end is held while it is compared.
    """
    keyring = keyring_of(session)
    chain = session.scalars(
        select(ChainRow)
        .where(ChainRow.municipality == municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    wrong: list[str] = []
    number, previous = place.number, place.hash
    rows = list(_rows(session, municipality, place.number, limit))
    for row in rows:
        number += 1
        if row.number != number:
            wrong.append(f"event {number} is missing or out of place: found {row.number}")
            number = row.number
        if row.previous != previous:
            wrong.append(f"event {row.number} does not follow the one before it")
        if row.hash != fingerprint(keyring, _event(row), row.previous):
            wrong.append(f"event {row.number} was changed")
        previous = row.hash
    more = len(rows) == limit
    wrong += event_objects.faults(
        session, municipality, map(_event, rows), place.number, number if more else None
    )
    if more:
        return wrong, Place(number, previous)
    kept = (chain.number, chain.hash) if chain else (0, START)
    if kept != (number, previous):
        wrong.append(f"the chain should end at event {kept[0]}, it ends at {number}")
    return wrong, None


def fingerprint(keyring: Keyring, event: Event, previous: str) -> str:
    """The keyed hash of an event and of the one before it."""
    return lookup(keyring, "events.chain", canonical(event, previous)).hex()


def about(session: Session, municipality: str, subject: str) -> list[Event]:
    """All that happened to a subject, oldest first: the timeline."""
    rows = session.scalars(
        select(EventRow)
        .where(EventRow.municipality == municipality, EventRow.subject == subject)
        .order_by(EventRow.number)
    )
    return [_event(row) for row in rows]


def _lock_chain(session: Session, municipality: str) -> ChainRow:
    """The end of the chain, held until the commit; begun when there is none."""
    held = (
        select(ChainRow)
        .where(ChainRow.municipality == municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    chain = session.scalars(held).one_or_none()
    if chain is None:
        first = {"municipality": municipality, "number": 0, "hash": START}
        begin_chain = insert_into(dialect_of(session), ChainRow).on_conflict_do_nothing()
        session.execute(begin_chain, first)
        chain = session.scalars(held).one()
    return chain


def _rows(session: Session, municipality: str, after: int, limit: int) -> Iterable[EventRow]:
    return session.scalars(
        select(EventRow)
        .where(EventRow.municipality == municipality, EventRow.number > after)
        .order_by(EventRow.number)
        .limit(limit)
        .execution_options(populate_existing=True)
    )


def _event(row: EventRow) -> Event:
    return Event(
        municipality=row.municipality,
        number=row.number,
        code=row.code,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        acting_for=row.acting_for,
        subject=row.subject,
        object=row.object,
        at=row.at,
    )
