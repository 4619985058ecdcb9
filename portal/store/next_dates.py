"""(familien samlet) The next dates of everybody one acts for: what waits in their cases, and what stands in their plans.

Dates and codes alone: nothing that is written is opened. As many queries for a large family as for one person; then one event for
each list that was seen of each of them.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import WAITING, local_day
from portal.rules.events import Code
from portal.rules.plan import Kind, Measure, Meeting, Status
from portal.rules.plan_lateness import SETTLED
from portal.rules.plan_view import SECTION_OF
from portal.rules.representation import Held, Scope
from portal.store import case_readers, events
from portal.store.db import now
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.plan import PlanPartRow, PlanRow


class What(StrEnum):
    """What a date is: (svarfrist, møte, ny vurdering, forsinket tiltak)."""

    ANSWER = "answer"
    MEETING = "meeting"
    REVIEW = "review"
    LATE = "late"


@dataclass(frozen=True, order=True)
class Next:
    """A date to know of. `passed`: it is behind us, and what it was for has not happened."""

    on: date
    what: What
    passed: bool = False


DATED = (Kind.MEETING, Kind.MEASURE, Kind.PERIOD)


def of_everybody(session: Session, actor: Actor, others: Iterable[Held]) -> dict[str, list[Next]]:
    """The dates by person, the soonest first: no more than each grant in `others` lets the actor see."""
    held, today = {one.person: one for one in others}, local_day(now(session))
    found: dict[str, set[Next]] = defaultdict(set)
    seen: dict[tuple[str, Code], list[str]] = defaultdict(list)
    for person, case in _cases(session, actor, held, today):
        found[person].add(Next(case.due_on, What.ANSWER, case.due_on < today))
        seen[person, Code.CASE_OWN_LISTED].append(case.id)
    plans = _plans(session, actor, held)
    for person, plan in plans.items():
        seen[person, Code.PLAN_OWN_LISTED].append(plan)
    for person, kind, code, on in _parts(session, plans):
        section = SECTION_OF.get(kind)
        if section is None or section in held[person].sections:
            found[person] |= {one for one in [_next(kind, code, on, today)] if one}
    for (person, code), ids in seen.items():
        events.append_by(session, replace(actor, acting_for=person), code, touched=",".join(ids))
    return {person: sorted(dates) for person, dates in found.items()}


def _cases(
    session: Session, actor: Actor, held: dict[str, Held], today: date
) -> Iterable[tuple[str, CaseRow]]:
    """Cases that wait for an answer, of those whose cases the actor follows."""
    rows = session.execute(
        select(CaseReaderRow.person, CaseRow)
        .join(CaseRow, CaseRow.id == CaseReaderRow.case_id)
        .where(CaseReaderRow.person.in_(_who(held, Scope.FOLLOW_CASES)))
        .where(CaseReaderRow.role == case_readers.SELF, case_readers.still_reads(today))
        .where(CaseRow.municipality == actor.municipality, CaseRow.status.in_(WAITING))
        .order_by(CaseRow.received_at, CaseRow.id)
    )
    return [(row.person, row.CaseRow) for row in rows]


def _plans(session: Session, actor: Actor, held: dict[str, Held]) -> dict[str, str]:
    """Plans with a consent that stands, of those whose plan the actor sees: {person: plan}."""
    rows = session.execute(
        select(PlanRow.person, PlanRow.id)
        .where(PlanRow.person.in_(_who(held, Scope.SEE_PLAN)))
        .where(PlanRow.municipality == actor.municipality, PlanRow.status == Status.ACTIVE)
    )
    return {row.person: row.id for row in rows}


def _parts(session: Session, plans: dict[str, str]) -> Iterable[tuple[str, Kind, str, date]]:
    """(person, kind, code, date) of what has a date in the plans."""
    whose = {plan: person for person, plan in plans.items()}
    columns = (PlanPartRow.plan_id, PlanPartRow.kind, PlanPartRow.code, PlanPartRow.due_on)
    rows = session.execute(
        select(*columns)
        .where(PlanPartRow.plan_id.in_(whose), PlanPartRow.kind.in_(DATED))
        .where(PlanPartRow.due_on.is_not(None), PlanPartRow.removed.is_(False))
    )
    return [(whose[row.plan_id], Kind(row.kind), row.code, row.due_on) for row in rows]


def _who(held: dict[str, Held], scope: Scope) -> list[str]:
    return [person for person, one in held.items() if scope in one.scopes]


def _next(kind: Kind, code: str, on: date, today: date) -> Next | None:
    """What a date in a plan is to somebody who looks ahead; None when it is behind and done, or not yet of interest."""
    if kind is Kind.MEETING:
        ahead = on >= today and code == Meeting.CALLED
        return Next(on, What.MEETING) if ahead else None
    if kind is Kind.PERIOD:
        return Next(on, What.REVIEW, on < today)
    late = on < today and Measure(code) not in SETTLED
    return Next(on, What.LATE, passed=True) if late else None
