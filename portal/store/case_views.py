"""Cases as the desk sees them. Every reading writes its event in the same transaction: no event, no view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, false, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may, sees_every_unit
from portal.rules.case import WAITING, Kind, Status, local_day
from portal.rules.coordinator_request import Whom
from portal.rules.events import READINGS, Code, Event
from portal.store import (
    absence,
    attachments,
    case_answers,
    case_delivery,
    case_messages,
    events,
    openings,
    wishes,
)
from portal.store.attachments import Picture
from portal.store.case_answers import Answer
from portal.store.case_asked import Asked, asked
from portal.store.case_held import allowed
from portal.store.case_messages import Message
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.staff import names_of
from portal.store.tables.case import CaseRow, NoteRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from portal.store.wishes import AskedWish

PAGE_SIZE = 20
IS_OPEN = CaseRow.status != Status.CLOSED
WAITS = CaseRow.status.in_(WAITING)
LISTS: dict[str, list[ColumnElement[bool]]] = {
    "open": [IS_OPEN],
    "waiting": [WAITS],
    "free": [WAITS, CaseRow.taken_by.is_(None)],
    "unconfirmed": [IS_OPEN, CaseRow.whom != Whom.SELF, CaseRow.confirmed_at.is_(None)],
    "complaints": [IS_OPEN, CaseRow.kind == Kind.COMPLAINT],
    "closed": [CaseRow.status == Status.CLOSED],
    "all": [],
}
"""What each list holds, whoever looks; «mine» is beside them."""


@dataclass(frozen=True)
class CaseLine:
    """One line of the inbox: codes and dates, nothing about the person. `due_on`: an answer, or a reason why not.

    `covered_by_name`: who looks after it while the one who has it is away. `path` and `state` are those of a complaint: its row of the
    law's table, and how far it has come.
    """

    reference: str
    channel: str
    status: str
    unit: str
    received_at: datetime
    opened_at: datetime | None
    taken_by_name: str | None
    covered_by_name: str | None
    mine: bool
    due_on: date
    not_reached: int
    undelivered: bool
    whom: str | None
    wants: str | None
    outcome: str | None
    kind: str
    received_on: date
    path: str | None
    state: str | None


@dataclass(frozen=True)
class Page:
    """One page of lines, and whether there are more."""

    cases: list[CaseLine]
    more: bool


@dataclass(frozen=True)
class Note:
    """What somebody wrote down."""

    text: str
    at: datetime
    who_name: str | None


@dataclass(frozen=True)
class TimelineEntry:
    """Something that happened; `who_name` is None for the person themself and for the house."""

    code: str
    at: datetime
    who_name: str | None


@dataclass(frozen=True)
class Delivery:
    """A message about the case and how far it has come: pending, sent, desk or handled."""

    state: str
    channel: str
    template: str
    at: datetime


@dataclass(frozen=True)
class CaseView(CaseLine):
    """All of a case."""

    told_at: datetime | None
    taken_at: datetime | None
    asked: Asked
    answers: list[Answer]
    outcome_at: datetime | None
    closed_at: datetime | None
    wishes: list[AskedWish]
    notes: list[Note]
    timeline: list[TimelineEntry]
    deliveries: list[Delivery]
    messages: list[Message]
    pictures: list[Picture]


def inbox(
    session: Session, actor: Actor, *, show: str = "open", unit: str | None = None, page: int = 1
) -> Page:
    """The cases of the units this actor may read: "open" (not closed), "waiting" (for an answer), "free" (nobody has it),
    "unconfirmed" (the person it is about is still to be asked), "complaints", "mine" (or covered by me), "closed" or "all".

    The oldest date due comes first; closed ones newest first. One event names the cases shown.
    """
    found = list(
        session.execute(
            select(CaseRow, _undelivered(), *_complaint())
            .where(
                CaseRow.municipality == actor.municipality,
                *_in_units(actor, unit),
                *_shown(session, actor, show),
            )
            .order_by(*_order(show))
            .offset((max(page, 1) - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE + 1)
        ).all()
    )
    rows = found[:PAGE_SIZE]
    if rows:
        ids = ",".join(case.id for case, *_ in rows)
        events.append_by(session, actor, Code.CASE_LISTED, touched=ids)
    covers = absence.covers(session, (case.taken_by for case, *_ in rows))
    names = names_of(session, [*(case.taken_by for case, *_ in rows), *covers.values()])
    lines = [_line(actor, case, names, covers, *more) for case, *more in rows]
    return Page(lines, more=len(found) > PAGE_SIZE)


def read(session: Session, actor: Actor, reference: str) -> CaseView | None:
    """All of a case, with the event that it was read; None when it is not there or not for this actor.

    Raises ReasonNeeded while it is not theirs and they have not said why they open it.
    """
    found = session.execute(
        select(CaseRow, _undelivered(), *_complaint()).where(
            CaseRow.reference == reference, CaseRow.municipality == actor.municipality
        )
    ).one_or_none()
    if found is None or not allowed(actor, Permission.READ_CASE, found[0]):
        return None
    case, *more = found
    openings.let_in_case(session, actor, case)
    events.append_by(session, actor, Code.CASE_READ, subject=case.id, touched=case.id)
    happened = events.about(session, case.municipality, case.id)
    notes = session.scalars(
        select(NoteRow).filter_by(case_id=case.id).order_by(NoteRow.written_at, NoteRow.id)
    ).all()
    covers = absence.covers(session, [case.taken_by])
    writers = [note.written_by for note in notes] + [one.actor_id for one in happened]
    names = names_of(session, [case.taken_by, *covers.values(), *writers])
    return CaseView(
        **vars(_line(actor, case, names, covers, *more)),
        told_at=case_delivery.told_at(session, case.id),
        taken_at=case.taken_at,
        asked=asked(session, case),
        answers=case_answers.of_case(session, case.id),
        outcome_at=case.outcome_at,
        closed_at=case.closed_at,
        wishes=wishes.of_case(session, case.id),
        notes=[_note(session, note, names) for note in notes],
        timeline=_timeline(happened, names),
        deliveries=_deliveries(session, case.id),
        messages=case_messages.of_case(session, case.id),
        pictures=attachments.of_case(session, case.id),
    )


def _timeline(happened: Iterable[Event], names: Mapping[str, str]) -> list[TimelineEntry]:
    """What was done, without who has looked."""
    return [
        TimelineEntry(one.code, one.at, names.get(one.actor_id))
        for one in happened
        if one.code not in READINGS
    ]


def _in_units(actor: Actor, unit: str | None) -> list[ColumnElement[bool]]:
    """Only the units this actor may read, as `rules.access.own_unit` says; narrowed to one when asked.

    Asked of the actor and not of the cases: a list of the units in use would be read from every case there is.
    """
    if not may(actor, Permission.LIST_CASES, Target(actor.municipality)):
        return [false()]
    narrowed = [] if unit is None else [CaseRow.unit == unit]
    return narrowed if sees_every_unit(actor) else [*narrowed, CaseRow.unit == actor.unit]


def _shown(session: Session, actor: Actor, show: str) -> list[ColumnElement[bool]]:
    if show == "mine":
        covered = absence.those_covered_by(actor.id, local_day(now(session)))
        return [IS_OPEN, or_(CaseRow.taken_by == actor.id, CaseRow.taken_by.in_(covered))]
    if show not in LISTS:
        raise ValueError("no such list of cases")
    return LISTS[show]


def _order(show: str) -> list[Any]:
    if show == "closed":
        return [CaseRow.closed_at.desc(), CaseRow.id.desc()]
    return [CaseRow.due_on, CaseRow.received_at, CaseRow.id]


def _undelivered() -> ColumnElement[bool]:
    """Whether a message about the case waits for a person to take over."""
    return exists().where(OutboxRow.case_id == CaseRow.id, OutboxRow.state == "desk")


def _complaint() -> tuple[Any, Any]:
    """The row of the table and the state of a complaint; None of another case."""
    of_case = ComplaintRow.case_id == CaseRow.id
    path = select(ComplaintRow.path).where(of_case).correlate(CaseRow).scalar_subquery()
    state = select(ComplaintRow.state).where(of_case).correlate(CaseRow).scalar_subquery()
    return path, state


def _line(
    actor: Actor,
    case: CaseRow,
    names: dict[str, str],
    covers: dict[str, str],
    undelivered: bool,
    path: str | None,
    state: str | None,
) -> CaseLine:
    return CaseLine(
        reference=case.reference,
        channel=case.channel,
        status=case.status,
        unit=case.unit,
        received_at=case.received_at,
        opened_at=case.opened_at,
        taken_by_name=names.get(case.taken_by or ""),
        covered_by_name=names.get(covers.get(case.taken_by or "", "")),
        mine=case.taken_by == actor.id,
        due_on=case.due_on,
        not_reached=case.not_reached,
        undelivered=undelivered,
        whom=case.whom,
        wants=case.wants,
        outcome=case.outcome,
        kind=case.kind,
        received_on=case.received_on,
        path=path,
        state=state,
    )


def _note(session: Session, row: NoteRow, names: dict[str, str]) -> Note:
    text = unseal(keyring_of(session), "notes.text", row.id, row.text)
    return Note(text, row.written_at, names.get(row.written_by))


def _deliveries(session: Session, case_id: str) -> list[Delivery]:
    rows = session.scalars(
        select(OutboxRow).filter_by(case_id=case_id).order_by(OutboxRow.put_at, OutboxRow.id)
    )
    return [
        Delivery(row.state, row.channel, row.template, row.ended_at or row.put_at) for row in rows
    ]
