"""/demo/postkasse: what would have been sent, had this not been a demonstration. Demo only."""

from flask import Blueprint, abort, current_app, render_template
from flask.typing import ResponseReturnValue

from portal.deliver import mailbox
from portal.headers import Cache
from portal.pages.access import requires
from portal.rules.access import Permission

blueprint = Blueprint("demo_mailbox", __name__)


@blueprint.get("/demo/postkasse")
@requires(Permission.SEE_DEMO_MAILBOX, cache=Cache.FORM)
def letters() -> ResponseReturnValue:
    """Everything that would have been sent, the newest first."""
    data_dir = current_app.extensions["settings"].data_dir
    return render_template("demo/mailbox.html", letters=mailbox.newest_first(data_dir))


@blueprint.get("/demo/postkasse/<slug:message_id>")
@requires(Permission.SEE_DEMO_MAILBOX, cache=Cache.FORM)
def letter(message_id: str) -> ResponseReturnValue:
    """One message, as its receiver would have got it."""
    kept = mailbox.find(current_app.extensions["settings"].data_dir, message_id)
    if kept is None:
        abort(404)
    return render_template("demo/letter.html", letter=kept)
