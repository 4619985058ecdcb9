"""A picture that came with a case, opened by a citizen who may see the case."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.case.frame import blueprint, transaction
from portal.pages.pictures import shown
from portal.rules.access import Permission
from portal.store import attachments


@blueprint.get("/saker/<string:reference>/bilde/<string:id>")
@requires(Permission.READ_OWN_CASE, cache=Cache.PERSONAL)
def picture(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """The picture, with the event that it was read."""
    with transaction() as db:
        found = attachments.read(db, g.actor, id, reference=reference)
    if found is None:
        abort(404)
    return shown(found)
