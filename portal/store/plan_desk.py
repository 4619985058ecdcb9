"""The plans an employee coordinates: a page of them at a time, with what is due, and one event that names those shown.

What is due is counted from plain codes and dates. Of each plan on the page the name is opened, and nothing else.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, func, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan import Draft, Kind, Measure, Meeting, Part, Status
from portal.rules.plan_lateness import Attention, attention
from portal.store import absence, events, openings, plan_notices, plan_parts
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.plan_held import NotThere, written_in
from portal.store.staff import names_of
from portal.store.tables.plan import PlanMessageRow, PlanPartRow, PlanRow
from portal.store.tables.staff import StaffRow

PAGE_SIZE = 20
DATED = (Kind.MEASURE, Kind.PERIOD, Kind.MEETING)
SETTLED = (Measure.DONE, Measure.NO, Meeting.HELD, Meeting.CANCELLED)


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list. `coordinator_name` None is a vacancy; `covered_by_name` is who covers today.

    `person_name` is None where the person has a protected address, is a relative, or has had use of the data restricted.

    `late`, `not_answered` and `proposed` count measures, `unanswered` the person's messages after the desk's last one.
    """

    reference: str
    person_name: str | None
    status: str
    unit: str
    mine: bool
    coordinator_name: str | None
    covered_by_name: str | None
    late: int
    not_answered: int
    proposed: int
    unanswered: int
    review_on: date | None
    next_meeting: date | None


@dataclass(frozen=True)
class Page:
    """Some of the plans. `more`: there are others after them."""

    plans: list[PlanLine]
    more: bool


def list_of(
    session: Session, actor: Actor, *, show: str = "mine", unit: str | None = None, page: int = 1
) -> Page:
    """The plans this employee coordinates or covers today ("mine"); a lead also "all" and the "vacant" ones, of one unit or of all.

    The one with the oldest date comes first, then those without dates. One event names the plans shown.
    """
    wanted = (
        select(PlanRow)
        .where(PlanRow.municipality == actor.municipality, PlanRow.status != Status.ENDED)
        .where(*_shown(session, actor, show))
        .order_by(_nearest().is_(None), _nearest(), PlanRow.begun_at, PlanRow.id)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    )
    if unit is not None:
        wanted = wanted.where(PlanRow.unit == unit)
    found = list(session.scalars(wanted.execution_options(populate_existing=True)))
    rows = found[:PAGE_SIZE]
    if rows:
        ids = ",".join(row.id for row in rows)
        events.append_by(session, actor, Code.PLAN_LISTED, touched=ids)
    return Page(_lines(session, actor, rows), more=len(found) > PAGE_SIZE)


def may_see_all(actor: Actor) -> bool:
    """Whether the actor sees the plans of others: who leads answers for the coordinators."""
    nobodys = Target(actor.municipality, coordinators=frozenset())
    return may(actor, Permission.READ_PLAN, nobodys)


def write_the_one(
    session: Session, actor: Actor, reference: str, draft: Draft, *, key: str, based_on: int
) -> None:
    """Write what a plan has one of. `based_on` is the version that was read, 0 when there was none.

    Raises NotThere, NoConsent, KeyReused, and Conflict when there is one by now that was not read.
    """
    row = written_in(session, actor, reference)
    kept = plan_parts.living_of(session, row.id)
    there = next((one for one in kept.of(draft.kind) if one.code == draft.code), None)
    if there is None:
        plan_parts.add(session, actor, reference, draft, key=key)
    else:
        plan_parts.change(session, actor, reference, there.id, draft, based_on=based_on)


def answer(
    session: Session,
    actor: Actor,
    reference: str,
    part_id: str,
    changes: Mapping[str, Any],
    *,
    based_on: int,
) -> None:
    """Answer a measure: change only what the answer says. Who proposed it is told that there is something new.

    Raises NotThere, NoConsent, and Conflict when it has changed since it was read.
    """
    row = written_in(session, actor, reference)
    parts = plan_parts.all_of(session, row.id)
    before = next((one for one in parts if one.id == part_id), None)
    if before is None or before.kind is not Kind.MEASURE:
        raise NotThere
    draft = _changed(before, changes)
    plan_parts.change(session, actor, reference, part_id, draft, based_on=based_on)
    if before.code == Measure.PROPOSED != draft.code and before.begun_by_kind == "citizen":
        plan_notices.news(session, row)


def _changed(before: Part, changes: Mapping[str, Any]) -> Draft:
    kept = {
        "kind": before.kind,
        "words": before.words,
        "code": before.code,
        "parent": before.parent,
        "responsible": before.responsible,
        "due_on": before.due_on,
    }
    return Draft(**{**kept, **changes})


def _shown(session: Session, actor: Actor, show: str) -> list[ColumnElement[bool]]:
    """Which plans, never wider than `rules.access` lets this actor read."""
    covered = absence.those_covered_by(actor.id, local_day(now(session)))
    mine = or_(PlanRow.coordinator == actor.id, PlanRow.coordinator.in_(covered))
    if show == "mine" or not may_see_all(actor):
        return [mine]
    match show:
        case "all":
            return []
        case "vacant":
            gone = select(StaffRow.id).where(StaffRow.disabled_at.is_not(None))
            return [or_(PlanRow.coordinator.is_(None), PlanRow.coordinator.in_(gone))]
    raise ValueError(f"no such list: {show!r}")


def _open_and_dated() -> list[ColumnElement[bool]]:
    return [
        PlanPartRow.kind.in_([one.value for one in DATED]),
        PlanPartRow.removed.is_(False),
        PlanPartRow.code.not_in([one.value for one in SETTLED]),
    ]


def _nearest() -> ScalarSelect[date | None]:
    """The first date of a plan that something is still to happen on, or should have."""
    return (
        select(func.min(PlanPartRow.due_on))
        .where(PlanPartRow.plan_id == PlanRow.id, *_open_and_dated())
        .correlate(PlanRow)
        .scalar_subquery()
    )


def _lines(session: Session, actor: Actor, rows: Sequence[PlanRow]) -> list[PlanLine]:
    ids = [row.id for row in rows]
    parts, messages = _dated_parts(session, ids), unanswered(session, ids)
    covers = absence.covers(session, (row.coordinator for row in rows))
    working = _working(session, {*(row.coordinator for row in rows), *covers.values()})
    nameless = openings.closed_among(session, actor, (row.person for row in rows))
    names = {
        row.id: unseal(keyring_of(session), "plans.person_name", row.id, row.person_name)
        for row in rows
        if row.person not in nameless
    }
    return [
        _line(session, actor, row, names, parts[row.id], messages.get(row.id, 0), covers, working)
        for row in rows
    ]


def _line(
    session: Session,
    actor: Actor,
    row: PlanRow,
    names: Mapping[str, str],
    parts: list[Part],
    waiting: int,
    covers: Mapping[str, str],
    working: Mapping[str, str],
) -> PlanLine:
    today = local_day(now(session))
    seen = [attention(part, today) for part in parts]
    return PlanLine(
        reference=row.reference,
        person_name=names.get(row.id),
        status=row.status,
        unit=row.unit,
        mine=row.coordinator == actor.id,
        coordinator_name=working.get(row.coordinator or ""),
        covered_by_name=working.get(covers.get(row.coordinator or "", "")),
        late=seen.count(Attention.LATE),
        not_answered=seen.count(Attention.NOT_ANSWERED),
        proposed=sum(part.code == Measure.PROPOSED for part in parts),
        unanswered=waiting,
        review_on=_first_date(parts, Kind.PERIOD),
        next_meeting=_first_date((one for one in parts if not _is_past(one, today)), Kind.MEETING),
    )


def _first_date(parts: Iterable[Part], kind: Kind) -> date | None:
    return min((one.due_on for one in parts if one.kind is kind and one.due_on), default=None)


def _is_past(part: Part, today: date) -> bool:
    return part.due_on is not None and part.due_on < today


def _dated_parts(session: Session, plan_ids: Sequence[str]) -> dict[str, list[Part]]:
    """What may be due in these plans, without a word of what it says."""
    found: dict[str, list[Part]] = defaultdict(list)
    rows = session.execute(_plain(plan_ids))
    for plan_id, kind, values in ((row.plan_id, row.kind, row._mapping) for row in rows):
        plain: dict[str, Any] = {name: values[name] for name in values if name not in OWN_WAY}
        found[plan_id].append(Part(kind=Kind(kind), by="", removed=False, **plain))
    return found


OWN_WAY = ("plan_id", "kind")


def _plain(plan_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    return select(
        PlanPartRow.plan_id,
        PlanPartRow.kind,
        PlanPartRow.id,
        PlanPartRow.version,
        PlanPartRow.code,
        PlanPartRow.due_on,
        PlanPartRow.at,
        PlanPartRow.by_kind,
        PlanPartRow.begun_at,
        PlanPartRow.begun_by_kind,
    ).where(PlanPartRow.plan_id.in_(plan_ids), *_open_and_dated())


def unanswered(session: Session, plan_ids: Sequence[str]) -> dict[str, int]:
    """How many messages each plan has that came after the desk's last one."""
    later = PlanMessageRow.__table__.alias("later")
    answered = exists().where(
        later.c.plan_id == PlanMessageRow.plan_id,
        later.c.by_kind == "staff",
        later.c.at >= PlanMessageRow.at,
    )
    rows = session.execute(
        select(PlanMessageRow.plan_id, func.count())
        .where(PlanMessageRow.plan_id.in_(plan_ids), PlanMessageRow.by_kind == "citizen", ~answered)
        .group_by(PlanMessageRow.plan_id)
    )
    return {row[0]: row[1] for row in rows}


def _working(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of those of these employees who still work here."""
    wanted = {one for one in ids if one}
    here = session.scalars(
        select(StaffRow.id).where(StaffRow.id.in_(wanted), StaffRow.disabled_at.is_(None))
    )
    return names_of(session, list(here))
