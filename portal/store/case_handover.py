"""Giving a case to a colleague: by the one who has it, or a lead; a case nobody has, by any who answer in the unit."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import Status, may_be_taken
from portal.rules.events import Code
from portal.store import events, openings
from portal.store.absence import Colleague, colleagues
from portal.store.case_held import NotAllowed, NotThere, TooLate, change, held_to_take
from portal.store.db import now
from portal.store.tables.case import CaseRow


class NoSuchColleague(Exception):
    """The one chosen does not work with the cases of this unit."""


def receivers(session: Session, actor: Actor, reference: str) -> list[Colleague]:
    """To whom the actor may give the case: the unit's officers and the leads, but not the one who has it.

    Raises NotThere, NotAllowed, and TooLate for a case that is closed.
    """
    case = session.scalars(
        select(CaseRow).filter_by(reference=reference, municipality=actor.municipality)
    ).one_or_none()
    if case is None or not may(actor, Permission.READ_CASE, Target(case.municipality, case.unit)):
        raise NotThere
    _refuse(actor, case)
    openings.let_in_case(session, actor, case, change=True)
    has_it = case.taken_by or actor.id
    return [one for one in colleagues(session, actor, case.unit) if one.id != has_it]


def hand_over(session: Session, actor: Actor, reference: str, to: str) -> None:
    """Give the case to a colleague, who finds it among their own. To the one who has it already changes nothing.

    Whoever gives it away has opened it. Raises as `receivers`, and NoSuchColleague.
    """
    case = held_to_take(session, actor, reference)
    _refuse(actor, case)
    openings.let_in_case(session, actor, case, change=True)
    if case.taken_by == to:
        return
    if to not in {one.id for one in colleagues(session, actor, case.unit)}:
        raise NoSuchColleague
    moment = now(session)
    change(
        session,
        case,
        taken_by=to,
        taken_at=moment,
        opened_at=case.opened_at or moment,
        status=Status.TAKEN if may_be_taken(case.status) else case.status,
    )
    events.append_by(session, actor, Code.CASE_HANDED_OVER, subject=case.id, touched=to)


def _refuse(actor: Actor, case: CaseRow) -> None:
    target = Target(case.municipality, case.unit, taken_by=case.taken_by)
    if not may(actor, Permission.HAND_OVER_CASE, target):
        raise NotAllowed
    if case.status == Status.CLOSED:
        raise TooLate
