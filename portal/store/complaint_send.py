"""(klage) Sending a complaint with login: one transaction that holds the case, who follows it, its event and its messages."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.case import Channel, Kind, Status, local_day
from portal.rules.complaint import Complaint, is_own
from portal.rules.complaint_answers import Answers
from portal.rules.complaint_course import State
from portal.rules.complaint_guide import path_for
from portal.rules.complaint_times import times_for
from portal.rules.complaint_who import WHO_BY_BASIS, line_of, standing_when
from portal.rules.coordinator_request import Whom
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.rules.representation import Grant, Scope, in_force, scopes_of
from portal.store import (
    case_held_for,
    case_mine,
    case_readers,
    complaint_kept,
    complaint_out,
    drafts,
    events,
    people,
    representation,
    submissions,
)
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_kept import WORDS
from portal.store.crypto import lookup, new_id, new_reference, seal
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow

JOURNEY = "complaint"
JUST_SENT = timedelta(minutes=30)


class NotAllowed(Exception):
    """The actor may not complain for the one they act for, or the answer complained of is not theirs to name."""


@dataclass(frozen=True)
class Receipt:
    """What the one who sent it gets. `sees_after`: whether the complaint is theirs to follow."""

    reference: str
    case_id: str
    received_at: datetime
    sees_after: bool


def send(
    session: Session,
    actor: Actor,
    *,
    draft_key: str,
    complaint: Complaint,
    answers: Answers,
    about_case: str | None,
    unit: str,
    mail: UnitMail,
    today: date,
    holidays: frozenset[date],
) -> Receipt:
    """Keep the complaint as a case and take its draft away with the pictures that go along, all or nothing.

    `about_case` is the reference of the case whose answer it is about, one the actor may see; `holidays` those of the years around the
    day of that answer. The same key and content give the same receipt; the same key with other content raises KeyReused. For
    somebody one acts for it is that person's own, by leave of the grant that counts now. Raises NotAllowed when there is none.
    """
    grant, answers = _by_right(session, actor, answers)
    complaint = replace(complaint, who=answers.who.value)
    municipality, sender = actor.municipality, drafts.owner_of(actor.id)
    content = _content(actor, complaint, answers, about_case)
    begun = submissions.begin(session, municipality, sender, draft_key, content)
    if begun.case_id:
        return _receipt(session, begun.case_id)
    own = grant is not None or is_own(answers, complaint)
    about = _about(session, actor, about_case)
    case_id = _new_case(session, actor, complaint, unit, today, own=own)
    sent = _Sent(answers, grant, today, holidays)
    complaint_id = _write(session, actor, case_id, complaint, sent, about)
    people.set_name(session, actor.id, complaint.name)
    drafts.has_become(session, actor, JOURNEY, draft_key, case_id)
    if own:
        case_readers.add_reader(session, case_id, actor.acting_for or actor.id, case_readers.SELF)
    submissions.finish(session, begun.id, case_id=case_id)
    _tell(session, case_id, mail)
    events.append_by(session, actor, Code.COMPLAINT_SENT, subject=case_id, touched=complaint_id)
    return _receipt(session, case_id)


def _content(
    actor: Actor, complaint: Complaint, answers: Answers, about_case: str | None
) -> dict[str, object]:
    """What makes two presses the same."""
    codes = {name: str(value) for name, value in vars(answers).items() if value}
    return {
        **complaint.as_words(),
        **codes,
        "acting_for": actor.acting_for,
        "about_case": about_case,
    }


def _tell(session: Session, case_id: str, mail: UnitMail) -> None:
    """The unit has a complaint, and so has the archive where there is one."""
    case = session.get_one(CaseRow, case_id)
    complaint_kept.tell(session, case, "desk-new", mail)
    complaint_out.received(session, case)


def sent_with(session: Session, actor: Actor, key: str) -> str | None:
    """The reference of the complaint this person has sent with the key, for the same as now; None when nothing has been."""
    case_id = submissions.made_by(session, actor.municipality, drafts.owner_of(actor.id), key)
    if case_id is None:
        return None
    return session.scalar(
        select(CaseRow.reference)
        .join(ComplaintRow, ComplaintRow.case_id == CaseRow.id)
        .where(CaseRow.id == case_id, ComplaintRow.acting_for == actor.acting_for)
    )


def just_sent(session: Session, actor: Actor) -> str | None:
    """The reference of the latest complaint of this person, for the same as now, while its receipt still opens: half an hour."""
    return session.scalar(
        select(CaseRow.reference)
        .join(ComplaintRow, ComplaintRow.case_id == CaseRow.id)
        .where(CaseRow.municipality == actor.municipality)
        .where(ComplaintRow.asker == actor.id, ComplaintRow.acting_for == actor.acting_for)
        .where(CaseRow.channel == Channel.ONLINE)
        .where(CaseRow.received_at > now(session) - JUST_SENT)
        .order_by(CaseRow.received_at.desc(), CaseRow.id)
        .limit(1)
    )


@dataclass(frozen=True)
class _Sent:
    """What the guide was told, by what right it is sent, and the day of it."""

    answers: Answers
    grant: Grant | None
    today: date
    holidays: frozenset[date]


def _by_right(session: Session, actor: Actor, answers: Answers) -> tuple[Grant | None, Answers]:
    """By what grant it is sent, and the answers with who that makes the sender. Raises NotAllowed for who may not."""
    if not may(actor, Permission.COMPLAIN, case_held_for.here(session, actor)):
        raise NotAllowed
    grant = _grant(session, actor)
    return grant, replace(answers, who=WHO_BY_BASIS[grant.basis]) if grant else answers


def _grant(session: Session, actor: Actor) -> Grant | None:
    """The right to complain for the one acted for that is in force; None for who speaks of themself."""
    if actor.acting_for is None:
        return None
    rows = representation.between(
        session, actor.municipality, holder=actor.id, person=actor.acting_for
    )
    moment = now(session)
    today = local_day(moment)
    for one in (representation.grant_from(session, row) for row in rows):
        if in_force(one, moment, today) and Scope.COMPLAIN in scopes_of(one, today):
            return one
    raise NotAllowed


def _about(session: Session, actor: Actor, reference: str | None) -> str | None:
    """The id of the case whose answer is complained of. Raises NotAllowed when it is not the actor's to see."""
    if reference is None:
        return None
    case = case_mine.case_of(session, actor, reference)
    looked_at = case or case_held_for.not_there(actor)
    target = case_held_for.target_of(session, actor, looked_at)
    if case is None or not may(actor, Permission.READ_OWN_CASE, target):
        raise NotAllowed
    return case.id


def _new_case(
    session: Session, actor: Actor, complaint: Complaint, unit: str, today: date, *, own: bool
) -> str:
    """The case, with plain codes only. `whom` is left open for what is about another: nobody is asked to confirm a complaint."""
    case_id = new_id()
    add(
        session,
        CaseRow,
        id=case_id,
        municipality=actor.municipality,
        unit=unit,
        reference=new_reference(),
        kind=Kind.COMPLAINT.value,
        channel=Channel.ONLINE.value,
        status=Status.RECEIVED.value,
        phone_hash=lookup(keyring_of(session), "cases.phone", complaint.phone or case_id),
        received_at=now(session),
        received_on=today,
        due_on=answer_due(today),
        not_reached=0,
        warned=0,
        whom=Whom.SELF.value if own else None,
        asker=actor.id,
        language=complaint.language,
    )
    return case_id


def _write(
    session: Session,
    actor: Actor,
    case_id: str,
    complaint: Complaint,
    sent: _Sent,
    about: str | None,
) -> str:
    """What was sent, where the law's table leads, by when it could be sent, and by what right it was. Gives its id."""
    complaint_id, moment, grant = new_id(), now(session), sent.grant
    path = path_for(sent.answers, sent.today)
    told_on = path.answers.told_on
    times = times_for(path.main, told_on, sent.today, sent.holidays)
    line = line_of(path, sent.today, grant.born if grant else None)
    words = json.dumps(complaint.as_words(), ensure_ascii=False)
    add(
        session,
        ComplaintRow,
        id=complaint_id,
        case_id=case_id,
        asker=actor.id,
        acting_for=actor.acting_for,
        basis=grant.basis.value if grant else None,
        standing=standing_when(line, shown=grant is not None).value,
        path=path.main.code.value,
        office=path.answers.by.value,
        law=path.main.law.value if path.main.law else None,
        told_on=told_on,
        complaint_due=times.deadlines[0].due if times.deadlines else None,
        about_case=about,
        calls=complaint.calls,
        words=seal(keyring_of(session), WORDS, complaint_id, words),
        sent_at=moment,
        state=State.RECEIVED.value,
        state_at=moment,
    )
    return complaint_id


def _receipt(session: Session, case_id: str) -> Receipt:
    case = session.get_one(CaseRow, case_id)
    return Receipt(case.reference, case.id, case.received_at, case.whom == Whom.SELF)
