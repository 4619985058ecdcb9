"""(klagen min) A complaint as the one it belongs to follows it: each press is one transaction, with its event and its messages.

What is not there and what is not the actor's are answered alike: None when read, NotThere when changed.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.complaint import Complaint
from portal.rules.complaint_course import Facts, State, may_add, may_withdraw
from portal.rules.complaint_path import Kind
from portal.rules.events import Code
from portal.store import (
    attachments,
    case_held_for,
    case_mine,
    complaint_kept,
    complaint_out,
    drafts,
    events,
    submissions,
)
from portal.store.attachments import Picture
from portal.store.case_held import NotThere, TooLate
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_as_case import AsCase, as_case
from portal.store.complaint_kept import ADDED, Step
from portal.store.complaint_out import Out
from portal.store.complaint_send import (
    JOURNEY,
    NotAllowed,
    Receipt,
    just_sent,
    send,
    sent_with,
)
from portal.store.submissions import KeyReused
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow

__all__ = [
    "JOURNEY",
    "KeyReused",
    "NotAllowed",
    "NotThere",
    "OwnComplaint",
    "Receipt",
    "TooLate",
    "UnitMail",
    "add",
    "just_sent",
    "read",
    "send",
    "sent_with",
    "withdraw",
]


@dataclass(frozen=True)
class OwnComplaint:
    """All that a citizen may see of a complaint.

    `path`, `office`, `standing` and `law` are codes of the rules. `sent`: the reader is the one who sent it. `words` is None once the
    text is removed. `about` is the reference of the case with the answer complained of. `due_on`: an answer, or a reason why not.
    `left` is what has left the house, or is to.
    """

    id: str
    reference: str
    unit: str
    path: str
    office: str
    standing: str
    law: str | None
    facts: Facts
    received_at: datetime
    due_on: date
    told_on: date | None
    complaint_due: date | None
    about: str | None
    sent: bool
    words: Complaint | None
    steps: list[Step]
    pictures: list[Picture]
    case: AsCase
    left: list[Out]

    @property
    def kind(self) -> Kind:
        """What it is: a complaint, or something else that is wrong."""
        return self.facts.kind


def read(session: Session, actor: Actor, reference: str) -> OwnComplaint | None:
    """All of a complaint, with the event that it was read; None when it is not there or not this citizen's."""
    case, row = _found(session, actor, reference, Permission.READ_OWN_COMPLAINT)
    if case is None or row is None:
        return None
    events.append_by(session, actor, Code.COMPLAINT_OWN_READ, subject=case.id, touched=row.id)
    about = session.get(CaseRow, row.about_case) if row.about_case else None
    return OwnComplaint(
        id=row.id,
        reference=case.reference,
        unit=case.unit,
        path=row.path,
        office=row.office,
        standing=row.standing,
        law=row.law,
        facts=complaint_kept.facts_of(session, case, row),
        received_at=case.received_at,
        due_on=case.due_on,
        told_on=row.told_on,
        complaint_due=row.complaint_due,
        about=about.reference if about else None,
        sent=row.asker == actor.id,
        words=complaint_kept.words_of(session, row),
        steps=complaint_kept.steps_of(session, row),
        pictures=attachments.of_case(session, case.id),
        case=as_case(session, actor, case),
        left=complaint_out.of_case(session, case.id),
    )


def withdraw(session: Session, actor: Actor, reference: str, *, mail: UnitMail) -> None:
    """(trekke klagen) At any time before it is decided. Twice is once; TooLate after."""
    case, row = _held(session, actor, reference)
    if row.state == State.WITHDRAWN:
        return
    if not may_withdraw(State(row.state)):
        raise TooLate
    step = complaint_kept.write_step(session, actor, row, State.WITHDRAWN)
    complaint_kept.set_state(session, row, State.WITHDRAWN)
    complaint_kept.close(session, case)
    complaint_kept.tell(session, case, "desk-message", mail)
    events.append_by(session, actor, Code.COMPLAINT_WITHDRAWN, subject=case.id, touched=step)


def add(
    session: Session, actor: Actor, reference: str, *, key: str, text: str, mail: UnitMail
) -> None:
    """(legge til) As long as somebody is still to decide; TooLate after. The same key and text is one; other text is KeyReused."""
    case, row = _held(session, actor, reference)
    content = {"added": text, "case": case.id}
    begun = submissions.begin(session, actor.municipality, drafts.owner_of(actor.id), key, content)
    if begun.case_id is not None:
        return
    if not may_add(State(row.state)):
        raise TooLate
    step = complaint_kept.write_step(session, actor, row, ADDED, text=text)
    submissions.finish(session, begun.id, case_id=case.id)
    complaint_kept.tell(session, case, "desk-message", mail)
    events.append_by(session, actor, Code.COMPLAINT_ADDED_TO, subject=case.id, touched=step)


def _found(
    session: Session, actor: Actor, reference: str, permission: Permission, *, hold: bool = False
) -> tuple[CaseRow | None, ComplaintRow | None]:
    """The case and the complaint, when they are there and the actor may."""
    case = case_mine.case_of(session, actor, reference, hold=hold)
    looked_at = case or case_held_for.not_there(actor)
    row = complaint_kept.of_case(session, looked_at.id)
    target = case_held_for.target_of(session, actor, looked_at)
    return (case, row) if may(actor, permission, target) else (None, None)


def _held(session: Session, actor: Actor, reference: str) -> tuple[CaseRow, ComplaintRow]:
    """Both, held until the commit so that two presses take turns."""
    case, row = _found(session, actor, reference, Permission.CHANGE_OWN_COMPLAINT, hold=True)
    if case is None or row is None:
        raise NotThere
    return case, row
