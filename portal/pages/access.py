"""The only guard in the house: every route says who may use it and how it may be cached.

`@requires(...)` stands directly under the route. The app does not start with a route without it
(`refuse_undeclared`), so a forgotten guard is a failed start and never an open page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar, cast

from flask import Flask, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from wtforms.validators import ValidationError

from portal.headers import Cache
from portal.pages.parts import htmx
from portal.rules.access import NOBODY, Level, Permission, Target, may

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Late = Callable[[str], None]


@dataclass(frozen=True)
class Declaration:
    """What a route has declared; read by the headers, the start and the tests."""

    permission: Permission
    cache: Cache
    level: Level


class UndeclaredRoute(RuntimeError):
    """A route without permission, level and cache class: the app must not start."""


def requires(
    permission: Permission, *, cache: Cache, level: Level = Level.NONE, late: Late | None = None
) -> Callable[[View], View]:
    """Guard a view. Whoever is let in stands in `g.actor`, and in `g.staff` or `g.citizen`.

    `late` keeps what a citizen typed before the clock ended the session: it gets the person's id
    and reads the post itself. It is called at most 24 hours after, with the page's own token, and
    never after «Logg ut». The person is sent to the login whatever it does.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            g.actor = NOBODY
            if level is Level.STAFF and (answer := admit_staff()) is not None:
                return answer
            if level is Level.HIGH and (answer := admit_citizen(late)) is not None:
                return answer
            if not may(g.actor, permission, Target(municipality_number())):
                abort(404)
            return view(*args, **kwargs)

        guarded.declaration = Declaration(permission, cache, level)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def municipality_number() -> str:
    """The municipality of the address, empty outside municipalities."""
    profile = g.get("profile")
    return profile.number if profile else ""


def admit_staff() -> ResponseReturnValue | None:
    """Let an employee of this municipality in, or answer with the way to the login."""
    from portal.login import sessions

    staff = sessions.staff_of(request)
    if staff is None or staff.actor.municipality != municipality_number():
        return to_login("login.start")
    g.staff = staff
    g.actor = staff.actor
    return None


def admit_citizen(late: Late | None) -> ResponseReturnValue | None:
    """Let a citizen of this municipality in, or answer with the way to the login."""
    from portal.login import sessions

    citizen = sessions.citizen_of(request)
    if citizen is None:
        owner = sessions.late_owner(request) if late and request.method == "POST" else None
        if late and owner and has_own_token():
            late(owner)
        return to_login("login.citizen")
    g.citizen = citizen
    g.actor = citizen.actor
    return None


def has_own_token() -> bool:
    """Whether the post comes from a page this browser got from us: nobody else fills in a draft."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def to_login(door: str) -> ResponseReturnValue:
    """303 to the login; an htmx request is told to load the login as a whole page.

    After it the person is back at the address, when that is a page.
    """
    is_page = request.method == "GET" or current_app.url_map.bind("").test(request.path, "GET")
    address = url_for(door, kommune=g.profile, next=request.path if is_page else None)
    if htmx:
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = address
        return answer
    return redirect(address, 303)


def declaration_of(app: Flask, endpoint: str | None) -> Declaration | None:
    """What the route behind an endpoint declared, None when it declared nothing."""
    view = app.view_functions.get(endpoint or "")
    return getattr(view, "declaration", None)


def declared_here() -> Declaration | None:
    """The declaration of the route that answers this request."""
    return declaration_of(current_app, request.endpoint)


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when a route has not said who may use it."""
    for rule in app.url_map.iter_rules():
        if declaration_of(app, rule.endpoint) is None:
            raise UndeclaredRoute(f"{rule.rule} ({rule.endpoint}) has no @requires")
