"""Sending a request with login: one transaction that holds the case, who may see it, its event and its messages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import WAITING, Channel, Status
from portal.rules.coordinator_request import ChildAge, Request, is_start_only
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import (
    attachments,
    case_readers,
    drafts,
    events,
    notices,
    outbox,
    people,
    requests,
    submissions,
)
from portal.store.crypto import lookup, new_id, new_reference
from portal.store.db import add, keyring_of, now
from portal.store.submissions import KeyReused
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.request import DraftRow

__all__ = ["JOURNEY", "KeyReused", "Receipt", "just_sent", "send", "sent_with", "waiting"]

JOURNEY = "request"
JUST_SENT = timedelta(minutes=30)


@dataclass(frozen=True)
class Receipt:
    """What the one who asked gets. `sees_after`: whether the case is theirs to follow."""

    reference: str
    case_id: str
    received_at: datetime
    sees_after: bool


def send(
    session: Session,
    actor: Actor,
    *,
    draft_key: str,
    request: Request,
    unit: str,
    unit_email: str | None,
    unit_language: str,
    today: date,
) -> Receipt:
    """Keep the request as a case and take its draft away, all or nothing.

    The same key and content give the same receipt; the same key with other content raises KeyReused.
    """
    municipality, asker = actor.municipality, drafts.owner_of(actor.id)
    begun = submissions.begin(session, municipality, asker, draft_key, request.as_words())
    if begun.case_id:
        return _receipt(session, begun.case_id)
    case_id = _new_case(session, actor, request, unit, today)
    request_id = requests.write(session, case_id, actor.id, request, now(session))
    people.set_name(session, actor.id, request.name)
    _end_draft(session, actor, draft_key, case_id, with_pictures=not is_start_only(request.whom))
    reader = _let_read(session, actor, case_id, request)
    if _asks_the_person(request):
        _tell_person(session, municipality, case_id, request, reader)
    notices.tell_unit(
        session,
        municipality=municipality,
        unit=unit,
        case_id=case_id,
        template="desk-new",
        email=unit_email,
        language=unit_language,
    )
    submissions.finish(session, begun.id, case_id=case_id)
    events.append_by(session, actor, Code.CASE_REQUESTED, subject=case_id, touched=request_id)
    return _receipt(session, case_id)


def sent_with(session: Session, actor: Actor, key: str) -> str | None:
    """The reference of the case this person has sent with the key, None when nothing has been sent with it."""
    asker = drafts.owner_of(actor.id)
    case_id = submissions.made_by(session, actor.municipality, asker, key)
    return session.scalar(select(CaseRow.reference).filter_by(id=case_id)) if case_id else None


def just_sent(session: Session, actor: Actor) -> str | None:
    """The reference of the latest request of this person while its receipt still opens: half an hour."""
    return session.scalar(
        select(CaseRow.reference)
        .filter_by(asker=actor.id, municipality=actor.municipality, channel=Channel.ONLINE)
        .where(CaseRow.received_at > now(session) - JUST_SENT)
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(1)
    )


def waiting(session: Session, actor: Actor, today: date) -> str | None:
    """The reference of a case about this person that still waits for an answer; an event names it."""
    found = session.execute(
        select(CaseRow.id, CaseRow.reference)
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .where(CaseReaderRow.person == actor.id, CaseReaderRow.role == case_readers.SELF)
        .where(case_readers.still_reads(today), CaseRow.municipality == actor.municipality)
        .where(CaseRow.status.in_(WAITING))
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    events.append_by(session, actor, Code.CASE_OWN_LISTED, touched=found.id)
    return str(found.reference)


def _new_case(session: Session, actor: Actor, request: Request, unit: str, today: date) -> str:
    """The case, with plain codes only. Its look-up is never anybody's phone number that was not given."""
    case_id = new_id()
    add(
        session,
        CaseRow,
        id=case_id,
        municipality=actor.municipality,
        unit=unit,
        reference=new_reference(),
        channel=Channel.ONLINE.value,
        status=Status.RECEIVED.value,
        phone_hash=lookup(keyring_of(session), "cases.phone", request.phone or case_id),
        received_at=now(session),
        received_on=today,
        due_on=answer_due(today),
        not_reached=0,
        warned=0,
        whom=request.whom,
        wants=request.wants,
        asker=actor.id,
        language=request.language,
    )
    return case_id


def _end_draft(
    session: Session, actor: Actor, key: str, case_id: str, *, with_pictures: bool
) -> None:
    """The draft has become the case. About another, pictures typed in for oneself before do not go along."""
    draft_id = session.scalar(
        select(DraftRow.id).filter_by(
            municipality=actor.municipality, owner=actor.id, journey=JOURNEY, key=key
        )
    )
    if draft_id is None:
        return
    if with_pictures:
        attachments.move_to_case(session, draft_id, case_id)
    drafts.remove(session, draft_id)


def _let_read(session: Session, actor: Actor, case_id: str, request: Request) -> str | None:
    """Who may see the case: the person it is about, when we know who that is. Gives the person's id."""
    if not is_start_only(request.whom):
        person = actor.id
    elif request.about_number:
        person = people.find_or_begin(session, actor.municipality, request.about_number).id
    else:
        return None
    case_readers.add_reader(session, case_id, person, case_readers.SELF)
    return person


def _asks_the_person(request: Request) -> bool:
    """Whether the person is told that somebody asked. For a child under 16 the desk speaks with the parent."""
    return is_start_only(request.whom) and request.child_age != ChildAge.UNDER_16


def _tell_person(
    session: Session, municipality: str, case_id: str, request: Request, reader: str | None
) -> None:
    """To the person somebody asked for: a message that says nothing, or a task for the desk to write a letter."""
    outbox.put(
        session,
        municipality=municipality,
        channel="sms" if request.about_phone else "letter",
        template="case-asked-about-you",
        recipient=request.about_phone or "",
        language=request.language,
        case_id=case_id,
        person=reader,
    )


def _receipt(session: Session, case_id: str) -> Receipt:
    case = session.get_one(CaseRow, case_id)
    sees_after = not is_start_only(case.whom or "")
    return Receipt(case.reference, case.id, case.received_at, sees_after)
