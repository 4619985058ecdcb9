"""The browser's sessions at the stand-in: one for each person who has logged in, in a signed cookie.

The `sid` of a session stands in every token of it. The cookie is for our own addresses only, so the
portal never sees it.
"""

import secrets
from dataclasses import asdict, dataclass, replace

from flask import Response, request

from portal.dev_idporten.stand_in import StandIn

COOKIE, PATH = "dev-idporten", "/dev-idporten"
SECONDS = 120 * 60
MOST = 8


@dataclass(frozen=True)
class Session:
    """Somebody who has logged in here, and the clients that were told. `kind` is the kind of client."""

    sid: str
    kind: str
    subject: str
    clients: tuple[str, ...]
    until: int


def sessions_here(stand_in: StandIn) -> list[Session]:
    """The sessions of this browser whose time is not over."""
    note = stand_in.noted("browser", request.cookies.get(COOKIE, "")) or {"sessions": []}
    found = [Session(**{**one, "clients": tuple(one["clients"])}) for one in note["sessions"]]
    return [session for session in found if stand_in.now() < session.until]


def joined(stand_in: StandIn, client_id: str, subject: str) -> Session:
    """The session this login belongs to: the same person's at the same kind of client, else a new one."""
    kind = client_id.partition("-")[0]
    for session in sessions_here(stand_in):
        if (session.kind, session.subject) == (kind, subject):
            clients = dict.fromkeys((*session.clients, client_id))
            return replace(session, clients=tuple(clients))
    until = stand_in.now() + SECONDS
    return Session(secrets.token_urlsafe(16), kind, subject, (client_id,), until)


def remember(stand_in: StandIn, answer: Response, sessions: list[Session]) -> None:
    """Let the browser bring these sessions the next time; without any, nothing."""
    kept = [asdict(session) for session in sessions[-MOST:]]
    answer.set_cookie(
        COOKIE,
        stand_in.note("browser", {"sessions": kept}, seconds=SECONDS),
        secure=stand_in.issuer.startswith("https:"),
        httponly=True,
        samesite="Lax",
        path=PATH,
    )
