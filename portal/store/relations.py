"""(egen slektning) That an employee is close to somebody: said by the employee, or by a lead, and ended by a lead alone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules import opening as rules
from portal.rules.access import Actor, Permission, Role, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.opening import Kind, Thing
from portal.store import case_readers, events
from portal.store.crypto import new_id
from portal.store.db import add, now
from portal.store.staff import everyone, names_of
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import RelationRow


class NotThere(Exception):
    """There is no such relation or employee, or the actor may not decide about it."""


class NobodyKnown(Exception):
    """The case is about nobody the house knows yet: somebody has asked to be called, and that is all."""


@dataclass(frozen=True)
class Relation:
    """That an employee is close to the person of these cases and this plan, told by their references. `can_end`: by this actor."""

    id: str
    who_name: str
    references: list[tuple[Kind, str]]
    at: datetime
    can_end: bool


def declare(session: Session, actor: Actor, thing: Thing, employee: str) -> None:
    """Keep that the employee is close to whom it is about. Twice is once. Raises NotThere and NobodyKnown."""
    if employee not in may_be_said_of(session, actor):
        raise NotThere
    people = _people_of(session, thing)
    if not people:
        raise NobodyKnown
    known = set(
        session.scalars(
            select(RelationRow.person).where(
                RelationRow.staff == employee, RelationRow.ended_at.is_(None)
            )
        )
    )
    made = [(new_id(), person) for person in people if person not in known]
    for relation, person in made:
        add(
            session,
            RelationRow,
            id=relation,
            municipality=actor.municipality,
            staff=employee,
            person=person,
            at=now(session),
            by=actor.id,
        )
    for relation, person in made:
        touched = f"{relation},{employee}"
        events.append_by(session, actor, Code.RELATION_DECLARED, subject=person, touched=touched)


def may_be_said_of(session: Session, actor: Actor) -> dict[str, str]:
    """Of whom the actor may say it, id → name: oneself, and for a lead everyone who works here."""
    names = {one.id: one.name for one in everyone(session, actor.municipality)}
    if actor.role is Role.LEAD:
        return names
    return {actor.id: names[actor.id]} if actor.id in names else {}


def standing(session: Session, actor: Actor) -> list[Relation]:
    """One's own, and for a lead everybody's; an event names them. By the references of cases and plans, without a name of the person."""
    if not may(actor, Permission.GIVE_REASON, Target(actor.municipality)):
        return []
    wanted = select(RelationRow).where(
        RelationRow.municipality == actor.municipality, RelationRow.ended_at.is_(None)
    )
    if actor.role is not Role.LEAD:
        wanted = wanted.where(RelationRow.staff == actor.id)
    rows = session.scalars(
        wanted.order_by(RelationRow.at, RelationRow.id).execution_options(populate_existing=True)
    ).all()
    if rows:
        ids = ",".join(row.id for row in rows)
        events.append_by(session, actor, Code.RELATION_LISTED, touched=ids)
    names = names_of(session, [row.staff for row in rows])
    known = _references(session, {row.person for row in rows})
    return [
        Relation(
            row.id, names.get(row.staff, ""), known.get(row.person, []), row.at, _ends(actor, row)
        )
        for row in rows
    ]


def end(session: Session, actor: Actor, relation_id: str) -> None:
    """It was a mistake, or is so no more. Never by the one it is about. Twice is once. Raises NotThere."""
    row = session.scalars(
        select(RelationRow)
        .filter_by(id=relation_id, municipality=actor.municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not _ends(actor, row):
        raise NotThere
    if row.ended_at is not None:
        return
    session.execute(
        update(RelationRow)
        .where(RelationRow.id == row.id)
        .values(ended_at=now(session))
        .execution_options(synchronize_session=False)
    )
    touched = f"{row.id},{row.staff}"
    events.append_by(session, actor, Code.RELATION_ENDED, subject=row.person, touched=touched)


def _ends(actor: Actor, row: RelationRow) -> bool:
    return actor.role is Role.LEAD and rules.is_second(actor, row.staff, ())


def _people_of(session: Session, thing: Thing) -> list[str]:
    """Whom it is about: the person, the plan's person, or the case's own; where only parents are known, they."""
    if thing.kind is Kind.PERSON:
        return [thing.id]
    if thing.kind is Kind.PLAN:
        return list(session.scalars(select(PlanRow.person).filter_by(id=thing.id)))
    readers = case_readers.of_case(session, thing.id, local_day(now(session)))
    own = [person for person, role in readers.items() if role == case_readers.SELF]
    return own or sorted(readers)


def _references(session: Session, people: set[str]) -> dict[str, list[tuple[Kind, str]]]:
    found: dict[str, list[tuple[Kind, str]]] = {}
    cases = (
        select(CaseReaderRow.person, CaseRow.reference)
        .join(CaseRow, CaseRow.id == CaseReaderRow.case_id)
        .where(CaseReaderRow.person.in_(people))
        .order_by(CaseRow.received_at, CaseRow.id)
    )
    plans = select(PlanRow.person, PlanRow.reference).where(PlanRow.person.in_(people))
    for kind, wanted in ((Kind.PLAN, plans), (Kind.CASE, cases)):
        for person, reference in session.execute(wanted).all():
            found.setdefault(person, []).append((kind, reference))
    return found
