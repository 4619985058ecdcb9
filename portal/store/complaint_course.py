"""(klagens gang) What the desk does with a complaint: each step is one transaction with its event and the person's notice.

A complaint that is not there, or is another unit's or municipality's, is answered alike: NotThere.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission
from portal.rules.case import Kind as CaseKind
from portal.rules.case import Status, local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_course import OWED, STATUS, Facts, Outcome, State, may_follow
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import case_views, complaint_kept, events, notices, openings, staff
from portal.store.case_held import (
    NotAllowed,
    NotThere,
    TooLate,
    allowed,
    change,
    give_to,
    held,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.case_views import CaseView
from portal.store.complaint_kept import MOVED, Step
from portal.store.db import now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow

__all__ = [
    "AtDesk",
    "Incomplete",
    "NotAllowed",
    "NotThere",
    "Said",
    "TooLate",
    "close",
    "lacking",
    "move",
    "read",
    "step",
    "with_case",
]

EVENTS: dict[State, Code] = {
    State.RECONSIDERING: Code.COMPLAINT_RECONSIDERING,
    State.CHANGED_FULLY: Code.COMPLAINT_CHANGED,
    State.CHANGED_PARTLY: Code.COMPLAINT_CHANGED_IN_PART,
    State.KEPT: Code.COMPLAINT_KEPT,
    State.FORWARDED: Code.COMPLAINT_FORWARDED,
    State.DECIDED: Code.COMPLAINT_DECIDED,
    State.SENT_ON: Code.COMPLAINT_SENT_ON,
    State.ANSWERED: Code.COMPLAINT_ANSWERED,
    State.WITHDRAWN: Code.COMPLAINT_WITHDRAWN,
}
REASONED = frozenset(
    {State.CHANGED_FULLY, State.CHANGED_PARTLY, State.KEPT, State.SENT_ON, State.ANSWERED}
)
"""What the person is to be told in words (forvaltningsloven §§ 24, 25, 33)."""


class Incomplete(Exception):
    """The step lacks what it must hold. `names` are those of `lacking`."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__("the step lacks " + ", ".join(names))
        self.names = names


@dataclass(frozen=True)
class Said:
    """What belongs to a step. `text` is the desk's own words to the person; `outcome` what those who decided in the end came to.

    `on` is the day they decided; of what was set aside, the day it came back.
    """

    text: str | None = None
    on: date | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True)
class AtDesk:
    """All that the desk sees of a complaint beside its case. `next` is which states may follow; `about` the reference of the case
    with the answer complained of. `words` is None once the text is removed.
    """

    id: str
    case_id: str
    path: str
    office: str
    standing: str
    basis: str | None
    law: str | None
    told_on: date | None
    complaint_due: date | None
    about: str | None
    calls: bool
    facts: Facts
    next: tuple[State, ...]
    words: Complaint | None
    steps: list[Step]


NOTHING_SAID = Said()


def read(session: Session, actor: Actor, reference: str) -> AtDesk | None:
    """The complaint, with the event that it was read; None when it is not there or not for this actor. Raises what `openings` raises."""
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one_or_none()
    if case is None or not allowed(actor, Permission.READ_CASE, case):
        return None
    row = complaint_kept.of_case(session, case.id)
    if row is None:
        return None
    openings.let_in_case(session, actor, case)
    events.append_by(session, actor, Code.CASE_READ, subject=case.id, touched=row.id)
    return _at_desk(session, case, row)


def with_case(
    session: Session, actor: Actor, reference: str
) -> tuple[CaseView, AtDesk | None] | None:
    """The case, and the complaint when it is one, with the one event that it was read; None and raises as `case_views.read`."""
    seen = case_views.read(session, actor, reference)
    if seen is None:
        return None
    if seen.kind != CaseKind.COMPLAINT:
        return seen, None
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one()
    row = complaint_kept.of_case(session, case.id)
    return seen, _at_desk(session, case, row) if row else None


def step(
    session: Session,
    actor: Actor,
    reference: str,
    state: State,
    *,
    key: str,
    said: Said = NOTHING_SAID,
) -> bool:
    """Bring the complaint to its next state and tell the person that there is news. False when this key was sent before.

    Raises NotThere, NotAllowed, Incomplete, or TooLate when it may not follow. A case nobody has taken becomes the actor's.
    """
    if gaps := lacking(state, said):
        raise Incomplete(gaps)
    case, row = _held(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return False
    if state not in _next(session, row):
        raise TooLate
    if case.taken_by is None and case.status != Status.CLOSED:
        give_to(session, actor, case)
    step_id = complaint_kept.write_step(
        session, actor, row, state, text=said.text, on=said.on, outcome=said.outcome
    )
    came_back = row.state == State.DECIDED
    complaint_kept.set_state(session, row, state)
    if state is State.WITHDRAWN:
        complaint_kept.close(session, case)
    else:
        change(session, case, **_effect(session, case, state, said, came_back=came_back))
    events.append_by(session, actor, EVENTS[state], subject=case.id, touched=step_id)
    notices.news(session, case.id)
    return True


def move(
    session: Session, actor: Actor, reference: str, unit: str, *, key: str, mail: UnitMail
) -> bool:
    """(feil kontor) Give it to another unit of the municipality: the clock goes on, and nobody there has taken it yet.

    `unit` is a code of the profile. False when this key was sent before, or the unit has it already. Raises NotThere, NotAllowed, or
    TooLate when it is answered.
    """
    case, row = _held(session, actor, reference)
    if not staff.first_press(session, actor.id, key) or case.unit == unit:
        return False
    if State(row.state) not in OWED:
        raise TooLate
    complaint_kept.write_step(session, actor, row, MOVED)
    # Somebody there must be able to take it.
    status = Status.OPENED if case.status == Status.TAKEN else case.status
    change(session, case, unit=unit, taken_by=None, taken_at=None, status=status)
    complaint_kept.tell(session, case, "desk-new", mail)
    events.append_by(session, actor, Code.COMPLAINT_MOVED, subject=case.id, touched=unit)
    notices.news(session, case.id)
    return True


def close(session: Session, actor: Actor, reference: str) -> None:
    """(avslutte) When nothing more can come of it; TooLate before. Twice is once."""
    case, row = _held(session, actor, reference)
    if case.status == Status.CLOSED:
        return
    if _next(session, row):
        raise TooLate
    change(session, case, status=Status.CLOSED, closed_at=now(session))
    events.append_by(session, actor, Code.CASE_CLOSED, subject=case.id, touched=case.id)


def lacking(state: State, said: Said) -> tuple[str, ...]:
    """The names of what must be there before this step: "text", "on", "outcome"; empty when all is."""
    needed: dict[str, bool] = {}
    if state in REASONED:
        needed["text"] = bool(said.text)
    if state is State.DECIDED:
        needed |= {"on": said.on is not None, "outcome": said.outcome is not None}
    return tuple(name for name, there in needed.items() if not there)


def _at_desk(session: Session, case: CaseRow, row: ComplaintRow) -> AtDesk:
    """All of it. The caller has asked whether the actor may, and written the event."""
    about = session.get(CaseRow, row.about_case) if row.about_case else None
    return AtDesk(
        id=row.id,
        case_id=case.id,
        path=row.path,
        office=row.office,
        standing=row.standing,
        basis=row.basis,
        law=row.law,
        told_on=row.told_on,
        complaint_due=row.complaint_due,
        about=about.reference if about else None,
        calls=row.calls,
        facts=complaint_kept.facts_of(session, case, row),
        next=_next(session, row),
        words=complaint_kept.words_of(session, row),
        steps=complaint_kept.steps_of(session, row),
    )


def _held(session: Session, actor: Actor, reference: str) -> tuple[CaseRow, ComplaintRow]:
    """Both, held until the commit so that two who act at once take turns."""
    case = held(session, actor, reference)
    row = complaint_kept.of_case(session, case.id)
    if row is None:
        raise NotThere
    if not allowed(actor, Permission.HANDLE_COMPLAINT, case):
        raise NotAllowed
    return case, row


def _next(session: Session, row: ComplaintRow) -> tuple[State, ...]:
    outcome = complaint_kept.outcome_of(session, row)
    return may_follow(complaint_kept.kind_of(row), State(row.state), outcome)


def _effect(
    session: Session, case: CaseRow, state: State, said: Said, *, came_back: bool
) -> dict[str, Any]:
    """What the step changes in the case. What was set aside and sent back is owed a new month from the day it came."""
    moment = now(session)
    status = STATUS[state]
    values: dict[str, Any] = {"status": status.value}
    if status is Status.ANSWERED:
        values["answered_at"] = case.answered_at or moment
    if came_back:
        due = answer_due(said.on or local_day(moment))
        values |= {"due_on": due, "warned": 0, "overdue_at": None, "reminded_at": None}
    return values
