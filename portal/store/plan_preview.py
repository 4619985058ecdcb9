"""(se det hjelperen ser) Who else sees a person's plan today, and what of it: for the person alone to look at."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.plan_consent import Section
from portal.rules.plan_view import View, view_of
from portal.rules.representation import Grant, Scope, held, in_force
from portal.store import representation
from portal.store.db import now
from portal.store.tables.people import PersonRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import GrantRow


@dataclass(frozen=True)
class Holder:
    """Somebody who has been given the right to act for the person. `grant` is the id they are found by: no address holds a name."""

    grant: str
    name: str
    view: View


def holders(session: Session, actor: Actor) -> list[Holder]:
    """Those who see something of the actor's own plan today, each once."""
    return [one for one in _known(session, accepted(session, actor)) if one.view.sections]


def holder(session: Session, actor: Actor, grant: str) -> Holder | None:
    """Who holds this grant of the actor's, and what they see now: nothing when it no longer counts. None when it is not theirs."""
    rows = accepted(session, actor)
    mine = next((row for row in rows if row.id == grant), None)
    if mine is None:
        return None
    (found,) = _known(session, [row for row in rows if row.holder == mine.holder])
    return found


def would_see(
    session: Session,
    actor: Actor,
    grant: str,
    *,
    scopes: frozenset[Scope],
    sections: frozenset[Section],
    until: date | None,
) -> View | None:
    """(slik blir det) What the holder of this grant sees when it is so, all accepted, beside what else they hold; None as `holder`.

    Of a grant that has not begun: on its first day.
    """
    rows = accepted(session, actor)
    mine = next((row for row in rows if row.id == grant), None)
    if mine is None or mine.holder is None:
        return None
    grants = {
        row.id: representation.grant_from(session, row) for row in rows if row.holder == mine.holder
    }
    moment = now(session)
    day = max(local_day(moment), mine.since)
    changed = replace(grants[grant], scopes=scopes, sections=sections, until=until, since=day)
    closed = representation.is_protected(session, {mine.person, mine.holder})
    grants[grant] = changed
    return view_of(held(grants.values(), moment, day, protected=closed))


def own_plan(session: Session, actor: Actor) -> str | None:
    """The reference of the actor's own plan, None when they have none. Nothing in it is read."""
    own = select(PlanRow.reference).filter_by(municipality=actor.municipality, person=actor.id)
    return session.scalar(own)


def accepted(session: Session, actor: Actor) -> list[GrantRow]:
    """The grants others have accepted for the actor, ended ones too, the oldest first. None while the actor acts for another."""
    if actor.kind != "citizen" or actor.acting_for is not None:
        return []
    wanted = (
        select(GrantRow)
        .filter_by(municipality=actor.municipality, person=actor.id)
        .where(GrantRow.accepted_at.is_not(None), GrantRow.holder.is_not(None))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(wanted))


def counting(session: Session, rows: Sequence[GrantRow]) -> dict[str, list[Grant]]:
    """Those of the grants that count today, by who holds them; a holder with none has an empty list."""
    moment = now(session)
    hidden = _protected(session, rows)
    found: dict[str, list[Grant]] = {row.holder: [] for row in rows if row.holder}
    for row in rows:
        grant = representation.grant_from(session, row)
        protected = bool({row.person, row.holder} & hidden)
        if row.holder and in_force(grant, moment, local_day(moment), protected=protected):
            found[row.holder].append(grant)
    return found


def _known(session: Session, rows: Sequence[GrantRow]) -> list[Holder]:
    """Each holder with all they hold for the person together, as when they act."""
    moment, firsts = now(session), {row.holder: row for row in reversed(rows)}
    return [
        Holder(
            grant=firsts[who].id,
            name=representation.opened(session, firsts[who], "holder_name") or "",
            view=view_of(held(grants, moment, local_day(moment))),
        )
        for who, grants in counting(session, rows).items()
    ]


def _protected(session: Session, rows: Sequence[GrantRow]) -> set[str | None]:
    """Those among these who have a protected address."""
    people = {row.person for row in rows} | {row.holder for row in rows if row.holder} or {""}
    wanted = select(PersonRow.id).where(
        PersonRow.id.in_(people), PersonRow.protected_at.is_not(None)
    )
    return set(session.scalars(wanted))
