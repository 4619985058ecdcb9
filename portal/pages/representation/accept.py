"""The other one: types the code that was handed over, or opens an offer, reads what it is, and says yes or no.

A right code opens its offer in this browser for half an hour. Somebody else who logs in there has to bring it again.
"""

from datetime import datetime, timedelta
from typing import Any

from flask import abort, g, redirect, request, session
from flask.typing import ResponseReturnValue

from portal.forms.representation import YES, CodeForm, OfferForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation import given_words
from portal.pages.representation.frame import back_to, blueprint, clock, page, transaction
from portal.rules.access import Permission
from portal.store import grants_answered
from portal.store.db import DatabaseAway
from portal.store.grants_answered import Offer

KEPT = "grant-code"
OPENED = timedelta(minutes=30)


@blueprint.get("/pa-vegne-av/kode")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def code() -> ResponseReturnValue:
    """«Har du fått en kode?»."""
    return ask_code(CodeForm())


@blueprint.post("/pa-vegne-av/kode")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def try_code() -> ResponseReturnValue:
    """A right code leads to its offer. Wrong, used and too old are told alike."""
    form = CodeForm()
    if "show" in request.form:
        return ask_code(form)
    if not form.validate():
        return ask_code(form, 422)
    try:
        with transaction() as db:
            found = grants_answered.find(db, g.actor, form.code.data or "")
    except grants_answered.TooMany:
        return ask_code(form, 429, "too-many-codes")
    except grants_answered.NotThere:
        return page("cannot_give.html", why="protected")
    except DatabaseAway:
        return ask_code(form, 503, "away")
    if found is None:
        form.code.errors = [
            _("Koden er feil, eller den virker ikke lenger. Se på koden en gang til.")
        ]
        return ask_code(form, 422)
    session[KEPT] = {"id": found, "who": g.actor.id, "until": (clock() + OPENED).isoformat()}
    return redirect(url("representation.offer", grant=found), 303)


@blueprint.get("/pa-vegne-av/<string:grant>/tilbud")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def offer(grant: str) -> ResponseReturnValue:
    """Who, what and from when to when, before the answer."""
    return show(found(grant), OfferForm(own_name=g.citizen.name))


@blueprint.post("/pa-vegne-av/<string:grant>/tilbud")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def answer(grant: str) -> ResponseReturnValue:
    """«Ja, jeg tar imot» or «Nei». A yes twice is once."""
    form = OfferForm(own_name=g.citizen.name)
    if "show" in request.form:
        return show(found(grant), form)
    if not form.validate():
        return show(found(grant), form, 422)
    yes = form.answer.data == YES
    try:
        with transaction() as db:
            say(db, grant, form, yes=yes)
    except grants_answered.NotThere:
        abort(404)
    except DatabaseAway as away:
        return show(found(grant), form, 503, "unsure" if away.at_commit else "away")
    session.pop(KEPT, None)
    return back_to("representation.overview", "grant-accepted" if yes else "grant-declined")


def say(db: Any, grant: str, form: OfferForm, *, yes: bool) -> None:
    """Keep the answer. Raises NotThere."""
    if yes:
        name = form.own_name.data if "own_name" in form else None
        grants_answered.accept(db, g.actor, grant, by_code=brought(grant), own_name=name)
    else:
        grants_answered.decline(db, g.actor, grant, by_code=brought(grant))


def found(grant: str) -> Offer:
    """The offer, with the event that it was read; the 404 when it is none, or to somebody else."""
    with transaction() as db:
        there = grants_answered.seen(db, g.actor, grant, by_code=brought(grant))
    if there is None:
        abort(404)
    return there


def brought(grant: str) -> bool:
    """Whether this person brought the code of this offer in this browser, in the last half hour."""
    kept = session.get(KEPT) or {}
    if (kept.get("id"), kept.get("who")) != (grant, g.actor.id):
        return False
    return clock() < datetime.fromisoformat(kept["until"])


def ask_code(form: CodeForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The page that asks."""
    heading = _("Har du fått en kode?")
    return page("code.html", form=form, heading=heading, trouble=trouble), status


def show(
    there: Offer, form: OfferForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The offer and the question."""
    heading = _("%(name)s vil gi deg fullmakt", name=there.giver)
    return page(
        "offer.html", form=form, heading=heading, offer=there, words=given_words, trouble=trouble
    ), status
