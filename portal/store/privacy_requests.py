"""What people ask about their own data: sent once, followed, taken back. Answered in `privacy_answers`, by a person.

What is not there and what is not the actor's are answered alike: None, or NotThere.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.privacy import TABLE, Ground, Kind, Outcome, due_on
from portal.store import events, notices, submissions, traces
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import new_reference, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.submissions import KeyReused
from portal.store.tables.representation import PrivacyRequestRow
from portal.store.traces import Trace

__all__ = ["Asked", "KeyReused", "NewRequest", "NotThere", "OwnRequest", "TooLate"]

WORDS, ANSWER = "privacy_requests.words", "privacy_requests.answer"


class NotThere(Exception):
    """There is no such request or event, or it is not this actor's."""


class TooLate(Exception):
    """It has been answered, or taken back."""


@dataclass(frozen=True)
class NewRequest:
    """What somebody asks. `event` is the number of the event a question is about; `language` is the asker's."""

    kind: Kind
    words: str
    language: str
    event: int | None = None


@dataclass(frozen=True)
class Asked:
    """That it was received: the receipt."""

    reference: str
    kind: Kind
    asked_at: datetime
    due_on: date


@dataclass(frozen=True)
class OwnRequest(Asked):
    """A request as the one it is about sees it. `by_viewer`: the one who reads this asked. `trace` is what it is about.

    `later` is why the answer was put off, `ground` why not all was granted, `answer` the words of the one who answered.
    """

    words: str | None
    language: str
    by_viewer: bool
    trace: Trace | None
    later: str | None
    outcome: Outcome | None
    ground: Ground | None
    answer: str | None
    answered_at: datetime | None


def ask(
    session: Session, actor: Actor, new: NewRequest, *, key: str, unit: str, mail: UnitMail
) -> str:
    """Keep a request and give its reference; `unit`, which answers, is told that there is something to see.

    The same key and content a second time is one request, other content KeyReused. Raises NotThere for who may not ask, and
    for an event that is not among the person's; ValueError without the words that are needed.
    """
    person = traces.whose(session, actor, Permission.ASK_ABOUT_OWN_DATA)
    if person is None or (new.kind is Kind.WHY) != (new.event is not None):
        raise NotThere
    if TABLE[new.kind].needs_words and not new.words:
        raise ValueError("this request needs words")
    content = {"kind": new.kind, "event": new.event, "words": new.words, "person": person}
    begun = submissions.begin(session, actor.municipality, f"privacy:{actor.id}", key, content)
    before = session.get(PrivacyRequestRow, begun.id)
    if before is not None:
        return before.reference
    if new.event is not None and _trace(session, actor, person, new.event) is None:
        raise NotThere
    reference = _write(session, actor, person, begun.id, new)
    notices.tell_unit(
        session,
        municipality=actor.municipality,
        unit=unit,
        case_id=None,
        template="desk-privacy",
        email=mail.address(unit),
        language=mail.language,
    )
    events.append_by(session, actor, Code.PRIVACY_ASKED, subject=person, touched=begun.id)
    return reference


def mine(session: Session, actor: Actor) -> list[OwnRequest]:
    """All that was asked for the person, the newest first, with the event that it was read."""
    person = traces.whose(session, actor, Permission.ASK_ABOUT_OWN_DATA)
    if person is None:
        return []
    rows = session.scalars(
        select(PrivacyRequestRow)
        .where(*_of(actor, person))
        .order_by(PrivacyRequestRow.asked_at.desc(), PrivacyRequestRow.id)
        .execution_options(populate_existing=True)
    ).all()
    found = [_own(session, actor, row) for row in rows]
    if rows:
        ids = ",".join(row.id for row in rows)
        events.append_by(session, actor, Code.PRIVACY_OWN_READ, subject=person, touched=ids)
    return found


def own(session: Session, actor: Actor, reference: str) -> OwnRequest | None:
    """One of them, with the event that it was read."""
    row = _found(session, actor, reference)
    if row is None:
        return None
    events.append_by(session, actor, Code.PRIVACY_OWN_READ, subject=row.person, touched=row.id)
    return _own(session, actor, row)


def asked_about(session: Session, actor: Actor, number: int) -> Trace | None:
    """What a «Spør hvorfor» would be about, with the event that it was read; None when it is not among the person's."""
    person = traces.whose(session, actor, Permission.ASK_ABOUT_OWN_DATA)
    found = _trace(session, actor, person, number) if person else None
    if found is not None:
        events.append_by(session, actor, Code.TRACES_READ, subject=person or "")
    return found


def withdraw(session: Session, actor: Actor, reference: str) -> None:
    """(trekke) Take a request back, while it has no answer. Twice is once. Raises NotThere and TooLate."""
    row = _found(session, actor, reference, hold=True)
    if row is None:
        raise NotThere
    if row.outcome == Outcome.WITHDRAWN:
        return
    if row.answered_at is not None:
        raise TooLate
    change(session, row, outcome=Outcome.WITHDRAWN.value, answered_at=now(session))
    events.append_by(session, actor, Code.PRIVACY_ANSWERED, subject=row.person, touched=row.id)


def change(session: Session, row: PrivacyRequestRow, **values: object) -> None:
    """Write something about a request, at once. Whoever does holds it."""
    session.execute(
        update(PrivacyRequestRow)
        .where(PrivacyRequestRow.id == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(row)


def words_of(session: Session, row: PrivacyRequestRow) -> str | None:
    """What the asker wrote."""
    return unseal(keyring_of(session), WORDS, row.id, row.words) if row.words else None


def answer_of(session: Session, row: PrivacyRequestRow) -> tuple[Ground | None, str | None]:
    """Why not all was granted, and the words of the one who answered."""
    if row.answer is None:
        return None, None
    said = json.loads(unseal(keyring_of(session), ANSWER, row.id, row.answer))
    return Ground(said["ground"]) if said.get("ground") else None, said["text"] or None


def later_of(session: Session, row: PrivacyRequestRow) -> str | None:
    """(utsatt) Why the answer was put off, None when it was not."""
    if row.answer is None:
        return None
    said = json.loads(unseal(keyring_of(session), ANSWER, row.id, row.answer))
    return said.get("later") or None


def sealed_answer(
    session: Session, request_id: str, ground: Ground | None, text: str, later: str | None = None
) -> bytes:
    """As `answer_of` and `later_of` read it."""
    said = {"ground": ground, "text": text} | ({"later": later} if later else {})
    return seal(keyring_of(session), ANSWER, request_id, json.dumps(said, ensure_ascii=False))


def _write(session: Session, actor: Actor, person: str, request_id: str, new: NewRequest) -> str:
    moment, reference = now(session), new_reference()
    add(
        session,
        PrivacyRequestRow,
        id=request_id,
        municipality=actor.municipality,
        reference=reference,
        person=person,
        asked_by=actor.id,
        kind=new.kind.value,
        event=new.event,
        words=seal(keyring_of(session), WORDS, request_id, new.words) if new.words else None,
        language=new.language,
        asked_at=moment,
        due_on=due_on(local_day(moment)),
    )
    return reference


def _of(actor: Actor, person: str) -> tuple[ColumnElement[bool], ...]:
    return (
        PrivacyRequestRow.municipality == actor.municipality,
        PrivacyRequestRow.person == person,
    )


def _found(
    session: Session, actor: Actor, reference: str, *, hold: bool = False
) -> PrivacyRequestRow | None:
    person = traces.whose(session, actor, Permission.ASK_ABOUT_OWN_DATA)
    if person is None:
        return None
    wanted = select(PrivacyRequestRow).where(
        *_of(actor, person), PrivacyRequestRow.reference == reference
    )
    if hold:
        wanted = wanted.with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _trace(session: Session, actor: Actor, person: str, number: int) -> Trace | None:
    return traces.one(session, actor.municipality, actor, person, number)


def _own(session: Session, actor: Actor, row: PrivacyRequestRow) -> OwnRequest:
    ground, answer = answer_of(session, row)
    return OwnRequest(
        reference=row.reference,
        kind=Kind(row.kind),
        asked_at=row.asked_at,
        due_on=row.due_on,
        words=words_of(session, row),
        language=row.language,
        by_viewer=row.asked_by == actor.id,
        trace=_trace(session, actor, row.person, row.event) if row.event is not None else None,
        later=later_of(session, row),
        outcome=Outcome(row.outcome) if row.outcome else None,
        ground=ground,
        answer=answer,
        answered_at=row.answered_at,
    )
