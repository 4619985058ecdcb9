"""(kan dette være en klage?) What somebody at the desk thinks is a complaint, though it came as something else.

Flagged, listed and read here; `complaint_taken_in` answers. The clock started when it was first received, not when somebody saw what
it was (forvaltningsloven §§ 11 og 11 a: C/I).
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may, sees_every_unit
from portal.rules.case import Kind, local_day
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import (
    absence,
    complaint_suspected,
    events,
    openings,
    plan_held,
    plan_messages,
)
from portal.store.case_held import NotAllowed, NotThere, TooLate, allowed, held
from portal.store.complaint_suspected import Written
from portal.store.crypto import new_id
from portal.store.db import insert_into, now
from portal.store.plan_desk import may_see_all
from portal.store.tables.answer import MessageRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import PossibleComplaintRow
from portal.store.tables.plan import PlanMessageRow, PlanRow

__all__ = [
    "NotAllowed",
    "NotThere",
    "Suspect",
    "TooLate",
    "Waiting",
    "flag",
    "flag_in_plan",
    "held_possible",
    "listed",
    "read",
    "waiting",
    "written_in",
]

MOST = 200
"""How many are listed: each is pressed by hand, so there are few."""


class What(StrEnum):
    """(en sak, en melding i en sak, en melding til koordinatoren)."""

    CASE = "case"
    MESSAGE = "message"
    PLAN_MESSAGE = "plan-message"


@dataclass(frozen=True)
class Waiting:
    """One that waits for an answer. `reference` is the case's or the plan's, `in_plan` tells which."""

    id: str
    kind: str
    reference: str
    unit: str
    in_plan: bool
    written_at: datetime
    due_on: date


@dataclass(frozen=True)
class Suspect(Waiting):
    """All of one. `text` None: nothing is written down, or it may not be read now. `complaint` is the reference it was given."""

    text: str | None
    name: str
    outcome: str | None
    complaint: str | None


def flag(session: Session, actor: Actor, reference: str, message: str | None = None) -> str:
    """«Kan dette være en klage?» about a case, or a message a citizen wrote in it. Twice is once. Gives its id.

    Raises NotThere, NotAllowed, TooLate for a case that is one of the complaints already, and what `openings` raises.
    """
    case = held(session, actor, reference)
    if message is None:
        if case.kind == Kind.COMPLAINT:
            raise TooLate
        return _flag(session, actor, What.CASE, case.id, case.received_at, case=case)
    row = session.get(MessageRow, message)
    if row is None or row.case_id != case.id or row.by_kind != "citizen":
        raise NotThere
    return _flag(session, actor, What.MESSAGE, row.id, row.at, case=case)


def flag_in_plan(session: Session, actor: Actor, reference: str, message: str) -> str:
    """The same about a message to the coordinator."""
    plan = _plan_held(session, actor, reference)
    row = session.get(PlanMessageRow, message)
    is_there = row is not None and row.plan_id == plan.id and row.by_kind == "citizen"
    if row is None or not is_there:
        raise NotThere
    if plan_messages.text_of(session, actor, plan.id, row.id) is None:
        raise NotThere
    return _flag(session, actor, What.PLAN_MESSAGE, row.id, row.at, plan=plan)


def waiting(session: Session, actor: Actor) -> tuple[int, date | None]:
    """How many wait for an answer from this employee's unit, and the first day one is due. Names none."""
    wanted = _theirs(actor, local_day(now(session))).subquery()
    count, oldest = session.execute(
        select(func.count(), func.min(wanted.c.due_on)).select_from(wanted)
    ).one()
    return count, oldest


def listed(session: Session, actor: Actor) -> list[Waiting]:
    """Those that wait, the first due first, with the events that name what is shown."""
    found = session.execute(
        _theirs(actor, local_day(now(session)))
        .with_only_columns(PossibleComplaintRow, CaseRow, PlanRow)
        .order_by(PossibleComplaintRow.due_on, PossibleComplaintRow.id)
        .limit(MOST)
    ).all()
    for code, ids in (
        (Code.CASE_LISTED, sorted({case.id for _row, case, _plan in found if case})),
        (Code.PLAN_LISTED, sorted({plan.id for _row, _case, plan in found if plan})),
    ):
        if ids:
            events.append_by(session, actor, code, touched=",".join(ids))
    return [_waiting(row, case or plan) for row, case, plan in found]


def read(session: Session, actor: Actor, possible: str) -> Suspect | None:
    """One of them with what was written, and the event that it was read; None when it is not there or not this employee's."""
    row = session.get(PossibleComplaintRow, possible)
    about = _about(session, actor, row)
    if row is None or about is None:
        return None
    written = written_in(session, actor, row, about)
    code = Code.PLAN_READ if isinstance(about, PlanRow) else Code.CASE_READ
    events.append_by(session, actor, code, subject=about.id, touched=row.object)
    complaint = session.get(CaseRow, row.complaint_case) if row.complaint_case else None
    return Suspect(
        **vars(_waiting(row, about)),
        text=written.text,
        name=written.name,
        outcome=row.outcome,
        complaint=complaint.reference if complaint else None,
    )


def _flag(
    session: Session,
    actor: Actor,
    what: What,
    touched: str,
    at: datetime,
    *,
    case: CaseRow | None = None,
    plan: PlanRow | None = None,
) -> str:
    """The row, unless somebody has flagged it before: the database decides who came first."""
    values = {
        "id": new_id(),
        "municipality": actor.municipality,
        "kind": what.value,
        "object": touched,
        "case_id": case.id if case else None,
        "plan_id": plan.id if plan else None,
        "written_at": at,
        "due_on": answer_due(local_day(at)),
        "flagged_at": now(session),
        "flagged_by": actor.id,
    }
    table = PossibleComplaintRow
    made = session.execute(
        insert_into(session, table).values(values).on_conflict_do_nothing().returning(table.id)
    ).scalar()
    if made is None:
        return session.scalars(select(table.id).filter_by(object=touched)).one()
    about = case or plan
    subject = about.id if about else ""
    events.append_by(session, actor, Code.COMPLAINT_SUSPECTED, subject=subject, touched=made)
    return made


def _theirs(actor: Actor, today: date) -> Select[date]:
    """Those without an answer, in the units and the plans this employee may read, as the lists of cases and plans have it."""
    unit: ColumnElement[bool] = true() if sees_every_unit(actor) else CaseRow.unit == actor.unit
    if may_see_all(actor):
        plan: ColumnElement[bool] = true()
    else:
        covered = absence.those_covered_by(actor.id, today)
        plan = or_(PlanRow.coordinator == actor.id, PlanRow.coordinator.in_(covered))
    in_plan = PossibleComplaintRow.plan_id.is_not(None)
    lists_plans = may(actor, Permission.LIST_PLANS, Target(actor.municipality))
    return (
        select(PossibleComplaintRow.due_on)
        .outerjoin(CaseRow, CaseRow.id == PossibleComplaintRow.case_id)
        .outerjoin(PlanRow, PlanRow.id == PossibleComplaintRow.plan_id)
        .where(
            PossibleComplaintRow.municipality == actor.municipality,
            PossibleComplaintRow.answered_at.is_(None),
            or_(and_(~in_plan, unit), and_(in_plan, plan) if lists_plans else and_(~in_plan, unit)),
        )
    )


def _about(
    session: Session, actor: Actor, row: PossibleComplaintRow | None
) -> CaseRow | PlanRow | None:
    """The case or the plan it stands in, when this employee may read it. Raises what `openings` raises."""
    if row is None or row.municipality != actor.municipality:
        return None
    if row.plan_id is not None:
        plan = session.get_one(PlanRow, row.plan_id)
        return plan_held.visible(session, actor, plan.reference)
    case = session.get(CaseRow, row.case_id or "")
    if case is None or not allowed(actor, Permission.READ_CASE, case):
        return None
    openings.let_in_case(session, actor, case)
    return case


def held_possible(
    session: Session, actor: Actor, possible: str
) -> tuple[PossibleComplaintRow, CaseRow | PlanRow]:
    """It and what it stands in, held until the commit so that two who answer at once take turns."""
    row = session.get(PossibleComplaintRow, possible)
    if row is None or row.municipality != actor.municipality:
        raise NotThere
    if row.plan_id is not None:
        plan = session.get_one(PlanRow, row.plan_id)
        about: CaseRow | PlanRow = _plan_held(session, actor, plan.reference)
    else:
        case = session.get_one(CaseRow, row.case_id)
        about = held(session, actor, case.reference)
    row = session.scalars(
        select(PossibleComplaintRow)
        .filter_by(id=possible)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    return row, about


def _plan_held(session: Session, actor: Actor, reference: str) -> PlanRow:
    try:
        return plan_held.held(session, actor, reference)
    except plan_held.NotThere as gone:
        raise NotThere from gone


def written_in(
    session: Session, actor: Actor, row: PossibleComplaintRow, about: CaseRow | PlanRow
) -> Written:
    """What was written, by whom, and whose it is. The caller has let the employee in."""
    if isinstance(about, PlanRow):
        return complaint_suspected.in_plan(session, actor, about, row)
    return complaint_suspected.in_case(session, about, row)


def _waiting(row: PossibleComplaintRow, about: CaseRow | PlanRow) -> Waiting:
    return Waiting(
        id=row.id,
        kind=row.kind,
        reference=about.reference,
        unit=about.unit,
        in_plan=isinstance(about, PlanRow),
        written_at=row.written_at,
        due_on=row.due_on,
    )
