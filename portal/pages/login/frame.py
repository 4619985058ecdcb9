"""What every page of the login shares: the doors, the calm page, the language, the clock."""

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import (
    Blueprint,
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from portal.forms.login import LogoutForm, StayForm
from portal.language import best_language, time_in_words
from portal.language import gettext as _
from portal.login import flow, sessions
from portal.login.discovery import Discovery
from portal.login.next_page import safe_next
from portal.login.providers import Provider
from portal.login.sessions import TimeLeft
from portal.pages.late import page_here

blueprint = Blueprint("login", __name__)
STATES = ("away", "stale", "fresh", "unasked")
log = logging.getLogger("portal.login")


@dataclass(frozen=True)
class Door:
    """Where one kind of person comes in: the address that begins, and the page behind it."""

    kind: str
    begins: str
    behind: str


STAFF = Door("staff", "login.start", "desk.inbox")
CITIZEN = Door("citizen", "login.citizen", "case.mine")
DOORS = {door.kind: door for door in (STAFF, CITIZEN)}


@blueprint.app_context_processor
def who_is_inside() -> dict[str, object]:
    """The citizen whose page this is, how long it stays open, and the way out of it.

    None on public pages, which know nobody, and on errors, which are the same for everybody.
    """
    view = None if g.get("is_error") else g.get("citizen")
    inside = view or (None if g.get("is_error") else g.get("staff"))
    return {
        "citizen": view,
        "logout": LogoutForm() if view else None,
        "time_left": TimeLeft.of(inside, now()) if inside else None,
        "time_said": time_said,
        "stay": StayForm() if inside else None,
        "door": DOORS[inside.actor.kind] if inside else None,
        "page_here": (wanted() or page_here()) if inside else None,
        "late_shown": g.get("late_shown", False),
    }


def time_said(left: TimeLeft) -> str:
    """Until when somebody is logged in, for the top of the page."""
    time = time_in_words(left.until)
    if left.whole:
        return _("Du er innlogget til klokka %(time)s. Da må du logge inn på nytt.", time=time)
    return _("Du er innlogget til klokka %(time)s hvis du ikke gjør noe.", time=time)


def wanted() -> str | None:
    """Where somebody was going, by `next` in the address; None when it is no page of ours."""
    return safe_next(request.args.get("next"), g.profile.slug)


def problem(
    kind: str, reason: str, door: Door | None, path: str | None = None
) -> ResponseReturnValue:
    """A calm page that says what to do. The log knows the reason by the reference on the page.

    `door` is None when we cannot know which one the browser came from; `path` is where the person
    was going, for those who try again. Who is unknown here logs in anew, perhaps as another: the
    provider would let the same one pass in silence.
    """
    reference = sessions.new_reference()
    log.warning("login refused: %s, reference %s", reason, reference)
    status = {"away": 502, "not-set-up": 503, "unknown": 403, "no-number": 403}.get(kind, 400)
    anew = "ja" if kind == "unknown" else None
    page = render_template(
        "login/problem.html",
        kind=kind,
        reference=reference,
        door=door.kind if door else None,
        again=url_for((door or CITIZEN).begins, kommune=g.profile, next=path, ny=anew),
    )
    return page, status


def inside(door: Door, path: str | None) -> Response:
    """To the page somebody was on the way to, else to the first one behind the door."""
    behind = url_for(door.behind, kommune=g.profile, sprak=language_of(None))
    return make_response(redirect(path or behind, 303))


def door_passed() -> Door | None:
    """The door of the one who is logged in here already, None when nobody is."""
    if sessions.staff_of(request):
        return STAFF
    return CITIZEN if sessions.citizen_of(request) else None


def way_back() -> str:
    """The one address the provider may send people back to."""
    base: str = current_app.extensions["settings"].base_url
    return base + url_for("login.callback", kommune=g.profile)


def language_of(path: str | None) -> str:
    """The language of the page somebody is on the way to, else the browser's."""
    spoken = (path or "").split("/")[2:3]
    if spoken and spoken[0] in g.profile.languages:
        return spoken[0]
    return best_language(request.accept_languages, g.profile.languages)


def discovery() -> Discovery:
    """What this process knows about the providers."""
    kept: Discovery = current_app.extensions.setdefault("discovery", Discovery())
    return kept


def place_of(provider: Provider) -> flow.Place:
    """The provider a login goes through. Raises ProviderAway when we cannot know its addresses."""
    moment = now()
    return flow.Place(provider, discovery().metadata(provider, moment), discovery(), moment)


def word_for_readiness() -> str:
    """How well this process knows the providers of all municipalities: the worst of them."""
    moment, providers = now(), current_app.extensions["providers"].values()
    known = {discovery().state(provider, moment) for provider in providers}
    return next((word for word in STATES if word in known), "not-set-up")


def now() -> datetime:
    """The moment, by the clock of the house."""
    moment: datetime = current_app.extensions["clock"]()
    return moment
