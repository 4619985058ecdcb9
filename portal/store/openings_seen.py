"""(fire øyne) The second person's look at what was opened by breaking the glass, and the word to the unit when nobody looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, exists, select, update
from sqlalchemy.orm import Session

from portal.rules import opening as rules
from portal.rules.access import Actor, Permission, Role, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.opening import Kind
from portal.store import daily_pages, events, notices
from portal.store.daily_pages import Day, Part, note, part
from portal.store.db import now
from portal.store.openings import Opening, opening_from, words_of
from portal.store.staff import names_of
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import OpeningRow
from portal.store.tables.staff import StaffRow

SHOWN = 50
UNSEEN = "desk-opening-unseen"


class NotThere(Exception):
    """There is no such opening, or this employee is not the second person."""


@dataclass(frozen=True)
class Looked:
    """An opening as the second person sees it: what was opened by its reference, never by a name of the person.

    What was opened of a person beside cases and plans has no reference: it is empty.
    """

    opening: Opening
    kind: Kind
    reference: str
    who_name: str
    seen_by_name: str | None


@dataclass(frozen=True)
class Waiting:
    """How many this employee is to look at, and how many have waited too long."""

    mine: int
    late: int


def to_look_at(session: Session, actor: Actor) -> list[Looked]:
    """What was opened by breaking the glass and this employee is the second person for: unseen ones first, the oldest of them first.

    One event names those shown.
    """
    if not may(actor, Permission.SEE_OPENINGS, Target(actor.municipality)):
        return []
    rows = session.scalars(
        _closed(actor.municipality)
        .order_by(OpeningRow.seen_at.is_not(None), OpeningRow.at, OpeningRow.id)
        .limit(SHOWN)
    ).all()
    leads = _leads(session, actor.municipality)
    mine = [row for row in rows if rules.is_second(actor, row.staff, leads)]
    if mine:
        ids = ",".join(row.id for row in mine)
        events.append_by(session, actor, Code.OPENING_LISTED, touched=ids)
    return _looked(session, mine)


def one(session: Session, actor: Actor, opening_id: str) -> Looked:
    """One of them, with the event. Raises NotThere."""
    row = _row(session, actor, opening_id)
    events.append_by(session, actor, Code.OPENING_LISTED, subject=row.object, touched=row.id)
    return _looked(session, [row])[0]


def look(session: Session, actor: Actor, opening_id: str, wrong: str | None) -> None:
    """«Sett», with what was `wrong` if anything. The first look stands; a second changes nothing. Raises NotThere."""
    row = _row(session, actor, opening_id, hold=True)
    if row.seen_at is not None:
        return
    values: dict[str, object] = {"seen_at": now(session), "seen_by": actor.id}
    if wrong:
        said = opening_from(session, row)
        values["words"] = words_of(session, row.id, said.words, wrong)
    session.execute(
        update(OpeningRow)
        .where(OpeningRow.id == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    touched = f"{row.id},{'wrong' if wrong else 'right'}"
    events.append_by(session, actor, Code.OPENING_SEEN, subject=row.object, touched=touched)


def waiting(session: Session, actor: Actor, holidays: frozenset[date]) -> Waiting:
    """What nobody has looked at, by numbers. Every lead is told of what has waited too long, whoever opened it."""
    if not may(actor, Permission.SEE_OPENINGS, Target(actor.municipality)):
        return Waiting(0, 0)
    rows = session.scalars(_closed(actor.municipality).where(OpeningRow.seen_at.is_(None))).all()
    today, leads = local_day(now(session)), _leads(session, actor.municipality)
    mine = [row for row in rows if rules.is_second(actor, row.staff, leads)]
    told_of = rows if actor.role is Role.LEAD else mine
    late = [row for row in told_of if rules.waits_too_long(local_day(row.at), today, holidays)]
    return Waiting(len(mine), len(late))


def tell_of_unseen(session: Session, day: Day, after: str = "") -> Part:
    """Tell the coordinating unit, once and without content, of an opening nobody has looked at in two working days."""
    told = exists().where(
        EventRow.municipality == OpeningRow.municipality,
        EventRow.subject == OpeningRow.object,
        EventRow.code == Code.OPENING_UNSEEN,
        EventRow.object == OpeningRow.id,
    )
    rows = session.scalars(
        _closed(day.municipality)
        .where(OpeningRow.seen_at.is_(None), ~told, OpeningRow.id > after)
        .order_by(OpeningRow.id)
        .limit(daily_pages.PAGE)
        .with_for_update()
    ).all()
    due = [row for row in rows if rules.waits_too_long(local_day(row.at), day.on, day.holidays)]
    for _each in due:
        _mail(session, day)
    for row in due:
        note(session, day, Code.OPENING_UNSEEN, row.object, row.id)
    return part([row.id for row in rows], len(due))


def _mail(session: Session, day: Day) -> None:
    notices.tell_unit(
        session,
        municipality=day.municipality,
        unit=day.profile.unit.code,
        case_id=None,
        template=UNSEEN,
        email=day.profile.unit.email,
        language=day.language,
    )


def _closed(municipality: str) -> Select[OpeningRow]:
    return (
        select(OpeningRow)
        .where(OpeningRow.municipality == municipality, OpeningRow.closed.is_(True))
        .execution_options(populate_existing=True)
    )


def _row(session: Session, actor: Actor, opening_id: str, *, hold: bool = False) -> OpeningRow:
    wanted = _closed(actor.municipality).where(OpeningRow.id == opening_id)
    row = session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()
    if row is None or not may(actor, Permission.SEE_OPENINGS, Target(actor.municipality)):
        raise NotThere
    if not rules.is_second(actor, row.staff, _leads(session, actor.municipality)):
        raise NotThere
    return row


def _leads(session: Session, municipality: str) -> set[str]:
    """Those who lead now. Who has no access any more is no second person."""
    return set(
        session.scalars(
            select(StaffRow.id).where(
                StaffRow.municipality == municipality,
                StaffRow.role == Role.LEAD.value,
                StaffRow.disabled_at.is_(None),
            )
        )
    )


def _looked(session: Session, rows: Sequence[OpeningRow]) -> list[Looked]:
    things = {row.object for row in rows}
    names = names_of(session, [*(row.staff for row in rows), *(row.seen_by for row in rows)])
    cases = dict(_references(session, CaseRow, things))
    plans = dict(_references(session, PlanRow, things))
    return [
        Looked(
            opening_from(session, row),
            _kind(row.object, cases, plans),
            cases.get(row.object) or plans.get(row.object, ""),
            names.get(row.staff, ""),
            names.get(row.seen_by or ""),
        )
        for row in rows
    ]


def _kind(opened: str, cases: dict[str, str], plans: dict[str, str]) -> Kind:
    if opened in cases:
        return Kind.CASE
    return Kind.PLAN if opened in plans else Kind.PERSON


def _references(
    session: Session, table: type[CaseRow] | type[PlanRow], ids: set[str]
) -> list[tuple[str, str]]:
    found = session.execute(select(table.id, table.reference).where(table.id.in_(ids)))
    return [(row[0], row[1]) for row in found]
