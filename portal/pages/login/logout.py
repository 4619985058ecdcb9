"""Out of the house, by a press here: first here, and then at the provider, which knows the person too."""

import hmac
from dataclasses import asdict, dataclass, replace
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
from portal.store import logouts

MARK = "left"


@dataclass(frozen=True)
class Mark:
    """What a browser keeps of its logout until the provider has sent it back: codes, never who it was.

    `slug` and `kind` name the client the login was made with; `state` is empty when no provider is
    left to tell. `shown`: the way on to the provider has been offered once.
    """

    language: str
    slug: str = ""
    kind: str = ""
    state: str = ""
    shown: bool = False

    @property
    def provider(self) -> Provider | None:
        """The provider the login was made at."""
        found: Provider | None = current_app.extensions["providers"].get((self.slug, self.kind))
        return found


@blueprint.post("/innlogging/ut")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def logout() -> ResponseReturnValue:
    """End what this browser has open here. A press without the page's token leaves it as it is.

    It is over here before the provider is thought of: that may be away, or know nobody any more.
    """
    last = redirect(url_for("login.out", kommune=g.profile), 303)
    if not LogoutForm().validate_on_submit():
        door = door_passed()
        return inside(door, None) if door else last
    mark = left_here(language_of(urlsplit(request.referrer or "").path))
    form_session.clear()
    form_session[MARK] = asdict(mark)
    answer = cleared(make_response(last))
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
    """After a logout here, with the way on to the provider's; and where the provider sends people back.

    Changes nothing for anybody who is logged in. A state that is not ours is no answer: then we say
    that we do not know, and the way on is offered again, by a press and not by itself.
    """
    kept = form_session.get(MARK)
    mark = Mark(**kept) if kept else None
    g.language = mark.language if mark else language_of(None)
    if door_passed():
        return redirect(url_for("home.front", kommune=g.profile, sprak=g.language), 303)
    if mark is None:
        return render_template("login/logged_out.html", left=False)
    if is_own_state(mark.state):
        form_session.pop(MARK)
        return cleared(page_after(mark, there=True))
    form_session[MARK] = asdict(replace(mark, shown=True))
    return cleared(page_after(mark, there=False))


def offer_way_out(kind: str) -> None:
    """Let somebody the provider knows, and we do not let in, log out there: from `/innlogging/ute`."""
    mark = Mark(g.language, g.profile.slug, kind, sessions.new_secret(), shown=True)
    form_session[MARK] = asdict(mark)


def left_here(language: str) -> Mark:
    """End the sessions of this browser, citizen's and employee's; the login that may live on elsewhere."""
    tokens = [sessions.secret_in(request, name) for name in sessions.COOKIES.values()]
    with current_app.extensions["database"].transaction() as session:
        left = logouts.leave(session, filter(None, tokens))
    if left is None:
        return Mark(language)
    for profile in current_app.extensions["profiles"].values():
        mark = Mark(language, profile.slug, left.kind, sessions.new_secret())
        if profile.number == left.municipality and is_at(mark.provider, left.issuer):
            return mark
    return Mark(language)


def is_at(provider: Provider | None, issuer: str) -> bool:
    """Whether a login was made at this provider, and not at one that was set up before it."""
    return provider is not None and provider.issuer == issuer


def page_after(mark: Mark, *, there: bool) -> Response:
    """The page after a logout: over `there` too, or here with the way on, or here with nothing known."""
    provider = mark.provider
    way_on = way_to(provider, mark) if provider and not there else None
    return make_response(
        render_template(
            "login/logged_out.html",
            left=True,
            there=there,
            service=provider.service if provider else None,
            way_on=way_on,
            at_once=not mark.shown,
        )
    )


def way_to(provider: Provider, mark: Mark) -> dict[str, object] | None:
    """The form to the provider's own logout. None when it has none, or does not answer now.

    A form may leave our pages for the provider's own origin alone. It carries no token of a person,
    so Entra, which documents the GET only, gets that.
    """
    try:
        address = discovery().metadata(provider, now()).end_session_endpoint
    except ProviderAway:
        return None
    if address is None or origin_of(address) != provider.browser_origin:
        return None
    profile = current_app.extensions["profiles"][mark.slug]
    base = current_app.extensions["settings"].base_url
    fields = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": base + url_for("login.out", kommune=profile),
        "state": mark.state,
        "ui_locales": mark.language,
    }
    method = "get" if provider.service == "entra" else "post"
    return {"address": address, "method": method, "fields": fields}


def is_own_state(state: str) -> bool:
    """Whether the provider sends back what we sent out with this browser, once and whole."""
    found = request.args.getlist("state")
    return (
        bool(state) and len(found) == 1 and hmac.compare_digest(found[0].encode(), state.encode())
    )


def cleared(answer: Response) -> Response:
    """Tell the browser to let go of what it keeps of our pages."""
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
