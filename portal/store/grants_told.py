"""(få varsler) Those who act for a person and have been given the right to be told when something is new."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules import representation as rules
from portal.rules.case import local_day
from portal.rules.representation import Scope
from portal.store import representation
from portal.store.db import now
from portal.store.tables.representation import GrantRow


def told_for(session: Session, municipality: str, person: str, about: Scope) -> list[str]:
    """Who else is told of news for the person today: they may be told, and may see what it is `about` (a plan, or cases)."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=municipality, person=person)
        .where(GrantRow.accepted_at.is_not(None), GrantRow.ended_at.is_(None))
        .order_by(GrantRow.holder, GrantRow.id)
        .execution_options(populate_existing=True)
    ).all()
    holders = sorted({row.holder for row in rows if row.holder is not None})
    moment = now(session)
    found = []
    for holder in holders:
        grants = [representation.grant_from(session, row) for row in rows if row.holder == holder]
        closed = representation.is_protected(session, {holder, person})
        held = rules.held(grants, moment, local_day(moment), protected=closed)
        if held is not None and {Scope.NOTICES, about} <= held.scopes:
            found.append(holder)
    return found
