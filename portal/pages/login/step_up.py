"""A page takes a surer login than the one the person came in with."""

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import level_of_path, requires
from portal.pages.late import Kept
from portal.pages.login.frame import CITIZEN, blueprint, language_of, wanted
from portal.rules.access import Permission
from portal.rules.levels import enough


@blueprint.get("/innlogging/sikrere")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def step_up() -> ResponseReturnValue:
    """Why this page takes more, the way to log in again, and the ways without. Who has enough is led on."""
    path = wanted()
    g.language = language_of(path)
    g.citizen = sessions.citizen_of(request)
    if path and g.citizen and enough(g.citizen.level, level_of_path(path)):
        return redirect(path, 303)
    return render_template(
        "login/step_up.html",
        kept=request.args.get("lagret") if request.args.get("lagret") in set(Kept) else None,
        surer=url_for(CITIZEN.begins, kommune=g.profile, next=path),
    )
