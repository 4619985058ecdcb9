"""The login doors of citizens and employees: out to the provider, back again, and out of the house."""

import logging
from dataclasses import dataclass
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
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.forms.login import LogoutForm
from portal.headers import Cache
from portal.language import best_language
from portal.login import flow, sessions
from portal.login.discovery import Discovery
from portal.login.next_page import safe_next
from portal.login.providers import Provider, provider_of
from portal.login.refusals import LoginRefused, ProviderAway
from portal.login.tokens import Identity, identity_from
from portal.pages.access import requires
from portal.rules.access import Permission
from portal.rules.session import LOGIN_UNDER_WAY
from portal.store import sessions as store
from portal.store.sessions import Pending

blueprint = Blueprint("login", __name__)
log = logging.getLogger("portal.login")


@dataclass(frozen=True)
class Door:
    """Where one kind of person comes in: the address that begins, and the page behind it."""

    kind: str
    begins: str
    behind: str


STAFF = Door("staff", "login.start", "desk.inbox")
CITIZEN = Door("citizen", "login.citizen", "case.mine")
DOORS = {door.kind: door for door in (STAFF, CITIZEN)}


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
    provider = provider_of(door.kind, current_app.extensions["settings"], g.profile)
    if provider is None:
        return problem("not-set-up", "not-set-up", door)
    try:
        metadata = discovery().metadata(provider, now())
    except ProviderAway:
        return problem("away", "discovery", door, wanted)
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE) or sessions.new_secret()
    asked = flow.Secrets(sessions.new_secret(), sessions.new_secret(), sessions.new_secret())
    pending = Pending(door.kind, g.profile.number, asked.nonce, asked.verifier, wanted)
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
    """The provider's answer: a person with a new session, or a calm page and no session."""
    g.language = language_of(None)
    try:
        answer = flow.answer_in(request.args.to_dict(flat=False))
        pending = taken(answer.state)
    except LoginRefused as refusal:
        return problem("again", refusal.reason, None)
    if pending is None:
        door = door_passed()
        return inside(door, None) if door else problem("again", "state", None)
    g.language = language_of(pending.next_path)
    door = DOORS[pending.kind]
    try:
        identity = identity_behind(answer, pending)
    except LoginRefused as refusal:
        kind = "cancelled" if refusal.reason == "cancelled" else "again"
        return problem(kind, refusal.reason, door, pending.next_path)
    except ProviderAway:
        return problem("away", "token", door, pending.next_path)
    return let_in(identity, door, pending.next_path)


def let_in(identity: Identity, door: Door, path: str | None) -> ResponseReturnValue:
    """A new session for whom the provider named, if it is somebody for this door."""
    begun = sessions.log_in(request, door.kind, identity)
    if begun is None and door is STAFF:
        return problem("unknown", "unknown-subject", door)
    if begun is None:
        return problem("no-number", "no-pid", door)
    if not begun.same_person:
        form_session.clear()  # receipts and tokens of whoever sat here before
    answer = inside(door, path)
    sessions.put_secret(answer, sessions.COOKIES[door.kind], begun.token)
    return answer


@blueprint.post("/innlogging/ut")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def logout() -> ResponseReturnValue:
    """End what this browser has open here. A press without the page's token leaves it as it is."""
    if not LogoutForm().validate_on_submit():
        return inside(door_passed() or CITIZEN, None)
    sessions.log_out(request)
    form_session.clear()
    language = language_of(urlsplit(request.referrer or "").path)
    front = url_for("home.front", kommune=g.profile, sprak=language)
    answer = make_response(redirect(front, 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    settings = current_app.extensions["settings"]
    for name in sessions.COOKIES.values():
        answer.delete_cookie(
            settings.cookie_name(name),
            secure=settings.secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return answer


@blueprint.app_context_processor
def who_is_inside() -> dict[str, object]:
    """The citizen whose page this is, and the way out of it.

    None on public pages, which know nobody, and on errors, which are the same for everybody.
    """
    view = None if g.get("is_error") else g.get("citizen")
    return {"citizen": view, "logout": LogoutForm() if view else None}


def taken(state: str) -> Pending | None:
    """What this browser asked with this state, once."""
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE)
    if browser is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        return store.take_login(
            session, municipality=g.profile.number, state=state, browser=browser
        )


def identity_behind(answer: flow.Answer, pending: Pending) -> Identity:
    """Who the provider says this is. Raises LoginRefused or ProviderAway."""
    provider = provider_of(pending.kind, current_app.extensions["settings"], g.profile)
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


def problem(
    kind: str, reason: str, door: Door | None, path: str | None = None
) -> ResponseReturnValue:
    """A calm page that says what to do. The log knows the reason by the reference on the page.

    `door` is None when we cannot know which one the browser came from; `path` is where the person
    was going, for those who try again.
    """
    reference = sessions.new_reference()
    log.warning("login refused: %s, reference %s", reason, reference)
    status = {"away": 502, "not-set-up": 503, "unknown": 403, "no-number": 403}.get(kind, 400)
    page = render_template(
        "login/problem.html",
        kind=kind,
        reference=reference,
        door=door.kind if door else None,
        again=url_for((door or CITIZEN).begins, kommune=g.profile, next=path),
    )
    return page, status


def inside(door: Door, path: str | None) -> Response:
    """To the page somebody was on the way to, else to the first one behind the door."""
    behind = url_for(door.behind, kommune=g.profile, sprak=language_of(None))
    return make_response(redirect(path or behind, 303))


def door_passed() -> Door | None:
    """The door of the one who is logged in here already, None when nobody is."""
    if sessions.staff_of(request):
        return STAFF
    return CITIZEN if sessions.citizen_of(request) else None


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
