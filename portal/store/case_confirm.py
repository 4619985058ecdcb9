"""(bekreftelse) From somebody else's request to the person's own: yes, no, or parental responsibility.

Used by the desk, which asks by phone, visit or letter, and by the person who has logged in.
"""

from datetime import date

from sqlalchemy import delete, exists, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import Outcome, Status, local_day
from portal.rules.confirming import (
    How,
    may_ask_about_parent,
    must_be_confirmed,
    parent_may_read,
    sixteenth_birthday,
)
from portal.rules.events import Code
from portal.store import case_readers, events, people, staff
from portal.store.case_held import TooLate, change, held
from portal.store.crypto import seal
from portal.store.db import keyring_of, now
from portal.store.outbox import DESK, HANDLED, PENDING, RECIPIENT
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.request import AttachmentRow, DraftRow, RequestRow

ASKED_ABOUT = "case-asked-about-you"


class AskersOwnNumber(Exception):
    """The number given for the person it is about is that of the one who asked."""


class NotAChild(Exception):
    """The child is 16 or more: it asks and sees for itself."""


def asked(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    how: str,
    wants: bool,
    number: str | None,
    key: str,
) -> bool:
    """The desk has asked the person. With a national number the person sees the case after login.

    False when this key was sent before. Raises NotThere, NotAllowed, AskersOwnNumber, or TooLate when
    nobody is to be asked any more.
    """
    case = held(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return False
    _refuse_unless_asked_for(case)
    if not wants:
        not_wanted(session, actor, case)
        return True
    if number:
        _let_read(session, case, number)
    confirmed(session, actor, case, how)
    return True


def parent(
    session: Session, actor: Actor, reference: str, *, how: str, born: date, key: str
) -> bool:
    """(foreldreansvar) The desk has confirmed it: the parent who asked sees the case until the child is 16.

    The date of birth itself is not kept. False when this key was sent before. Raises NotThere,
    NotAllowed, NotAChild, or TooLate when the case does not wait for this.
    """
    case = held(session, actor, reference)
    if not staff.first_press(session, actor.id, key):
        return False
    _refuse_unless_asked_for(case)
    asker = case.asker
    if asker is None or not may_ask_about_parent(case.whom, confirmed=False):
        raise TooLate
    if not parent_may_read(born, local_day(now(session))):
        raise NotAChild
    until = sixteenth_birthday(born)
    case_readers.add_reader(session, case.id, asker, case_readers.PARENT, until)
    change(session, case, confirmed_at=now(session), confirmed_by=How(how).value)
    events.append_by(session, actor, Code.CASE_PARENT_CONFIRMED, subject=case.id, touched=asker)
    return True


def confirmed(session: Session, actor: Actor, case: CaseRow, how: str) -> None:
    """The person wants this: from now on it is their case. `case` is held. Twice is once."""
    if case.confirmed_at is not None:
        return
    change(session, case, confirmed_at=now(session), confirmed_by=How(how).value)
    events.append_by(session, actor, Code.CASE_CONFIRMED, subject=case.id, touched=How(how).value)


def not_wanted(session: Session, actor: Actor, case: CaseRow) -> None:
    """The person does not want this: the text goes, the case ends, and who asked is told nothing. `case` is held."""
    if case.status == Status.CLOSED:
        return
    moment = now(session)
    remove_text(session, case, keep=actor.id)
    change(
        session,
        case,
        status=Status.CLOSED,
        outcome=Outcome.NOT_WANTED,
        outcome_at=moment,
        closed_at=moment,
    )
    events.append_by(session, actor, Code.CASE_NOT_WANTED, subject=case.id, touched=case.id)


def remove_text(session: Session, case: CaseRow, *, keep: str | None = None) -> None:
    """Take away all that was written about somebody: the text, the pictures, how to reach the person.

    Codes and dates of the case stay, and so does the person `keep`, who has logged in to say so.
    """
    session.execute(
        update(RequestRow)
        .where(RequestRow.case_id == case.id)
        .values(words=None)
        .execution_options(synchronize_session=False)
    )
    session.execute(delete(AttachmentRow).where(AttachmentRow.case_id == case.id))
    _forget_address(session, case)
    _forget_person(session, case, keep)
    change(session, case, text_removed_at=now(session))


def _refuse_unless_asked_for(case: CaseRow) -> None:
    waits = must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None)
    if case.status == Status.CLOSED or not waits:
        raise TooLate


def _let_read(session: Session, case: CaseRow, number: str) -> None:
    """The number the desk has from the person goes before one that the asker typed."""
    person = people.find_or_begin(session, case.municipality, number).id
    if person == case.asker:
        raise AskersOwnNumber
    session.execute(
        delete(CaseReaderRow).where(
            CaseReaderRow.case_id == case.id,
            CaseReaderRow.role == case_readers.SELF,
            CaseReaderRow.person != person,
        )
    )
    case_readers.add_reader(session, case.id, person, case_readers.SELF)


def _forget_address(session: Session, case: CaseRow) -> None:
    """How to reach the person somebody asked for; nobody is to ring them any more."""
    rows = session.scalars(
        select(OutboxRow)
        .filter_by(case_id=case.id, template=ASKED_ABOUT)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        ended = row.state in (PENDING, DESK)
        session.execute(
            update(OutboxRow)
            .where(OutboxRow.id == row.id)
            .values(
                recipient=seal(keyring_of(session), RECIPIENT, row.id, ""),
                state=HANDLED if ended else row.state,
                ended_at=now(session) if ended else row.ended_at,
            )
            .execution_options(synchronize_session=False)
        )


def _forget_person(session: Session, case: CaseRow, keep: str | None) -> None:
    """Who never logged in, and whose national number the one who asked typed: number and reading right go too."""
    typed = (
        select(PersonRow.id)
        .join(CaseReaderRow, CaseReaderRow.person == PersonRow.id)
        .where(CaseReaderRow.case_id == case.id, PersonRow.seen_at.is_(None))
        .where(~exists().where(RequestRow.asker == PersonRow.id))
        .where(~exists().where(DraftRow.owner == PersonRow.id))
    )
    for person in set(session.scalars(typed).all()) - {keep}:
        session.execute(delete(CaseReaderRow).filter_by(case_id=case.id, person=person))
        elsewhere = exists().where(CaseReaderRow.person == PersonRow.id)
        session.execute(delete(PersonRow).where(PersonRow.id == person, ~elsewhere))
