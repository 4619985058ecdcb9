"""The provider's answer: a person with a new session, or a calm page and no session."""

from urllib.parse import parse_qsl

from flask import current_app, g, make_response, redirect, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.headers import Cache
from portal.login import flow, sessions
from portal.login.refusals import LoginRefused, ProviderAway
from portal.login.tokens import Expected, Identity, identity_from
from portal.pages.access import requires
from portal.pages.login.frame import (
    CITIZEN,
    DOORS,
    STAFF,
    Door,
    blueprint,
    discovery,
    door_passed,
    inside,
    language_of,
    log,
    now,
    place_of,
    problem,
    way_back,
)
from portal.pages.login.logout import offer_way_out
from portal.pages.login.relations import follow_register
from portal.pages.login.representation import for_oneself_only, let_act
from portal.rules.access import Actor, Permission
from portal.rules.levels import Level, enough
from portal.store import complaint_guided
from portal.store import sessions as store
from portal.store.sessions import Pending

WRONG_PEOPLE = ("test-person", "real-person")


@blueprint.get("/innlogging/retur")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def callback() -> ResponseReturnValue:
    """The provider's answer: a person with a new session, or a calm page and no session.

    The address holds the code: it is sent to nobody as the page one came from.
    """
    answer = make_response(answer_to_provider())
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer


def answer_to_provider() -> ResponseReturnValue:
    """Where the person goes now."""
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
        if pending.representation:
            return for_oneself_only(refusal.reason, pending.next_path)
        return refused(refusal.reason, door, pending.next_path)
    except ProviderAway:
        return problem("away", "token", door, pending.next_path)
    if pending.representation:
        return let_act(identity, pending.next_path)
    return let_in(identity, door, pending.next_path, pending.carried)


def refused(reason: str, door: Door, path: str | None) -> ResponseReturnValue:
    """The page that says what to do now."""
    if reason == "acr-lower":
        return redirect(url_for("login.step_up", kommune=g.profile, next=path), 303)
    if reason in WRONG_PEOPLE:
        log.error("an invented person in production, or a living one where we try things out")
    return problem("cancelled" if reason == "cancelled" else "again", reason, door, path)


def let_in(
    identity: Identity, door: Door, path: str | None, carried: str | None = None
) -> ResponseReturnValue:
    """A new session for whom the provider named, if it is somebody for this door. `carried` codes go into their draft."""
    begun = sessions.log_in(request, door.kind, identity)
    if begun is None:
        offer_way_out(door.kind)
        unknown = ("unknown", "unknown-subject") if door is STAFF else ("no-number", "no-pid")
        return problem(*unknown, door)
    if not begun.same_person:
        form_session.clear()  # receipts and tokens of whoever sat here before
    if door is CITIZEN and identity.number is not None:
        follow_register(identity.number, begun.token)
    if door is CITIZEN and carried is not None and enough(identity.level, Level.HIGH):
        keep_carried(begun.person, carried)
    answer = inside(door, path)
    sessions.put_secret(answer, sessions.COOKIES[door.kind], begun.token)
    return answer


def keep_carried(person: str, carried: str) -> None:
    """What the public guide was told before the login becomes part of this person's own draft."""
    actor = Actor("citizen", person, g.profile.number)
    with current_app.extensions["database"].transaction() as session:
        complaint_guided.keep(session, actor, dict(parse_qsl(carried)), key=new_key())


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
    provider = current_app.extensions["providers"].get((g.profile.slug, pending.kind))
    if provider is None:
        raise LoginRefused("not-set-up")
    place = place_of(provider)
    code = flow.check_answer(answer, provider, place.metadata)
    tokens = flow.tokens_for(code, place, back=way_back(), verifier=pending.verifier)
    expected = Expected(
        provider,
        pending.nonce,
        pending.level,
        current_app.extensions["settings"].accepts.synthetic_people,
        pending.asked_at if pending.fresh else None,
    )
    return checked_identity(tokens, expected)


def checked_identity(tokens: dict[str, object], expected: Expected) -> Identity:
    """The id_token's word, checked. A broken signature may be that of a key we do not know yet."""
    provider, moment = expected.provider, now()

    def read() -> Identity:
        return identity_from(
            tokens.get("id_token"),
            tokens.get("access_token"),
            expected,
            moment,
            lambda key_id: discovery().key(provider, key_id, moment),
        )

    try:
        return read()
    except LoginRefused as refusal:
        if refusal.reason != "signature" or not discovery().reload_keys(provider, moment):
            raise
    return read()
