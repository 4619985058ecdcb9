"""«Meldinger» in a plan: the coordinator's side. What is written is news for the person at once."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan_messages import CoordinatorMessageForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.case.frame import unit_mail
from portal.pages.desk.frame import blueprint, today, transaction
from portal.pages.desk.plan_frame import after, page
from portal.public_holidays import holidays_around
from portal.rules import plan_messages as rules
from portal.rules.access import Permission
from portal.store import plan
from portal.store import plan_messages as store
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

Read = tuple[SeenPlan, store.Thread]


@blueprint.get("/ansatt/plan/<string:reference>/meldinger")
@requires(Permission.READ_PLAN, cache=Cache.PERSONAL)
def plan_messages(reference: str) -> ResponseReturnValue:
    """The latest messages, and room for an answer."""
    number = request.args.get("side", "1")
    if not number.isdecimal() or len(number) > 3 or int(number) < 1:
        abort(404)
    form = CoordinatorMessageForm(key=new_key())
    return show(read(reference, int(number)), form, number=int(number))


@blueprint.post("/ansatt/plan/<string:reference>/meldinger")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_message_write(reference: str) -> ResponseReturnValue:
    """Send it and tell the person. Sent twice it is one."""
    form, seen = CoordinatorMessageForm(), read(reference)
    if "show" in request.form:
        return show(seen, form)
    if not form.validate():
        return show(seen, form, 422)

    def send() -> None:
        key, text = form.key.data or "", form.text.data or ""
        with transaction() as db:
            store.write(db, g.actor, reference, key=key, text=text, mail=unit_mail())

    try:
        return after(send, "desk.plan_messages", "message-sent", reference=reference)
    except store.KeyReused:
        return show(seen, form, 422, trouble="sent-before")
    except DatabaseAway as away:
        return show(seen, form, 503, trouble="unsure" if away.at_commit else "away")


def read(reference: str, number: int = 1) -> Read:
    """The plan and a page of its messages, with the events that they were read; the 404 when it is not yours."""
    with transaction() as db:
        seen = plan.read(db, g.actor, reference)
        if seen is None:
            abort(404)
        return seen, store.read(db, g.actor, seen.id, page=number)


def show(
    found: Read,
    form: CoordinatorMessageForm,
    status: int = 200,
    trouble: str | None = None,
    number: int = 1,
) -> ResponseReturnValue:
    """The messages and the form with what is typed. A refused key is replaced, so that the next press can work."""
    seen, thread = found
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    values = {"heading": _("Meldinger"), "thread": thread, "number": number, "me": g.actor.id}
    values["may_flag"] = True
    if not rules.may_write(seen.status):
        return page("desk/plan/messages_ended.html", seen, **values), status
    owed = rules.owed(thread.written, today(), holidays_around(today())) if number == 1 else None
    return page(
        "desk/plan/messages.html", seen, form=form, owed=owed, trouble=trouble, **values
    ), status
