"""What was asked for in a case, for whom, and who may see it. The caller writes that it is read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.case import local_day
from portal.rules.confirming import may_ask_about_parent, must_be_confirmed
from portal.rules.coordinator_request import ChildAge, Request
from portal.rules.representation import Scope
from portal.store import people, representation, requests, wishes
from portal.store.case_answers import may_be_answered_now
from portal.store.case_readers import still_reads
from portal.store.db import now
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.request import RequestRow

LANGUAGES = ("nb", "nn", "en")


@dataclass(frozen=True)
class Reader:
    """A citizen who may see the case: "self" or "parent", the latter until the child's 16th birthday."""

    role: str
    name: str | None
    since: datetime
    until: date | None


@dataclass(frozen=True)
class Asked:
    """The request behind a case. `request` is None when it began otherwise or the text has been removed.

    `language` is the one the citizen reads. `waits` says that the person it is about is still to be
    asked, `parent_possible` that parental responsibility would do; until then the answers stay shut.
    `asker_may_know` is False when it was sent on behalf of somebody, and who sent it may not follow that person's cases now.
    """

    language: str | None
    request: Request | None
    readers: list[Reader]
    confirmed_at: datetime | None
    confirmed_by: str | None
    text_removed_at: datetime | None
    waits: bool
    parent_possible: bool
    open_to_answers: bool
    asker_may_know: bool = True


def asked(session: Session, case: CaseRow) -> Asked:
    """All of it for one case."""
    confirmed = case.confirmed_at is not None
    waits = must_be_confirmed(case.whom, confirmed=confirmed)
    request = requests.of_case(session, case.id)
    from_16 = request is not None and request.child_age == ChildAge.FROM_16
    return Asked(
        language=_language(session, case),
        request=request,
        readers=_readers(session, case),
        confirmed_at=case.confirmed_at,
        confirmed_by=case.confirmed_by,
        text_removed_at=case.text_removed_at,
        waits=waits,
        parent_possible=may_ask_about_parent(case.whom, confirmed=confirmed) and not from_16,
        open_to_answers=may_be_answered_now(session, case),
        asker_may_know=_asker_may_know(session, case),
    )


def _asker_may_know(session: Session, case: CaseRow) -> bool:
    """Asked each time, in the reader's transaction: a grant may have ended since the request was sent."""
    person = session.scalar(select(RequestRow.acting_for).filter_by(case_id=case.id))
    if person is None or case.asker is None:
        return True
    found = representation.acting(session, case.municipality, case.asker, person)
    return found is not None and Scope.FOLLOW_CASES in found.held.scopes


def _language(session: Session, case: CaseRow) -> str | None:
    """The page's language when it was asked, else the language of the latest wish to be called."""
    found = case.language
    if found is None and (wished := wishes.of_case(session, case.id)):
        found = wished[-1].wish.language
    return found if found in LANGUAGES else None


def _readers(session: Session, case: CaseRow) -> list[Reader]:
    today = local_day(now(session))
    rows = session.scalars(
        select(CaseReaderRow)
        .where(CaseReaderRow.case_id == case.id, still_reads(today))
        .order_by(CaseReaderRow.since, CaseReaderRow.person)
    ).all()
    named = {row.person: people.get(session, case.municipality, row.person) for row in rows}
    return [
        Reader(row.role, known.name if (known := named[row.person]) else None, row.since, row.until)
        for row in rows
    ]
