"""One plan at the desk."""

from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.frame import blueprint
from portal.pages.desk.plan_frame import found, page
from portal.rules.access import Permission


@blueprint.get("/ansatt/plan/<string:reference>")
@requires(Permission.READ_PLAN, cache=Cache.PERSONAL)
def plan(reference: str) -> ResponseReturnValue:
    """All of the plan as the person sees it, and what the desk needs besides."""
    seen = found(reference)
    return page("desk/plan/one.html", seen)
