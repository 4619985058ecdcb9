"""Cases as the citizens they are about see them. Every reading writes its event in the same transaction.

What is not there and what is not the reader's are answered alike: None.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import exists, func, select, true
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.case import local_day
from portal.rules.case_story import RECEIPT_FOR_ASKER, Facts
from portal.rules.complaint_course import Facts as CourseFacts
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_table import row_on
from portal.rules.confirming import must_be_confirmed
from portal.rules.coordinator_request import Request
from portal.rules.events import Code, Event
from portal.store import (
    attachments,
    case_delivery,
    case_held_for,
    case_messages,
    case_mine_answers,
    case_readers,
    events,
    outbox,
    requests,
)
from portal.store.attachments import Picture
from portal.store.case_messages import Message
from portal.store.case_mine_answers import OwnAnswer, given
from portal.store.db import now
from portal.store.tables.answer import CaseReaderRow, MessageRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow
from portal.store.tables.outbox import OutboxRow

PAGE_SIZE = 20
HELPER = "helper"
REFERENCE = re.compile(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}")
TO_CITIZEN = ("case-news", "case-news-again", "case-answered")
HISTORY = frozenset(
    {
        Code.CALL_ASKED,
        Code.CALL_ASKED_AGAIN,
        Code.CASE_REGISTERED,
        Code.CASE_REQUESTED,
        Code.CASE_OPENED,
        Code.CASE_TAKEN,
        Code.CASE_HANDED_OVER,
        Code.CASE_NOT_REACHED,
        Code.CASE_NOT_OPENED,
        Code.CASE_ANSWERED,
        Code.CASE_LETTER_MADE,
        Code.CASE_CITIZEN_WROTE,
        Code.CASE_DESK_WROTE,
        Code.CASE_CONFIRMED,
        Code.CASE_PARENT_CONFIRMED,
        Code.CASE_NOT_WANTED,
        Code.CASE_WITHDRAWN,
        Code.CASE_REMINDED,
        Code.CASE_OVERDUE,
        Code.CASE_TEXT_REMOVED,
        Code.CASE_CLOSED,
        Code.COMPLAINT_SENT,
        Code.COMPLAINT_REGISTERED,
        Code.COMPLAINT_RECONSIDERING,
        Code.COMPLAINT_CHANGED,
        Code.COMPLAINT_CHANGED_IN_PART,
        Code.COMPLAINT_KEPT,
        Code.COMPLAINT_FORWARDED,
        Code.COMPLAINT_DECIDED,
        Code.COMPLAINT_SENT_ON,
        Code.COMPLAINT_ANSWERED,
        Code.COMPLAINT_MOVED,
        Code.COMPLAINT_STANDING,
        Code.COMPLAINT_BECAME,
        Code.COMPLAINT_WITHDRAWN,
        Code.COMPLAINT_ADDED_TO,
    }
)
"""What a citizen is shown of what happened. Answers are told from the answers themselves."""


@dataclass(frozen=True)
class Happened:
    """Something that happened; `mine`: the reader did it."""

    code: str
    at: datetime
    mine: bool


@dataclass(frozen=True)
class OwnLine:
    """One case in the list. `role` is the reader's: "self", "parent" who asked for a child, or "helper" who acts for the person."""

    id: str
    reference: str
    kind: str
    whom: str | None
    wants: str | None
    role: str
    received_at: datetime
    facts: Facts


@dataclass(frozen=True)
class OwnPage:
    """One page of the list, and whether there are more. `complaints`: what the course of those that are one is made of, by case."""

    cases: list[OwnLine]
    more: bool
    complaints: dict[str, CourseFacts] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnCase(OwnLine):
    """All that a citizen may see of a case: never the desk's own notes.

    `asked`: the reader is the one who sent it. `unheard`: a message to the citizen did not get through.
    """

    unit: str
    told_at: datetime | None
    opened_at: datetime | None
    taken_at: datetime | None
    escalated_at: datetime | None
    reminded_at: datetime | None
    text_removed_at: datetime | None
    asked: bool
    unheard: bool
    request: Request | None
    answers: list[OwnAnswer]
    messages: list[Message]
    happened: list[Happened]
    pictures: list[Picture]


@dataclass(frozen=True)
class OwnReceipt:
    """That it was received, and when. `sees_after`: the reader will find it in «Mine saker».

    `sent_by` and `basis` say who sent it and why, when somebody did so on behalf of the one it is about, `about_name`.
    """

    reference: str
    kind: str
    received_at: datetime
    due_on: date
    unit: str
    whom: str | None
    wants: str | None
    sees_after: bool
    sent_by: str | None = None
    about_name: str | None = None
    basis: str | None = None


def mine(session: Session, actor: Actor, *, page: int = 1) -> OwnPage:
    """The cases of the one this citizen acts for, else those they may see themself; the newest first. One event names those shown."""
    if not may(actor, Permission.LIST_OWN_CASES, case_held_for.here(session, actor)):
        return OwnPage([], more=False)
    acted_for = CaseReaderRow.role == case_readers.SELF if actor.acting_for else true()
    found = session.execute(
        select(CaseRow, CaseReaderRow.role)
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .where(
            CaseRow.municipality == actor.municipality,
            CaseReaderRow.person == (actor.acting_for or actor.id),
            acted_for,
            case_readers.still_reads(_today(session)),
        )
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    shown = found[:PAGE_SIZE]
    ids = [case.id for case, _role in shown]
    if ids:
        events.append_by(session, actor, Code.CASE_OWN_LISTED, touched=",".join(ids))
    answers, wrote = case_mine_answers.of_cases(session, ids), _wrote_at(session, ids)
    lines = [
        _line(
            case,
            HELPER if actor.acting_for else role,
            facts_of(case, answers[case.id], wrote.get(case.id)),
        )
        for case, role in shown
    ]
    complaints = _complaints(session, [case for case, _role in shown])
    return OwnPage(lines, more=len(found) > PAGE_SIZE, complaints=complaints)


def read(session: Session, actor: Actor, reference: str) -> OwnCase | None:
    """All of a case, with the event that it was read; None when it is not there or not this citizen's."""
    case = case_of(session, actor, reference)
    target = case_held_for.target_of(session, actor, case or case_held_for.not_there(actor))
    if case is None or not may(actor, Permission.READ_OWN_CASE, target):
        return None
    roles = case_readers.of_case(session, case.id, _today(session))
    events.append_by(session, actor, Code.CASE_OWN_READ, subject=case.id, touched=case.id)
    answers = case_mine_answers.of_cases(session, [case.id])[case.id]
    messages = case_messages.of_case(session, case.id)
    wrote = [one.at for one in messages if one.by_kind == "citizen"]
    role = HELPER if actor.acting_for else roles.get(actor.id, case_readers.SELF)
    line = _line(case, role, facts_of(case, answers, max(wrote, default=None)))
    return OwnCase(
        **vars(line),
        unit=case.unit,
        told_at=case_delivery.told_at(session, case.id),
        opened_at=case.opened_at,
        taken_at=case.taken_at,
        escalated_at=case.escalated_at,
        reminded_at=case.reminded_at,
        text_removed_at=case.text_removed_at,
        asked=case.asker == actor.id,
        unheard=unheard(session, case.id),
        request=requests.of_case(session, case.id),
        answers=answers,
        messages=messages,
        happened=happened(actor, events.about(session, case.municipality, case.id)),
        pictures=attachments.of_case(session, case.id),
    )


def receipt(session: Session, actor: Actor, reference: str) -> OwnReceipt | None:
    """The receipt: for those who may see the case, and for half an hour for whoever sent it. Reading it is an event."""
    case = case_of(session, actor, reference)
    looked_at = case or case_held_for.not_there(actor)
    basis = requests.basis_of(session, looked_at.id)
    own = case_held_for.target_of(session, actor, looked_at)
    follows = may(actor, Permission.READ_OWN_CASE, own)
    if case is None:
        return None
    asker = {case.asker} if case.asker and _is_fresh(session, case, basis) else set()
    target = replace(own, readers=(own.readers or frozenset()) | asker)
    sent_it = actor.acting_for is None or case.asker == actor.id
    if not may(actor, Permission.READ_OWN_RECEIPT, target) or not (follows or sent_it):
        return None
    request = requests.of_case(session, case.id) if basis else None
    events.append_by(session, actor, Code.CASE_RECEIPT_READ, subject=case.id, touched=case.id)
    return OwnReceipt(
        reference=case.reference,
        kind=case.kind,
        received_at=case.received_at,
        due_on=case.due_on,
        unit=case.unit,
        whom=case.whom,
        wants=case.wants,
        sees_after=follows,
        sent_by=request.name if request else None,
        about_name=request.about_name if request else None,
        basis=basis,
    )


def _is_fresh(session: Session, case: CaseRow, basis: str | None) -> bool:
    """Whether the one who sent it, and not on behalf of another, still sees the receipt for having sent it."""
    return now(session) < case.received_at + RECEIPT_FOR_ASKER and basis is None


def facts_now(session: Session, case: CaseRow) -> Facts:
    """What the story of a case is made of, as it stands."""
    answers = case_mine_answers.of_cases(session, [case.id])[case.id]
    return facts_of(case, answers, _wrote_at(session, [case.id]).get(case.id))


def facts_of(case: CaseRow, answers: Iterable[OwnAnswer], wrote_at: datetime | None) -> Facts:
    """A case and its answers as plain values. An answer that was taken back is not there."""
    return Facts(
        status=case.status,
        outcome=case.outcome,
        due_on=case.due_on,
        confirmed=not must_be_confirmed(case.whom, confirmed=case.confirmed_at is not None),
        given=tuple(given(one) for one in answers if one.withdrawn_at is None),
        wrote_at=wrote_at,
        reminded_on=local_day(case.reminded_at) if case.reminded_at else None,
    )


def _today(session: Session) -> date:
    return local_day(now(session))


def case_of(
    session: Session, actor: Actor, reference: str, *, hold: bool = False
) -> CaseRow | None:
    """The case of this municipality with this reference; `hold` keeps it until the commit."""
    if not REFERENCE.fullmatch(reference):
        return None
    wanted = select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    if hold:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).one_or_none()


def _line(case: CaseRow, role: str, facts: Facts) -> OwnLine:
    return OwnLine(
        id=case.id,
        reference=case.reference,
        kind=case.kind,
        whom=case.whom,
        wants=case.wants,
        role=role,
        received_at=case.received_at,
        facts=facts,
    )


def _complaints(session: Session, cases: Sequence[CaseRow]) -> dict[str, CourseFacts]:
    """How far those that are complaints have come, by case."""
    by_id = {case.id: case for case in cases}
    rows = session.scalars(select(ComplaintRow).where(ComplaintRow.case_id.in_(list(by_id))))
    return {row.case_id: _course(by_id[row.case_id], row) for row in rows}


def _course(case: CaseRow, row: ComplaintRow) -> CourseFacts:
    return CourseFacts(
        kind=row_on(Path(row.path), local_day(row.sent_at)).kind,
        state=State(row.state),
        received_on=case.received_on,
        new_date=case.due_on,
        reminded_on=local_day(case.reminded_at) if case.reminded_at else None,
    )


def _wrote_at(session: Session, case_ids: Sequence[str]) -> dict[str, datetime]:
    """When a citizen last wrote, by case."""
    rows = session.execute(
        select(MessageRow.case_id, func.max(MessageRow.at))
        .where(MessageRow.case_id.in_(case_ids), MessageRow.by_kind == "citizen")
        .group_by(MessageRow.case_id)
    )
    return dict(rows.all())


def unheard(session: Session, case_id: str) -> bool:
    """Whether an SMS or e-mail to the citizen waits for somebody to ring instead."""
    stranded = exists().where(
        OutboxRow.case_id == case_id,
        OutboxRow.template.in_(TO_CITIZEN),
        OutboxRow.channel.in_(("sms", "email")),
        OutboxRow.state == outbox.DESK,
    )
    return bool(session.scalar(select(stranded)))


def happened(actor: Actor, told: Iterable[Event]) -> list[Happened]:
    """What a citizen is shown of what happened, in its order."""
    return [
        Happened(one.code, one.at, mine=one.actor_kind == "citizen" and one.actor_id == actor.id)
        for one in told
        if one.code in HISTORY
    ]
