"""What did not leave the house by itself: a person calls, or sends a letter, and says that it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row as Found
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.events import Code
from portal.rules.opening import Closed
from portal.store import absence, events, grants_unclear, openings, people, representation
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.outbox import DESK, HANDLED, RECIPIENT
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import GrantRow, PrivacyRequestRow

ABOUT_DATA = "privacy-news"
Row = Found[OutboxRow, CaseRow, PlanRow]


@dataclass(frozen=True)
class Whom:
    """Whom to call or write to. `name` and `phone` None are not known, or not for a list: then the person's page asks why.

    `request` is the reference of what they asked about their own data, when that is what is answered.
    """

    person: str
    name: str | None
    phone: str | None
    request: str | None


@dataclass(frozen=True)
class Task:
    """A message a person must take over: call, or send a letter. It is about a case, a plan or neither.

    `mine`: this actor may say that it is done. `whom`: about neither, whom to call.
    """

    id: str
    case_reference: str | None
    plan_reference: str | None
    unit: str | None
    channel: str
    template: str
    reason: str | None
    since: datetime
    mine: bool
    whom: Whom | None = None


def tasks(session: Session, actor: Actor) -> list[Task]:
    """Messages a person must take over, for the units and the plans this actor may read; events name what is shown."""
    found = session.execute(_at_the_desk(actor).order_by(OutboxRow.ended_at, OutboxRow.id)).all()
    covers = absence.covers(session, [plan.coordinator for _row, _case, plan in found if plan])
    seen = [one for one in found if _may_read(actor, one[1], one[2], covers)]
    whom, seen = _whom_to_call(session, actor, seen)
    _note(session, actor, Code.CASE_LISTED, (case.id for _row, case, _plan in seen if case))
    _note(session, actor, Code.PLAN_LISTED, (plan.id for _row, _case, plan in seen if plan))
    return [
        Task(
            id=row.id,
            case_reference=case.reference if case else None,
            plan_reference=plan.reference if plan else None,
            unit=case.unit if case else plan.unit if plan else None,
            channel=row.channel,
            template=row.template,
            reason=row.reason,
            since=row.ended_at or row.put_at,
            mine=_may_end(actor, case, plan, covers),
            whom=whom.get(row.id),
        )
        for row, case, plan in seen
    ]


def done(session: Session, actor: Actor, row_id: str) -> bool:
    """A person has called or sent a letter. False when the task is not there or not this actor's."""
    found = session.execute(
        _at_the_desk(actor).where(OutboxRow.id == row_id).with_for_update(of=OutboxRow)
    ).one_or_none()
    if found is None:
        return False
    row, case, plan = found
    covers = absence.covers(session, [plan.coordinator] if plan else [])
    if not _may_end(actor, case, plan, covers):
        return False
    row.state, row.ended_at = HANDLED, now(session)
    session.flush()
    about = case or plan
    subject = about.id if about else ""
    events.append_by(session, actor, Code.DELIVERY_HANDLED, subject=subject, touched=row.id)
    return True


def _whom_to_call(
    session: Session, actor: Actor, found: Sequence[Row]
) -> tuple[dict[str, Whom], list[Row]]:
    """Whom the messages that are about no case and no plan are to, by message, and the tasks without those to a relative.

    Names are for who may look people up; an event tells whose were shown.
    """
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        return {}, list(found)
    to = {row.id: row for row, case, plan in found if row.person and not case and not plan}
    closed = openings.closed_among(session, actor, (row.person or "" for row in to.values()))
    relatives = {one for one, row in to.items() if closed.get(row.person or "") is Closed.RELATIVE}
    shown = [row for one, row in to.items() if one not in relatives]
    _note(session, actor, Code.GRANT_LISTED, (row.person or "" for row in shown))
    whom = {row.id: _whom(session, row, hidden=row.person in closed) for row in shown}
    return whom, [one for one in found if one[0].id not in relatives]


def _whom(session: Session, row: OutboxRow, *, hidden: bool) -> Whom:
    person = row.person or ""
    wrote = row.coalesce.partition(":")[2] if row.template == ABOUT_DATA and row.coalesce else None
    request = select(PrivacyRequestRow.reference).filter_by(id=wrote, municipality=row.municipality)
    address = unseal(keyring_of(session), RECIPIENT, row.id, row.recipient)
    return Whom(
        person,
        None if hidden else _called(session, row.municipality, person),
        address if address.startswith("+") and not hidden else None,
        session.scalar(request) if wrote else None,
    )


def _called(session: Session, municipality: str, person: str) -> str | None:
    """The name the person gave, else what they are called where somebody acts for somebody."""
    known = people.get(session, municipality, person)
    if known is not None and known.name:
        return known.name
    row = session.scalars(
        select(GrantRow)
        .filter_by(municipality=municipality)
        .where(or_(GrantRow.person == person, GrantRow.holder == person))
        .order_by(GrantRow.offered_at.desc(), GrantRow.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    column = "person_name" if row.person == person else "holder_name"
    return representation.opened(session, row, column)


def _at_the_desk(actor: Actor) -> Select[OutboxRow, CaseRow, PlanRow]:
    return (
        select(OutboxRow, CaseRow, PlanRow)
        .outerjoin(CaseRow, CaseRow.id == OutboxRow.case_id)
        .outerjoin(PlanRow, PlanRow.id == OutboxRow.plan_id)
        .where(OutboxRow.municipality == actor.municipality, OutboxRow.state == DESK)
        .where(OutboxRow.template != grants_unclear.TEMPLATE)
    )


def _note(session: Session, actor: Actor, code: Code, ids: Iterable[str]) -> None:
    shown = sorted(set(ids))
    if shown:
        events.append_by(session, actor, code, touched=",".join(shown))


def _may_read(
    actor: Actor, case: CaseRow | None, plan: PlanRow | None, covers: dict[str, str]
) -> bool:
    if plan is not None:
        return may(actor, Permission.READ_PLAN, _plan_target(plan, covers))
    return may(actor, Permission.READ_CASE, _case_target(actor, case))


def _may_end(
    actor: Actor, case: CaseRow | None, plan: PlanRow | None, covers: dict[str, str]
) -> bool:
    if plan is not None:
        return may(actor, Permission.CHANGE_PLAN, _plan_target(plan, covers))
    return may(actor, Permission.ANSWER_CASE, _case_target(actor, case))


def _case_target(actor: Actor, case: CaseRow | None) -> Target:
    return Target(actor.municipality, case.unit if case else None)


def _plan_target(plan: PlanRow, covers: dict[str, str]) -> Target:
    """As `plan_held.target_of`, for many plans at once. Readers are not asked for: only employees come here."""
    people = {plan.coordinator, covers.get(plan.coordinator or "")} - {None}
    return Target(
        plan.municipality, plan.unit, coordinators=frozenset(one for one in people if one)
    )
