"""Out of the house, because the person has logged out at the provider or at another service.

Nobody is logged in here: the provider speaks, or a frame on its page. Both get an answer within a
second, whatever the database and the provider's keys are doing: the work is done beside the request,
and goes on when the answer could not wait for it.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.headers import Cache
from portal.login import sessions
from portal.login.discovery import Discovery
from portal.login.logout_token import logout_from
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway
from portal.pages.access import requires
from portal.pages.login.frame import DOORS, blueprint, discovery, log, now
from portal.rules.access import Permission
from portal.store import logouts
from portal.store.db import Database, DatabaseAway

LARGEST_WORD = 64 * 1024
LONGEST_PARAMETER = 255
WAIT_SECONDS = 0.8
MOST_UNDER_WAY = 16
TRIES = 3
HELPERS = ThreadPoolExecutor(4, thread_name_prefix="logout")
UNDER_WAY: "set[Future[None]]" = set()


class NotYet(Exception):
    """Not done within the time an answer may take."""


@blueprint.post("/innlogging/ut/varsel")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def back_channel() -> ResponseReturnValue:
    """The provider's signed word that a session has ended. It tries once, and waits five seconds.

    200: the session is out, or was not here. 400: not a word we believe, or one used before.
    503: no promise, though the work goes on.
    """
    place = place_here()
    try:
        token, keys, moment = word(), discovery(), now()
        in_time(lambda: end_by_word(place, token, keys, moment))
    except LoginRefused as refusal:
        log.warning("logout refused: %s, reference %s", refusal.reason, sessions.new_reference())
        return {"error": "invalid_request"}, 400
    except (NotYet, ProviderAway, DatabaseAway) as late:
        log.warning("logout not done in time: %s", type(late).__name__)
        return {"error": "temporarily_unavailable"}, 503
    return Response("", 200, mimetype="text/plain")


@blueprint.get("/innlogging/ut/ramme")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def front_channel() -> ResponseReturnValue:
    """A frame on the provider's page, while it logs the person out everywhere.

    No cookie is read: the browser sends none to a frame of another site. The answer is always the
    same, so that it tells nobody what is open here.
    """
    place = place_here()
    g.framed_by = tuple(sorted({one.browser_origin for one in place.providers}))
    issuer, sid = parameter("iss"), parameter("sid")
    if sid:
        speaking = [one for one in place.providers if is_issuer(one, issuer)]
        with suppress(NotYet, DatabaseAway):
            in_time(lambda: end(place, speaking, sid))
    return render_template("login/frame.html")


@dataclass(frozen=True)
class Place:
    """The municipality that is spoken to, for work that goes on without the request."""

    municipality: str
    providers: tuple[Provider, ...]
    database: Database


def place_here() -> Place:
    """The municipality of the address, with the providers of its citizens and employees."""
    known = current_app.extensions["providers"]
    here = (known.get((g.profile.slug, kind)) for kind in DOORS)
    return Place(g.profile.number, tuple(filter(None, here)), current_app.extensions["database"])


def word() -> str:
    """The logout token of the body. Raises LoginRefused."""
    request.max_content_length = request.max_form_memory_size = LARGEST_WORD
    if request.mimetype != "application/x-www-form-urlencoded":
        raise LoginRefused("body")
    try:
        found = request.form.getlist("logout_token")
    except HTTPException:
        raise LoginRefused("body") from None
    if len(found) != 1:
        raise LoginRefused("body")
    return found[0]


def parameter(name: str) -> str | None:
    """A parameter of the address; None when it is not there, empty when it cannot be one of ours."""
    found = request.args.getlist(name)
    if not found:
        return None
    usable = len(found) == 1 and len(found[0]) <= LONGEST_PARAMETER and found[0].isprintable()
    return found[0] if usable else ""


def is_issuer(provider: Provider, named: str | None) -> bool:
    """Whether the frame speaks for this provider. ID-porten's sample has a slash at the end; Entra names nobody."""
    if named is None:
        return not provider.names_issuer_in_frame
    return named in (provider.issuer, provider.issuer + "/")


def end_by_word(place: Place, token: str, keys: Discovery, moment: datetime) -> None:
    """End what a logout token names, once. Raises LoginRefused, ProviderAway or DatabaseAway."""
    logout = logout_from(
        token,
        place.providers,
        now=moment,
        key_of=lambda provider, key_id: keys.key(provider, key_id, moment),
    )
    end(place, [logout.provider], logout.session, token_id=logout.token_id)


def end(place: Place, providers: list[Provider], sid: str, *, token_id: str | None = None) -> None:
    """End the sessions that came from this one at these providers; a busy database is asked again."""
    for left in reversed(range(TRIES)):
        try:
            end_once(place, providers, sid, token_id)
            break
        except DatabaseAway as away:
            if away.at_commit or not left:
                raise


def end_once(place: Place, providers: list[Provider], sid: str, token_id: str | None) -> None:
    """One transaction: the token is used up only together with what it ends."""
    with place.database.transaction() as session:
        for one in providers:
            if token_id is not None and not logouts.use_token(
                session, issuer=one.issuer, client_id=one.client_id, jti=token_id
            ):
                raise LoginRefused("jti")
            logouts.end_provider_session(
                session, municipality=place.municipality, kind=one.kind, issuer=one.issuer, sid=sid
            )


def in_time(work: Callable[[], None]) -> None:
    """Do the work beside the request. Raises what it raises, or NotYet when the answer cannot wait."""
    if len(UNDER_WAY) >= MOST_UNDER_WAY:
        raise NotYet
    job = HELPERS.submit(work)
    UNDER_WAY.add(job)
    job.add_done_callback(UNDER_WAY.discard)
    wait([job], timeout=WAIT_SECONDS)
    if not job.done():
        job.add_done_callback(tell_late)
        raise NotYet
    job.result()


def tell_late(job: "Future[None]") -> None:
    """What came of work that nobody waited for."""
    fault = job.exception()
    log.warning("logout after its answer: %s", type(fault).__name__ if fault else "done")
