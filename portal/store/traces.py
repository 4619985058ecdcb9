"""(hvem har sett) Who has read and changed what is kept about somebody, from the events: the newest first, and a reading of its own.

What is somebody's is found from that person (store/traces_mine.py), and the events from there by index: what it costs follows
one's own history and not the municipality's.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.events import READINGS, Code
from portal.rules.opening import Reason, reason_behind
from portal.rules.traces import KINDS, OF_THE_HOLDER, What, Who, codes_of
from portal.store import case_held_for, events, openings, traces_mine, traces_who
from portal.store.tables.events import EventObjectRow, EventRow
from portal.store.traces_mine import Mine, Thing
from portal.store.traces_who import Somebody

PAGE_SIZE = 50
PART, MOST = 400, 5000


@dataclass(frozen=True)
class Wanted:
    """Which of them: what the person did (`own`) or others did; before an event's number; from a moment on."""

    own: bool = False
    what: What = What.ANYTHING
    who: Who = Who.ANYBODY
    since: datetime | None = None
    before: int | None = None


@dataclass(frozen=True)
class Trace:
    """One thing that was done. `things` are the person's own things it was done to, never another's.

    `for_person`: by somebody who acted for the person then. `reason` and `words` are what an employee gave as the reason, when
    it was not theirs.
    """

    number: int
    code: Code
    at: datetime
    who: Somebody
    things: tuple[Thing, ...]
    for_person: bool
    reason: Reason | None
    words: str | None


@dataclass(frozen=True)
class Page:
    """Some of the traces; `older` is the number to go on before, None when there are no more."""

    traces: list[Trace]
    older: int | None


def whose(session: Session, actor: Actor, permission: Permission) -> str | None:
    """The person whose data the actor may see to: themself, or the one they act for. None when they may not."""
    if not may(actor, permission, case_held_for.here(session, actor)):
        return None
    return actor.acting_for or actor.id


def read(session: Session, actor: Actor, wanted: Wanted) -> Page | None:
    """A page of traces, with the event that they were read; None for who may not see them."""
    person = whose(session, actor, Permission.READ_OWN_TRACES)
    if person is None:
        return None
    mine = traces_mine.of(session, actor.municipality, person)
    rows = _rows(session, mine, wanted)
    shown = rows[:PAGE_SIZE]
    told = _told(session, actor, mine, shown)
    events.append_by(session, actor, Code.TRACES_READ, subject=person)
    return Page(told, shown[-1].number if len(rows) > PAGE_SIZE else None)


def one(
    session: Session, municipality: str, viewer: Actor, person: str, number: int
) -> Trace | None:
    """The trace of one event as the person sees it; None when it is not among theirs. The caller writes the event."""
    mine = traces_mine.of(session, municipality, person)
    numbers = session.execute(_numbers(mine, number + 1).where(column("number") == number)).all()
    row = session.scalars(_shown(mine, numbers)).one_or_none()
    return _told(session, viewer, mine, [row])[0] if row else None


def _rows(session: Session, mine: Mine, wanted: Wanted) -> list[EventRow]:
    """A page of events and one more. Their numbers are read from the indexes, some at a time, and then only those events."""
    found: list[EventRow] = []
    before, size = wanted.before, PART
    while True:
        numbers = session.execute(
            _numbers(mine, before).order_by(column("number").desc()).limit(size)
        ).all()
        found += session.scalars(
            _shown(mine, numbers)
            .where(*_chosen(wanted, mine.person))
            .order_by(EventRow.number.desc())
        ).all()
        if len(found) > PAGE_SIZE or len(numbers) < size:
            return found[: PAGE_SIZE + 1]
        before, size = numbers[-1].number, min(size * 4, MOST)


def _numbers(mine: Mine, before: int | None) -> Select[int, int]:
    """(number, whose) of the events that touch somebody's things: 1 for those about the person, 0 for grants they hold only."""
    place, subjects, objects = mine.municipality, EventRow, EventObjectRow

    def earlier(table: type[EventRow] | type[EventObjectRow]) -> list[ColumnElement[bool]]:
        own = [table.municipality == place]
        return [*own, table.number < before] if before is not None else own

    touching = [
        select(subjects.number, literal(1).label("own")).where(
            *earlier(subjects), subjects.subject.in_(mine.ids)
        ),
        select(objects.number, literal(1).label("own")).where(
            *earlier(objects), objects.object.in_(mine.ids)
        ),
    ]
    if mine.held:
        touching.append(
            select(objects.number, literal(0).label("own")).where(
                *earlier(objects), objects.object.in_(mine.held)
            )
        )
    every = union_all(*touching).subquery()
    return select(every.c.number, func.max(every.c.own).label("own")).group_by(every.c.number)


def _shown(mine: Mine, numbers: Sequence[Any]) -> Select[EventRow]:
    """Those events, and of the grants somebody holds for another only what a holder is shown."""
    own = [one.number for one in numbers if one.own]
    held = [one.number for one in numbers if not one.own]
    to_holders = and_(
        EventRow.number.in_(held),
        EventRow.code.in_(OF_THE_HOLDER),
        or_(
            EventRow.code.not_in(READINGS),
            EventRow.actor_kind == "staff",
            EventRow.actor_id == mine.person,
        ),
    )
    return (
        select(EventRow)
        .where(EventRow.municipality == mine.municipality, EventRow.number.in_(own + held))
        .where(EventRow.code.in_(codes_of(What.ANYTHING)))
        .where(or_(EventRow.number.in_(own), to_holders) if held else true())
        .execution_options(populate_existing=True)
    )


def _chosen(wanted: Wanted, person: str) -> list[ColumnElement[bool]]:
    own = and_(EventRow.actor_kind == "citizen", EventRow.actor_id == person)
    chosen = [own if wanted.own else ~own, EventRow.code.in_(codes_of(wanted.what))]
    if wanted.who is not Who.ANYBODY:
        chosen.append(EventRow.actor_kind.in_(KINDS[wanted.who]))
    if wanted.since is not None:
        chosen.append(EventRow.at >= wanted.since)
    return chosen


def _told(session: Session, viewer: Actor, mine: Mine, rows: Sequence[EventRow]) -> list[Trace]:
    who = traces_who.of(session, mine, viewer, [(row.actor_kind, row.actor_id) for row in rows])
    touched = {row.number: mine.among(row.subject, row.object) for row in rows}
    objects = {one.id for things in touched.values() for one in things}
    given = openings.of_objects(session, mine.municipality, {*objects, mine.person})
    told = []
    for row in rows:
        behind = (
            reason_behind(given, row.actor_id, one, row.at)
            for one in [*(thing.id for thing in touched[row.number]), row.subject]
            if row.actor_kind == "staff"
        )
        reason = next((one for one in behind if isinstance(one, openings.Opening)), None)
        told.append(
            Trace(
                number=row.number,
                code=Code(row.code),
                at=row.at,
                who=who[row.actor_kind, row.actor_id],
                things=touched[row.number],
                for_person=row.acting_for == mine.person,
                reason=reason.reason if reason else None,
                words=reason.words if reason else None,
            )
        )
    return told
