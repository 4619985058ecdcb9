"""Out of a door to the provider."""

from dataclasses import replace

from flask import current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.login import flow, sessions
from portal.login.next_page import safe_next
from portal.login.refusals import LoginRefused, ProviderAway
from portal.pages.access import level_of_path, requires
from portal.pages.login.frame import (
    CITIZEN,
    STAFF,
    Door,
    blueprint,
    language_of,
    place_of,
    problem,
    way_back,
)
from portal.rules.access import Permission
from portal.rules.levels import SURENESS, Level
from portal.rules.session import LOGIN_UNDER_WAY
from portal.store import sessions as store
from portal.store.sessions import Pending


@blueprint.get("/innlogging/for-ansatte")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def start() -> ResponseReturnValue:
    """Send an employee to the provider."""
    return to_provider(STAFF)


@blueprint.get("/innlogging/inn")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def citizen() -> ResponseReturnValue:
    """Send a citizen to the provider."""
    return to_provider(CITIZEN)


def to_provider(door: Door, more: dict[str, str] | None = None) -> ResponseReturnValue:
    """Out of this door to the provider; what was asked is remembered.

    `more` is what one kind of login asks alone. `?ny=ja` has the person log in anew: on a shared
    machine the provider may still know another.
    """
    wanted = safe_next(request.args.get("next"), g.profile.slug)
    g.language = language_of(wanted)
    provider = current_app.extensions["providers"].get((g.profile.slug, door.kind))
    if provider is None:
        return problem("not-set-up", "not-set-up", door)
    question = flow.Question(
        flow.Secrets(sessions.new_secret(), sessions.new_secret(), sessions.new_secret()),
        level_for(door, wanted),
        g.language,
        way_back(),
        fresh=request.args.get("ny") == "ja",
        more=more or {},
    )
    try:
        address = flow.address_to_provider(place_of(provider), question)
    except LoginRefused as refusal:
        return problem("again", refusal.reason, door, wanted)
    except ProviderAway:
        return problem("away", "provider-away", door, wanted)
    return sent_out(address, door, question, wanted)


def level_for(door: Door, wanted: str | None) -> Level:
    """How sure the page that the person is going to takes the login to be."""
    if door is STAFF:
        return Level.STAFF
    level = level_of_path(wanted or url_for(door.behind, kommune=g.profile, sprak=g.language))
    return level if level in SURENESS else Level.HIGH


def sent_out(
    address: str, door: Door, question: flow.Question, wanted: str | None
) -> ResponseReturnValue:
    """On the way, with what was asked remembered for the answer."""
    once = question.secrets
    pending = Pending(
        door.kind,
        g.profile.number,
        once.nonce,
        once.verifier,
        wanted,
        question.level,
        question.fresh,
        representation="authorization_details" in question.more,
    )
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE) or sessions.new_secret()
    with current_app.extensions["database"].transaction() as session:
        if pending.next_path is not None:
            pending = replace(
                pending, carried=store.carried_here(session, pending, browser=browser)
            )
        store.remember_login(session, pending, state=once.state, browser=browser)
    answer = make_response(redirect(address, 303))
    seconds = int(LOGIN_UNDER_WAY.total_seconds())
    sessions.put_secret(answer, sessions.BROWSER_COOKIE, browser, seconds=seconds)
    return answer
