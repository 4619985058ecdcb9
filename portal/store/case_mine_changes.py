"""What a citizen does with their own case. Each change writes its event and its message in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.case import Kind, Outcome, Status, local_day
from portal.rules.case_story import Facts, Reminder, may_withdraw, may_write, reminder, unconfirmed
from portal.rules.confirming import How
from portal.rules.events import Code
from portal.store import (
    case_confirm,
    case_held_for,
    case_messages,
    case_mine,
    case_readers,
    drafts,
    events,
    notices,
    submissions,
)
from portal.store.case_held import NotThere, TooLate, change
from portal.store.db import now
from portal.store.submissions import KeyReused
from portal.store.tables.case import CaseRow

__all__ = ["KeyReused", "NotThere", "TooLate", "UnitMail", "confirm", "remind", "withdraw", "write"]


@dataclass(frozen=True)
class UnitMail:
    """How units are told: `address` gives a unit's e-mail address by its code, None when it has none."""

    address: Callable[[str], str | None]
    language: str


def write(
    session: Session, actor: Actor, reference: str, *, key: str, text: str, mail: UnitMail
) -> None:
    """Write something in the case. The same key and text a second time is one message; other text is KeyReused."""
    case = _held(session, actor, reference)
    content = {"message": text, "case": case.id}
    begun = submissions.begin(session, actor.municipality, drafts.owner_of(actor.id), key, content)
    if begun.case_id is not None:
        return
    if not may_write(case.status):
        raise TooLate
    submissions.finish(session, begun.id, case_id=case.id)
    _tell(session, case, "desk-message", mail)
    case_messages.write(session, actor, case.id, text)


def withdraw(session: Session, actor: Actor, reference: str, *, mail: UnitMail) -> None:
    """(trekke henvendelsen) Close it at the person's own wish. Twice is once; TooLate once it is answered.

    A complaint is taken back by `complaint.withdraw`: TooLate here.
    """
    case = _held(session, actor, reference)
    if case.outcome == Outcome.WITHDRAWN:
        return
    if case.kind == Kind.COMPLAINT or not may_withdraw(_facts(session, case)):
        raise TooLate
    moment = now(session)
    change(
        session,
        case,
        status=Status.CLOSED,
        outcome=Outcome.WITHDRAWN,
        outcome_at=moment,
        closed_at=moment,
    )
    _tell(session, case, "desk-message", mail)
    events.append_by(session, actor, Code.CASE_WITHDRAWN, subject=case.id, touched=case.id)


def remind(session: Session, actor: Actor, reference: str, *, mail: UnitMail) -> None:
    """(purre) Remind the municipality that the day has passed. Twice within seven days is once; TooLate before the day."""
    case = _held(session, actor, reference)
    state = reminder(_facts(session, case), local_day(now(session)))
    if state is Reminder.DONE:
        return
    if state is not Reminder.NOW:
        raise TooLate
    change(session, case, reminded_at=now(session))
    _tell(session, case, "desk-reminded", mail)
    events.append_by(session, actor, Code.CASE_REMINDED, subject=case.id, touched=case.id)


def confirm(session: Session, actor: Actor, reference: str, *, yes: bool, mail: UnitMail) -> None:
    """(bekrefte) The person somebody asked for says yes, or no: then the case closes and its text goes.

    Only the person themself; the one who asked is told nothing. The same answer twice is once, else TooLate.
    """
    case = _held(session, actor, reference)
    if (case.confirmed_at is not None) if yes else (case.outcome == Outcome.NOT_WANTED):
        return
    readers = case_readers.of_case(session, case.id, local_day(now(session)))
    if (
        actor.acting_for
        or readers.get(actor.id) != case_readers.SELF
        or not unconfirmed(_facts(session, case))
    ):
        raise TooLate
    _tell(session, case, "desk-message", mail)
    if yes:
        case_confirm.confirmed(session, actor, case, How.LOGIN)
    else:
        case_confirm.not_wanted(session, actor, case)


def _held(session: Session, actor: Actor, reference: str) -> CaseRow:
    """The case, held until the commit so that two presses take turns."""
    case = case_mine.case_of(session, actor, reference, hold=True)
    looked_at = case or case_held_for.not_there(actor)
    target = case_held_for.target_of(session, actor, looked_at)
    if case is None or not may(actor, Permission.CHANGE_OWN_CASE, target):
        raise NotThere
    return case


def _facts(session: Session, case: CaseRow) -> Facts:
    return case_mine.facts_now(session, case)


def _tell(session: Session, case: CaseRow, template: str, mail: UnitMail) -> None:
    """An e-mail to the unit that says only that there is something to see."""
    notices.tell_unit(
        session,
        municipality=case.municipality,
        unit=case.unit,
        case_id=case.id,
        template=template,
        email=mail.address(case.unit),
        language=mail.language,
    )
