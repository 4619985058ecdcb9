"""A plan in somebody's hands: found, held until the commit, and written in only while its consent stands.

A plan that is not there, or is not this actor's, is answered alike: NotThere.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.rules import plan_view
from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.plan import Part, Status
from portal.rules.plan_view import View
from portal.store import absence, openings, representation
from portal.store.db import now
from portal.store.tables.plan import PlanReaderRow, PlanRow

NOBODY = "nobody"
"""Asked for in place of a coordinator there is not: a vacant plan and one that is not there take the same statements."""


class NotThere(Exception):
    """There is no such plan or part, or it is not this actor's to see or change."""


class NoConsent(Exception):
    """The person has not said yes to a plan, or has taken the yes back: nothing is written (IP-forskriften § 5)."""


class Conflict(Exception):
    """Somebody has changed the part since it was read. `theirs` is how it stands now."""

    def __init__(self, theirs: Part) -> None:
        super().__init__("somebody else has changed this part")
        self.theirs = theirs


READ = {"citizen": Permission.READ_OWN_PLAN, "staff": Permission.READ_PLAN}
CHANGE = {"citizen": Permission.CHANGE_OWN_PLAN, "staff": Permission.CHANGE_PLAN}


def visible(session: Session, actor: Actor, reference: str) -> PlanRow | None:
    """The plan, None when it is not there or not this actor's. Raises ReasonNeeded for who has not said why they open it."""
    row = _found(session, actor, reference, READ, hold=False)
    if row is not None:
        openings.let_in_plan(session, actor, row)
    return row


def there(session: Session, actor: Actor, reference: str) -> PlanRow | None:
    """The plan, for who may know that it is there and is shown nothing of it: no reason is asked."""
    return _found(session, actor, reference, READ, hold=False)


def held(session: Session, actor: Actor, reference: str) -> PlanRow:
    """The plan, held until the commit so that two who act at once take turns. Raises NotThere, and what `openings` raises."""
    row = _found(session, actor, reference, CHANGE, hold=True)
    if row is None:
        raise NotThere
    openings.let_in_plan(session, actor, row, change=True)
    return row


def written_in(session: Session, actor: Actor, reference: str) -> PlanRow:
    """As `held`, for those who write in the plan. Raises NoConsent when no consent stands."""
    row = held(session, actor, reference)
    if row.status != Status.ACTIVE:
        raise NoConsent
    return row


def target_of(session: Session, actor: Actor, row: PlanRow) -> Target:
    """What the access table is to compare the actor with: whose plan it is, what they hold for that person now, the coordinator and who covers."""
    covered = absence.covers(session, [row.coordinator or NOBODY])
    people = {row.coordinator, *covered.values()} - {None}
    given = representation.held(session, actor)
    return Target(
        row.municipality,
        row.unit,
        readers=frozenset({row.person}),
        coordinators=frozenset(one for one in people if one),
        person=row.person,
        scopes=given.scopes if given else frozenset(),
    )


def role_of(session: Session, actor: Actor) -> str:
    """Who the actor is to the plan: "staff", "self", "parent" who decides for a child, or "helper"."""
    return view_of(session, actor).role


def view_of(session: Session, actor: Actor) -> View:
    """How the actor sees the plan they have been let in to, by what they hold now."""
    if actor.kind == "staff":
        return plan_view.STAFF
    if actor.acting_for is None:
        return plan_view.OWN
    return plan_view.view_of(representation.held(session, actor))


def readers_of(session: Session, plan_id: str) -> dict[str, PlanReaderRow]:
    """Who is told of what is new in the plan today, by person. The day of the birthday itself no longer counts."""
    today = local_day(now(session))
    rows = session.scalars(
        select(PlanReaderRow)
        .where(PlanReaderRow.plan_id == plan_id)
        .where(or_(PlanReaderRow.until.is_(None), PlanReaderRow.until > today))
        .order_by(PlanReaderRow.since, PlanReaderRow.id)
    )
    return {row.person: row for row in rows}


def _found(
    session: Session,
    actor: Actor,
    reference: str,
    needed: dict[str, Permission],
    *,
    hold: bool,
) -> PlanRow | None:
    if actor.kind not in needed:
        return None
    wanted = select(PlanRow).filter_by(reference=reference, municipality=actor.municipality)
    if hold:
        wanted = wanted.with_for_update()
    row = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    target = target_of(session, actor, row or PlanRow(municipality=actor.municipality))
    if row is None or not may(actor, needed[actor.kind], target):
        return None
    return row
