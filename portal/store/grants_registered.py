"""(registrert av kommunen) What law or paper gives, as the desk writes it down: one grant at a time, and the end of any of them.

Nobody is told by the answer whether a national number was known here. What a register says otherwise than the desk is a task
for a person, never a change made by itself (Sivilombudet: court judgments may be missing in registers).
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.national_number import born_on
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.registering import BY_DESK, EndReason, Fault, fault_in
from portal.rules.representation import TABLE, Basis, Scope
from portal.store import (
    events,
    grant_notices,
    openings,
    people,
    protected,
    representation,
    staff,
)
from portal.store.db import now
from portal.store.grants_unclear import disagree
from portal.store.representation import NewGrant
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import AssessmentRow, GrantRow

__all__ = [
    "Faulty",
    "NotThere",
    "OtherBirthday",
    "OwnNumber",
    "Protected",
    "Registering",
    "disagree",
    "end",
    "find",
    "register",
    "write_down",
]


class NotThere(Exception):
    """There is no such person or grant in the municipality, or the actor may not."""


class OwnNumber(Exception):
    """Both numbers are the same: nobody acts for themself."""


class OtherBirthday(Exception):
    """The birthday is not that of the person's national number: a slip here would decide who may act."""


class Protected(Exception):
    """One of the two has a protected address: nobody represents, or is represented, here."""


class Faulty(Exception):
    """The law gives no such grant: `fault` says what is wrong with its days."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Registering:
    """A grant to write down. `number` is the holder's national number (11 digits), `until` the first day it no longer counts.

    `evidence` is where it can be found again: the archive's reference, a code of `confirming.How`, or the desk's reason.
    `quietly`: neither of the two is told now. Who decides for a child gets the whole row of the table, whatever `scopes` says.
    """

    basis: Basis
    number: str
    holder_name: str
    person_name: str
    since: date
    evidence: str
    language: str
    scopes: frozenset[Scope] = frozenset()
    sections: frozenset[Section] = frozenset(SECTIONS)
    until: date | None = None
    born: date | None = None
    assessment: str | None = None
    quietly: bool = False


def find(session: Session, actor: Actor, number: str) -> str:
    """The person with a national number, new or known: the answer does not tell which. Raises NotThere."""
    _refuse(actor)
    return people.find_or_begin(session, actor.municipality, number).id


def register(session: Session, actor: Actor, person: str, new: Registering, *, key: str) -> None:
    """Write a grant down; it counts from its first day. The same key twice is once.

    Raises NotThere, OwnNumber, OtherBirthday, Protected, Faulty, OwnRelative for an employee who is close to one of them, or
    ReasonNeeded when what is kept about the person is closed.
    """
    _held_person(session, actor, person)
    if new.basis not in BY_DESK or new.assessment is not None or new.basis is Basis.KIN:
        raise NotThere
    if staff.first_press(session, actor.id, key):
        write_down(session, actor, person, new)


def write_down(session: Session, actor: Actor, person: str, new: Registering) -> str:
    """As `register`, with the key asked and the person found; gives the grant's id. One that is there already is left as it is."""
    holder = people.find_or_begin(session, actor.municipality, new.number).id
    _refuse_unfit(session, actor, person, holder, new)
    row = TABLE[new.basis]
    scopes = row.scopes if row.decides else new.scopes & row.scopes
    if not scopes:
        raise Faulty(Fault.NOTHING)
    same = _same(session, actor, person, holder, new, scopes)
    if same is not None:
        return same
    grant = representation.write(
        session,
        actor,
        NewGrant(
            person=person,
            person_name=new.person_name,
            holder=holder,
            holder_name=new.holder_name,
            basis=new.basis,
            scopes=scopes,
            sections=new.sections,
            since=new.since,
            until=new.until,
            born=new.born,
            evidence=new.evidence,
            assessment=new.assessment,
            language=new.language,
            accepted=True,
        ),
    )
    if not new.quietly:
        grant_notices.tell(session, actor.municipality, person)
        grant_notices.tell(session, actor.municipality, holder)
    events.append_by(session, actor, Code.GRANT_REGISTERED, subject=person, touched=grant)
    return grant


def _refuse_unfit(
    session: Session, actor: Actor, person: str, holder: str, new: Registering
) -> None:
    """What can be told of the two people and the dates before anything is written."""
    if holder == person:
        raise OwnNumber
    openings.refuse_relative(session, actor, holder)
    openings.let_in_person(session, actor, person)
    digits = people.number_of(session, person)
    if new.born and digits and not born_on(digits, new.born):
        raise OtherBirthday
    if protected.among(session, [person, holder]):
        raise Protected
    today = local_day(now(session))
    fault = fault_in(new.basis, today=today, since=new.since, until=new.until, born=new.born)
    if fault is not None:
        raise Faulty(fault)


def end(
    session: Session, actor: Actor, grant: str, reason: EndReason, *, quietly: bool = False
) -> bool:
    """End a grant at once, whoever gave it; another grant to the same or to somebody else is never touched.

    The assessment it rests on, if any, ends with it. `quietly`: neither of the two is told. False when it had ended. Raises NotThere.
    """
    _refuse(actor)
    row = session.scalars(
        select(GrantRow)
        .filter_by(id=grant, municipality=actor.municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotThere
    openings.refuse_relative(session, actor, *([row.holder] if row.holder else []))
    openings.let_in_person(session, actor, row.person)
    if row.ended_at is not None:
        return False
    ended = {"ended_at": now(session), "ended_by": actor.id}
    session.execute(
        update(GrantRow)
        .where(GrantRow.id == grant)
        .values(**ended, ended_by_kind=actor.kind, quietly=quietly)
        .execution_options(synchronize_session=False)
    )
    if row.assessment is not None:
        _end_assessment(session, row.assessment, ended)
    for person in () if quietly else [one for one in (row.person, row.holder) if one]:
        grant_notices.tell(session, actor.municipality, person)
    touched = f"{grant},{EndReason(reason).value}"
    events.append_by(session, actor, Code.GRANT_ENDED, subject=row.person, touched=touched)
    if row.assessment is not None:
        touched = f"{row.assessment},{EndReason(reason).value}"
        events.append_by(session, actor, Code.ASSESSMENT_ENDED, subject=row.person, touched=touched)
    return True


def _end_assessment(session: Session, assessment: str, ended: dict[str, object]) -> None:
    """What a grant rested on ends with it, unless it has already."""
    session.execute(
        update(AssessmentRow)
        .where(AssessmentRow.id == assessment, AssessmentRow.ended_at.is_(None))
        .values(**ended)
        .execution_options(synchronize_session=False)
    )


def _same(
    session: Session,
    actor: Actor,
    person: str,
    holder: str,
    new: Registering,
    scopes: frozenset[Scope],
) -> str | None:
    """A grant that gives just this already: the same desk, or a colleague, has written it down before."""
    for row in representation.between(session, actor.municipality, holder=holder, person=person):
        one = representation.grant_from(session, row)
        wanted = (new.basis, scopes, new.sections, new.until, new.born)
        there = (one.basis, one.scopes, one.sections, one.until, one.born)
        if there == wanted and one.accepted_at is not None and new.assessment is None:
            return one.id
    return None


def _held_person(session: Session, actor: Actor, person: str) -> None:
    """Held until the commit, so that two who write about the same person take turns."""
    _refuse(actor)
    row = session.scalars(
        select(PersonRow.id).filter_by(id=person, municipality=actor.municipality).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotThere


def _refuse(actor: Actor) -> None:
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        raise NotThere
