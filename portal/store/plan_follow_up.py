"""(ingen følger opp) What nobody follows up in the plans: noticed each day, taken on in steps, settled when it is done.

Nothing here is about who did or did not do something: a cause, a part, and whose turn it is by role.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.municipality import receiver_of
from portal.rules.plan import Kind, Part
from portal.rules.plan_follow_up import (
    FOLLOWED,
    Cause,
    Facts,
    Noticed,
    Step,
    next_step,
    noticed,
)
from portal.store import daily_pages, notices
from portal.store.crypto import new_id
from portal.store.daily_pages import Day, note, part
from portal.store.db import insert_into, now
from portal.store.restricted import not_restricted_plan
from portal.store.tables.plan import PlanFollowUpRow, PlanMessageRow, PlanPartRow, PlanRow
from portal.store.tables.staff import StaffRow

TEMPLATE = "plan-follow-up"
ANY_STATUS = frozenset[str]().union(*FOLLOWED.values())

Key = tuple[str, str, date]


@dataclass(frozen=True)
class FollowUp:
    """Something nobody follows up, and how far it has come. `object` is the part's id, empty for the whole plan.

    `since` is the day it was due, asked or written; `stepped_at` is when the present `step` was taken.
    """

    cause: Cause
    object: str
    step: Step
    since: date
    noticed_at: datetime
    stepped_at: datetime


@dataclass(frozen=True)
class Known:
    """What a page of plans shows, read at once for all of them: by the plan's id."""

    parts: dict[str, list[Part]]
    unanswered: dict[str, date]
    gone: dict[str, date]
    open: dict[str, list[PlanFollowUpRow]]


def of_plans(session: Session, ids: Iterable[str]) -> dict[str, tuple[FollowUp, ...]]:
    """What is not settled in these plans, the longest-waiting first. Whether the actor may see them is the caller's to know."""
    return {
        plan: tuple(
            FollowUp(
                Cause(row.cause), row.object, Step(row.step), row.since, row.noticed_at,
                row.stepped_at,
            )
            for row in rows
        )
        for plan, rows in _open(session, list(ids)).items()
    }  # fmt: skip


def follow_up(session: Session, day: Day, after: str = "") -> daily_pages.Part:
    """(oppfølging) Notice what nobody follows up, take the steps whose day has come, settle what is done.

    One page of plans; done again on the same day it does nothing. Gives how many things changed.
    """
    plans = _page(session, day, after)
    known = _known(session, plans)
    done = sum(_plan(session, day, plan, known) for plan in plans)
    return part([plan.id for plan in plans], done)


def _page(session: Session, day: Day, after: str) -> Sequence[PlanRow]:
    """The next plans in which something may be to follow up or to settle, held until the commit."""
    unsettled = select(PlanFollowUpRow.plan_id).where(PlanFollowUpRow.settled_at.is_(None))
    return session.scalars(
        select(PlanRow)
        .where(PlanRow.municipality == day.municipality, PlanRow.id > after)
        .where(not_restricted_plan())
        .where(PlanRow.status.in_(ANY_STATUS) | PlanRow.id.in_(unsettled))
        .order_by(PlanRow.id)
        .limit(daily_pages.PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def _known(session: Session, plans: Sequence[PlanRow]) -> Known:
    ids = [plan.id for plan in plans]
    return Known(
        parts=_parts(session, ids),
        unanswered=_unanswered(session, ids),
        gone=_gone(session, [plan.coordinator for plan in plans if plan.coordinator]),
        open=_open(session, ids),
    )


def _plan(session: Session, day: Day, plan: PlanRow, known: Known) -> int:
    """How much changed in one plan."""
    left = {_key(row): row for row in known.open.get(plan.id, ())}
    facts = Facts(
        status=plan.status,
        parts=tuple(known.parts.get(plan.id, ())),
        unanswered_since=known.unanswered.get(plan.id),
        vacant_since=_vacant_since(plan, known, left.values(), day.on),
    )
    done = 0
    for found in noticed(facts, day.on, day.holidays):
        row = left.pop((found.cause, found.object, found.since), None)
        if row is None:
            done += _begin(session, day, plan, found)
        else:
            done += _go_on(session, day, plan, row, found)
    for row in left.values():
        _change(session, row.id, settled_at=now(session))
        note(session, day, Code.PLAN_SETTLED, plan.id, row.id)
    return done + len(left)


def _begin(session: Session, day: Day, plan: PlanRow, found: Noticed) -> int:
    """Notice it. What was settled and has come back begins anew from the first step."""
    first, moment = found.ladder[0], now(session)
    fresh = {"step": int(first), "noticed_at": moment, "stepped_at": moment, "settled_at": None}
    key = {"plan_id": plan.id, "cause": found.cause.value, "object": found.object}
    row_id = session.scalar(
        insert_into(session, PlanFollowUpRow)
        .values(id=new_id(), since=found.since, **key, **fresh)
        .on_conflict_do_update(index_elements=["plan_id", "cause", "object", "since"], set_=fresh)
        .returning(PlanFollowUpRow.id)
    )
    note(session, day, Code.PLAN_NOTICED, plan.id, str(row_id))
    _tell(session, day, plan, first)
    return 1


def _go_on(session: Session, day: Day, plan: PlanRow, row: PlanFollowUpRow, found: Noticed) -> int:
    """Take the next step when its day has come."""
    stepped_on = local_day(row.stepped_at)
    step = next_step(found.ladder, row.step, stepped_on, day.on, day.holidays)
    if step is None:
        return 0
    _change(session, row.id, step=int(step), stepped_at=now(session))
    note(session, day, Code.PLAN_STEPPED, plan.id, row.id)
    _tell(session, day, plan, step)
    return 1


def _tell(session: Session, day: Day, plan: PlanRow, step: Step) -> None:
    """The unit gets an e-mail without content; the other steps stand at the desk and in the plan."""
    if step is Step.UNIT:
        notices.tell_unit(
            session,
            municipality=day.municipality,
            unit=plan.unit,
            case_id=None,
            plan_id=plan.id,
            template=TEMPLATE,
            email=receiver_of(day.profile, plan.unit),
            language=day.language,
        )


def _vacant_since(
    plan: PlanRow, known: Known, rows: Iterable[PlanFollowUpRow], today: date
) -> date | None:
    """The day from which nobody coordinates, None when somebody does. What was noticed before keeps its day."""
    if plan.coordinator is not None and plan.coordinator not in known.gone:
        return None
    before = [row.since for row in rows if row.cause == Cause.NO_COORDINATOR]
    return before[0] if before else known.gone.get(plan.coordinator or "", today)


def _parts(session: Session, ids: Sequence[str]) -> dict[str, list[Part]]:
    """The living measures and periods of these plans, without their words."""
    rows = session.scalars(
        select(PlanPartRow)
        .where(PlanPartRow.plan_id.in_(ids), PlanPartRow.removed.is_(False))
        .where(PlanPartRow.kind.in_((Kind.MEASURE, Kind.PERIOD)))
        .order_by(PlanPartRow.begun_at, PlanPartRow.id)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[Part]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(_without_words(row))
    return found


def _without_words(row: PlanPartRow) -> Part:
    return Part(
        id=row.id,
        kind=Kind(row.kind),
        version=row.version,
        code=row.code,
        parent=row.parent,
        responsible=row.responsible,
        due_on=row.due_on,
        at=row.at,
        by_kind=row.by_kind,
        by=row.by,
        begun_at=row.begun_at,
        begun_by_kind=row.begun_by_kind,
    )


def _unanswered(session: Session, ids: Sequence[str]) -> dict[str, date]:
    """The day of the first message from the person or a parent since the last answer, for plans that have one."""
    answer = aliased(PlanMessageRow)
    answered_at = (
        select(func.max(answer.at))
        .where(answer.plan_id == PlanMessageRow.plan_id, answer.by_kind == "staff")
        .scalar_subquery()
    )
    rows = session.execute(
        select(PlanMessageRow.plan_id, func.min(PlanMessageRow.at))
        .where(PlanMessageRow.plan_id.in_(ids), PlanMessageRow.by_kind == "citizen")
        .where(answered_at.is_(None) | (PlanMessageRow.at > answered_at))
        .group_by(PlanMessageRow.plan_id)
    )
    return {plan: local_day(at) for plan, at in rows}


def _gone(session: Session, coordinators: Sequence[str]) -> dict[str, date]:
    """Those of these employees whose access has ended, with the day it did."""
    rows = session.execute(
        select(StaffRow.id, StaffRow.disabled_at).where(
            StaffRow.id.in_(coordinators), StaffRow.disabled_at.is_not(None)
        )
    )
    return {one: local_day(at) for one, at in rows if at is not None}


def _open(session: Session, ids: Sequence[str]) -> dict[str, list[PlanFollowUpRow]]:
    rows = session.scalars(
        select(PlanFollowUpRow)
        .where(PlanFollowUpRow.plan_id.in_(ids), PlanFollowUpRow.settled_at.is_(None))
        .order_by(PlanFollowUpRow.since, PlanFollowUpRow.id)
        .execution_options(populate_existing=True)
    )
    found: dict[str, list[PlanFollowUpRow]] = {}
    for row in rows:
        found.setdefault(row.plan_id, []).append(row)
    return found


def _key(row: PlanFollowUpRow) -> Key:
    return row.cause, row.object, row.since


def _change(session: Session, row_id: str, **values: object) -> None:
    session.execute(
        update(PlanFollowUpRow)
        .where(PlanFollowUpRow.id == row_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
