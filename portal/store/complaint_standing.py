"""(hvem kan klage) The desk decides about a complaint from somebody who may need to show by what right, or may not complain.

Nothing is turned away: who may not complain is guided in writing (veiledningsplikt, forvaltningsloven § 11), and it stays received.
"""

from enum import StrEnum

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission
from portal.rules.case import local_day
from portal.rules.complaint_answers import Who
from portal.rules.complaint_course import State, may_withdraw
from portal.rules.complaint_who import Standing
from portal.rules.events import Code
from portal.store import case_readers, complaint_kept, events, notices, people, staff
from portal.store.case_held import NotAllowed, NotThere, TooLate, allowed, held
from portal.store.complaint_kept import STANDING
from portal.store.db import now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow

__all__ = ["Decision", "NotAllowed", "NotThere", "Textless", "TooLate", "decide", "to_decide"]


class Decision(StrEnum):
    """(kan klage, veiledet i stedet)."""

    MAY = "may"
    GUIDED = "guided"


class Textless(Exception):
    """Who is guided must be told in words."""


def to_decide(standing: str, state: State) -> bool:
    """Whether the desk still is to find out if the sender may complain."""
    return standing != Standing.MAY and may_withdraw(state)


def decide(
    session: Session,
    actor: Actor,
    reference: str,
    decision: Decision,
    *,
    key: str,
    text: str | None = None,
    number: str | None = None,
) -> bool:
    """Write down what the desk found, with the step, the event and the news. False when this key was sent before.

    May: who sent it follows it from now on. `number` is the national number of who sent it on paper, when they want to read it with
    login. Guided: `text` is what they are told; it can be decided anew. Raises NotThere, NotAllowed, Textless, or TooLate when
    there is nothing to decide.
    """
    if decision is Decision.GUIDED and not text:
        raise Textless
    case, row = held_complaint(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return False
    if not to_decide(row.standing, State(row.state)):
        raise TooLate
    if decision is Decision.MAY:
        _let_in(session, case, row, number)
    step = complaint_kept.write_step(session, actor, row, STANDING, text=text)
    touched = f"{step},{decision.value}"
    events.append_by(session, actor, Code.COMPLAINT_STANDING, subject=case.id, touched=touched)
    notices.news(session, case.id)
    return True


def held_complaint(session: Session, actor: Actor, reference: str) -> tuple[CaseRow, ComplaintRow]:
    """The case and the complaint, held until the commit. Raises NotThere, NotAllowed, and what `openings` raises."""
    case = held(session, actor, reference)
    row = complaint_kept.of_case(session, case.id)
    if row is None:
        raise NotThere
    if not allowed(actor, Permission.HANDLE_COMPLAINT, case):
        raise NotAllowed
    return case, row


def _let_in(session: Session, case: CaseRow, row: ComplaintRow, number: str | None) -> None:
    """The right is confirmed; who sent it reads the case as the sender, and as themself when it is about them."""
    session.execute(
        update(ComplaintRow)
        .where(ComplaintRow.id == row.id)
        .values(standing=Standing.MAY.value)
        .execution_options(synchronize_session=False)
    )
    if row.acting_for is not None:  # reads it as the one acted for, as long as that right lasts
        return
    sender = row.asker
    if sender is None and number:
        sender = people.find_or_begin(session, case.municipality, number).id
    if sender is None:
        return
    words = complaint_kept.words_of(session, row)
    own = words is not None and words.who in {Who.SELF, Who.CHILD}
    role = case_readers.SELF if own else case_readers.SENDER
    if sender not in case_readers.of_case(session, case.id, local_day(now(session))):
        case_readers.add_reader(session, case.id, sender, role)
