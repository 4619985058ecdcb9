"""Out of the house, by a press here: first here, and then at the provider, which knows the person too."""

import hmac
from urllib.parse import urlsplit

from flask import (
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.forms.login import LogoutForm
from portal.headers import Cache
from portal.login import sessions
from portal.login.providers import Provider, origin_of
from portal.login.refusals import ProviderAway
from portal.pages.access import requires
from portal.pages.login.frame import blueprint, discovery, door_passed, inside, language_of, now
from portal.rules.access import Permission
from portal.rules.municipality import Profile
from portal.store import logouts
from portal.store.logouts import Left

MARK = "left"
CLEARED = '"cache", "storage"'


@blueprint.post("/innlogging/ut")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def logout() -> ResponseReturnValue:
    """End what this browser has open here. A press without the page's token leaves it as it is.

    All is over here before the provider is thought of: it may be away, or know nobody any more.
    """
    if not LogoutForm().validate_on_submit():
        door = door_passed()
        return (
            inside(door, None) if door else redirect(url_for("login.out", kommune=g.profile), 303)
        )
    left = left_here()
    form_session.clear()
    g.language = language_of(urlsplit(request.referrer or "").path)
    answer = on_the_way_out(left)
    answer.headers["Clear-Site-Data"] = CLEARED
    settings = current_app.extensions["settings"]
    for name in sessions.COOKIES.values():
        answer.delete_cookie(
            settings.cookie_name(name),
            secure=settings.secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return answer


@blueprint.get("/innlogging/ute")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def out() -> ResponseReturnValue:
    """Where a logout ends, here or on the way back from the provider. Changes nothing for anybody."""
    mark = form_session.get(MARK)
    g.language = mark["language"] if mark else language_of(None)
    if door_passed():
        return redirect(url_for("home.front", kommune=g.profile, sprak=g.language), 303)
    there = mark is not None and is_own_state(mark["state"])
    if there:
        form_session.pop(MARK)
    answer = make_response(render_template("login/logged_out.html", left=mark, there=there))
    if mark:
        answer.headers["Clear-Site-Data"] = CLEARED
    return answer


def left_here() -> Left | None:
    """End the sessions of this browser, citizen's and employee's; the login that lives on elsewhere."""
    tokens = [sessions.secret_in(request, name) for name in sessions.COOKIES.values()]
    with current_app.extensions["database"].transaction() as session:
        return logouts.leave(session, filter(None, tokens))


def on_the_way_out(left: Left | None) -> Response:
    """The page that goes on to the provider's logout; our own last page when there is no such way.

    What the way back is held against lies in the signed cookie: codes, never who it was.
    """
    profile, provider = client_of(left) if left else (None, None)
    address = end_session_address(provider) if provider else None
    state = sessions.new_secret() if address else ""
    service = provider.service if provider else ""
    form_session[MARK] = {"language": g.language, "state": state, "service": service}
    if provider is None or address is None:
        return make_response(redirect(url_for("login.out", kommune=g.profile), 303))
    base = current_app.extensions["settings"].base_url
    fields = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": base + url_for("login.out", kommune=profile),
        "state": state,
        "ui_locales": g.language,
    }
    # Entra documents the GET only. No token of a person is among the fields, so either will do.
    method = "get" if service == "entra" else "post"
    return make_response(
        render_template(
            "login/leave.html", service=service, address=address, method=method, fields=fields
        )
    )


def client_of(left: Left) -> tuple[Profile, Provider] | tuple[None, None]:
    """Whose client a login was made with, in which municipality; it need not be the one of this page."""
    known = current_app.extensions["providers"]
    for profile in current_app.extensions["profiles"].values():
        provider = known.get((profile.slug, left.kind))
        if profile.number == left.municipality and provider and provider.issuer == left.issuer:
            return profile, provider
    return None, None


def end_session_address(provider: Provider) -> str | None:
    """Where this provider ends its own session. None when it has no such place, or does not answer now.

    A form may leave our pages for the provider's own origin alone.
    """
    try:
        address = discovery().metadata(provider, now()).end_session_endpoint
    except ProviderAway:
        return None
    return address if address and origin_of(address) == provider.browser_origin else None


def is_own_state(state: str) -> bool:
    """Whether the provider sends back what we sent out with this browser, once and whole."""
    found = request.args.getlist("state")
    return (
        bool(state) and len(found) == 1 and hmac.compare_digest(found[0].encode(), state.encode())
    )
