"""(svar på innsyn, retting og sletting) The desk's side of what people ask about their own data: by date due, each answered by a person.

What an answer carries out is done in the same transaction (`privacy_effects`). A relative's requests are another's to handle.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.opening import Closed
from portal.rules.privacy import (
    Ground,
    Kind,
    Outcome,
    fault_in,
    may_answer,
    may_put_off,
    put_off_until,
)
from portal.store import events, openings, outbox, people, privacy_effects, staff, traces
from portal.store.db import now
from portal.store.privacy_effects import Correction
from portal.store.privacy_requests import (
    NotThere,
    TooLate,
    answer_of,
    change,
    later_of,
    sealed_answer,
    words_of,
)
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import PrivacyRequestRow
from portal.store.traces import Trace

__all__ = [
    "Given",
    "NotThere",
    "OwnLook",
    "TooLate",
    "answer",
    "lift",
    "put_off",
    "read",
    "waiting",
]

PAGE_SIZE = 20
NEWS = "privacy-news"
RESTRICTING = frozenset({Kind.RESTRICT, Kind.OBJECT})
MADE_SO = frozenset({Outcome.GRANTED, Outcome.PARTLY})


class OwnLook(Exception):
    """The question is about what the employee did themself: another answers it."""


@dataclass(frozen=True)
class Line:
    """A request in the list."""

    reference: str
    kind: Kind
    asked_at: datetime
    due_on: date
    outcome: Outcome | None
    answered_at: datetime | None


@dataclass(frozen=True)
class Page:
    """One page of the list, and whether there are more."""

    lines: list[Line]
    more: bool


@dataclass(frozen=True)
class Seen(Line):
    """All of a request. `by`: the person it is about, or who acts for them; None is not known. `mine`: about what the reader did.

    `untold`: the message that it is answered did not get through, and somebody must call or write. `restricted`: the use of the person's data is restricted now.
    `later` is why the answer was put off, as the asker was told.
    """

    person_name: str | None
    by: str | None
    by_another: bool
    words: str | None
    language: str
    trace: Trace | None
    later: str | None
    ground: Ground | None
    answer: str | None
    answered_by: str | None
    mine: bool
    untold: bool
    restricted: bool


@dataclass(frozen=True)
class Given:
    """An answer: what came of it, on what ground when it is not a whole yes, and the words; with a yes to correct, what is right."""

    outcome: Outcome
    ground: Ground | None
    text: str
    right: Correction | None = None


def waiting(session: Session, actor: Actor, *, answered: bool = False, page: int = 1) -> Page:
    """What waits for an answer, the first due first, or what is answered, the newest first. One event names those shown.

    Those of a relative are left out.
    """
    if not may(actor, Permission.ANSWER_PRIVACY, Target(actor.municipality)):
        return Page([], more=False)
    table = PrivacyRequestRow
    wanted = select(table).where(table.municipality == actor.municipality)
    if answered:
        wanted = wanted.where(table.answered_at.is_not(None)).order_by(
            table.answered_at.desc(), table.id
        )
    else:
        wanted = wanted.where(table.answered_at.is_(None)).order_by(table.due_on, table.id)
    rows = session.scalars(
        wanted.offset((max(page, 1) - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
        .execution_options(populate_existing=True)
    ).all()
    closed = openings.closed_among(session, actor, (row.person for row in rows))
    shown = [row for row in rows[:PAGE_SIZE] if closed.get(row.person) is not Closed.RELATIVE]
    if shown:
        ids = ",".join(row.id for row in shown)
        events.append_by(session, actor, Code.PRIVACY_LISTED, touched=ids)
    return Page([_line(row) for row in shown], more=len(rows) > PAGE_SIZE)


def read(session: Session, actor: Actor, reference: str) -> Seen | None:
    """All of a request, with the event that it was read; None when it is not there or not for this employee.

    Raises ReasonNeeded when what is kept about the person is closed, as do `answer` and `lift`.
    """
    row = _found(session, actor, reference)
    if row is None:
        return None
    events.append_by(session, actor, Code.PRIVACY_READ, subject=row.person, touched=row.id)
    ground, text = answer_of(session, row)
    number, here = row.event, actor.municipality
    asker = people.get(session, here, row.asked_by)
    person = people.get(session, here, row.person)
    return Seen(
        **vars(_line(row)),
        person_name=person.name if person else None,
        by=asker.name if asker else None,
        by_another=row.asked_by != row.person,
        words=words_of(session, row),
        language=row.language,
        trace=traces.one(session, here, actor, row.person, number) if number is not None else None,
        later=later_of(session, row),
        ground=ground,
        answer=text,
        answered_by=staff.names_of(session, [row.answered_by]).get(row.answered_by or ""),
        mine=not may_answer(actor.kind, actor.id, _did_it(session, row)),
        untold=_is_untold(session, row.id),
        restricted=_is_restricted(session, row.person),
    )


def answer(session: Session, actor: Actor, reference: str, given: Given, *, key: str) -> None:
    """Keep the answer, carry out what it says, and tell the asker that there is something to read.

    The same key a second time changes nothing. Raises NotThere, TooLate when it is answered, OwnLook, and ValueError for what
    is no answer (`rules.privacy.fault_in`).
    """
    row = _found(session, actor, reference, hold=True)
    if row is None:
        raise NotThere
    if not staff.first_press(session, actor.id, key):
        return
    if row.answered_at is not None:
        raise TooLate
    if not may_answer(actor.kind, actor.id, _did_it(session, row)):
        raise OwnLook
    if fault := fault_in(Kind(row.kind), given.outcome, given.ground, given.text):
        raise ValueError(fault)
    change(
        session,
        row,
        outcome=given.outcome.value,
        answer=sealed_answer(session, row.id, given.ground, given.text, later_of(session, row)),
        answered_at=now(session),
        answered_by=actor.id,
    )
    _carry_out(session, actor, row, given)
    _tell(session, row)
    events.append_by(session, actor, Code.PRIVACY_ANSWERED, subject=row.person, touched=row.id)


def put_off(
    session: Session, actor: Actor, reference: str, months: int, why: str, *, key: str
) -> None:
    """(utsette svaret) Take so many months more, once, and tell the asker why. The same key a second time changes nothing.

    Raises as `answer`; TooLate also when it was put off before, or the first month has gone.
    """
    row = _found(session, actor, reference, hold=True)
    if row is None:
        raise NotThere
    if not staff.first_press(session, actor.id, key):
        return
    asked_on, today = local_day(row.asked_at), local_day(now(session))
    if row.answered_at is not None or not may_put_off(asked_on, row.due_on, today):
        raise TooLate
    if not may_answer(actor.kind, actor.id, _did_it(session, row)):
        raise OwnLook
    if not why.strip():
        raise ValueError("words")
    due = put_off_until(asked_on, months)
    change(session, row, due_on=due, answer=sealed_answer(session, row.id, None, "", why))
    _tell(session, row)
    events.append_by(session, actor, Code.PRIVACY_PUT_OFF, subject=row.person, touched=row.id)


def lift(session: Session, actor: Actor, reference: str) -> None:
    """(oppheve begrensningen) Let the data of the one a request is about be used again; the person is told. Twice is once.

    Raises NotThere, also for a request that restricted nothing.
    """
    row = _found(session, actor, reference, hold=True)
    if row is None or Kind(row.kind) not in RESTRICTING or row.outcome not in MADE_SO:
        raise NotThere
    if _is_restricted(session, row.person):
        privacy_effects.lift(session, actor, row.person, row.language)


def _carry_out(session: Session, actor: Actor, row: PrivacyRequestRow, given: Given) -> None:
    """Do what a yes says. What is right was said by the person; a no changes nothing."""
    if given.right is not None and row.kind == Kind.CORRECT and given.outcome in MADE_SO:
        privacy_effects.correct(session, actor, row.person, given.right)
    else:
        privacy_effects.carry_out(session, actor, row, given.outcome)


def _found(
    session: Session, actor: Actor, reference: str, *, hold: bool = False
) -> PrivacyRequestRow | None:
    if not may(actor, Permission.ANSWER_PRIVACY, Target(actor.municipality)):
        return None
    wanted = select(PrivacyRequestRow).filter_by(
        reference=reference, municipality=actor.municipality
    )
    if hold:
        wanted = wanted.with_for_update()
    row = session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()
    if row is None or openings.closed_to(session, actor, row.person) is Closed.RELATIVE:
        return None
    openings.let_in_person(session, actor, row.person)
    return row


def _did_it(session: Session, row: PrivacyRequestRow) -> str | None:
    """The employee whose doing it is about, None when it is about nobody's at work."""
    if row.event is None:
        return None
    found = session.get(EventRow, (row.municipality, row.event))
    return found.actor_id if found is not None and found.actor_kind == "staff" else None


def _tell(session: Session, row: PrivacyRequestRow) -> None:
    """A message without content to the one who asked."""
    outbox.put(
        session,
        municipality=row.municipality,
        channel="email",
        template=NEWS,
        recipient="",
        language=row.language,
        case_id=None,
        coalesce=_told_as(row.id),
        person=row.asked_by,
    )


def _told_as(request_id: str) -> str:
    return f"{NEWS}:{request_id}"


def _is_untold(session: Session, request_id: str) -> bool:
    told = select(OutboxRow.id).filter_by(coalesce=_told_as(request_id), state=outbox.DESK)
    return session.scalars(told).first() is not None


def _is_restricted(session: Session, person: str) -> bool:
    wanted = select(PersonRow.restricted_at).where(PersonRow.id == person)
    return session.scalars(wanted).one_or_none() is not None


def _line(row: PrivacyRequestRow) -> Line:
    return Line(
        reference=row.reference,
        kind=Kind(row.kind),
        asked_at=row.asked_at,
        due_on=row.due_on,
        outcome=Outcome(row.outcome) if row.outcome else None,
        answered_at=row.answered_at,
    )
