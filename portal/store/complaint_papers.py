"""(papirene i klagen) All that goes along when a complaint leaves the house: opened when it is sent, never kept in the clear."""

import base64
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission
from portal.rules.answers import FINAL, AnswerKind
from portal.rules.case import local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_course import State
from portal.rules.events import Code
from portal.store import attachments, case_answers, complaint_kept, events, openings
from portal.store.case_answers import Answer
from portal.store.case_held import NotAllowed, NotThere, allowed
from portal.store.complaint_kept import Step
from portal.store.complaint_out import PACKAGE, is_to_carry, of_case, to_governor
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.request import AttachmentRow

__all__ = ["Enclosed", "NotAllowed", "NotThere", "Papers", "of_row", "read"]

KEPT = "kept"


@dataclass(frozen=True)
class Enclosed:
    """A file somebody sent along, looked through for harm."""

    media_type: str
    content: bytes


@dataclass(frozen=True)
class Papers:
    """What a package is made of. `id` is that of the outbox row, or of the complaint when it is not laid out.

    `as_of`: nothing done later is in it. `title` is the code of what it is. `answered`: the reference of the case whose answer it is
    about, and that answer. `to_carry`: somebody must carry it by hand. `waiting` is how many files nobody has looked through yet: until then nothing may leave. `whole` is
    False for the archive's copy of what came in: the complaint and its files alone.
    """

    id: str
    municipality: str
    reference: str
    unit: str
    as_of: datetime
    received_at: datetime
    title: str
    standing: str
    told_on: date | None
    complaint_due: date | None
    words: Complaint
    whole: bool
    to_governor: bool
    to_carry: bool
    answered: tuple[str, Answer] | None
    steps: tuple[Step, ...]
    files: tuple[Enclosed, ...]
    waiting: int


def of_row(session: Session, row_id: str) -> Papers | None:
    """The papers an outbox row stands for, as they were when it was laid out; None when the text is removed or the complaint is taken back.

    For the worker: a person reads by `read`, which writes the event.
    """
    sent = session.get_one(OutboxRow, row_id)
    case = session.get_one(CaseRow, sent.case_id)
    row = complaint_kept.of_case(session, case.id)
    if row is None or (sent.template == PACKAGE and row.state == State.WITHDRAWN):
        return None
    return _papers(session, case, row, row_id, sent.put_at, whole=sent.template == PACKAGE)


def read(session: Session, actor: Actor, reference: str) -> Papers | None:
    """All papers as they are now, with the event that they were opened together; None when the text is removed.

    Raises NotThere, NotAllowed, and what `openings` raises.
    """
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one_or_none()
    if case is None or not allowed(actor, Permission.READ_CASE, case):
        raise NotThere
    if not allowed(actor, Permission.HANDLE_COMPLAINT, case):
        raise NotAllowed
    row = complaint_kept.of_case(session, case.id)
    if row is None:
        raise NotThere
    openings.let_in_case(session, actor, case)
    code = Code.COMPLAINT_PACKAGE_READ
    events.append_by(session, actor, code, subject=case.id, touched=row.id)
    return _papers(session, case, row, row.id, now(session), whole=True)


def _papers(
    session: Session, case: CaseRow, row: ComplaintRow, its_id: str, as_of: datetime, *, whole: bool
) -> Papers | None:
    words = complaint_kept.words_of(session, row)
    if words is None:
        return None
    files, waiting = _files(session, case.id)
    steps = complaint_kept.steps_of(session, row) if whole else []
    return Papers(
        id=its_id,
        municipality=case.municipality,
        reference=case.reference,
        unit=case.unit,
        as_of=as_of,
        received_at=case.received_at,
        title=complaint_kept.kind_of(row).value,
        standing=row.standing,
        told_on=row.told_on,
        complaint_due=row.complaint_due,
        words=words,
        whole=whole,
        to_governor=to_governor(row),
        to_carry=any(is_to_carry(one) for one in of_case(session, case.id)),
        answered=_answered(session, row) if whole else None,
        steps=tuple(one for one in steps if one.at <= as_of),
        files=files,
        waiting=waiting,
    )


def _answered(session: Session, row: ComplaintRow) -> tuple[str, Answer] | None:
    """The answer complained of: the newest decision in that case that stood when the complaint was sent."""
    if row.about_case is None:
        return None
    reference = session.get_one(CaseRow, row.about_case).reference
    stood = [
        one
        for one in case_answers.of_case(session, row.about_case)
        if AnswerKind(one.kind) in FINAL and one.withdrawn_at is None
        if local_day(one.made_at) <= local_day(row.sent_at)
    ]
    return (reference, stood[-1]) if stood else None


def _files(session: Session, case_id: str) -> tuple[tuple[Enclosed, ...], int]:
    """What may leave, oldest first, and how many files wait to be looked through."""
    rows = session.scalars(
        select(AttachmentRow)
        .filter_by(case_id=case_id)
        .order_by(AttachmentRow.added_at, AttachmentRow.id)
    ).all()
    ring = keyring_of(session)
    kept = tuple(
        Enclosed(
            one.media_type, base64.b64decode(unseal(ring, attachments.CONTENT, one.id, one.content))
        )
        for one in rows
        if one.state == KEPT
    )
    return kept, sum(one.state == "waiting" for one in rows)
