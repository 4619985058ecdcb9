"""«Planen min»: what one wants, what one answers for oneself and what the others do, at a glance."""

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.frame import blueprint, found, page, transaction
from portal.rules.access import Permission
from portal.store import plan


@blueprint.get("/plan")
@requires(Permission.LIST_OWN_PLANS, cache=Cache.PERSONAL)
def mine() -> ResponseReturnValue:
    """The plans one may see; with one it is shown at once."""
    with transaction() as db:
        plans = plan.mine(db, g.actor)
    if len(plans) == 1:
        return redirect(url("plan.one", reference=plans[0].reference), 303)
    return render_template("plan/mine.html", plans=plans)


@blueprint.get("/plan/<string:reference>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def one(reference: str) -> ResponseReturnValue:
    """All of the plan."""
    seen = found(reference)
    return page("plan/one.html", seen)
