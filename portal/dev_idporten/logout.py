"""Logout at the stand-in: asked for by a service of ours, or by the browser as from another service.

Each client of the session is told twice over: a signed logout token from here, and a frame in the
browser that names issuer and session.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import requests
from flask import Flask, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.dev_idporten.browser import Session, remember, sessions_here
from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.dev_idporten.look import look_of, problem
from portal.dev_idporten.people import PEOPLE
from portal.dev_idporten.stand_in import StandIn, is_citizens
from portal.dev_idporten.tokens import long_header, signed

EVENT = "http://schemas.openid.net/event/backchannel-logout"
TOKEN_SECONDS = 120
TO_CONNECT, TO_ANSWER = 2.0, 5.0
PAGE_SECONDS = 600
BOTH = "both"

Post = Callable[[str, dict[str, str]], int]


@dataclass(frozen=True)
class Told:
    """A service that was told: what it answered to the token, and the address of its frame."""

    service: str
    status: int | None
    frame: str | None


def add_logout(app: Flask, stand_in: StandIn) -> None:
    """The two ways out."""

    @app.route("/logout", methods=["GET", "POST"])
    def logout() -> ResponseReturnValue:
        client_id = client_in(stand_in, request.values)
        back = request.values.get("post_logout_redirect_uri")
        if client_id is None or back not in (None, way_out(stand_in, client_id)):
            return problem(stand_in)
        ended = [one for one in sessions_here(stand_in) if client_id in one.clients]
        told = [tell(stand_in, one, client) for one in ended for client in one.clients]
        if back is None:
            return forgetting(stand_in, ended, sessions_page(stand_in, [], told))
        state = request.values.get("state")
        address = f"{back}?{urlencode({'state': state})}" if state else back
        return forgetting(stand_in, ended, redirect(address, 303))

    @app.get("/")
    def mine() -> ResponseReturnValue:
        return sessions_page(stand_in, sessions_here(stand_in), [])

    @app.post("/")
    def out_of_all() -> ResponseReturnValue:
        if stand_in.noted("page", request.form.get("csrf_token", "")) is None:
            return problem(stand_in)
        ended = sessions_here(stand_in)
        by_token = request.form.get("way") == BOTH
        told = [
            tell(stand_in, one, client, by_token=by_token, by_frame=True)
            for one in ended
            for client in one.clients
        ]
        return forgetting(stand_in, ended, sessions_page(stand_in, [], told))


def client_in(stand_in: StandIn, values: Any) -> str | None:
    """Whose logout it is: `client_id`, or the client an id_token of ours was for, however old."""
    hint = values.get("id_token_hint")
    client_id: str = aud_of(stand_in, hint) if hint else values.get("client_id", "")
    if hint and values.get("client_id", client_id) != client_id:
        return None
    return client_id if stand_in.municipality(client_id) else None


def aud_of(stand_in: StandIn, token: str) -> str:
    """The client a token of ours was made for, "" when it is not ours."""
    from joserfc import jwt
    from joserfc.errors import JoseError

    try:
        claims = jwt.decode(token, stand_in.key, registry=long_header()).claims
    except (JoseError, ValueError, TypeError):
        return ""
    return str(claims.get("aud"))


def way_out(stand_in: StandIn, client_id: str) -> str:
    """The one address a client may have the browser sent to after a logout."""
    return f"{place(stand_in, client_id)}/ute"


def place(stand_in: StandIn, client_id: str) -> str:
    """Where the login of a client's municipality lives."""
    return f"{stand_in.home}/{stand_in.municipality(client_id).slug}/innlogging"


def tell(
    stand_in: StandIn,
    session: Session,
    client_id: str,
    *,
    by_token: bool = True,
    by_frame: bool = False,
) -> Told:
    """Tell a client that the session is over; one attempt."""
    status = frame = None
    if by_token:
        post: Post = stand_in.portal.extensions.get("stand_in_post", over_http)
        token = logout_token(stand_in, session, client_id)
        status = post(f"{place(stand_in, client_id)}/ut/varsel", {"logout_token": token})
    if by_frame:
        named = urlencode({"iss": stand_in.issuer, "sid": session.sid})
        frame = f"{place(stand_in, client_id)}/ut/ramme?{named}"
    return Told(name_of(stand_in, client_id), status, frame)


def logout_token(stand_in: StandIn, session: Session, client_id: str) -> str:
    """A logout token (OpenID Connect Back-Channel Logout 1.0, 2.4) with ID-porten's shape.

    In ID-porten's own sample `sub` is a national number and not the pairwise subject: so it is here.
    """
    now = stand_in.now()
    claims = {
        "iss": stand_in.issuer,
        "aud": client_id,
        "sub": NUMBERS.get(session.subject, session.subject),
        "iat": now,
        "exp": now + TOKEN_SECONDS,
        "jti": secrets.token_urlsafe(16),
        "sid": session.sid,
        "events": {EVENT: {}},
    }
    return signed(stand_in, claims, "logout+jwt")


def over_http(address: str, form: dict[str, str]) -> int:
    """Post a form to the portal and give the status of the answer, 0 when there is none.

    The portal is served by several threads, so it can answer itself.
    """
    with requests.Session() as session:
        session.trust_env = False
        try:
            answer = session.post(
                address, form, timeout=(TO_CONNECT, TO_ANSWER), allow_redirects=False
            )
        except requests.RequestException:
            return 0
    return answer.status_code


def sessions_page(stand_in: StandIn, sessions: list[Session], told: list[Told]) -> Response:
    """Who is logged in here in this browser, or what became of telling the services."""
    page = render_template(
        "sessions.html",
        sessions={who_is(one): [name_of(stand_in, c) for c in one.clients] for one in sessions},
        told=told,
        both=BOTH,
        look=look_of(stand_in),
        token=stand_in.note("page", {}, seconds=PAGE_SECONDS),
    )
    return make_response(page)


def forgetting(stand_in: StandIn, ended: list[Session], answer: Any) -> Response:
    """The answer, with these sessions gone from the browser."""
    gone = {session.sid for session in ended}
    response = make_response(answer)
    remember(stand_in, response, [s for s in sessions_here(stand_in) if s.sid not in gone])
    return response


def name_of(stand_in: StandIn, client_id: str) -> str:
    """A client as people know it."""
    pages = "innbyggersidene" if is_citizens(client_id) else "ansattsidene"
    return f"{stand_in.municipality(client_id).name}, {pages}"


def who_is(session: Session) -> str:
    """The name behind a session."""
    names = {citizen.subject: citizen.name for citizen in CITIZENS}
    names |= {person.subject: person.name for person in PEOPLE}
    return names.get(session.subject, session.subject)
