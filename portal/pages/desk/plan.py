"""One plan at the desk: as the person has it, and what the desk needs besides."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk import plan_followed, plan_rows
from portal.pages.desk.frame import blueprint
from portal.pages.desk.plan_frame import found, page
from portal.pages.plan.check import checked_plan
from portal.pages.plan.check_words import ITEMS
from portal.rules.access import Permission
from portal.rules.plan import Kind
from portal.store.plan import SeenPlan
from portal.store.plan_coordinator import may_hand_over


@blueprint.get("/ansatt/plan/<string:reference>")
@requires(Permission.READ_PLAN, cache=Cache.PERSONAL)
def plan(reference: str) -> ResponseReturnValue:
    """All of the plan; what the person has proposed and nobody has answered stands first."""
    seen = found(reference)
    return page(
        "desk/plan/one.html",
        seen,
        may_set_phone=seen.coordinator is not None and may_hand_over(g.actor, seen.coordinator.id),
        followed=plan_followed.lines(seen),
        missing=missing(seen) if seen.open else [],
        proposals=plan_rows.proposals(seen),
        branches=plan_rows.branches(seen),
        texts=plan_rows.text_rows(seen),
        helpers=[plan_rows.helper_line(seen, one) for one in seen.plan.of(Kind.PARTICIPANT)],
        period=plan_rows.period_rows(seen.plan.period),
        roles=plan_rows.role_rows(seen.plan.roles),
        gone=plan_rows.gone(seen) if seen.open else [],
        one_address=plan_rows.one_address,
    )


def missing(seen: SeenPlan) -> list[Any]:
    """What IP-forskriften § 9 demands of a plan and this one has not whole."""
    return [ITEMS[one.item] for one in checked_plan(seen) if not one.there]
