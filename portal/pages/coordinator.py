"""Ask for a coordinator. In this slice: the ways to ask, «ring meg» and the form on paper."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.coordinator import CallMeForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.empty_forms import empty_form
from portal.paper import call_form
from portal.rules.access import Permission
from portal.rules.municipality import Profile, district_for, unit_for
from portal.store import coordinator, limits
from portal.store.db import DatabaseAway

blueprint = Blueprint("coordinator", __name__)

CALLS_AN_HOUR = 60
RECEIPT_MINUTES = 30


class TooMany(Exception):
    """More call requests from one address in an hour than a household or an office sends."""


@blueprint.get("/koordinator")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def ways() -> ResponseReturnValue:
    """The equal ways to ask: we call you, you call or visit, paper."""
    return render_template("coordinator/ways.html")


@blueprint.get("/koordinator/pa-papir")
@requires(Permission.READ_PUBLIC, cache=Cache.PUBLIC)
def paper() -> ResponseReturnValue:
    """The one-page form as PDF, to print and post to the unit."""
    name = f"ring-meg-{g.profile.slug}-{g.language}.pdf"
    checked = current_app.extensions["articles"].article(g.language, "koordinator").checked
    demo = current_app.extensions["settings"].accepts.stand_in_login
    pdf = call_form(g.profile, g.language, checked, demo=demo)
    answer = Response(pdf, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@blueprint.get("/koordinator/ring-meg")
@requires(Permission.ASK_FOR_CALL, cache=Cache.FORM)
def call_me() -> ResponseReturnValue:
    """The form, empty, with a new one-time key."""
    return empty_form(lambda key: draw(CallMeForm(g.profile, g.language, key=key)))


@blueprint.post("/koordinator/ring-meg")
@requires(Permission.ASK_FOR_CALL, cache=Cache.FORM)
def ask_for_call() -> ResponseReturnValue:
    """Keep the call request and show its receipt; on any trouble the same page with the text."""
    form = CallMeForm(g.profile, g.language)
    if "show" in request.form:
        return show(form)
    if not form.validate():
        return show(form, 422)
    try:
        receipt = save(form)
    except coordinator.KeyReused:
        return show(form, 422, trouble="sent-before")
    except TooMany:
        return show(form, 429, trouble="too-many")
    except DatabaseAway as away:
        return show(form, 503, trouble="unsure" if away.at_commit else "away")
    session["receipt"] = {"id": receipt.id, "until": receipt_until().isoformat()}
    return redirect(url("coordinator.call_me_receipt"), 303)


@blueprint.get("/koordinator/ring-meg/kvittering")
@requires(Permission.ASK_FOR_CALL, cache=Cache.PERSONAL)
def call_me_receipt() -> ResponseReturnValue:
    """The receipt, for the browser that asked and for 30 minutes; afterwards the form."""
    kept = session.get("receipt") or {}
    if not kept or datetime.fromisoformat(kept["until"]) < current_app.extensions["clock"]():
        session.pop("receipt", None)
        return redirect(url("coordinator.call_me"), 303)
    with current_app.extensions["database"].transaction() as db:
        receipt = coordinator.receipt(db, g.profile.number, kept["id"])
    if receipt is None:
        return redirect(url("coordinator.call_me"), 303)
    return render_template(
        "coordinator/call_me_receipt.html", receipt=receipt, unit=g.profile.units[receipt.unit]
    )


def show(form: CallMeForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    return draw(form, trouble), status


def draw(form: CallMeForm, trouble: str | None = None) -> str:
    """The page of the form, in words for what went wrong if anything did."""
    return render_template(
        "coordinator/call_me.html", form=form, heading=_("Be oss ringe deg"), trouble=trouble
    )


def save(form: CallMeForm) -> coordinator.Receipt:
    """One transaction: the count of this address, the case, its event and its messages."""
    now = current_app.extensions["clock"]()
    unit = unit_for(g.profile, district_code(form), entry_code(form))
    with current_app.extensions["database"].transaction() as db:
        hour = now.replace(minute=0, second=0, microsecond=0)
        count = limits.hit(db, g.profile.number, "ring-meg", request.remote_addr or "", hour)
        key = form.key.data or ""
        if count > CALLS_AN_HOUR and not coordinator.is_known(db, g.profile.number, key):
            raise TooMany
        return coordinator.ask_for_call(
            db,
            municipality=g.profile.number,
            unit=unit.code,
            key=key,
            wish=wish_of(form),
            local_day=local(now).date(),
            unit_email=unit.email,
            unit_language=norwegian_of(g.profile),
        )


def wish_of(form: CallMeForm) -> coordinator.CallWish:
    """What the person asked for, as plain codes and text."""
    norwegian = g.language if g.language in {"nb", "nn"} else norwegian_of(g.profile)
    spoken = {"norwegian": norwegian, "english": "en", "other": "other"}[form.spoken.data]
    return coordinator.CallWish(
        name=form.name.data or "",
        phone=form.phone.e164,
        when=form.when.data,
        language=spoken,
        interpreter=form.interpreter.data,
        interpreter_language=form.which_language.data or None,
        about="self" if form.about.data == "self" else "other",
        relation=None if form.about.data == "self" else form.about.data,
        district=district_code(form),
        entry=entry_code(form),
    )


def norwegian_of(profile: Profile) -> str:
    """The municipality's own written Norwegian: nb or nn."""
    return next(code for code in profile.languages if code in {"nb", "nn"})


def district_code(form: CallMeForm) -> str | None:
    """The district of the typed postcode, None when it was left empty or is not asked for."""
    postcode = form.postcode.data if "postcode" in form else None
    district = district_for(postcode, g.profile) if postcode else None
    return district.code if district else None


def entry_code(form: CallMeForm) -> str | None:
    """The chosen special entry, None for the ordinary receiver."""
    return (form.entry.data or None) if "entry" in form else None


def receipt_until() -> datetime:
    """How long the receipt opens again in this browser."""
    return current_app.extensions["clock"]() + timedelta(minutes=RECEIPT_MINUTES)  # type: ignore[no-any-return]
