"""«Spør hvorfor», and what else one may ask about one's own data: written, looked over, sent once, with a receipt."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from portal.forms.base import new_key
from portal.forms.privacy import AskForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.coordinator import norwegian_of
from portal.pages.privacy import ask_words
from portal.pages.privacy.frame import blueprint, page, transaction
from portal.pages.privacy.traces import Line, line_of
from portal.rules.access import Permission
from portal.rules.privacy import TABLE, Kind
from portal.store import privacy_requests
from portal.store.case_mine_changes import UnitMail
from portal.store.db import DatabaseAway
from portal.store.privacy_requests import NewRequest

LARGEST = 2**31 - 1


@blueprint.get("/innsyn/spor")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def ways() -> ResponseReturnValue:
    """What one can ask for."""
    kinds = [
        (url("privacy.ask", kind=slug), ask_words.TITLES[kind], ask_words.MEANS[kind])
        for slug, kind in ask_words.SLUGS.items()
    ]
    return page("ways.html", kinds=kinds)


@blueprint.get("/innsyn/spor/<string:kind>")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def ask(kind: str) -> ResponseReturnValue:
    """The form for one kind."""
    return show(AskForm(key=new_key()), kind_of(kind), None)


@blueprint.post("/innsyn/spor/<string:kind>")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def send(kind: str) -> ResponseReturnValue:
    """Look over what is typed, and then send it."""
    return taken(kind_of(kind), None)


@blueprint.get("/innsyn/hvorfor/<int:number>")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def ask_why(number: int) -> ResponseReturnValue:
    """«Spør hvorfor» about one thing that was done."""
    return show(AskForm(key=new_key()), Kind.WHY, number)


@blueprint.post("/innsyn/hvorfor/<int:number>")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def send_why(number: int) -> ResponseReturnValue:
    """As `send`."""
    return taken(Kind.WHY, number)


def kind_of(slug: str) -> Kind:
    """The kind behind an address; the 404 for none."""
    if slug not in ask_words.SLUGS:
        abort(404)
    return ask_words.SLUGS[slug]


def taken(kind: Kind, number: int | None) -> ResponseReturnValue:
    """The form again, the page to look it over, or the receipt."""
    form = AskForm().about(kind)
    if "show" in request.form or "edit" in request.form:
        return show(form, kind, number)
    if not form.validate():
        return show(form, kind, number, 422)
    if not form.seen.data:
        return look_over(form, kind, number)
    return sent(form, kind, number)


def sent(form: AskForm, kind: Kind, number: int | None) -> ResponseReturnValue:
    """One transaction: the request, its event and the message to the unit. Sent twice it is one."""
    new = NewRequest(kind, form.text.data or "", g.language, number)
    mail = UnitMail(
        lambda code: g.profile.units.get(code, g.profile.unit).email, norwegian_of(g.profile)
    )
    try:
        with transaction() as db:
            reference = privacy_requests.ask(
                db, g.actor, new, key=form.key.data or "", unit=g.profile.unit.code, mail=mail
            )
    except privacy_requests.NotThere:
        abort(404)
    except privacy_requests.KeyReused:
        return show(form, kind, number, 422, trouble="sent-before")
    except DatabaseAway as away:
        return show(form, kind, None, 503, trouble="unsure" if away.at_commit else "away")
    return redirect(url("privacy.receipt", reference=reference), 303)


def look_over(form: AskForm, kind: Kind, number: int | None) -> ResponseReturnValue:
    """What will be sent."""
    form.seen.data = "y"
    return page(
        "ask_check.html",
        form=form,
        heading=_("Se over før du sender"),
        kind=ask_words.TITLES[kind],
        line=line_about(number),
        back=back_from(number),
    )


def show(
    form: AskForm, kind: Kind, number: int | None, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    form.about(kind)
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    form.seen.data = ""
    return page(
        "ask.html",
        form=form,
        heading=str(ask_words.TITLES[kind]),
        lead=ask_words.MEANS.get(kind),
        line=line_about(number),
        back=back_from(number),
        trouble=trouble,
        must_say=TABLE[kind].needs_words,
    ), status


def line_about(number: int | None) -> Line | None:
    """What it is about, in words, with the event that it was read; the 404 when it is not the person's."""
    if number is None:
        return None
    if number > LARGEST:
        abort(404)
    with transaction() as db:
        trace = privacy_requests.asked_about(db, g.actor, number)
    if trace is None:
        abort(404)
    line = line_of(trace)
    line.times.append(trace.at)
    line.ask = None
    return line


def back_from(number: int | None) -> tuple[str, str]:
    """The way back: to the traces, or to all one can ask for."""
    if number is not None:
        return url("privacy.traces"), _("Tilbake til hvem som har sett")
    return url("privacy.ways"), _("Tilbake")
