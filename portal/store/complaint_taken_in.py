"""(ja, det er en klage) What the desk answers about what may be a complaint, and what was sent as something else and is one.

In doubt it is treated as a complaint to the municipality: a no can be made a yes later, never the other way. The clock is the same.
"""

from datetime import date
from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import Status, local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import By, Who
from portal.rules.complaint_course import State, may_become_complaint
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Kind as Matter
from portal.rules.complaint_path import Row
from portal.rules.complaint_table import TODAY, row_on
from portal.rules.events import Code
from portal.store import case_readers, complaint_kept, complaint_suspected, events, notices, staff
from portal.store.case_held import NotAllowed, NotThere, TooLate, change
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_kept import BECAME
from portal.store.complaint_possible import held_possible, written_in
from portal.store.complaint_registered import Kept, standing_of, write_down
from portal.store.complaint_standing import held_complaint
from portal.store.complaint_suspected import Right, Written
from portal.store.db import now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow, PossibleComplaintRow
from portal.store.tables.plan import PlanRow

__all__ = [
    "COMPLAINTS",
    "NotAllowed",
    "NotThere",
    "TooLate",
    "Wordless",
    "become",
    "is_complaint",
    "is_not",
]

COMPLAINTS = tuple(row.code for row in TODAY if row.kind is Matter.COMPLAINT)
"""The rows of the table that are complaints, one of which the desk picks."""


class Answer(StrEnum):
    """(en klage, ikke en klage)."""

    COMPLAINT = "complaint"
    NOT_ONE = "not-one"


class Wordless(Exception):
    """Nothing is written down of it: the desk is to write what it is about."""


def is_complaint(
    session: Session,
    actor: Actor,
    possible: str,
    path: Path,
    *,
    mail: UnitMail,
    concerns: str | None = None,
) -> str:
    """«Ja, det er en klage»: it becomes a case of its own, received when it was written, and those who may see it are told.

    `concerns` is the desk's words where nothing is written down. Twice is once, and gives the same reference. Raises NotThere,
    NotAllowed, Wordless, and what `openings` raises.
    """
    row, about = held_possible(session, actor, possible)
    if row.complaint_case is not None:
        return session.get_one(CaseRow, row.complaint_case).reference
    written = written_in(session, actor, row, about)
    text = written.text or concerns
    if not text:
        raise Wordless
    right = complaint_suspected.right_of(session, row.municipality, written)
    complaint = Complaint(
        concerns=text,
        name=written.name,
        language=written.language,
        who=right.who.value,
        phone=written.phone,
    )
    case = write_down(session, actor, _kept(row, about, path, complaint, written, right))
    for person, role, until in written.readers:
        case_readers.add_reader(session, case.id, person, role, until)
    _answer(session, actor, row, Answer.COMPLAINT, case.id)
    complaint_kept.tell(session, case, "desk-new", mail)
    events.append_by(session, actor, Code.COMPLAINT_BECAME, subject=about.id, touched=case.id)
    notices.news(session, case.id)
    return case.reference


def is_not(session: Session, actor: Actor, possible: str) -> None:
    """«Nei, det er ikke en klage». Twice is once; TooLate when it has been made one."""
    row, about = held_possible(session, actor, possible)
    if row.outcome == Answer.NOT_ONE:
        return
    if row.outcome is not None:
        raise TooLate
    _answer(session, actor, row, Answer.NOT_ONE)
    events.append_by(session, actor, Code.COMPLAINT_NOT_ONE, subject=about.id, touched=row.id)


def become(session: Session, actor: Actor, reference: str, path: Path, *, key: str) -> bool:
    """What was sent as something else is a complaint by this row of the table: the office owes an answer to it as one.

    The clock goes on from when it was received. False when this key was sent before. Raises NotThere, NotAllowed, or TooLate when
    it is one already or was taken back.
    """
    case, row = held_complaint(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return False
    if not may_become_complaint(complaint_kept.kind_of(row), State(row.state)):
        raise TooLate
    step = complaint_kept.write_step(session, actor, row, BECAME)
    _change_path(session, row, path)
    if case.status in {Status.ANSWERED, Status.CLOSED}:
        open_again = Status.TAKEN if case.taken_by else Status.OPENED
        change(session, case, status=open_again, closed_at=None)
    events.append_by(session, actor, Code.COMPLAINT_BECAME, subject=case.id, touched=step)
    notices.news(session, case.id)
    return True


def _change_path(session: Session, row: ComplaintRow, path: Path) -> None:
    """By what right it was sent is another question for a complaint than for what anybody may ask."""
    day = local_day(row.sent_at)
    words = complaint_kept.words_of(session, row)
    who = Who(words.who) if words else Who.UNKNOWN
    found = _complaint_row(path, day)
    session.execute(
        update(ComplaintRow)
        .where(ComplaintRow.id == row.id)
        .values(
            path=path.value,
            law=found.law.value if found.law else row.law,
            standing=standing_of(who, path, day, shown=row.basis is not None).value,
        )
        .execution_options(synchronize_session=False)
    )
    complaint_kept.set_state(session, row, State.RECEIVED)


def _complaint_row(path: Path, day: date) -> Row:
    """The row as of that day. Only one that is a complaint."""
    found = row_on(path, day)
    if found.kind is not Matter.COMPLAINT:
        raise ValueError("not a row of the table that is a complaint")
    return found


OFFICES = {
    Path.E1: By.NAV_MUNICIPAL,
    Path.E2: By.NAV_STATE,
    Path.E4: By.CHILD_WELFARE,
    Path.F: By.HOSPITAL,
    Path.F2: By.HOSPITAL,
    Path.FIND: By.UNKNOWN,
}
"""Who decided, by the row the desk finds it to be; of the others health and care in the municipality."""


def _kept(
    row: PossibleComplaintRow,
    about: CaseRow | PlanRow,
    path: Path,
    complaint: Complaint,
    written: Written,
    right: Right,
) -> Kept:
    """What is kept of it as a complaint. Only rows that are complaints."""
    day = local_day(row.written_at)
    _complaint_row(path, day)
    grant = right.grant
    born = grant.born if grant else None
    return Kept(
        complaint=complaint,
        channel=written.channel,
        unit=about.unit,
        received_at=row.written_at,
        path=path,
        office=OFFICES.get(path, By.MUNICIPAL),
        standing=standing_of(right.who, path, day, shown=grant is not None, born=born),
        about=about.id if isinstance(about, CaseRow) else None,
        asker=written.by,
        acting_for=written.person if grant else None,
        basis=grant.basis if grant else None,
        own=right.who is Who.SELF,
    )


def _answer(
    session: Session,
    actor: Actor,
    row: PossibleComplaintRow,
    outcome: Answer,
    complaint_case: str | None = None,
) -> None:
    """Written at once, so that what fails fails before the event is written."""
    session.execute(
        update(PossibleComplaintRow)
        .where(PossibleComplaintRow.id == row.id)
        .values(
            outcome=outcome.value,
            answered_at=now(session),
            answered_by=actor.id,
            complaint_case=complaint_case,
        )
        .execution_options(synchronize_session=False)
    )
