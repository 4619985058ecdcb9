"""The citizens who may see a case. Who asked for somebody else is not among them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.store.db import add, now
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.people import PersonRow

SELF, PARENT, SENDER = "self", "parent", "sender"
"""The one it is about; a parent; who sent a complaint about another, once the desk has found that they may."""


def of_case(session: Session, case_id: str, today: date) -> dict[str, str]:
    """Who may see the case today: person → "self", "parent" or "sender"."""
    rows = session.execute(
        select(CaseReaderRow.person, CaseReaderRow.role).where(
            CaseReaderRow.case_id == case_id, still_reads(today)
        )
    )
    return {row.person: row.role for row in rows}


def add_reader(
    session: Session, case_id: str, person: str, role: str, until: date | None = None
) -> None:
    """Let a person see a case; a parent until the child's 16th birthday. Twice is once."""
    if session.get(CaseReaderRow, (case_id, person)) is None:
        add(
            session,
            CaseReaderRow,
            case_id=case_id,
            person=person,
            role=role,
            since=now(session),
            until=until,
        )


def cases_of(session: Session, person: str, today: date) -> Iterable[str]:
    """The ids of the cases this person may see today."""
    return session.scalars(
        select(CaseReaderRow.case_id).where(CaseReaderRow.person == person, still_reads(today))
    ).all()


def still_reads(today: date) -> ColumnElement[bool]:
    """The day of the birthday itself no longer counts. Only they themself read a case of somebody with a protected address."""
    own = aliased(CaseReaderRow)
    is_protected = exists().where(
        own.case_id == CaseReaderRow.case_id,
        own.role == SELF,
        PersonRow.id == own.person,
        PersonRow.protected_at.is_not(None),
    )
    in_time = or_(CaseReaderRow.until.is_(None), CaseReaderRow.until > today)
    return and_(in_time, or_(CaseReaderRow.role == SELF, ~is_protected))
