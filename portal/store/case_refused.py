"""Which answers a citizen can complain of: those that said no, whole or in part, in the cases they may see."""

from datetime import datetime

from sqlalchemy import Select, select, true
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, may
from portal.rules.answers import WITH_COMPLAINT
from portal.rules.case import local_day
from portal.rules.complaint_steps import Answered
from portal.rules.events import Code
from portal.store import case_held_for, case_readers, events
from portal.store.db import now
from portal.store.tables.answer import AnswerRow, CaseReaderRow
from portal.store.tables.case import CaseRow

MOST = 10


def answered(session: Session, actor: Actor) -> tuple[Answered, ...]:
    """The answers, newest first, one for each case, of the one acted for or of the citizen's own cases. One event names the cases.

    None for who may not follow those cases: who acts for another without it names the answer in words.
    """
    if not may(actor, Permission.LIST_OWN_CASES, case_held_for.here(session, actor)):
        return ()
    rows = session.execute(_refusals(session, actor)).all()
    newest = {row.id: row for row in reversed(rows)}
    shown = sorted(newest.values(), key=lambda row: row.made_at, reverse=True)[:MOST]
    if shown:
        ids = ",".join(row.id for row in shown)
        events.append_by(session, actor, Code.CASE_OWN_LISTED, touched=ids)
    return tuple(
        Answered(
            reference=row.reference,
            told_on=local_day(row.made_at),
            wants=row.wants,
            law=row.law,
            unit=row.unit,
            own=row.role == case_readers.SELF,
        )
        for row in shown
    )


def _refusals(
    session: Session, actor: Actor
) -> Select[str, str, str | None, str, str, datetime, str | None]:
    """Every refusal that stands in a case the person reads, newest first."""
    of_person = CaseReaderRow.role == case_readers.SELF if actor.acting_for else true()
    case, answer = CaseRow, AnswerRow
    return (
        select(
            case.id,
            case.reference,
            case.wants,
            case.unit,
            CaseReaderRow.role,
            answer.made_at,
            answer.law,
        )
        .join(CaseReaderRow, CaseReaderRow.case_id == CaseRow.id)
        .join(AnswerRow, AnswerRow.case_id == CaseRow.id)
        .where(
            CaseRow.municipality == actor.municipality,
            CaseReaderRow.person == (actor.acting_for or actor.id),
            of_person,
            case_readers.still_reads(local_day(now(session))),
            AnswerRow.kind.in_([kind.value for kind in WITH_COMPLAINT]),
            AnswerRow.withdrawn_at.is_(None),
        )
        .order_by(AnswerRow.made_at.desc(), AnswerRow.id)
    )
