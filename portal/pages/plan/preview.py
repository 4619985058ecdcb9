"""«Se det hjelperen ser»: the plan exactly as somebody else sees it, to look at and not to press."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.plan.consent import may_preview
from portal.pages.plan.eyes import Watcher, look
from portal.pages.plan.frame import blueprint, page, read_in, transaction
from portal.rules.access import Permission
from portal.rules.plan import Kind
from portal.rules.plan_view import participant_view
from portal.store import plan_preview
from portal.store.plan import SeenPlan
from portal.store.plan_preview import Holder


@blueprint.get("/plan/<string:reference>/slik-ser/<string:who>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def preview(reference: str, who: str) -> ResponseReturnValue:
    """What they see now. The reading is the person's own: they were not here."""
    with transaction() as db:
        seen = read_in(db, reference)
        holder = plan_preview.holder(db, g.actor, who) if seen.role == "self" else None
    looked = look(seen, watcher_of(seen, who, holder))
    return page("plan/preview.html", seen, who=looked.who, shown=looked.shown, looked=looked.html)


def watcher_of(seen: SeenPlan, who: str, holder: Holder | None) -> Watcher:
    """One who acts for the person, or takes part in the plan; the 404 for others."""
    if not may_preview(seen):
        abort(404)
    if holder is not None:
        return Watcher(holder.name, holder.view)
    part = seen.plan.one(who)
    if part is None or part.kind is not Kind.PARTICIPANT:
        abort(404)
    return Watcher(part.says("name"), participant_view(seen.consents, who), who)
