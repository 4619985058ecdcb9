"""Who is away, until when, and who looks after their cases meanwhile. Employees only: nothing here is about a citizen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select, update
from sqlalchemy.orm import Session

from portal.rules.absence import Days, Worker, can_cover, fault_in, is_away
from portal.rules.access import Actor, Permission, Role, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.store import events
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.tables.staff import StaffRow

ACTING = (Role.OFFICER.value, Role.LEAD.value)


class NotThere(Exception):
    """There is no such employee, or the actor may not decide about them."""


class NotPossible(Exception):
    """The days cannot be kept, or the colleague cannot cover on all of them."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who can have cases. `away` is an absence that is not over, `covered_by` the name of who covers."""

    id: str
    name: str
    unit: str | None
    away: Days | None
    covered_by: str | None

    def away_until(self, today: date) -> date | None:
        """The last day away, None for somebody who is at work today."""
        return self.away[1] if self.away and is_away(self.away, today) else None


def colleagues(session: Session, actor: Actor, unit: str | None = None) -> list[Colleague]:
    """Officers and leads of the actor's municipality, by name; with a unit, those who see its cases."""
    wanted = select(StaffRow).where(
        StaffRow.municipality == actor.municipality,
        StaffRow.role.in_(ACTING),
        StaffRow.disabled_at.is_(None),
    )
    if unit is not None:
        wanted = wanted.where(or_(StaffRow.unit == unit, StaffRow.role == Role.LEAD.value))
    rows = session.scalars(wanted.execution_options(populate_existing=True)).all()
    keyring = keyring_of(session)
    names = {row.id: unseal(keyring, "staff.name", row.id, row.name) for row in rows}
    today = local_day(now(session))
    found = [_colleague(row, names, today) for row in rows]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def set_away(
    session: Session, actor: Actor, employee: str, days: Days, covered_by: str | None
) -> None:
    """Keep that somebody is away, in place of what was kept before. One's own; a lead also others'.

    Raises NotThere, and NotPossible for days `rules.absence` refuses or a colleague who cannot cover.
    """
    row = _held(session, actor, employee)
    if fault_in(days, local_day(now(session))) is not None:
        raise NotPossible
    if covered_by is not None:
        _refuse_unfit(session, actor, row, days, covered_by)
    _keep(session, row.id, days[0], days[1], covered_by)
    events.append_by(session, actor, Code.STAFF_AWAY, subject=row.id, touched=covered_by or "")


def come_back(session: Session, actor: Actor, employee: str) -> None:
    """The absence is over, or was never to be. Twice is once. Raises NotThere."""
    row = _held(session, actor, employee)
    if row.away_until is None:
        return
    _keep(session, row.id, None, None, None)
    events.append_by(session, actor, Code.STAFF_AWAY, subject=row.id)


def may_decide(actor: Actor, employee: str, unit: str | None = None) -> bool:
    """Whether the actor may say when somebody is away: it hands their cases to a colleague for a time."""
    target = Target(actor.municipality, unit, taken_by=employee)
    return may(actor, Permission.HAND_OVER_CASE, target)


def those_covered_by(actor_id: str, today: date) -> Select[str]:
    """The ids of those who are away today and whose cases this employee looks after."""
    return select(StaffRow.id).where(
        StaffRow.covered_by == actor_id, StaffRow.away_from <= today, StaffRow.away_until >= today
    )


def covers(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """Who covers today for those of these employees who are away: id → id."""
    wanted, today = {one for one in ids if one}, local_day(now(session))
    if not wanted:
        return {}
    rows = session.execute(
        select(StaffRow.id, StaffRow.covered_by).where(
            StaffRow.id.in_(wanted),
            StaffRow.covered_by.is_not(None),
            StaffRow.away_from <= today,
            StaffRow.away_until >= today,
        )
    )
    return {away: cover for away, cover in rows if cover}


def _held(session: Session, actor: Actor, employee: str) -> StaffRow:
    row = session.scalars(
        select(StaffRow)
        .filter_by(id=employee, municipality=actor.municipality, disabled_at=None)
        .where(StaffRow.role.in_(ACTING))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not may_decide(actor, row.id, row.unit):
        raise NotThere
    return row


def _refuse_unfit(
    session: Session, actor: Actor, away: StaffRow, days: Days, covered_by: str
) -> None:
    found = [one for one in colleagues(session, actor) if one.id == covered_by != away.id]
    if not found or not can_cover(Worker(found[0].unit, found[0].away), away.unit, days):
        raise NotPossible


def _keep(
    session: Session, employee: str, first: date | None, last: date | None, cover: str | None
) -> None:
    session.execute(
        update(StaffRow)
        .where(StaffRow.id == employee)
        .values(away_from=first, away_until=last, covered_by=cover)
        .execution_options(synchronize_session=False)
    )


def _colleague(row: StaffRow, names: dict[str, str], today: date) -> Colleague:
    away = None
    if row.away_from and row.away_until and row.away_until >= today:
        away = (row.away_from, row.away_until)
    unit = None if row.role == Role.LEAD else row.unit
    cover = names.get(row.covered_by or "") if away else None
    return Colleague(row.id, names[row.id], unit, away, cover)
