"""(sette i gang en plan) The desk begins a plan: of the person of a case, or of somebody by national number; and lets parents in."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.confirming import must_be_confirmed, parent_may_read, sixteenth_birthday
from portal.rules.events import Code
from portal.rules.national_number import born_on
from portal.store import case_readers, events, openings, people, plan, plan_notices
from portal.store.case_readers import still_reads
from portal.store.crypto import seal, unseal
from portal.store.db import keyring_of, now
from portal.store.plan_held import NotThere, held, there
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.plan import PlanReaderRow, PlanRow

__all__ = [
    "Beginning",
    "NewParent",
    "NotAChild",
    "NotThere",
    "OtherBirthday",
    "OwnNumber",
    "Seer",
    "add_parent",
    "begin",
    "of_case",
    "who_sees",
]


class NotAChild(Exception):
    """The young person is 16 or more, and decides alone who sees the plan."""


class OwnNumber(Exception):
    """The number given for the parent is the child's own."""


class OtherBirthday(Exception):
    """The birthday is not that of the national number: a slip here would decide who may say yes."""


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """What a plan begins with. `case` is the reference of the case it comes from: then the person is the case's own.

    `number` is the national number (11 digits) where the case has nobody of its own, or there is no case.
    `phone` is the coordinator's; `reach` and `contact` as in `plan_readers.Reader`.
    """

    name: str
    unit: str
    language: str
    number: str | None = None
    case: str | None = None
    born: date | None = None
    phone: str | None = None
    reach: str | None = None
    contact: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewParent:
    """A parent to let in. `born` is the child's birthday where the plan does not know it; `how` where it was checked."""

    number: str
    name: str
    language: str
    how: str
    born: date | None = None
    reach: str | None = None
    contact: str | None = None


@dataclass(frozen=True)
class Seer:
    """Somebody who may see the plan today: "self" or "parent", the latter until the day before the 16th birthday."""

    role: str
    name: str | None
    until: date | None


def begin(session: Session, actor: Actor, wanted: Beginning) -> str | None:
    """Begin a plan, invite the person, and give its reference. A person has one plan: begun twice it is the first one's.

    None when the person has a plan that another coordinates: that somebody has asked is an event of that plan. Whether the
    national number was known before, the answer does not tell. Raises NotThere when the actor may not, for a case too, and OtherBirthday.
    """
    case = _case(session, actor, wanted.case) if wanted.case else None
    unit = case.unit if case else wanted.unit
    if not may(actor, Permission.BEGIN_PLAN, Target(actor.municipality, unit)):
        raise NotThere
    person = _person(session, actor, case, wanted.number)
    openings.refuse_relative(session, actor, person)
    _refuse_other_birthday(session, person, wanted.born)
    known = session.scalar(
        select(PlanRow.id).filter_by(municipality=actor.municipality, person=person)
    )
    reference = plan.begin(
        session,
        actor,
        person=person,
        name=wanted.name,
        unit=unit,
        language=wanted.language,
        born=wanted.born,
        case_id=case.id if case else None,
        phone=wanted.phone,
        reach=wanted.reach,
        contact=wanted.contact,
    )
    row = there(session, actor, reference)
    if row is None:
        events.append_by(session, actor, Code.PLAN_LISTED, subject=known or "", touched=known or "")
        return None
    if known is None:
        _parents_of_case(session, actor, case, row)
        plan_notices.news(session, row)
    return reference


def add_parent(session: Session, actor: Actor, reference: str, new: NewParent) -> None:
    """(forelder) Let a parent see the plan and take part, until the child is 16. Twice is once.

    Raises NotThere, NotAChild, OtherBirthday, or OwnNumber.
    """
    row = held(session, actor, reference)
    if actor.kind != "staff":
        raise NotThere
    kept = row.born and unseal(keyring_of(session), "plans.born", row.id, row.born)
    born = date.fromisoformat(kept) if kept else new.born
    _refuse_other_birthday(session, row.person, new.born)
    if born is None or not parent_may_read(born, local_day(now(session))):
        raise NotAChild
    parent = people.find_or_begin(session, actor.municipality, new.number).id
    if parent == row.person:
        raise OwnNumber
    if not kept:
        _write_born(session, row, born)
    is_new = plan.add_reader(
        session,
        actor,
        reference,
        person=parent,
        name=new.name,
        language=new.language,
        until=sixteenth_birthday(born),
        reach=new.reach,
        contact=new.contact,
        how=new.how,
    )
    if is_new:
        plan_notices.news(session, row)


def who_sees(session: Session, plan_id: str) -> list[Seer]:
    """Who may see the plan today, for those who have been let read it."""
    rows = session.scalars(
        select(PlanReaderRow)
        .where(PlanReaderRow.plan_id == plan_id)
        .order_by(PlanReaderRow.since, PlanReaderRow.id)
    ).all()
    today = local_day(now(session))
    keyring = keyring_of(session)
    return [
        Seer(
            row.role,
            unseal(keyring, "plan_readers.name", row.id, row.name) if row.name else None,
            row.until,
        )
        for row in rows
        if row.until is None or row.until > today
    ]


def of_case(session: Session, actor: Actor, case_reference: str) -> str | None:
    """The reference of the plan that came from a case, for an actor who may see the plan; else None."""
    reference = session.scalar(
        select(PlanRow.reference)
        .join(CaseRow, CaseRow.id == PlanRow.case_id)
        .where(CaseRow.reference == case_reference, PlanRow.municipality == actor.municipality)
    )
    if reference is None or there(session, actor, reference) is None:
        return None
    return str(reference)


def _case(session: Session, actor: Actor, reference: str) -> CaseRow:
    """The case, where the person it is about wants it to be theirs."""
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one_or_none()
    if case is None or not may(actor, Permission.ANSWER_CASE, Target(case.municipality, case.unit)):
        raise NotThere
    openings.let_in_case(session, actor, case, change=True)
    if must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None):
        raise NotThere
    return case


def _person(session: Session, actor: Actor, case: CaseRow | None, number: str | None) -> str:
    """Whose plan it is to be: the case's own person, else who has this number."""
    if case is not None:
        roles = case_readers.of_case(session, case.id, local_day(now(session)))
        own = [person for person, role in roles.items() if role == case_readers.SELF]
        if own:
            return own[0]
    if number is None:
        raise NotThere
    return people.find_or_begin(session, actor.municipality, number).id


def _parents_of_case(session: Session, actor: Actor, case: CaseRow | None, row: PlanRow) -> None:
    """A parent whose responsibility the desk has confirmed in the case sees the plan too, as long."""
    if case is None:
        return
    parents = session.scalars(
        select(CaseReaderRow).where(
            CaseReaderRow.case_id == case.id,
            CaseReaderRow.role == case_readers.PARENT,
            still_reads(local_day(now(session))),
        )
    ).all()
    for parent in parents:
        known = people.get(session, actor.municipality, parent.person)
        plan.add_reader(
            session,
            actor,
            row.reference,
            person=parent.person,
            name=(known.name if known else None) or "",
            language=row.language,
            until=parent.until,
            how=case.confirmed_by,
        )


def _refuse_other_birthday(session: Session, person: str, born: date | None) -> None:
    digits = people.number_of(session, person)
    if born and digits and not born_on(digits, born):
        raise OtherBirthday


def _write_born(session: Session, row: PlanRow, born: date) -> None:
    sealed = seal(keyring_of(session), "plans.born", row.id, born.isoformat())
    session.execute(
        update(PlanRow)
        .where(PlanRow.id == row.id)
        .values(born=sealed)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)
