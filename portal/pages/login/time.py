"""How long one is logged in: a warning in time, one press to stay, and a page of our own when it is over."""

from flask import g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.forms.login import StayForm
from portal.headers import Cache
from portal.login import sessions
from portal.login.sessions import TimeLeft
from portal.pages.access import level_of_path, requires
from portal.pages.late import Kept
from portal.pages.login.frame import (
    CITIZEN,
    STAFF,
    Door,
    blueprint,
    inside,
    language_of,
    now,
    time_said,
    wanted,
)
from portal.rules.access import Permission
from portal.rules.levels import Level


@blueprint.get("/innlogging/tiden-er-ute")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def time_up() -> ResponseReturnValue:
    """After a post that came too late: what became of it, and the way to log in and go on."""
    path = wanted()
    door = door_to(path)
    g.language = language_of(path)
    return render_template(
        "login/time_up.html",
        kept=request.args.get("lagret") if request.args.get("lagret") in set(Kept) else None,
        for_staff=door is STAFF,
        again=url_for(door.begins, kommune=g.profile, next=path),
        as_another=url_for(door.begins, kommune=g.profile, next=path, ny="ja"),
    )


@blueprint.get("/innlogging/tid")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def time_left() -> ResponseReturnValue:
    """How long the session of the page at `next` lasts. Asking does not make it last longer."""
    door = door_to(wanted())
    session = sessions.time_of(request, door.kind)
    if session is None:
        return over(door)
    left = TimeLeft.of(session, now())
    return jsonify(seconds=left.seconds, of="whole" if left.whole else "idle")


@blueprint.post("/innlogging/bli")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def stay() -> ResponseReturnValue:
    """«Bli innlogget lenger». A script gets the time that is left, everybody else the page again."""
    path = wanted()
    door = door_to(path)
    g.language = language_of(path)
    view = None
    if StayForm().validate_on_submit():
        view = sessions.staff_of(request) if door is STAFF else sessions.citizen_of(request)
    if request.accept_mimetypes.best != "application/json":
        return redirect(path, 303) if path else inside(door, None)
    if view is None:
        return over(door)
    left = TimeLeft.of(view, now())
    of = "whole" if left.whole else "idle"
    return jsonify(seconds=left.seconds, of=of, said=time_said(left))


def over(door: Door) -> ResponseReturnValue:
    """The session has ended; `kept` tells whether what is typed now would still be kept for its owner."""
    return jsonify(seconds=0, kept=sessions.late_owner(request, door.kind) is not None), 401


def door_to(path: str | None) -> Door:
    """The door of whom a page is for."""
    return STAFF if level_of_path(path) is Level.STAFF else CITIZEN
