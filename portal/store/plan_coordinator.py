"""(oppnevne koordinator) Who coordinates a plan: appointed, handed over, or a vacancy until somebody is found."""

from datetime import date

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.store import events, plan_notices
from portal.store.absence import Colleague, colleagues
from portal.store.crypto import seal, unseal
from portal.store.db import keyring_of, now
from portal.store.plan_held import NotThere, held, visible
from portal.store.tables.plan import PlanRow

PHONE = "plans.coordinator_phone"


class NoSuchColleague(Exception):
    """The one chosen does not work with the plans of this unit."""


def may_hand_over(actor: Actor, coordinator: str | None) -> bool:
    """Whether the actor may say who coordinates: the one who does, or a lead. Who covers for some days may not."""
    own = frozenset({coordinator} if coordinator else ())
    return may(actor, Permission.CHANGE_PLAN, Target(actor.municipality, coordinators=own))


def receivers(session: Session, actor: Actor, reference: str) -> list[Colleague]:
    """Who can be the coordinator: the unit's officers and the leads, but not the one who is. Raises NotThere."""
    row = visible(session, actor, reference)
    if row is None or not may_hand_over(actor, row.coordinator):
        raise NotThere
    return [one for one in colleagues(session, actor, row.unit) if one.id != row.coordinator]


def appoint(
    session: Session, actor: Actor, reference: str, to: str | None, *, phone: str | None
) -> None:
    """Let an employee coordinate the plan from today, or nobody. Those who may see the plan are told that something is new.

    `phone` is the number the person is to call. To the one who coordinates it already changes nothing.
    Raises NotThere and NoSuchColleague.
    """
    row = held(session, actor, reference)
    if not may_hand_over(actor, row.coordinator):
        raise NotThere
    if row.coordinator == to:
        return
    if to is not None and to not in {one.id for one in colleagues(session, actor, row.unit)}:
        raise NoSuchColleague
    since = local_day(now(session)) if to else None
    _keep(session, actor, row, coordinator=to, coordinator_since=since, phone=phone if to else None)


def set_phone(session: Session, actor: Actor, reference: str, phone: str | None) -> None:
    """Another number to call the coordinator on, None for the unit's. The same number changes nothing. Raises NotThere."""
    row = held(session, actor, reference)
    if row.coordinator is None or not may_hand_over(actor, row.coordinator):
        raise NotThere
    kept = row.coordinator_phone
    before = unseal(keyring_of(session), PHONE, row.id, kept) if kept else None
    if before != phone:
        _keep(session, actor, row, coordinator=row.coordinator, phone=phone)


def _keep(
    session: Session,
    actor: Actor,
    row: PlanRow,
    *,
    coordinator: str | None,
    phone: str | None,
    **more: date | None,
) -> None:
    """Write it, with its event, and tell those who may see the plan."""
    sealed = seal(keyring_of(session), PHONE, row.id, phone) if phone else None
    session.execute(
        update(PlanRow)
        .where(PlanRow.id == row.id)
        .values(coordinator=coordinator, coordinator_phone=sealed, **more)
        .execution_options(synchronize_session=False)
    )
    touched = coordinator or ""
    events.append_by(session, actor, Code.PLAN_COORDINATOR_CHANGED, subject=row.id, touched=touched)
    plan_notices.news(session, row)
