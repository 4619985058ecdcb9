"""(klagen ut av huset) What of a complaint leaves by the outbox: the package to those who decide, and the archive's copy of what came in.

The row holds no text. What it stands for is opened when it is sent, as it was when the row was laid out.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission
from portal.rules.case import local_day
from portal.rules.complaint_course import State
from portal.rules.complaint_out import LEAVES, Way, goes_to_governor
from portal.rules.complaint_path import Code as Path
from portal.store import complaint_kept, outbox, outbox_tasks
from portal.store.case_held import NotAllowed, NotThere, TooLate, allowed, held
from portal.store.db import archives
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow, ComplaintStepRow
from portal.store.tables.outbox import OutboxRow

__all__ = [
    "PACKAGE",
    "RECEIVED",
    "NotAllowed",
    "NotThere",
    "Out",
    "TooLate",
    "delivered",
    "is_to_carry",
    "of_case",
    "put",
    "put_anew",
    "received",
]

PACKAGE, RECEIVED = "complaint-package", "complaint-received"
TEMPLATES = (PACKAGE, RECEIVED)


@dataclass(frozen=True)
class Out:
    """One thing that has left or is to leave. `channel` is a code of `Way`, `state` pending, sent, desk or handled.

    `receipt` is what the receiver called it, None where nobody has said. `reason` is a code of why it did not go.
    """

    id: str
    template: str
    channel: str
    state: str
    put_at: datetime
    ended_at: datetime | None
    receipt: str | None
    reason: str | None


def put(session: Session, actor: Actor, reference: str, channel: Way) -> str:
    """Lay the package out, in the transaction of the step that sends the complaint on; the step knows its row. Gives the row's id.

    Raises NotThere, NotAllowed, or TooLate when the complaint is not on its way to anybody. NotAllowed too for SvarUt to others
    than the County Governor. What is to be downloaded is a task for the desk at once.
    """
    case = held(session, actor, reference)
    row = complaint_kept.of_case(session, case.id)
    if row is None:
        raise NotThere
    if not allowed(actor, Permission.HANDLE_COMPLAINT, case):
        raise NotAllowed
    state = State(row.state)
    if state not in LEAVES:
        raise TooLate
    if channel is Way.SVARUT and not to_governor(row):
        raise NotAllowed
    row_id = _lay_out(session, case, PACKAGE, channel)
    _tie(session, row, row_id)
    return row_id


def delivered(session: Session, actor: Actor, reference: str) -> bool:
    """(levert) Somebody has carried the papers to those who decide: what waited for that is done. False when nothing did; twice is once.

    Raises NotThere or NotAllowed.
    """
    case = held(session, actor, reference)
    if not allowed(actor, Permission.HANDLE_COMPLAINT, case):
        raise NotAllowed
    waiting = [one for one in of_case(session, case.id) if is_to_carry(one)]
    ended = [outbox_tasks.done(session, actor, one.id) for one in waiting]
    return any(ended)


def received(session: Session, case: CaseRow) -> None:
    """(registrert i arkivet) Lay the complaint out for the archive, where this house has one, in the transaction that keeps it."""
    if archives(session):
        _lay_out(session, case, RECEIVED, Way.ARCHIVE)


def put_anew(session: Session, row_id: str) -> str:
    """What it stands for has changed since it was first made: the row ends, and a new one takes its place. Gives the new one's id."""
    outbox.given_up(session, row_id, "changed")
    row = session.get_one(OutboxRow, row_id)
    case = session.get_one(CaseRow, row.case_id)
    new_id = _lay_out(session, case, row.template, Way(row.channel))
    session.execute(
        update(ComplaintStepRow)
        .where(ComplaintStepRow.outbox_id == row_id)
        .values(outbox_id=new_id)
        .execution_options(synchronize_session=False)
    )
    return new_id


def of_case(session: Session, case_id: str) -> list[Out]:
    """All that has left or is to leave of a complaint, oldest first. The caller has written that it is read."""
    rows = session.scalars(
        select(OutboxRow)
        .where(OutboxRow.case_id == case_id, OutboxRow.template.in_(TEMPLATES))
        .order_by(OutboxRow.put_at, OutboxRow.id)
    )
    return [
        Out(
            row.id, row.template, row.channel, row.state,
            row.put_at, row.ended_at, row.receipt, row.reason,
        )
        for row in rows
    ]  # fmt: skip


def is_to_carry(one: Out) -> bool:
    """Whether somebody must carry the papers by hand: they asked to, or the channel has given up."""
    return one.template == PACKAGE and one.state == outbox.DESK


def to_governor(row: ComplaintRow) -> bool:
    """Whether those who are to decide it now are the County Governor."""
    return goes_to_governor(Path(row.path), State(row.state), local_day(row.sent_at))


def _lay_out(session: Session, case: CaseRow, template: str, channel: Way) -> str:
    """The receiver is a fact of the installation; a row without one is a task for the desk."""
    return outbox.put(
        session,
        municipality=case.municipality,
        channel=channel.value,
        template=template,
        recipient="" if channel is Way.DOWNLOAD else channel.value,
        language=case.language or "nb",
        case_id=case.id,
    )


def _tie(session: Session, row: ComplaintRow, row_id: str) -> None:
    """Let the newest step that sent it on know what carries it."""
    newest = (
        select(ComplaintStepRow.id)
        .where(ComplaintStepRow.complaint_id == row.id, ComplaintStepRow.kind == row.state)
        .order_by(ComplaintStepRow.at.desc(), ComplaintStepRow.id.desc())
        .limit(1)
    )
    session.execute(
        update(ComplaintStepRow)
        .where(ComplaintStepRow.id == newest.scalar_subquery())
        .values(outbox_id=row_id)
        .execution_options(synchronize_session=False)
    )
