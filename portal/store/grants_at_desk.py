"""Who acts for a person, and for whom the person acts, as an employee who has looked the person up sees it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.registering import State, state_of
from portal.rules.representation import Basis, Scope, last_day_after
from portal.store import events, grants_unclear, openings, people, protected, representation
from portal.store.db import now
from portal.store.grants_registered import NotThere
from portal.store.grants_unclear import ToFindOut
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import AssessmentRow, GrantRow

BIRTH_DIGITS = 6


@dataclass(frozen=True)
class Listed:
    """A grant in the list. `name` is the other's, None where one of the two has a protected address.

    `until` is the first day it no longer counts, `sections` empty when it is the whole plan.
    """

    id: str
    person: str
    basis: Basis
    name: str | None
    scopes: tuple[Scope, ...]
    sections: tuple[Section, ...]
    since: date
    until: date | None
    state: State
    evidence: str | None
    assessment: str | None


@dataclass(frozen=True)
class AssessedLine:
    """An assessment in the list: what it says stands on a page of its own."""

    id: str
    assessed_on: date
    until: date
    ended_at: datetime | None


@dataclass(frozen=True)
class PersonView:
    """A person who was looked up. `begins` is how the national number begins: to tell two windows apart.

    `holders` may act for the person, `wards` are those the person may act for.
    """

    id: str
    begins: str
    protected_at: datetime | None
    holders: tuple[Listed, ...]
    wards: tuple[Listed, ...]
    assessments: tuple[AssessedLine, ...]
    unclear: tuple[ToFindOut, ...]


def about(session: Session, actor: Actor, person: str) -> PersonView:
    """All that is written down about who acts for whom, with the event that it was read.

    Raises NotThere, OwnRelative for an employee who is close to the person, and ReasonNeeded for what is closed.
    """
    row = session.get(PersonRow, person, populate_existing=True)
    allowed = may(actor, Permission.REGISTER_GRANT, Target(actor.municipality))
    if row is None or row.municipality != actor.municipality or not allowed:
        raise NotThere
    openings.let_in_person(session, actor, person)
    rows = session.scalars(
        select(GrantRow)
        .where(GrantRow.municipality == actor.municipality)
        .where(or_(GrantRow.person == person, GrantRow.holder == person))
        .order_by(GrantRow.ended_at.is_not(None), GrantRow.offered_at.desc(), GrantRow.id)
        .execution_options(populate_existing=True)
    ).all()
    hidden = protected.among(session, {one for row in rows for one in (row.person, row.holder)})
    assessments = _assessments(session, actor, person)
    ids = [one.id for one in rows] + [one.id for one in assessments]
    events.append_by(
        session, actor, Code.GRANT_LISTED, subject=person, touched=",".join(ids or [person])
    )
    return PersonView(
        id=person,
        begins=(people.number_of(session, person) or "")[:BIRTH_DIGITS],
        protected_at=row.protected_at,
        holders=tuple(_listed(session, one, hidden) for one in rows if one.person == person),
        wards=tuple(
            _listed(session, one, hidden, of_holder=False) for one in rows if one.holder == person
        ),
        assessments=assessments,
        unclear=tuple(grants_unclear.all_open(session, actor, person)),
    )


def one(session: Session, actor: Actor, grant: str) -> Listed:
    """One grant with the holder's name, and the event that it was read. Raises as `about`."""
    row = session.scalars(
        select(GrantRow)
        .filter_by(id=grant, municipality=actor.municipality)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        raise NotThere
    openings.refuse_relative(session, actor, *([row.holder] if row.holder else []))
    openings.let_in_person(session, actor, row.person)
    events.append_by(session, actor, Code.GRANT_READ, subject=row.person, touched=grant)
    return _listed(session, row, protected.among(session, [row.person, row.holder]))


def _listed(
    session: Session, row: GrantRow, hidden: frozenset[str], *, of_holder: bool = True
) -> Listed:
    grant, moment = representation.grant_from(session, row), now(session)
    is_hidden = bool(hidden & {row.person, row.holder})
    column = "holder_name" if of_holder else "person_name"
    whole = grant.sections == frozenset(SECTIONS)
    return Listed(
        id=row.id,
        person=row.person,
        basis=grant.basis,
        name=None if is_hidden else representation.opened(session, row, column),
        scopes=tuple(scope for scope in Scope if scope in grant.scopes),
        sections=() if whole else tuple(one for one in SECTIONS if one in grant.sections),
        since=grant.since,
        until=last_day_after(grant),
        state=state_of(grant, moment, local_day(moment), protected=is_hidden),
        evidence=representation.opened(session, row, "evidence"),
        assessment=row.assessment,
    )


def _assessments(session: Session, actor: Actor, person: str) -> tuple[AssessedLine, ...]:
    rows = session.scalars(
        select(AssessmentRow)
        .filter_by(municipality=actor.municipality, person=person)
        .order_by(AssessmentRow.at.desc(), AssessmentRow.id)
        .execution_options(populate_existing=True)
    )
    return tuple(AssessedLine(row.id, row.assessed_on, row.until, row.ended_at) for row in rows)
