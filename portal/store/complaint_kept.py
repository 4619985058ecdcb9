"""Complaints as they are kept: how what was sent and each step after it is sealed and opened again."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import Outcome as CaseOutcome
from portal.rules.case import Status, local_day
from portal.rules.complaint import Complaint
from portal.rules.complaint_course import Facts, Outcome, State
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Kind
from portal.rules.complaint_table import row_on
from portal.store import notices
from portal.store.case_held import change
from portal.store.case_mine_changes import UnitMail
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.complaint import ComplaintRow, ComplaintStepRow

WORDS, STEP_WORDS = "complaints.words", "complaint_steps.words"
ADDED, MOVED, STANDING, BECAME = "added", "moved", "standing", "became"
"""Steps that are no state: (noe er lagt til, gitt til et annet kontor, hvem som kan klage, dette er en klage)."""


@dataclass(frozen=True)
class Step:
    """Something done with a complaint. `kind` is the state it led to, or a step that is none; `on` a date somebody else set.

    `by_kind` is "citizen" or "staff". `outcome` is what the one who decided in the end came to.
    """

    id: str
    kind: str
    at: datetime
    by_kind: str
    by: str
    on: date | None
    text: str | None
    outcome: Outcome | None


def of_case(session: Session, case_id: str) -> ComplaintRow | None:
    """The complaint a case is, as it stands now; None for a case of another kind."""
    return session.scalars(
        select(ComplaintRow).filter_by(case_id=case_id).execution_options(populate_existing=True)
    ).one_or_none()


def words_of(session: Session, row: ComplaintRow) -> Complaint | None:
    """What was sent; None once the text is removed."""
    if row.words is None:
        return None
    return Complaint.of(json.loads(unseal(keyring_of(session), WORDS, row.id, row.words)))


def kind_of(row: ComplaintRow) -> Kind:
    """What it is by the table of the day it was sent: a complaint, or something else that is wrong."""
    return row_on(Path(row.path), local_day(row.sent_at)).kind


def facts_of(session: Session, case: CaseRow, row: ComplaintRow) -> Facts:
    """What the course is made of. `due_on` of the case is the month, or the new date of a preliminary answer."""
    decided = [one for one in steps_of(session, row) if one.kind == State.DECIDED]
    return Facts(
        kind=kind_of(row),
        state=State(row.state),
        received_on=case.received_on,
        new_date=case.due_on,
        reminded_on=local_day(case.reminded_at) if case.reminded_at else None,
        decided_on=decided[-1].on if decided else None,
    )


def steps_of(session: Session, row: ComplaintRow) -> list[Step]:
    """All that was done with it, oldest first."""
    table = ComplaintStepRow
    rows = session.scalars(
        select(table).filter_by(complaint_id=row.id).order_by(table.at, table.id)
    )
    return [_step(session, one) for one in rows]


def outcome_of(session: Session, row: ComplaintRow) -> Outcome | None:
    """What the one who decided in the end came to, last; None before that."""
    found = (one.outcome for one in reversed(steps_of(session, row)))
    return next((one for one in found if one), None)


def write_step(
    session: Session,
    actor: Actor,
    row: ComplaintRow,
    kind: str,
    *,
    text: str | None = None,
    on: date | None = None,
    outcome: Outcome | None = None,
) -> str:
    """Keep a step of the actor's, now. Gives its id. Whether it may be taken is the caller's question."""
    step_id, said = new_id(), {"text": text, "outcome": outcome and outcome.value}
    add(
        session,
        ComplaintStepRow,
        id=step_id,
        complaint_id=row.id,
        kind=str(kind),
        at=now(session),
        by_kind=actor.kind,
        by=actor.id,
        on=on,
        words=_sealed(session, step_id, said),
    )
    return step_id


def set_state(session: Session, row: ComplaintRow, state: State) -> None:
    """Written at once, so that what fails fails before the event is written."""
    session.execute(
        update(ComplaintRow)
        .where(ComplaintRow.id == row.id)
        .values(state=state.value, state_at=now(session))
        .execution_options(synchronize_session=False)
    )


def close(session: Session, case: CaseRow) -> None:
    """The case behind a complaint that was taken back. `case` is held."""
    moment = now(session)
    change(
        session,
        case,
        status=Status.CLOSED,
        outcome=CaseOutcome.WITHDRAWN,
        outcome_at=moment,
        closed_at=moment,
    )


def tell(session: Session, case: CaseRow, template: str, mail: UnitMail) -> None:
    """An e-mail to the unit that has it now, that says only that there is something to see."""
    notices.tell_unit(
        session,
        municipality=case.municipality,
        unit=case.unit,
        case_id=case.id,
        template=template,
        email=mail.address(case.unit),
        language=mail.language,
    )


def _sealed(session: Session, step_id: str, said: Mapping[str, str | None]) -> bytes | None:
    if not any(said.values()):
        return None
    return seal(keyring_of(session), STEP_WORDS, step_id, json.dumps(said, ensure_ascii=False))


def _step(session: Session, row: ComplaintStepRow) -> Step:
    sealed = row.words
    said = json.loads(unseal(keyring_of(session), STEP_WORDS, row.id, sealed)) if sealed else {}
    outcome = said.get("outcome")
    return Step(
        row.id, row.kind, row.at, row.by_kind, row.by, row.on,
        said.get("text"), Outcome(outcome) if outcome else None,
    )  # fmt: skip
