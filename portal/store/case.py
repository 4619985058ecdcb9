"""What the desk does with a case. Each change writes its event in the same transaction.

A case that is not there, or is another unit's or municipality's, is answered alike: NotThere.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import (
    CallWish,
    Channel,
    Kind,
    Outcome,
    Status,
    local_day,
    may_be_answered,
    may_be_closed,
    may_be_taken,
    status_after,
)
from portal.rules.confirming import must_be_confirmed
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import events, notices, openings, outbox, submissions, wishes
from portal.store.case_held import (
    AlreadyTaken,
    NotAllowed,
    NotThere,
    TooLate,
    change,
    give_to,
    held,
    held_to_take,
)
from portal.store.case_views import (
    CaseLine,
    CaseView,
    Delivery,
    Note,
    Page,
    TimelineEntry,
    inbox,
    read,
)
from portal.store.crypto import lookup, new_id, new_reference, seal
from portal.store.db import add, keyring_of, now
from portal.store.staff import names_of
from portal.store.submissions import KeyReused
from portal.store.tables.case import CaseRow, NoteRow
from portal.store.wishes import AskedWish, Receipt

__all__ = [
    "AlreadyTaken",
    "AskedWish",
    "CallWish",
    "CaseLine",
    "CaseView",
    "Delivery",
    "KeyReused",
    "NotAllowed",
    "NotThere",
    "Note",
    "Page",
    "Receipt",
    "TimelineEntry",
    "TooLate",
    "close",
    "inbox",
    "note_outcome",
    "open_case",
    "read",
    "register",
    "take",
]


def open_case(session: Session, actor: Actor, reference: str) -> None:
    """(åpnet av et menneske) A press, never a page view. Once opened it stays so; a later press changes nothing."""
    case = held(session, actor, reference)
    if case.status == Status.RECEIVED:
        change(session, case, status=Status.OPENED, opened_at=now(session))
        events.append_by(session, actor, Code.CASE_OPENED, subject=case.id, touched=case.id)


def take(session: Session, actor: Actor, reference: str) -> None:
    """«Jeg tar den»: of two at once exactly one gets it, the other AlreadyTaken."""
    case = held_to_take(session, actor, reference)
    if case.taken_by == actor.id and case.status != Status.CLOSED:
        return
    if case.taken_by is not None:
        raise AlreadyTaken(names_of(session, [case.taken_by]).get(case.taken_by))
    openings.let_in_case(session, actor, case, change=True)
    if not may_be_taken(case.status):
        raise TooLate
    give_to(session, actor, case)


def note_outcome(
    session: Session, actor: Actor, reference: str, outcome: str, note: str, tell: bool
) -> None:
    """Note what came of it. With `tell` the citizen gets a content-free message, unless nobody was reached.

    Not reached is counted and the case stays open. A case nobody has taken becomes the actor's. A complaint is answered by its own
    steps: TooLate here.
    """
    outcome = Outcome(outcome)
    case = held(session, actor, reference)
    decides = outcome != Outcome.NOT_REACHED and case.kind == Kind.COMPLAINT
    if not may_be_answered(case.status) or decides:
        raise TooLate
    if case.taken_by is None:
        give_to(session, actor, case)
    reached = outcome != Outcome.NOT_REACHED
    change(
        session,
        case,
        status=status_after(outcome) if case.status != Status.ANSWERED else case.status,
        outcome=outcome if reached or case.outcome is None else case.outcome,
        outcome_at=now(session),
        answered_at=case.answered_at or (now(session) if reached else None),
        not_reached=case.not_reached + (0 if reached else 1),
    )
    if note:
        _write_note(session, actor, case.id, note)
    if tell and reached:
        _tell(session, case)
    code = Code.CASE_ANSWERED if reached else Code.CASE_NOT_REACHED
    events.append_by(session, actor, code, subject=case.id, touched=outcome)


def close(session: Session, actor: Actor, reference: str) -> None:
    """Close a case that has an outcome; TooLate without one. Closing twice changes nothing."""
    case = held(session, actor, reference)
    if case.status == Status.CLOSED:
        return
    if not may_be_closed(case.status, case.outcome):
        raise TooLate
    change(session, case, status=Status.CLOSED, closed_at=now(session))
    events.append_by(session, actor, Code.CASE_CLOSED, subject=case.id, touched=case.id)


def register(
    session: Session,
    actor: Actor,
    *,
    key: str,
    channel: str,
    unit: str,
    wish: CallWish,
    note: str,
    received_at: datetime,
) -> Receipt:
    """Keep a call, visit or letter as the same kind of case with the same clock, from the day it came.

    The key works as in «ring meg», and is the actor's own.
    """
    channel = Channel(channel)
    if channel == Channel.CALL_ME:
        raise ValueError("a call wish from the page is not registered by hand")
    if not may(actor, Permission.REGISTER_CASE, Target(actor.municipality, unit)):
        raise NotAllowed
    content = {**wish.as_words(), "channel": channel, "unit": unit, "note": note}
    content["received_on"] = local_day(received_at).isoformat()
    owner = f"staff:{actor.id}"
    begun = submissions.begin(session, actor.municipality, owner, key, content)
    wish_id = begun.wish_id
    if wish_id is None:
        case_id = _new_case(session, actor, channel, unit, wish.phone, received_at)
        wish_id = wishes.write(session, case_id, wish, received_at)
        submissions.finish(session, begun.id, wish_id)
        if note:
            _write_note(session, actor, case_id, note)
        events.append_by(session, actor, Code.CASE_REGISTERED, subject=case_id, touched=wish_id)
    found = wishes.receipt(session, actor.municipality, wish_id, repeated=begun.wish_id is not None)
    if found is None:
        raise LookupError("a submission without its wish")
    return found


def _write_note(session: Session, actor: Actor, case_id: str, text: str) -> None:
    note_id = new_id()
    add(
        session,
        NoteRow,
        id=note_id,
        case_id=case_id,
        written_at=now(session),
        written_by=actor.id,
        text=seal(keyring_of(session), "notes.text", note_id, text),
    )


def _tell(session: Session, case: CaseRow) -> None:
    """A message that says only that there is an answer, in the language of the latest wish; without a number, a task."""
    asked = wishes.of_case(session, case.id)
    if not asked:
        waits = must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None)
        notices.news(session, case.id, template="case-asked-about-you" if waits else "case-news")
        return
    latest = asked[-1].wish
    outbox.put(
        session,
        municipality=case.municipality,
        channel="sms",
        template="case-answered",
        recipient=latest.phone,
        language="nb" if latest.language == "other" else latest.language,
        case_id=case.id,
    )


def _new_case(
    session: Session, actor: Actor, channel: str, unit: str, phone: str, received_at: datetime
) -> str:
    case_id, day = new_id(), local_day(received_at)
    add(
        session,
        CaseRow,
        id=case_id,
        municipality=actor.municipality,
        unit=unit,
        reference=new_reference(),
        channel=channel,
        status=Status.RECEIVED,
        phone_hash=lookup(keyring_of(session), "cases.phone", phone),
        received_at=received_at,
        received_on=day,
        due_on=answer_due(day),
        not_reached=0,
    )
    return case_id
