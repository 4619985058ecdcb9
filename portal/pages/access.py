"""The only guard in the house: every route says who may use it and how it may be cached.

`@requires(...)` stands directly under the route. The app does not start with a route without it
(`refuse_undeclared`), so a forgotten guard is a failed start and never an open page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.headers import Cache
from portal.pages import late as late_post
from portal.pages.late import Late, has_own_token
from portal.pages.parts import htmx
from portal.rules.access import NOBODY, Permission, Target, may
from portal.rules.levels import NEEDS, Level, enough, needed

__all__ = ["Declaration", "UndeclaredRoute", "has_own_token", "level_of_path", "requires"]

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
BEHIND = {"staff": "desk.inbox", "citizen": "case.mine"}


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
    the clock ended the session, or with a login that is not sure enough: it gets the person's id,
    reads the post itself and tells whether it kept it. It is called at most 24 hours after, with the
    page's own token, and never after «Logg ut». Without it the post is kept for its page as it came.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            g.actor = NOBODY
            level = needed(permission, g.profile.levels if g.get("profile") else {})
            if level is not Level.NONE and (answer := admit(level, late)) is not None:
                return answer
            if not may(g.actor, permission, door()):
                abort(404)
            return view(*args, **kwargs)

        guarded.declaration = Declaration(permission, cache)  # type: ignore[attr-defined]
        return cast(View, guarded)

    return decorate


def door() -> Target:
    """What is known before the thing itself is found: the municipality, and what a citizen holds for the one acted for."""
    citizen = g.get("citizen")
    acting = citizen.acting if citizen else None
    if acting is None:
        return Target(municipality_number(), scopes=frozenset())
    held = acting.held
    return Target(municipality_number(), person=held.person, scopes=held.scopes)


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
        return to_login(kind, late, sessions.late_owner)
    if not enough(view.level, level):
        kept = late_post.keep(late, view.actor.id)
        return to_own_page("login.step_up", kind, kept)
    if request.method == "POST" and late_post.LOG_IN_AGAIN in request.args:
        return to_own_page("login.time_up", kind, late_post.keep(late, view.actor.id))
    setattr(g, kind, view)
    g.actor = view.actor
    late_post.give_back(view.actor)
    return None


def to_login(
    kind: str, late: Late | None, late_owner: Callable[..., str | None]
) -> ResponseReturnValue:
    """303 to the login. After it the person is back at the page.

    A post ends on a page of ours and never at the provider: what was typed is kept first, and a browser
    checks where a form ends along every redirect.
    """
    if request.method == "POST":
        kept = late_post.keep(late, late_owner(request, kind))
        return to_own_page("login.time_up", kind, kept)
    door = "login.start" if kind == "staff" else "login.citizen"
    return to(url_for(door, kommune=g.profile, next=late_post.page_here()))


def to_own_page(endpoint: str, kind: str, kept: late_post.Kept | None) -> ResponseReturnValue:
    """303 to a page of ours on the way to a login: it says where the login leads, and what became of what was typed."""
    behind = url_for(BEHIND[kind], kommune=g.profile, sprak=g.language)
    page = late_post.page_here() or behind
    return to(url_for(endpoint, kommune=g.profile, next=page, lagret=kept))


def to(address: str) -> ResponseReturnValue:
    """303; an htmx request is told to load the address as a whole page."""
    if htmx:
        answer = make_response("", 204)
        answer.headers["HX-Redirect"] = address
        return answer
    return redirect(address, 303)


def level_of_path(path: str | None) -> Level:
    """How sure a login the page at a path takes in this municipality; high when no page with a login has it."""
    if path is None:
        return Level.HIGH
    try:
        endpoint, _values = current_app.url_map.bind("").match(urlsplit(path).path, "GET")
    except HTTPException:
        return Level.HIGH
    declared = declaration_of(current_app, endpoint)
    level = needed(declared.permission, g.profile.levels) if declared else Level.NONE
    return Level.HIGH if level is Level.NONE else level


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
