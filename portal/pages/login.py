"""The login door of the employees: out to the provider, back again, and out of the house."""

import logging
from datetime import datetime
from urllib.parse import urlsplit

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.forms.desk import PressForm
from portal.headers import Cache
from portal.language import best_language
from portal.login import flow, sessions
from portal.login.discovery import Discovery
from portal.login.next_page import safe_next
from portal.login.providers import Provider, staff_provider
from portal.login.refusals import LoginRefused, ProviderAway
from portal.login.tokens import Identity, identity_from
from portal.pages.access import requires
from portal.rules.access import Permission
from portal.rules.session import LOGIN_UNDER_WAY
from portal.store import sessions as store
from portal.store.sessions import Pending

blueprint = Blueprint("login", __name__)
log = logging.getLogger("portal.login")


@blueprint.get("/innlogging/for-ansatte")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def start() -> ResponseReturnValue:
    """Send an employee to the provider, and remember what was asked."""
    wanted = safe_next(request.args.get("next"), g.profile.slug)
    g.language = language_of(wanted)
    provider = staff_provider(current_app.extensions["settings"], g.profile)
    if provider is None:
        return problem("not-set-up", "not-set-up")
    try:
        metadata = discovery().metadata(provider, now())
    except ProviderAway:
        return problem("away", "discovery")
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE) or sessions.new_secret()
    asked = flow.Secrets(sessions.new_secret(), sessions.new_secret(), sessions.new_secret())
    pending = Pending("staff", g.profile.number, asked.nonce, asked.verifier, wanted)
    with current_app.extensions["database"].transaction() as session:
        store.remember_login(session, pending, state=asked.state, browser=browser)
    address = flow.address_to_provider(
        provider, metadata, back=way_back(), secrets=asked, language=g.language
    )
    answer = make_response(redirect(address, 303))
    seconds = int(LOGIN_UNDER_WAY.total_seconds())
    sessions.put_secret(answer, sessions.BROWSER_COOKIE, browser, seconds=seconds)
    return answer


@blueprint.get("/innlogging/retur")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def callback() -> ResponseReturnValue:
    """The provider's answer: an employee with a new session, or a calm page and no session."""
    g.language = language_of(None)
    try:
        answer = flow.answer_in(request.args.to_dict(flat=False))
        pending = taken(answer.state)
    except LoginRefused as refusal:
        return problem("again", refusal.reason)
    if pending is None:
        return to_desk(None) if sessions.staff_of(request) else problem("again", "state")
    g.language = language_of(pending.next_path)
    try:
        token = sessions.log_in(request, identity_behind(answer, pending))
    except LoginRefused as refusal:
        return problem("cancelled" if refusal.reason == "cancelled" else "again", refusal.reason)
    except ProviderAway:
        return problem("away", "token")
    if token is None:
        return problem("unknown", "unknown-subject")
    inside = to_desk(pending.next_path)
    sessions.put_secret(inside, sessions.COOKIE, token)
    return inside


@blueprint.post("/innlogging/ut")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def logout() -> ResponseReturnValue:
    """End the session here. A press without the page's token leaves it as it is."""
    if not PressForm().validate_on_submit():
        return to_desk(None)
    sessions.log_out(request)
    language = language_of(urlsplit(request.referrer or "").path)
    front = url_for("home.front", kommune=g.profile, sprak=language)
    answer = make_response(redirect(front, 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    settings = current_app.extensions["settings"]
    answer.delete_cookie(
        settings.cookie_name(sessions.COOKIE),
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
    )
    return answer


def taken(state: str) -> Pending | None:
    """What this browser asked with this state, once."""
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE)
    if browser is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        return store.take_login(
            session,
            municipality=g.profile.number,
            kind="staff",
            state=state,
            browser=browser,
        )


def identity_behind(answer: flow.Answer, pending: Pending) -> Identity:
    """Who the provider says this is. Raises LoginRefused or ProviderAway."""
    provider = staff_provider(current_app.extensions["settings"], g.profile)
    if provider is None:
        raise LoginRefused("not-set-up")
    metadata = discovery().metadata(provider, now())
    code = flow.check_answer(answer, provider, metadata)
    tokens = flow.tokens_for(
        code, provider, metadata, discovery(), back=way_back(), verifier=pending.verifier
    )
    return checked_identity(tokens, provider, pending)


def checked_identity(tokens: dict[str, object], provider: Provider, pending: Pending) -> Identity:
    """The id_token's word, checked. A broken signature lets the keys be read anew later."""
    try:
        return identity_from(
            tokens.get("id_token"),
            tokens.get("access_token"),
            provider=provider,
            nonce=pending.nonce,
            now=now(),
            key_of=lambda key_id: discovery().key(provider, key_id, now()),
        )
    except LoginRefused as refusal:
        if refusal.reason == "signature":
            discovery().forget_key(provider, now())
        raise


def problem(kind: str, reason: str) -> ResponseReturnValue:
    """A calm page that says what to do. The log knows the reason by the reference on the page."""
    reference = sessions.new_reference()
    log.warning("login refused: %s, reference %s", reason, reference)
    status = {"away": 502, "not-set-up": 503, "unknown": 403}.get(kind, 400)
    return render_template("login/problem.html", kind=kind, reference=reference), status


def to_desk(path: str | None) -> Response:
    """To the page somebody was on the way to, else to the desk."""
    desk = url_for("desk.inbox", kommune=g.profile, sprak=language_of(path))
    return make_response(redirect(path or desk, 303))


def way_back() -> str:
    """The one address the provider may send people back to."""
    base: str = current_app.extensions["settings"].base_url
    return base + url_for("login.callback", kommune=g.profile)


def language_of(path: str | None) -> str:
    """The language of the page somebody is on the way to, else the browser's."""
    spoken = (path or "").split("/")[2:3]
    if spoken and spoken[0] in g.profile.languages:
        return spoken[0]
    return best_language(request.accept_languages, g.profile.languages)


def discovery() -> Discovery:
    """What this process knows about the providers."""
    kept: Discovery = current_app.extensions.setdefault("discovery", Discovery())
    return kept


def now() -> datetime:
    """The moment, by the clock of the house."""
    moment: datetime = current_app.extensions["clock"]()
    return moment
