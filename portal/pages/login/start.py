"""Out of a door to the provider."""

from flask import current_app, g, make_response, redirect, request
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.login import flow, sessions
from portal.login.next_page import safe_next
from portal.login.refusals import ProviderAway
from portal.pages.access import requires
from portal.pages.login.frame import (
    CITIZEN,
    STAFF,
    Door,
    blueprint,
    discovery,
    language_of,
    now,
    problem,
    way_back,
)
from portal.rules.access import Permission
from portal.rules.levels import Level
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


def to_provider(door: Door) -> ResponseReturnValue:
    """Out of this door to the provider; what was asked is remembered."""
    wanted = safe_next(request.args.get("next"), g.profile.slug)
    g.language = language_of(wanted)
    provider = current_app.extensions["providers"].get((g.profile.slug, door.kind))
    if provider is None:
        return problem("not-set-up", "not-set-up", door)
    try:
        metadata = discovery().metadata(provider, now())
    except ProviderAway:
        return problem("away", "discovery", door, wanted)
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE) or sessions.new_secret()
    asked = flow.Secrets(sessions.new_secret(), sessions.new_secret(), sessions.new_secret())
    level = Level.STAFF if door is STAFF else Level.HIGH
    pending = Pending(door.kind, g.profile.number, asked.nonce, asked.verifier, wanted, level)
    with current_app.extensions["database"].transaction() as session:
        store.remember_login(session, pending, state=asked.state, browser=browser)
    address = flow.address_to_provider(
        provider, metadata, back=way_back(), secrets=asked, level=level, language=g.language
    )
    answer = make_response(redirect(address, 303))
    seconds = int(LOGIN_UNDER_WAY.total_seconds())
    sessions.put_secret(answer, sessions.BROWSER_COOKIE, browser, seconds=seconds)
    return answer
