"""Register a call, a visit or a letter: the same kind of case with the same clock."""

from datetime import datetime, time

from flask import current_app, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk import RegisterForm
from portal.headers import Cache
from portal.language import OSLO
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.frame import (
    back_to,
    blueprint,
    page,
    today,
    transaction,
    unit_name,
)
from portal.rules.access import Permission, Target, may
from portal.rules.case import CallWish
from portal.store import case
from portal.store.db import DatabaseAway

NOON = time(12)


@blueprint.get("/ansatt/registrer")
@requires(Permission.REGISTER_CASE, cache=Cache.PERSONAL)
def register() -> ResponseReturnValue:
    """The form, empty, with a new one-time key."""
    return show(new_form(key=new_key(), when="any", spoken=g.profile.languages[0]))


@blueprint.post("/ansatt/registrer")
@requires(Permission.REGISTER_CASE, cache=Cache.PERSONAL)
def keep() -> ResponseReturnValue:
    """Keep the case and go to it. Sent twice it is one case."""
    form = new_form()
    if "show" in request.form:
        return show(form)
    if not form.validate():
        return show(form, 422)
    try:
        with transaction() as db:
            receipt = case.register(
                db,
                g.actor,
                key=form.key.data or "",
                channel=form.channel.data,
                unit=form.chosen_unit,
                wish=wish_of(form),
                note=form.note.data or "",
                received_at=received_at(form),
            )
    except case.KeyReused:
        return show(form, 422, trouble="sent-before")
    except DatabaseAway:
        return show(form, 503, trouble="away")
    return back_to("desk.one_case", "registered", reference=receipt.reference)


def new_form(**values: str) -> RegisterForm:
    """The form with the units the employee may register for."""
    units = {
        code: unit_name(code)
        for code in g.profile.units
        if may(g.actor, Permission.REGISTER_CASE, Target(g.profile.number, code))
    }
    return RegisterForm(units, today(), **values)


def show(form: RegisterForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    heading = _("Registrer en henvendelse")
    return page("desk/register.html", form=form, heading=heading, trouble=trouble), status


def received_at(form: RegisterForm) -> datetime:
    """The moment it came: now for today, noon for an earlier day. Sent twice it stays the same day."""
    if form.chosen_day == today() and not form.day.data:
        moment: datetime = current_app.extensions["clock"]()
        return moment
    return datetime.combine(form.chosen_day, NOON, OSLO)


def wish_of(form: RegisterForm) -> CallWish:
    """What the person wants, as plain codes and text."""
    return CallWish(
        name=form.name.data or "",
        phone=form.phone.e164,
        when=form.when.data,
        language=form.spoken.data,
        interpreter=bool(form.interpreter.data),
        interpreter_language=form.which_language.data or None,
        about="self" if form.about.data == "self" else "other",
        relation=None if form.about.data == "self" else form.about.data,
        district=None,
        entry=None,
    )
