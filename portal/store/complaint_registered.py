"""(klage på papir, ved besøk eller på telefon) What the desk writes in as a complaint: the same case and clock as one with login.

The clock starts the day the municipality first received it (forvaltningsloven § 11 a), whenever it is written in.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import Channel, Kind, Status, local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_answers import By, Who
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_table import row_on
from portal.rules.complaint_who import Standing, line_for, standing_when
from portal.rules.coordinator_request import Whom
from portal.rules.deadlines import answer_due
from portal.rules.events import Code
from portal.rules.representation import Basis
from portal.store import complaint_kept, complaint_out, events, submissions
from portal.store.case_held import NotAllowed, NotThere, allowed
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_kept import WORDS
from portal.store.crypto import lookup, new_id, new_reference, seal
from portal.store.db import add, keyring_of, now
from portal.store.submissions import KeyReused
from portal.store.tables.answer import AnswerRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow

__all__ = ["BY_HAND", "KeyReused", "NotAllowed", "NotThere", "Receipt", "Registering", "register"]

BY_HAND = (Channel.LETTER, Channel.VISIT, Channel.PHONE)
"""The ways in which somebody at the desk has to write it in."""


@dataclass(frozen=True)
class Receipt:
    """What the one who complained gets, on paper."""

    reference: str
    case_id: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Registering:
    """A complaint to write in. `about` is the reference of the case whose answer it is about.

    `shown`: what is to be brought (a power of attorney, a mandate) has been seen.
    """

    complaint: Complaint
    channel: Channel
    unit: str
    received_at: datetime
    path: Path
    office: By
    about: str | None = None
    shown: bool = False


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that is kept. `about` is the id of the case whose answer it is about; `asker` the citizen who wrote it, when known.

    `own`: it is about who wrote it.
    """

    complaint: Complaint
    channel: Channel
    unit: str
    received_at: datetime
    path: Path
    office: By
    standing: Standing
    about: str | None
    asker: str | None = None
    acting_for: str | None = None
    basis: Basis | None = None
    own: bool = False


def register(
    session: Session, actor: Actor, new: Registering, *, key: str, mail: UnitMail
) -> Receipt:
    """Keep it from the day it came. The same key and content is one, and gives the same receipt; other content raises KeyReused.

    Raises NotAllowed for a unit that is not the actor's, and NotThere for an answer they may not see.
    """
    if new.channel not in BY_HAND:
        raise ValueError("a complaint with login is not written in by hand")
    if not may(actor, Permission.HANDLE_COMPLAINT, Target(actor.municipality, new.unit)):
        raise NotAllowed
    begun = submissions.begin(
        session, actor.municipality, f"staff:{actor.id}", key, _content_of(new)
    )
    if begun.case_id is not None:
        return _receipt(session, begun.case_id)
    who, day = Who(new.complaint.who), local_day(new.received_at)
    case = write_down(
        session,
        actor,
        Kept(
            complaint=new.complaint,
            channel=new.channel,
            unit=new.unit,
            received_at=new.received_at,
            path=new.path,
            office=new.office,
            standing=standing_of(who, new.path, day, shown=new.shown),
            about=_about(session, actor, new.about),
            own=who in {Who.SELF, Who.CHILD},
        ),
    )
    submissions.finish(session, begun.id, case_id=case.id)
    if actor.unit != new.unit:
        complaint_kept.tell(session, case, "desk-new", mail)
    return _receipt(session, case.id)


def standing_of(
    who: Who, path: Path, day: date, *, shown: bool, born: date | None = None
) -> Standing:
    """(hvem kan klage) By what right it is sent. `born` is the birthday of the person it is about, when it is known."""
    row = row_on(path, day)
    line = line_for(who, row.kind, row.law, day, born=born, journal=path is Path.H2)
    return standing_when(line, shown=shown)


def write_down(session: Session, actor: Actor, new: Kept) -> CaseRow:
    """The case and the complaint, with the event that the desk wrote it in. Whether the actor may is the caller's question."""
    case_id, complaint_id, moment = new_id(), new_id(), now(session)
    answer = _answer_of(session, new.about)
    day = local_day(new.received_at)
    law = row_on(new.path, day).law or (answer.law if answer else None)
    _write_case(session, actor.municipality, case_id, new, day)
    add(
        session,
        ComplaintRow,
        id=complaint_id,
        case_id=case_id,
        asker=new.asker,
        acting_for=new.acting_for,
        basis=new.basis.value if new.basis else None,
        standing=new.standing.value,
        path=new.path.value,
        office=new.office.value,
        law=str(law) if law else None,
        told_on=local_day(answer.made_at) if answer else None,
        complaint_due=answer.complaint_due if answer else None,
        about_case=new.about,
        calls=new.complaint.calls,
        words=seal(
            keyring_of(session),
            WORDS,
            complaint_id,
            json.dumps(new.complaint.as_words(), ensure_ascii=False),
        ),
        sent_at=new.received_at,
        state=State.RECEIVED.value,
        state_at=moment,
    )
    events.append_by(
        session, actor, Code.COMPLAINT_REGISTERED, subject=case_id, touched=complaint_id
    )
    case = session.get_one(CaseRow, case_id)
    complaint_out.received(session, case)
    return case


def _write_case(session: Session, municipality: str, case_id: str, new: Kept, day: date) -> None:
    """With plain codes only. `whom` is left open for what is about another: nobody is asked to confirm a complaint."""
    phone = new.complaint.phone or case_id
    add(
        session,
        CaseRow,
        id=case_id,
        municipality=municipality,
        unit=new.unit,
        reference=new_reference(),
        kind=Kind.COMPLAINT.value,
        channel=new.channel.value,
        status=Status.RECEIVED.value,
        phone_hash=lookup(keyring_of(session), "cases.phone", phone),
        received_at=new.received_at,
        received_on=day,
        due_on=answer_due(day),
        not_reached=0,
        warned=0,
        whom=Whom.SELF.value if new.own else None,
        asker=new.asker,
        language=new.complaint.language,
    )


def _content_of(new: Registering) -> dict[str, object]:
    """What makes two presses the same: the day it came, never the moment it was typed."""
    codes: dict[str, object] = {
        name: str(value) for name, value in vars(new).items() if name != "complaint"
    }
    return {
        **new.complaint.as_words(),
        **codes,
        "received_at": local_day(new.received_at).isoformat(),
    }


def _about(session: Session, actor: Actor, reference: str | None) -> str | None:
    """The id of the case whose answer is complained of. Raises NotThere when it is not the actor's to see."""
    if reference is None:
        return None
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one_or_none()
    if case is None or not allowed(actor, Permission.READ_CASE, case):
        raise NotThere
    return case.id


def _answer_of(session: Session, case_id: str | None) -> AnswerRow | None:
    """The latest answer of a case that can be complained of, unless it was taken back."""
    if case_id is None:
        return None
    return session.scalars(
        select(AnswerRow)
        .filter_by(case_id=case_id, withdrawn_at=None)
        .where(AnswerRow.complaint_due.is_not(None))
        .order_by(AnswerRow.made_at.desc(), AnswerRow.id.desc())
        .limit(1)
    ).one_or_none()


def _receipt(session: Session, case_id: str) -> Receipt:
    case = session.get_one(CaseRow, case_id)
    return Receipt(case.reference, case.id, case.received_at)
