"""The way from a case to the plan that came from it, or to begin one."""

from typing import Any

from flask import g

from portal.pages.desk.frame import transaction
from portal.rules.access import Permission, Target, may
from portal.rules.case import Outcome
from portal.store import plan_begin
from portal.store.case import CaseView

GRANTED = frozenset(
    {Outcome.COORDINATOR_APPOINTED, Outcome.COORDINATOR_VACANT, Outcome.GRANTED_IN_PART}
)


def plan_parts(seen: CaseView) -> dict[str, Any]:
    """Values for desk/plan/_from_case: after a yes the plan, or the way to begin it for those who may."""
    granted = seen.outcome in GRANTED and not seen.asked.waits
    allowed = may(g.actor, Permission.BEGIN_PLAN, Target(g.profile.number, seen.unit))
    if not (granted and allowed):
        return {"plan_reference": None, "can_begin_plan": False}
    with transaction() as db:
        reference = plan_begin.of_case(db, g.actor, seen.reference)
    return {"plan_reference": reference, "can_begin_plan": reference is None}
