"""«Skriv en melding» to the citizen in a case. It is news for them at once."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_people import MessageForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.case import found
from portal.pages.desk.frame import back_to, blueprint, page, transaction
from portal.pages.desk.people_parts import can_write
from portal.rules.access import Permission
from portal.store import case, case_messages, staff
from portal.store.case_held import held
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/sak/<string:reference>/melding")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def message(reference: str) -> ResponseReturnValue:
    """The form, for a case that a citizen can read."""
    return show(MessageForm(key=new_key()), writable(reference))


@blueprint.post("/ansatt/sak/<string:reference>/melding")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def write(reference: str) -> ResponseReturnValue:
    """Keep the message and tell the citizen. Sent twice it is one."""
    form = MessageForm()
    seen = writable(reference)
    if "show" in request.form:
        return show(form, seen)
    if not form.validate():
        return show(form, seen, 422)
    try:
        keep(form, reference)
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    return back_to("desk.one_case", "message-sent", reference=reference)


def keep(form: MessageForm, reference: str) -> None:
    """One transaction: the key, the message, its event and the news to the citizen."""
    with transaction() as db:
        row = held(db, g.actor, reference)
        if staff.first_press(db, g.actor.id, form.key.data or ""):
            case_messages.write(db, g.actor, row.id, form.text.data or "")


def writable(reference: str) -> case.CaseView:
    """The case, with the event that it was read; a 404 where nobody could read a message."""
    seen = found(reference)
    if not can_write(seen):
        abort(404)
    return seen


def show(
    form: MessageForm, seen: case.CaseView, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed, under what has been written before."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/message.html", form=form, case=seen, heading=_("Skriv en melding"), trouble=trouble
    ), status
