"""(se det hjelperen ser) Who else sees a person's plan today, and what of it: for the person alone to look at."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.plan_view import NOTHING, View, view_of
from portal.store import representation
from portal.store.tables.representation import GrantRow


@dataclass(frozen=True)
class Holder:
    """Somebody who has been given the right to act for the person. `grant` is the id they are found by: no address holds a name."""

    grant: str
    name: str
    view: View


def holders(session: Session, actor: Actor) -> list[Holder]:
    """Those who see something of the actor's own plan today, each once."""
    if actor.kind != "citizen" or actor.acting_for is not None:
        return []
    found: dict[str, Holder] = {}
    for row in accepted(session, actor):
        if row.holder and row.holder not in found:
            found[row.holder] = _holder(session, actor, row, row.holder)
    return [one for one in found.values() if one.view.sections]


def holder(session: Session, actor: Actor, grant: str) -> Holder | None:
    """Who holds this grant of the actor's, and what they see now: nothing when it no longer counts. None when it is not theirs."""
    if actor.kind != "citizen" or actor.acting_for is not None:
        return None
    row = next((one for one in accepted(session, actor, ended=True) if one.id == grant), None)
    return _holder(session, actor, row, row.holder) if row and row.holder else None


def _holder(session: Session, actor: Actor, row: GrantRow, who: str) -> Holder:
    """All they hold for the person together, as when they act."""
    acting = representation.acting(session, actor.municipality, who, actor.id)
    name = representation.opened(session, row, "holder_name") or ""
    return Holder(row.id, name, view_of(acting.held) if acting else NOTHING)


def accepted(session: Session, actor: Actor, *, ended: bool = False) -> list[GrantRow]:
    """The actor's grants that somebody has accepted, the oldest first; those that were ended too when asked for."""
    wanted = (
        select(GrantRow)
        .filter_by(municipality=actor.municipality, person=actor.id)
        .where(GrantRow.accepted_at.is_not(None))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    )
    if not ended:
        wanted = wanted.where(GrantRow.ended_at.is_(None))
    return list(session.scalars(wanted))
