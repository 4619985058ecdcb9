"""Sending a request with login: one transaction that holds the case, who may see it, its event and its messages."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.case import WAITING, Channel, Status
from portal.rules.coordinator_request import ChildAge, Request, is_start_only
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.store import (
    case_held_for,
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
from portal.store.tables.request import RequestRow

__all__ = [
    "JOURNEY",
    "KeyReused",
    "NotAllowed",
    "Receipt",
    "just_sent",
    "send",
    "sent_with",
    "waiting",
]

JOURNEY = "request"
JUST_SENT = timedelta(minutes=30)


class NotAllowed(Exception):
    """The actor may not ask for the one they act for: the right to it is over, or was never given."""


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

    The same key and content give the same receipt; the same key with other content raises KeyReused. For somebody one acts for it
    is that person's own case, sent by leave of the grant that counts now. Raises NotAllowed when there is none.
    """
    if not may(actor, Permission.ASK_WITH_LOGIN, case_held_for.here(session, actor)):
        raise NotAllowed
    municipality, asker = actor.municipality, drafts.owner_of(actor.id)
    content = request.as_words() | {"acting_for": actor.acting_for}
    begun = submissions.begin(session, municipality, asker, draft_key, content)
    if begun.case_id:
        return _receipt(session, begun.case_id)
    case_id = _new_case(session, actor, request, unit, today)
    request_id = requests.write(
        session, case_id, actor.id, request, now(session), acting_for=actor.acting_for
    )
    people.set_name(session, actor.id, request.name)
    # About another, pictures typed in for oneself before do not go along.
    own = not is_start_only(request.whom)
    drafts.has_become(session, actor, JOURNEY, draft_key, case_id, with_pictures=own)
    reader = _let_read(session, actor, case_id, request)
    if _asks_the_person(request):
        _tell_person(session, municipality, case_id, request, reader)
    _tell_unit(session, municipality, case_id, unit, unit_email, unit_language)
    submissions.finish(session, begun.id, case_id=case_id)
    events.append_by(session, actor, Code.CASE_REQUESTED, subject=case_id, touched=request_id)
    return _receipt(session, case_id)


def _tell_unit(
    session: Session, municipality: str, case_id: str, unit: str, email: str | None, language: str
) -> None:
    """The unit has something new."""
    notices.tell_unit(
        session,
        municipality=municipality,
        unit=unit,
        case_id=case_id,
        template="desk-new",
        email=email,
        language=language,
    )


def sent_with(session: Session, actor: Actor, key: str) -> str | None:
    """The reference of the case this person has sent with the key, for the same as now; None when nothing has been sent with it."""
    asker = drafts.owner_of(actor.id)
    case_id = submissions.made_by(session, actor.municipality, asker, key)
    if case_id is None:
        return None
    return session.scalar(_sent_for(actor).where(CaseRow.id == case_id))


def just_sent(session: Session, actor: Actor) -> str | None:
    """The reference of the latest request of this person, for the same as now, while its receipt still opens: half an hour."""
    return session.scalar(
        _sent_for(actor)
        .where(CaseRow.asker == actor.id, CaseRow.channel == Channel.ONLINE)
        .where(CaseRow.received_at > now(session) - JUST_SENT)
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(1)
    )


def waiting(session: Session, actor: Actor, today: date) -> str | None:
    """The reference of a case about this person, or the one they act for and follow, that still waits; an event names it."""
    if not may(actor, Permission.LIST_OWN_CASES, case_held_for.here(session, actor)):
        return None
    person = actor.acting_for or actor.id
    found = session.execute(
        select(CaseRow.id, CaseRow.reference)
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .where(CaseReaderRow.person == person, CaseReaderRow.role == case_readers.SELF)
        .where(case_readers.still_reads(today), CaseRow.municipality == actor.municipality)
        .where(CaseRow.status.in_(WAITING))
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    events.append_by(session, actor, Code.CASE_OWN_LISTED, touched=found.id)
    return str(found.reference)


def _sent_for(actor: Actor) -> Select[str]:
    """References of what was sent in one's own name, or on behalf of the one acted for now."""
    return (
        select(CaseRow.reference)
        .join(RequestRow, RequestRow.case_id == CaseRow.id)
        .where(CaseRow.municipality == actor.municipality)
        .where(RequestRow.acting_for == actor.acting_for)
    )


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


def _let_read(session: Session, actor: Actor, case_id: str, request: Request) -> str | None:
    """Who may see the case: the person it is about, when we know who that is. Gives the person's id."""
    if actor.acting_for is not None:
        person = actor.acting_for
    elif not is_start_only(request.whom):
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
