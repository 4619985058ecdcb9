"""Out of the house, by a press here."""

from urllib.parse import urlsplit

from flask import current_app, g, make_response, redirect, request, url_for
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.forms.login import LogoutForm
from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.login.frame import CITIZEN, blueprint, door_passed, inside, language_of
from portal.rules.access import Permission


@blueprint.post("/innlogging/ut")
@requires(Permission.LOG_OUT, cache=Cache.FORM)
def logout() -> ResponseReturnValue:
    """End what this browser has open here. A press without the page's token leaves it as it is."""
    if not LogoutForm().validate_on_submit():
        return inside(door_passed() or CITIZEN, None)
    sessions.log_out(request)
    form_session.clear()
    language = language_of(urlsplit(request.referrer or "").path)
    front = url_for("home.front", kommune=g.profile, sprak=language)
    answer = make_response(redirect(front, 303))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    settings = current_app.extensions["settings"]
    for name in sessions.COOKIES.values():
        answer.delete_cookie(
            settings.cookie_name(name),
            secure=settings.secure_cookies,
            httponly=True,
            samesite="Lax",
        )
    return answer
