"""The grants of a citizen, both ways, as pages show them: whom one may act for, and who may act for oneself."""

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.representation import Held
from portal.rules.representation import held as held_of
from portal.store import events, representation
from portal.store.db import now
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow


@dataclass(frozen=True)
class Other:
    """Somebody the citizen may act for today. `grant` is the id the choice is made by: no address holds a person."""

    grant: str
    name: str
    held: Held


def acted_for(session: Session, actor: Actor) -> list[Other]:
    """Those the citizen may act for now, by name; one event names the grants. As many queries for many as for one."""
    if not may(actor, Permission.LIST_GRANTS, Target(actor.municipality)):
        return []
    rows = _living(session, actor, GrantRow.holder == actor.id)
    closed = _protected(session, {actor.id, *(row.person for row in rows)})
    found = [
        Other(theirs[0].id, representation.opened(session, theirs[0], "person_name") or "", held)
        for person in dict.fromkeys(row.person for row in rows)
        for theirs in [[row for row in rows if row.person == person]]
        for held in [_held(session, theirs, protected=bool({actor.id, person} & closed))]
        if held is not None
    ]
    if found:
        oneself, ids = replace(actor, acting_for=None), ",".join(one.grant for one in found)
        events.append_by(session, oneself, Code.GRANT_LISTED, subject=actor.id, touched=ids)
    return sorted(found, key=lambda one: one.name)


def begin_acting(session: Session, actor: Actor, grant: str) -> str | None:
    """(handle for) The person behind a grant of the actor's that counts now; None when there is none. The events are written: the
    one acted for before is left in the same breath.
    """
    row = session.scalars(
        select(GrantRow).filter_by(id=grant, holder=actor.id, municipality=actor.municipality)
    ).one_or_none()
    if row is None:
        return None
    found = representation.acting(session, actor.municipality, actor.id, row.person)
    if found is None:
        return None
    end_acting(session, actor)
    oneself = replace(actor, acting_for=None)
    events.append_by(session, oneself, Code.ACTING_BEGUN, subject=row.person, touched=row.id)
    return row.person


def ever_acted_for(session: Session, actor: Actor) -> list[str]:
    """Everybody the actor has had a grant for, over or not: ids alone, to tell in what mode an old page was made."""
    rows = session.scalars(
        select(GrantRow.person)
        .filter_by(municipality=actor.municipality, holder=actor.id)
        .distinct()
        .order_by(GrantRow.person)
    )
    return list(rows)


def name_of_last(session: Session, actor: Actor, person: str) -> str | None:
    """What the person is called by the actor who could act for them, also when that is over."""
    row = session.scalars(
        select(GrantRow)
        .filter_by(municipality=actor.municipality, holder=actor.id, person=person)
        .order_by(GrantRow.offered_at.desc(), GrantRow.id)
        .limit(1)
    ).one_or_none()
    return representation.opened(session, row, "person_name") if row else None


def end_acting(session: Session, actor: Actor) -> None:
    """That the actor acts for themself again, as an event of the one acted for."""
    if actor.acting_for is not None:
        events.append_by(session, actor, Code.ACTING_ENDED, subject=actor.acting_for)


def _living(session: Session, actor: Actor, whose: ColumnElement[bool]) -> list[GrantRow]:
    """Grants that were not ended and whose day has not passed, the oldest first."""
    today = local_day(now(session))
    rows = session.scalars(
        select(GrantRow)
        .where(GrantRow.municipality == actor.municipality, whose)
        .where(GrantRow.ended_at.is_(None))
        .where(or_(GrantRow.until.is_(None), GrantRow.until > today))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def _held(session: Session, rows: list[GrantRow], *, protected: bool) -> Held | None:
    grants = [representation.grant_from(session, row) for row in rows]
    moment = now(session)
    return held_of(grants, moment, local_day(moment), protected=protected)


def _protected(session: Session, people: set[str]) -> set[str]:
    """Those of these who have a protected address."""
    wanted = select(PersonRow.id).where(
        PersonRow.id.in_(people), PersonRow.protected_at.is_not(None)
    )
    return set(session.scalars(wanted))
