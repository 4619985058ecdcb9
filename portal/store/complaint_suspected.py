"""What was written that may be a complaint: whose it is, by whom, and what it says. The caller writes that it is read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import Channel, local_day
from portal.rules.complaint_answers import Who
from portal.rules.complaint_who import WHO_BY_BASIS
from portal.rules.representation import Grant, Scope, in_force, scopes_of
from portal.store import (
    case_messages,
    case_readers,
    plan_messages,
    representation,
    requests,
    wishes,
)
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.tables.answer import CaseReaderRow, MessageRow
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import PossibleComplaintRow
from portal.store.tables.plan import PlanMessageRow, PlanRow

Reader = tuple[str, str, date | None]


@dataclass(frozen=True)
class Written:
    """`text` is None when nothing is written down, or it may not be read now. `by` is the citizen who wrote, None when not known.

    `person` is the one whose case or plan it is, `readers` who may see it: (person, role, until).
    """

    text: str | None
    name: str
    phone: str | None
    language: str
    channel: Channel
    by: str | None
    person: str | None
    readers: list[Reader]


@dataclass(frozen=True)
class Right:
    """By what right it was written. `grant` is the one to complain for the person, when there is one in force."""

    who: Who
    grant: Grant | None


def in_case(session: Session, case: CaseRow, row: PossibleComplaintRow) -> Written:
    """A message of a case, or the case itself: what was asked with login, or a wish to be called, which says nothing."""
    readers = _readers(session, case)
    person = next((one for one, role, _until in readers if role == case_readers.SELF), None)
    request, asked = requests.of_case(session, case.id), wishes.of_case(session, case.id)
    wish = asked[-1].wish if asked else None
    first = request or wish
    text, by, channel = request.own_words if request else None, case.asker, Channel(case.channel)
    message = None if row.object == case.id else session.get(MessageRow, row.object)
    if message is not None:
        text = unseal(keyring_of(session), case_messages.TEXT, message.id, message.text)
        by, channel = message.by, Channel.ONLINE
        first = first if by == case.asker else None
    return Written(
        text=text or None,
        name=(_name(session, by) if message else None) or (first.name if first else ""),
        phone=(first.phone if first else None) or None,
        language=_language(case.language or (wish.language if wish else None)),
        # A wish to be called is told by phone: its own code holds the place of one wish a day.
        channel=Channel.PHONE if channel is Channel.CALL_ME else channel,
        by=by,
        person=person,
        readers=readers,
    )


def in_plan(session: Session, actor: Actor, plan: PlanRow, row: PossibleComplaintRow) -> Written:
    """A message to the coordinator."""
    message = session.get_one(PlanMessageRow, row.object)
    return Written(
        text=plan_messages.text_of(session, actor, plan.id, message.id),
        name=_name(session, message.by) or "",
        phone=None,
        language=_language(plan.language),
        channel=Channel.ONLINE,
        by=message.by,
        person=plan.person,
        readers=[(plan.person, case_readers.SELF, None)],
    )


def right_of(session: Session, municipality: str, written: Written) -> Right:
    """(hvem kan klage) Who wrote, as the table of who may complain asks for it."""
    roles = {person: role for person, role, _until in written.readers}
    role = roles.get(written.by or "")
    if role == case_readers.SELF:
        return Right(Who.SELF, None)
    if role == case_readers.PARENT:
        return Right(Who.PARENT, None)
    grant = _grant(session, municipality, written)
    return Right(WHO_BY_BASIS[grant.basis] if grant else Who.UNKNOWN, grant)


def _grant(session: Session, municipality: str, written: Written) -> Grant | None:
    """The right of who wrote to complain for the person, in force now."""
    if written.by is None or written.person is None:
        return None
    rows = representation.between(session, municipality, holder=written.by, person=written.person)
    moment = now(session)
    today = local_day(moment)
    grants = (representation.grant_from(session, row) for row in rows)
    return next(
        (
            one
            for one in grants
            if in_force(one, moment, today) and Scope.COMPLAIN in scopes_of(one, today)
        ),
        None,
    )


def _readers(session: Session, case: CaseRow) -> list[Reader]:
    rows = session.execute(
        select(CaseReaderRow.person, CaseReaderRow.role, CaseReaderRow.until)
        .where(
            CaseReaderRow.case_id == case.id,
            case_readers.still_reads(local_day(now(session))),
        )
        .order_by(CaseReaderRow.since, CaseReaderRow.person)
    )
    return [(row.person, row.role, row.until) for row in rows]


def _language(code: str | None) -> str:
    return code if code in {"nb", "nn", "en"} else "nb"


def _name(session: Session, person: str | None) -> str | None:
    return case_messages.citizens(session, {person}).get(person) if person else None
