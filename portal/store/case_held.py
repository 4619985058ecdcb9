"""A case in the hands of somebody at the desk: found, held until the commit, and changed at once.

A case that is not there, or is another unit's or municipality's, is answered alike: NotThere.
"""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import Status, may_be_taken
from portal.rules.events import Code
from portal.store import events, openings
from portal.store.db import now
from portal.store.tables.case import CaseRow


class NotThere(Exception):
    """There is no such case, or it is not this actor's to see."""


class NotAllowed(Exception):
    """The actor may see the case but not do this."""


class TooLate(Exception):
    """The case has come too far, or not far enough, for this."""


class AlreadyTaken(Exception):
    """A colleague has it. `by` is their name, None when it is not known."""

    def __init__(self, by: str | None) -> None:
        super().__init__("somebody else has taken the case")
        self.by = by


def allowed(actor: Actor, permission: Permission, case: CaseRow) -> bool:
    """Whether the access table lets the actor do this to the case."""
    return may(actor, permission, Target(case.municipality, case.unit))


def held(session: Session, actor: Actor, reference: str) -> CaseRow:
    """The case, held until the commit so that two who act at once take turns.

    Raises NotThere, NotAllowed when the actor may only look, and what `openings` raises.
    """
    case = held_to_take(session, actor, reference)
    openings.let_in_case(session, actor, case, change=True)
    return case


def held_to_take(session: Session, actor: Actor, reference: str) -> CaseRow:
    """As `held`, before it is asked whether the case is theirs: for who is only to be told that a colleague has it."""
    case = session.scalars(
        select(CaseRow)
        .filter_by(reference=reference, municipality=actor.municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if case is None or not allowed(actor, Permission.READ_CASE, case):
        raise NotThere
    if not allowed(actor, Permission.ANSWER_CASE, case):
        raise NotAllowed
    return case


def change(session: Session, case: CaseRow, **values: Any) -> None:
    """Write at once, not at the end, so that what fails fails before the event is written."""
    session.execute(
        update(CaseRow)
        .where(CaseRow.id == case.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(case)


def give_to(session: Session, actor: Actor, case: CaseRow) -> None:
    """Make the case the actor's own; whoever has it has opened it too."""
    moment = now(session)
    status = Status.TAKEN if may_be_taken(case.status) else case.status
    opened_at = case.opened_at or moment
    change(session, case, taken_by=actor.id, taken_at=moment, status=status, opened_at=opened_at)
    events.append_by(session, actor, Code.CASE_TAKEN, subject=case.id, touched=case.id)
