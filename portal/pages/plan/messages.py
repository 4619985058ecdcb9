"""«Meldinger»: what the person and the coordinator write to each other."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan_messages import CitizenMessageForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.case.frame import unit_mail
from portal.pages.plan.frame import after, blueprint, page, read_in, today, transaction
from portal.public_holidays import holidays_around
from portal.rules import plan_messages as rules
from portal.rules.access import Permission
from portal.store import plan_messages
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan
from portal.store.plan_messages import Thread

Read = tuple[SeenPlan, Thread]


@blueprint.get("/plan/<string:reference>/meldinger")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def messages(reference: str) -> ResponseReturnValue:
    """The latest messages, and room for one more."""
    return show(read(reference, page_number()), CitizenMessageForm(key=new_key()))


@blueprint.post("/plan/<string:reference>/meldinger")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def write_message(reference: str) -> ResponseReturnValue:
    """Send it. Sent twice it is one; on any trouble the same page with the text."""
    form, seen = CitizenMessageForm(), read(reference)
    if "show" in request.form:
        return show(seen, form)
    if not form.validate():
        return show(seen, form, 422)

    def send() -> None:
        key, text = form.key.data or "", form.text.data or ""
        with transaction() as db:
            plan_messages.write(db, g.actor, reference, key=key, text=text, mail=unit_mail())

    try:
        return after(send, "plan.messages", "message-sent", reference=reference)
    except plan_messages.KeyReused:
        return show(seen, form, 422, trouble="sent-before")
    except DatabaseAway as away:
        return show(seen, form, 503, trouble="unsure" if away.at_commit else "away")


def read(reference: str, number: int = 1) -> Read:
    """The plan and a page of its messages, with the events that they were read; the 404 when it is not yours."""
    with transaction() as db:
        seen = read_in(db, reference)
        return seen, plan_messages.read(db, g.actor, seen.id, page=number)


def page_number() -> int:
    """Which page of the messages; the 404 for what is no page."""
    number = request.args.get("side", "1")
    if not number.isdecimal() or len(number) > 3 or int(number) < 1:
        abort(404)
    return int(number)


def answer_owed(thread: Thread) -> rules.Owed | None:
    """The answer the person waits for, by the days of the municipality's calendar."""
    return rules.owed(thread.written, today(), holidays_around(today()))


def show(
    found: Read, form: CitizenMessageForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The messages and the form with what is typed. A refused key is replaced, so that the next press can work."""
    seen, thread = found
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    number = page_number() if request.method == "GET" else 1
    values = {"heading": _("Meldinger"), "thread": thread, "number": number, "me": g.actor.id}
    if not rules.may_write(seen.status):
        return page("plan/messages_ended.html", seen, **values), status
    owed = answer_owed(thread) if number == 1 else None
    return page("plan/messages.html", seen, form=form, owed=owed, trouble=trouble, **values), status
