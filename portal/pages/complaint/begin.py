"""Where a complaint with login begins: a draft to go on with or delete, and the answers of the guide on their way into it."""

from urllib.parse import urlencode

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.case_mine import PressForm
from portal.forms.complaint_guide import GuideForm
from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import door, requires
from portal.pages.addresses import url
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.journey import begin_anew, next_address, own_draft, page_of
from portal.pages.presses import pressed, transaction
from portal.rules.access import Permission, may
from portal.rules.complaint_guide import asked_only
from portal.rules.complaint_steps import Step, codes_of
from portal.rules.levels import Level, enough
from portal.rules.session import LOGIN_UNDER_WAY
from portal.store import complaint_guided, drafts
from portal.store import sessions as store
from portal.store.complaint import JOURNEY
from portal.store.sessions import Pending

FORGOTTEN = "complaint-forgotten"
OWN_SITES = frozenset({None, "same-origin", "none"})
"""Where a browser may say that a post of ours comes from; older browsers say nothing."""


@blueprint.get("/klage")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def begin() -> ResponseReturnValue:
    """What this is; a draft to go on with or delete."""
    forgotten = sessions.take_notice(request) == FORGOTTEN
    with transaction() as db:
        draft = own_draft(db)
        if draft is None:
            begin_anew(db)
    return render_template(
        "complaint/begin.html",
        draft=draft,
        forgotten=forgotten,
        go_on=next_address(draft.answers if draft else {}),
        press=PressForm(),
    )


@blueprint.post("/klage/slett-utkastet")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def forget() -> ResponseReturnValue:
    """«Slett utkastet». A second press changes nothing."""
    if pressed():
        with transaction() as db:
            drafts.forget(db, g.actor, JOURNEY)
        sessions.leave_notice(request, FORGOTTEN)
    return redirect(url("complaint.begin"), 303)


@blueprint.post("/klage/fra-veiviseren")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def from_guide() -> ResponseReturnValue:
    """What the guide was told goes into the draft, by way of the login for who is not logged in. Codes only, and never in an address.

    The guide has no token and reads no cookie, so the browser is asked where the post comes from.
    """
    if request.headers.get("Sec-Fetch-Site") not in OWN_SITES:
        return redirect(url("complaint.begin"), 303)
    codes = sent_codes()
    view = sessions.citizen_of(request)
    if view is None or not enough(view.level, Level.HIGH):
        return carried_to_login(codes)
    g.actor, g.citizen = view.actor, view
    if not may(view.actor, Permission.COMPLAIN, door()):
        return redirect(url("complaint.begin"), 303)
    with transaction() as db:
        draft = complaint_guided.keep(db, view.actor, codes, key=new_key())
    return redirect(next_address(draft.answers if draft else {}), 303)


@blueprint.get("/klage/logg-inn")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def log_in() -> ResponseReturnValue:
    """Before the login: why, and the ways without. A form may not end at the provider, so the way there is a link."""
    return render_template(
        "complaint/log_in.html",
        on=url_for("login.citizen", kommune=g.profile, next=page_of(Step.ABOUT)),
    )


def sent_codes() -> dict[str, str]:
    """The guide's answers that count; what is no code of ours is dropped."""
    form = GuideForm()
    form.forget_unknown_codes()
    return codes_of(asked_only(form.answers()))


def carried_to_login(codes: dict[str, str]) -> ResponseReturnValue:
    """303 to the page before the login. The codes wait beside the logins under way, for this browser and this way only."""
    answer = make_response(redirect(url("complaint.log_in"), 303))
    if not codes:
        return answer
    browser = sessions.secret_in(request, sessions.BROWSER_COOKIE) or sessions.new_secret()
    waiting = Pending(
        kind="citizen",
        municipality=g.profile.number,
        nonce="",
        verifier="",
        next_path=page_of(Step.ABOUT),
        level=Level.HIGH,
        carried=urlencode(codes),
    )
    with current_app.extensions["database"].transaction() as session:
        # Nobody is told this state, so no answer can claim it.
        store.remember_login(session, waiting, state=sessions.new_secret(), browser=browser)
    seconds = int(LOGIN_UNDER_WAY.total_seconds())
    sessions.put_secret(answer, sessions.BROWSER_COOKIE, browser, seconds=seconds)
    return answer
