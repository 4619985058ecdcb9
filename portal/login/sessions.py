"""The session of an employee: an opaque secret in a cookie, everything else in the database.

The cookie is SameSite=Lax and not Strict: the way back from the provider, and a link in the
e-mail to the unit, come from another site, and a Strict cookie would send both to the login
again. Nothing is changed by a GET, and every POST carries its own token.
"""

import secrets
from dataclasses import dataclass
from typing import Protocol

from flask import Request, Response, current_app, g

from portal.login.tokens import Identity
from portal.rules.access import Actor
from portal.store import sessions as store
from portal.store import staff

COOKIE = "ansatt"
BROWSER_COOKIE = "innlogging"
LONGEST_SECRET = 100


@dataclass(frozen=True)
class StaffView:
    """The employee who is logged in, as pages see one. `notice` is the code of what to say."""

    actor: Actor
    name: str
    role_name: str
    notice: str | None


class Place(Protocol):
    """The municipality the request is about."""

    number: str
    slug: str


def secret_in(request: Request, name: str) -> str | None:
    """The secret of one of our cookies, None when absent or not ours."""
    value = request.cookies.get(current_app.extensions["settings"].cookie_name(name), "")
    return value if 0 < len(value) <= LONGEST_SECRET and value.isascii() else None


def new_secret() -> str:
    """256 random bits for a cookie, a state or a nonce."""
    return secrets.token_urlsafe(32)


def new_reference() -> str:
    """What a person can tell and the log knows; it opens nothing."""
    return secrets.token_hex(4)


def put_secret(answer: Response, name: str, value: str, *, seconds: int | None = None) -> None:
    """Set one of our cookies; without `seconds` it goes with the browser window."""
    settings = current_app.extensions["settings"]
    answer.set_cookie(
        settings.cookie_name(name),
        value,
        max_age=seconds,
        secure=settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def staff_of(request: Request) -> StaffView | None:
    """Who is logged in as an employee of the municipality of this address, if anybody.

    Asked of the database at every request: an ended session or a lost role bites at once.
    """
    token = secret_in(request, COOKIE)
    place: Place | None = g.get("profile")
    if token is None or place is None:
        return None
    with current_app.extensions["database"].transaction() as session:
        found = store.live(session, token, municipality=place.number, kind="staff")
        employee = staff.get(session, place.number, found.person) if found else None
    if found is None or employee is None:
        return None
    return StaffView(employee.actor, employee.name, employee.role.value, found.notice)


def log_in(request: Request, identity: Identity) -> str | None:
    """Begin a session for the person behind the login; None when the municipality knows nobody.

    A session this browser had before is ended first, whoever it belonged to. Returns the
    secret for the cookie: always a new one.
    """
    token, old = new_secret(), secret_in(request, COOKIE)
    with current_app.extensions["database"].transaction() as session:
        employee = staff.find(session, g.profile.number, identity.issuer, identity.subject)
        if employee is None:
            return None
        if old is not None:
            store.end(session, old)
        store.begin(
            session,
            person=employee.id,
            municipality=employee.municipality,
            token=token,
            issuer=identity.issuer,
            provider_session=identity.provider_session,
        )
    return token


def log_out(request: Request) -> None:
    """End the session of this browser. Twice is once."""
    token = secret_in(request, COOKIE)
    if token is not None:
        with current_app.extensions["database"].transaction() as session:
            store.end(session, token)


def take_notice(request: Request) -> str | None:
    """The code of what to say now; it is said once."""
    view: StaffView | None = g.get("staff")
    if view is None or view.notice is None or request.method == "HEAD":
        return None
    leave_notice(request, None)
    return view.notice


def leave_notice(request: Request, code: str | None) -> None:
    """Say this on the employee's next page. A code, so that no cookie or address holds words."""
    token = secret_in(request, COOKIE)
    if token is not None:
        with current_app.extensions["database"].transaction() as session:
            store.set_notice(session, token, code)
