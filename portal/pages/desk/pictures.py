"""A picture that came with a request, or a file with a complaint, opened by somebody at the desk."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.frame import blueprint, transaction
from portal.pages.pictures import shown
from portal.rules.access import Permission
from portal.store import attachments


@blueprint.get("/ansatt/sak/<string:reference>/bilde/<string:id>", endpoint="picture")
@blueprint.get("/ansatt/sak/<string:reference>/fil/<string:id>", endpoint="file")
@requires(Permission.READ_CASE, cache=Cache.PERSONAL)
def picture(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """The picture or the file, with the event that it was read; one that waits for its check is not there yet."""
    with transaction() as db:
        found = attachments.read(db, g.actor, id, reference=reference)
    if found is None:
        abort(404)
    return shown(found)
