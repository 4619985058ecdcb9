"""Who may open what is not theirs, and why they did: asked of every case and plan an employee reads or changes, in the same transaction.

The desk's stores call `let_in_case`, `let_in_plan` and `let_in_person`. What is closed, or is not the employee's own, raises ReasonNeeded until a
reason is given; then an opening counts for its hours. Reading events are joined to it by employee, object and time.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from portal.rules import opening as rules
from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import OSLO, Status, local_day
from portal.rules.events import Code
from portal.rules.opening import Closed, Door, Kind, Reason, Thing
from portal.store import absence, case_readers, events
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import OpeningRow, RelationRow

WORDS = "openings.words"

log = logging.getLogger("portal.openings")


class ReasonNeeded(Exception):
    """The employee may open it, but has not said why. `thing` is a case, a plan or a person."""

    def __init__(self, thing: Thing) -> None:
        super().__init__("a reason is asked before this is shown")
        self.thing = thing


class OwnRelative(Exception):
    """The matter is a relative's of the employee: it may be read for cause, and is for another to act on (fvl § 6)."""


@dataclass(frozen=True)
class Opening:
    """That an employee opened a thing of another's, and the reason. `words` are sealed until read here.

    `wrong` is what the second person found wrong, None when nothing was or nobody has looked.
    """

    id: str
    staff: str
    object: str
    reason: Reason
    words: str | None
    wrong: str | None
    closed: bool
    at: datetime
    until: datetime
    seen_by: str | None
    seen_at: datetime | None


def let_in_case(session: Session, actor: Actor, case: CaseRow, *, change: bool = False) -> None:
    """Let the employee read a case the access table lets them see, or act on it (`change`). Raises ReasonNeeded and OwnRelative."""
    if actor.kind == "staff":
        _let_in(session, actor, thing_of_case(session, actor, case), change)


def let_in_plan(session: Session, actor: Actor, plan: PlanRow, *, change: bool = False) -> None:
    """As `let_in_case`, for a plan."""
    if actor.kind == "staff":
        _let_in(session, actor, thing_of_plan(session, actor, plan), change)


def let_in_person(session: Session, actor: Actor, person: str) -> None:
    """Let the employee read or write down what is kept about a person beside cases and plans. Raises ReasonNeeded, and OwnRelative
    for whoever is close to them: nothing of it is an errand of theirs.
    """
    if actor.kind == "staff":
        refuse_relative(session, actor, person)
        _let_in(session, actor, thing_of_person(session, actor, person), change=False)


def find(session: Session, actor: Actor, kind: Kind, reference: str) -> Thing | None:
    """The case, plan or person (by id) an employee may give a reason for; None when it is not there or not for this employee at all."""
    if kind is Kind.PERSON:
        return _find_person(session, actor, reference)
    wanted = {"reference": reference, "municipality": actor.municipality}
    if kind is Kind.CASE:
        case = session.scalars(select(CaseRow).filter_by(**wanted)).one_or_none()
        if case is None:
            return None
        allowed = may(actor, Permission.READ_CASE, Target(case.municipality, case.unit))
        return thing_of_case(session, actor, case) if allowed else None
    plan = session.scalars(select(PlanRow).filter_by(**wanted)).one_or_none()
    if plan is None:
        return None
    thing = thing_of_plan(session, actor, plan)
    target = Target(plan.municipality, plan.unit, coordinators=thing.holders)
    return thing if may(actor, Permission.READ_PLAN, target) else None


def thing_of_case(session: Session, actor: Actor, case: CaseRow) -> Thing:
    """A case as the rules need it. Closed for the sake of anyone who may read it, or who asked."""
    readers = case_readers.of_case(session, case.id, local_day(now(session)))
    holders = _with_cover(session, case.taken_by)
    return Thing(
        kind=Kind.CASE,
        id=case.id,
        reference=case.reference,
        unit=case.unit,
        holders=holders,
        waits=case.taken_by is None and case.status != Status.CLOSED,
        noted_by=frozenset() if actor.id in holders else _noted_by(session, case),
        closed=closed_to(session, actor, *readers, *filter(None, [case.asker])),
    )


def thing_of_plan(session: Session, actor: Actor, plan: PlanRow) -> Thing:
    """A plan as the rules need it. One without a coordinator waits for a lead."""
    return Thing(
        kind=Kind.PLAN,
        id=plan.id,
        reference=plan.reference,
        unit=plan.unit,
        holders=_with_cover(session, plan.coordinator),
        waits=plan.coordinator is None,
        closed=closed_to(session, actor, plan.person),
    )


def thing_of_person(session: Session, actor: Actor, person: str) -> Thing:
    """A person as the rules need it: nobody's, and closed or not."""
    closed = closed_to(session, actor, person)
    return Thing(kind=Kind.PERSON, id=person, reference=person, unit="", closed=closed)


def closed_to(session: Session, actor: Actor, *people: str) -> Closed | None:
    """Why these people's matters are closed to the employee, the weightiest first; None when they are not."""
    found = closed_among(session, actor, people).values()
    return next((one for one in Closed if one in found), None)


def closed_among(session: Session, actor: Actor, people: Iterable[str]) -> dict[str, Closed]:
    """Those of these people who are closed to the employee, and why. Their names stand in no list."""
    wanted = set(people)
    if not wanted:
        return {}
    related = exists().where(
        RelationRow.person == PersonRow.id,
        RelationRow.staff == actor.id,
        RelationRow.ended_at.is_(None),
    )
    rows = session.execute(
        select(PersonRow.id, related, PersonRow.restricted_at, PersonRow.protected_at).where(
            PersonRow.id.in_(wanted)
        )
    )
    told = {row[0]: dict(zip(Closed, row[1:], strict=True)) for row in rows}
    return {
        person: next(why for why, is_so in reasons.items() if is_so)
        for person, reasons in told.items()
        if any(reasons.values())
    }


def refuse_relative(session: Session, actor: Actor, *people: str) -> None:
    """For what an employee begins about somebody. Raises OwnRelative."""
    if closed_to(session, actor, *people) is Closed.RELATIVE:
        raise OwnRelative


def is_open(session: Session, actor: Actor, thing: Thing) -> bool:
    """Whether the employee may read it now: it is theirs, or the reason they gave still counts."""
    wanted = rules.door(actor, thing)
    if wanted is Door.OPEN:
        return True
    counts = select(OpeningRow.id).where(
        OpeningRow.staff == actor.id,
        OpeningRow.object == thing.id,
        OpeningRow.until > now(session),
        or_(OpeningRow.closed.is_(True), OpeningRow.closed.is_(wanted is Door.BREAK_GLASS)),
    )
    return session.scalars(counts.limit(1)).first() is not None


def make(session: Session, actor: Actor, thing: Thing, reason: Reason, words: str | None) -> None:
    """Keep why the employee opens it, with the event. ValueError without the words that are needed.

    What is open already needs no reason: nothing is written.
    """
    if is_open(session, actor, thing):
        return
    wanted = rules.door(actor, thing)
    if rules.needs_words(wanted, reason) and not words:
        raise ValueError("this reason needs words")
    opening_id, moment = new_id(), now(session)
    before = _opened_today(session, actor, moment)
    add(
        session,
        OpeningRow,
        id=opening_id,
        municipality=actor.municipality,
        staff=actor.id,
        object=thing.id,
        reason=reason.value,
        words=_sealed(session, opening_id, words, None) if words else None,
        closed=wanted is Door.BREAK_GLASS,
        at=moment,
        until=rules.opens_until(wanted, moment),
    )
    touched = f"{opening_id},{reason.value}"
    events.append_by(session, actor, Code.OPENING_MADE, subject=thing.id, touched=touched)
    if before == rules.MANY_IN_A_DAY < _opened_today(session, actor, moment):
        log.warning("many openings: municipality %s, employee %s", actor.municipality, actor.id)


def of_objects(session: Session, municipality: str, objects: Iterable[str]) -> list[Opening]:
    """Every opening of these cases, plans and people, the oldest first: what `rules.opening.reason_behind` looks among."""
    rows = session.scalars(
        select(OpeningRow)
        .where(OpeningRow.municipality == municipality, OpeningRow.object.in_(set(objects)))
        .order_by(OpeningRow.at, OpeningRow.id)
        .execution_options(populate_existing=True)
    )
    return [opening_from(session, row) for row in rows]


def opening_from(session: Session, row: OpeningRow) -> Opening:
    """A row with its words opened."""
    said = json.loads(unseal(keyring_of(session), WORDS, row.id, row.words)) if row.words else {}
    return Opening(
        id=row.id,
        staff=row.staff,
        object=row.object,
        reason=Reason(row.reason),
        words=said.get("why"),
        wrong=said.get("wrong"),
        closed=row.closed,
        at=row.at,
        until=row.until,
        seen_by=row.seen_by,
        seen_at=row.seen_at,
    )


def words_of(session: Session, opening_id: str, why: str | None, wrong: str | None) -> bytes:
    """What the employee and the second person wrote, sealed together."""
    return _sealed(session, opening_id, why, wrong)


def _find_person(session: Session, actor: Actor, person: str) -> Thing | None:
    row = session.get(PersonRow, person, populate_existing=True)
    if row is None or row.municipality != actor.municipality:
        return None
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        return None
    return thing_of_person(session, actor, person)


def _let_in(session: Session, actor: Actor, thing: Thing, change: bool) -> None:
    if change and not rules.may_change(thing):
        raise OwnRelative
    if not is_open(session, actor, thing):
        raise ReasonNeeded(thing)


def _with_cover(session: Session, holder: str | None) -> frozenset[str]:
    covered = absence.covers(session, [holder]) if holder else {}
    return frozenset(one for one in (holder, *covered.values()) if one)


def _noted_by(session: Session, case: CaseRow) -> frozenset[str]:
    """Who wrote down a call, a visit, a letter or a complaint, or that the person it is about said no."""
    noted = (Code.CASE_REGISTERED, Code.COMPLAINT_REGISTERED, Code.CASE_NOT_WANTED)
    codes = [code.value for code in noted]
    found = session.scalars(
        select(EventRow.actor_id)
        .filter_by(municipality=case.municipality, subject=case.id, actor_kind="staff")
        .where(EventRow.code.in_(codes))
    )
    return frozenset(found)


def _opened_today(session: Session, actor: Actor, moment: datetime) -> int:
    """How many things of others' the employee has opened since midnight in Norway."""
    midnight = datetime.combine(local_day(moment), time(), tzinfo=OSLO)
    found = select(func.count(OpeningRow.object.distinct())).where(
        OpeningRow.staff == actor.id, OpeningRow.at >= midnight
    )
    return session.scalar(found) or 0


def _sealed(session: Session, opening_id: str, why: str | None, wrong: str | None) -> bytes:
    said = {name: text for name, text in {"why": why, "wrong": wrong}.items() if text}
    return seal(keyring_of(session), WORDS, opening_id, json.dumps(said, ensure_ascii=False))
