"""What one does with one's own complaint: add to it, and take it back."""

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.base import PortalForm, new_key
from portal.forms.complaint_mine import AddForm, WithdrawForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.case.frame import page, transaction, unit_mail
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.own import found
from portal.rules.access import Permission
from portal.rules.complaint_course import may_add, may_withdraw
from portal.rules.complaint_path import Kind
from portal.store import complaint
from portal.store.db import DatabaseAway


@blueprint.get("/saker/<string:reference>/klagen/legg-til")
@requires(Permission.CHANGE_OWN_COMPLAINT, cache=Cache.PERSONAL)
def add_form(reference: str) -> ResponseReturnValue:
    """The form, as long as somebody is still to decide."""
    if not may_add(found(reference).facts.state):
        return back_to(reference, "nothing-done")
    return show_add(AddForm(key=new_key()))


@blueprint.post("/saker/<string:reference>/klagen/legg-til")
@requires(Permission.CHANGE_OWN_COMPLAINT, cache=Cache.PERSONAL)
def add(reference: str) -> ResponseReturnValue:
    """Add what was written. Sent twice it is one; on any trouble, and when it is decided meanwhile, the same page with the text."""
    form = AddForm()
    if "show" in request.form or not form.validate():
        found(reference)
        return show_add(form, 200 if "show" in request.form else 422)
    key, text = form.key.data or "", form.text.data or ""
    try:
        with transaction() as db:
            complaint.add(db, g.actor, reference, key=key, text=text, mail=unit_mail())
    except complaint.NotThere:
        abort(404)
    except complaint.KeyReused:
        return show_add(form, 422, "sent-before")
    except complaint.TooLate:
        return show_add(form, 409, "too-late")
    except DatabaseAway as away:
        return show_add(form, 503, "unsure" if away.at_commit else "away")
    return back_to(reference, "complaint-added")


@blueprint.get("/saker/<string:reference>/klagen/trekk")
@requires(Permission.CHANGE_OWN_COMPLAINT, cache=Cache.PERSONAL)
def withdraw_form(reference: str) -> ResponseReturnValue:
    """What it means to take it back, before it is done."""
    own = found(reference)
    if not may_withdraw(own.facts.state):
        return back_to(reference, "nothing-done")
    return show_withdraw(WithdrawForm(), own.kind)


@blueprint.post("/saker/<string:reference>/klagen/trekk")
@requires(Permission.CHANGE_OWN_COMPLAINT, cache=Cache.PERSONAL)
def withdraw(reference: str) -> ResponseReturnValue:
    """«Trekk klagen». Twice is once; what is decided meanwhile stays, and the page says how it stands."""
    form, notice = WithdrawForm(), "complaint-withdrawn"
    if "show" in request.form or not form.validate():
        own = found(reference)
        return show_withdraw(form, own.kind, 200 if "show" in request.form else 422)
    try:
        with transaction() as db:
            complaint.withdraw(db, g.actor, reference, mail=unit_mail())
    except complaint.NotThere:
        abort(404)
    except complaint.TooLate:
        notice = "nothing-done"
    return back_to(reference, notice)


def back_to(reference: str, notice: str) -> ResponseReturnValue:
    """303 to the complaint, with a word there about what happened."""
    sessions.leave_notice(request, notice)
    return redirect(url("complaint.own", reference=reference), 303)


def show_add(form: AddForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    return show("complaint/add.html", form, _("Legg til mer"), status, trouble)


def show_withdraw(form: WithdrawForm, kind: Kind, status: int = 200) -> ResponseReturnValue:
    """The page that says what it means."""
    is_complaint = kind is Kind.COMPLAINT
    heading = _("Vil du trekke klagen?") if is_complaint else _("Vil du trekke det du har sendt?")
    return show("complaint/withdraw.html", form, heading, status)


def show(
    template: str, form: PortalForm, heading: str, status: int, trouble: str | None = None
) -> ResponseReturnValue:
    """A page with a form about the complaint of this address."""
    reference = (request.view_args or {})["reference"]
    return page(template, form=form, heading=heading, reference=reference, trouble=trouble), status
