"""(lese inn en plan) A file's parts compared with a plan, and written in it by its coordinator. All or nothing.

Nothing is taken away, and every change is a version like any other, so that all of it can be undone.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan import Part, Status
from portal.rules.plan_import import (
    Change,
    Difference,
    Hindrance,
    Incoming,
    differences,
    hindrances,
    linked,
)
from portal.store import events, plan, plan_consents, plan_notices, plan_parts
from portal.store.db import now
from portal.store.plan_held import NoConsent, NotThere, held, written_in
from portal.store.tables.plan import PlanRow

__all__ = ["Hindered", "NoConsent", "NotThere", "bring_in", "look"]


class Hindered(Exception):
    """The plan can't hold what the file says; `why` names the places. Nothing has been written."""

    def __init__(self, why: Sequence[Hindrance]) -> None:
        super().__init__("a plan can't hold it")
        self.why = tuple(why)


def look(
    session: Session, actor: Actor, reference: str, ordered: Sequence[Incoming]
) -> list[Difference]:
    """What the file would change, with the event that the plan was read. Raises NotThere, Hindered."""
    seen = plan.read(session, actor, reference)
    if seen is None:
        raise NotThere
    parts = [*seen.plan.parts, *seen.gone]
    return _checked(differences(ordered, parts), parts)


def bring_in(
    session: Session,
    actor: Actor,
    reference: str,
    ordered: Sequence[Incoming],
    *,
    paper: str | None = None,
) -> list[Difference]:
    """Write what the file would change, and give what was changed.

    `paper` is the archive's reference of the consent, needed when none stands. Raises NotThere, NoConsent, Hindered.
    """
    if held(session, actor, reference).status != Status.ACTIVE and paper is not None:
        plan_consents.to_plan(session, actor, reference, paper=paper)
    row = written_in(session, actor, reference)
    parts = plan_parts.all_of(session, row.id)
    found = _checked(differences(ordered, parts), parts)
    places: dict[str, str] = {}
    begun: set[datetime] = set()
    for each in found:
        moment = _unlike(each.part.begun_at or now(session), begun)
        places[each.part.ref] = _written(
            session, actor, row, each, linked(each.part, places), moment
        )
    if any(each.change in {Change.NEW, Change.CHANGED} for each in found):
        events.append_by(session, actor, Code.PLAN_IMPORTED, subject=row.id, touched=row.id)
        plan_notices.news(session, row)
    return found


def _checked(found: list[Difference], parts: Sequence[Part]) -> list[Difference]:
    wrong = hindrances(found, parts)
    if wrong:
        raise Hindered(wrong)
    return found


def _unlike(moment: datetime, others: set[datetime]) -> datetime:
    """The moment, moved as little as it takes to stand after the others: parts are shown in the order they were begun."""
    while moment in others:
        moment += timedelta(microseconds=1)
    others.add(moment)
    return moment


def _written(
    session: Session,
    actor: Actor,
    row: PlanRow,
    each: Difference,
    draft: Incoming,
    begun_at: datetime,
) -> str:
    """Write one part, when there is anything to write, and give its id in the plan."""
    if each.before is None:
        begun = (begun_at, draft.begun_by_kind or actor.kind)
        return plan_parts.first_version(session, actor, row, draft, begun=begun)
    if each.change is Change.CHANGED:
        plan_parts.new_version(session, actor, row, each.before, draft, Code.PLAN_PART_CHANGED)
    return each.before.id
