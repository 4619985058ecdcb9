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
from portal.rules.access import NOBODY, Permission, Target, may
from portal.rules.levels import NEEDS, Level, needed

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Late = Callable[[str], None]


@dataclass(frozen=True)
class Declaration:
    """What a route has declared; read by the headers, the start and the tests."""

    permission: Permission
    cache: Cache

    @property
    def level(self) -> Level:
        """The level its permission needs, where no municipality has decided otherwise."""
        return needed(self.permission, {})


class UndeclaredRoute(RuntimeError):
    """A route without permission, level and cache class: the app must not start."""


def requires(
    permission: Permission, *, cache: Cache, late: Late | None = None
) -> Callable[[View], View]:
    """Guard a view. Whoever is let in stands in `g.actor`, and in `g.staff` or `g.citizen`.

    How sure the login must be stands in `rules/levels.py`. `late` keeps what a citizen typed before
    the clock ended the session, or with a login that is not sure enough: it gets the person's id and
    reads the post itself. It is called at most 24 hours after, with the page's own token, and never
    after «Logg ut». Without it the post is kept for its page as it came.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            g.actor = NOBODY
            level = needed(permission, g.profile.levels if g.get("profile") else {})
            if level is not Level.NONE and (answer := admit(level, late)) is not None:
                return answer
            if not may(g.actor, permission, Target(municipality_number())):
                abort(404)
            return view(*args, **kwargs)

        guarded.declaration = Declaration(permission, cache)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def municipality_number() -> str:
    """The municipality of the address, empty outside municipalities."""
    profile = g.get("profile")
    return profile.number if profile else ""


def admit(level: Level, late: Late | None) -> ResponseReturnValue | None:
    """Let somebody of this municipality in, or answer with the way to a login that is sure enough."""
    from portal.login import sessions

    kind = "staff" if level is Level.STAFF else "citizen"
    view = sessions.staff_of(request) if kind == "staff" else sessions.citizen_of(request)
    if view is None or view.actor.municipality != municipality_number():
        keep_typed(late, sessions.late_owner(request) if kind == "citizen" else None)
        return to_login("login.start" if kind == "staff" else "login.citizen")
    setattr(g, kind, view)
    g.actor = view.actor
    return None


def keep_typed(late: Late | None, owner: str | None) -> None:
    """Keep a post that cannot be answered now, for the one whose page it comes from."""
    if request.method == "POST" and late and owner and has_own_token():
        late(owner)


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
    """Stop the start when a route has not said who may use it, or nobody has said how sure a login it takes."""
    for rule in app.url_map.iter_rules():
        if declaration_of(app, rule.endpoint) is None:
            raise UndeclaredRoute(f"{rule.rule} ({rule.endpoint}) has no @requires")
    for permission in Permission:
        if permission not in NEEDS:
            raise UndeclaredRoute(f"{permission} has no level in rules/levels.py")
