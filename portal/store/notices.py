"""Telling people that there is something to read, never what: to the citizen, and to the unit."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.case import local_day
from portal.rules.coordinator_request import Reach
from portal.rules.events import Code
from portal.rules.representation import Scope
from portal.store import case_readers, events, outbox, requests, wishes
from portal.store.db import now
from portal.store.grants_told import told_for
from portal.store.tables.case import CaseRow

CHANNELS = {Reach.SMS: "sms", Reach.EMAIL: "email", Reach.CALL: "call", Reach.LETTER: "letter"}


def news(session: Session, case_id: str, *, template: str = "case-news") -> None:
    """Something new for the citizen. Who wants a call or a letter, or gave no address, becomes a task for the desk.

    Nobody is told who may not see the case: a start-only case not yet confirmed has no reader and gets a desk task.
    """
    _tell_citizen(
        session, case_id, template, Code.CASE_TOLD, news_at=now(session), news_again_at=None
    )


def news_again(session: Session, case_id: str) -> None:
    """The second notice, once, about news the citizen has not opened (eForvaltningsforskriften § 8)."""
    again = {"news_again_at": now(session)}
    _tell_citizen(session, case_id, "case-news-again", Code.CASE_TOLD_AGAIN, **again)


def tell_unit(
    session: Session,
    *,
    municipality: str,
    unit: str,
    case_id: str | None,
    template: str,
    email: str | None,
    language: str,
    plan_id: str | None = None,
) -> None:
    """An e-mail without content to a unit; several that wait travel as one. Without an address nothing leaves."""
    if not email:
        return
    outbox.put(
        session,
        municipality=municipality,
        channel="email",
        template=template,
        recipient=email,
        language=language,
        case_id=case_id,
        plan_id=plan_id,
        coalesce=f"{template}:{unit}",
    )


def _tell_citizen(
    session: Session, case_id: str, template: str, code: Code, **moments: datetime | None
) -> None:
    """The moments are written first: the message about some news is never older than the news."""
    session.execute(
        update(CaseRow)
        .where(CaseRow.id == case_id)
        .values(**moments)
        .execution_options(synchronize_session=False)
    )
    case = session.get_one(CaseRow, case_id, populate_existing=True)
    readers = case_readers.of_case(session, case_id, local_day(now(session)))
    selves = [one for one, role in readers.items() if role == case_readers.SELF]
    holders = {
        holder
        for person in selves
        for holder in told_for(session, case.municipality, person, Scope.FOLLOW_CASES)
    }
    everybody: list[str | None] = [*sorted({*readers, *holders})] or [None]
    for reader in everybody:
        channel, recipient, language = _way(session, case, reader)
        outbox.put(
            session,
            municipality=case.municipality,
            channel=channel,
            template=template,
            recipient=recipient,
            language=language,
            case_id=case_id,
            person=reader,
        )
    events.append(
        session,
        municipality=case.municipality,
        code=code,
        actor_kind="system",
        subject=case_id,
        at=now(session),
    )


def _way(session: Session, case: CaseRow, reader: str | None) -> tuple[str, str, str]:
    """(channel, recipient, language) to one who may see the case, or to nobody in particular.

    Who asked is told as they asked. Another reader has said nothing to us: an e-mail without an address asks the contact
    register, and is a task for the desk where there is none. Without a reader the latest wish to be called says how.
    """
    asked_themself = reader is not None and reader == case.asker
    request = requests.of_case(session, case.id) if asked_themself else None
    if request is not None:
        to = {Reach.SMS: request.phone, Reach.EMAIL: request.email}.get(Reach(request.reach))
        return CHANNELS[Reach(request.reach)], to or "", request.language
    if reader is not None:
        return "email", "", case.language or ""
    asked = wishes.of_case(session, case.id)
    if asked:
        latest = asked[-1].wish
        return "sms", latest.phone, "nb" if latest.language == "other" else latest.language
    return "letter", "", case.language or "nb"


def case_id_of(session: Session, municipality: str, reference: str) -> str | None:
    """The id behind a reference, None when the municipality has no such case."""
    return session.scalar(
        select(CaseRow.id).filter_by(municipality=municipality, reference=reference)
    )
