"""Everyone I act for, on one page."""

from flask import g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.representation.frame import blueprint, page, transaction
from portal.rules.access import Permission
from portal.store import grants


@blueprint.get("/pa-vegne-av")
@requires(Permission.LIST_GRANTS, cache=Cache.PERSONAL)
def overview() -> ResponseReturnValue:
    """Whom one may act for, and the way to do it."""
    with transaction() as db:
        others = grants.acted_for(db, g.actor)
    return page("overview.html", others=others)
