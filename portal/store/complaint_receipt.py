"""(kvittering og kopi) A complaint as it was sent: for those who follow it, and for half an hour for whoever sent it.

What is not there and what is not the reader's are answered alike: None.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.case_story import RECEIPT_FOR_ASKER
from portal.rules.complaint import Complaint
from portal.rules.complaint_path import Kind
from portal.rules.events import Code
from portal.store import attachments, case_held_for, case_mine, complaint_kept, events
from portal.store.attachments import Picture
from portal.store.db import now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow


@dataclass(frozen=True)
class Sent:
    """What was sent, and when. `path`, `office` and `standing` are codes of the rules; `due_on`: an answer, or a reason why not.

    `sees_after`: the reader will find it in «Mine saker». `acted`: it was sent on behalf of the one it is about. `words` is None
    once the text is removed.
    """

    reference: str
    kind: Kind
    path: str
    office: str
    standing: str
    unit: str
    received_at: datetime
    due_on: date
    told_on: date | None
    sees_after: bool
    acted: bool
    words: Complaint | None
    files: list[Picture]


def read(session: Session, actor: Actor, reference: str) -> Sent | None:
    """All that was sent, with the event that it was read. Of another one sees it for half an hour, and nothing after."""
    case = case_mine.case_of(session, actor, reference)
    looked_at = case or case_held_for.not_there(actor)
    row = complaint_kept.of_case(session, looked_at.id)
    target = case_held_for.target_of(session, actor, looked_at)
    follows = may(actor, Permission.READ_OWN_COMPLAINT, target)
    if case is None or row is None or not (follows or _just_sent(session, actor, case, row)):
        return None
    events.append_by(session, actor, Code.CASE_RECEIPT_READ, subject=case.id, touched=row.id)
    return Sent(
        reference=case.reference,
        kind=complaint_kept.kind_of(row),
        path=row.path,
        office=row.office,
        standing=row.standing,
        unit=case.unit,
        received_at=case.received_at,
        due_on=case.due_on,
        told_on=row.told_on,
        sees_after=follows,
        acted=row.acting_for is not None,
        words=complaint_kept.words_of(session, row),
        files=attachments.of_case(session, case.id),
    )


def _just_sent(session: Session, actor: Actor, case: CaseRow, row: ComplaintRow) -> bool:
    """Whether the reader sent it in their own name, less than half an hour ago."""
    theirs = row.asker == actor.id and row.acting_for is None and actor.acting_for is None
    return theirs and now(session) < case.received_at + RECEIPT_FOR_ASKER
