"""The only guard in the house: every route says who may use it and how it may be cached.

`@requires(...)` stands directly under the route. The app does not start with a route without it
(`refuse_undeclared`), so a forgotten guard is a failed start and never an open page.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TypeVar, cast
from urllib.parse import urlsplit

from flask import (
    Flask,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.headers import Cache
from portal.login.sessions import CitizenView, StaffView
from portal.pages import late as late_post
from portal.pages import made_for
from portal.pages.late import Late, has_own_token
from portal.pages.parts import htmx
from portal.rules.access import NOBODY, Actor, Permission, Target, may
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
    the clock ended the session, with a login that is not sure enough, or on a page made for another
    than the one acted for now: it gets the person as they acted then, reads the post itself and tells
    whether it kept it. It is called at most 24 hours after, with the page's own token or mark, and
    never after «Logg ut». Without it the post is kept for its page as it came.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: object, **kwargs: object) -> ResponseReturnValue:
            g.actor = NOBODY
            level = needed(permission, g.profile.levels if g.get("profile") else {})
            if level is not Level.NONE and (answer := admit(level, late)) is not None:
                return answer
            if not may(g.actor, permission, door()):
                return not_let_in(permission, late)
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
    from portal.pages.login.relations import asked_again

    kind = "staff" if level is Level.STAFF else "citizen"
    view = sessions.staff_of(request) if kind == "staff" else sessions.citizen_of(request)
    if view is None or view.actor.municipality != municipality_number():
        return to_login(kind, late, sessions.late_owner)
    if not enough(view.level, level):
        kept = late_post.keep(late, view.actor)
        return to_own_page("login.step_up", kind, kept)
    view = asked_again(view)
    setattr(g, kind, view)
    g.actor = view.actor
    if request.method == "POST" and not made_for.is_made_for(view):
        return made_for_another(view, late)
    if request.method == "POST" and late_post.LOG_IN_AGAIN in request.args:
        return to_own_page("login.time_up", kind, late_post.keep(late, view.actor))
    late_post.give_back(view.actor)
    return None


def made_for_another(view: StaffView | CitizenView, late: Late | None) -> ResponseReturnValue:
    """A page made when one acted for somebody else, or by another person: nothing is done, and what was typed is kept there."""
    lapsed = getattr(view, "lapsed", None)
    owner = replace(view.actor, acting_for=lapsed.person) if lapsed else view.actor
    writer = made_for.maker(owner)
    page = "wrong_mode" if writer else "somebody_else"
    kept = late_post.keep(late, owner) if writer else None
    return render_template(f"representation/{page}.html", kept=kept), 409


def not_let_in(permission: Permission, late: Late | None) -> ResponseReturnValue:
    """The 404; while one acts for another, at a page that is about no one thing, the words for what one may not do for them."""
    things = set(request.view_args or {}) - {"kommune", "sprak", "steg"}
    if g.actor.acting_for is None or things:
        abort(404)
    if not may(replace(g.actor, acting_for=None), permission, Target(g.actor.municipality)):
        abort(404)
    return render_template("representation/not_given.html", kept=late_post.keep(late, g.actor)), 404


def to_login(
    kind: str, late: Late | None, late_owner: Callable[..., Actor | None]
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
    if kept is late_post.Kept.FOR_ANOTHER:
        page = url_for("representation.overview", kommune=g.profile, sprak=g.language)
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
