"""Who has looked."""

from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.privacy.frame import blueprint, page
from portal.rules.access import Permission


@blueprint.get("/innsyn")
@requires(Permission.READ_OWN_TRACES, cache=Cache.PERSONAL)
def traces() -> ResponseReturnValue:
    """Who has read or changed what is about me."""
    return page("traces.html")
