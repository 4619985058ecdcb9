"""To act for another, and for oneself again: always a press, and always a new secret for the session.

What was begun for one is never gone on with for another: the forms of the pages before belong to the mode they were made in.
"""

from dataclasses import replace

from flask import abort, g, make_response, redirect, request
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation.frame import back_to, blueprint, pressed, transaction
from portal.rules.access import Permission
from portal.rules.representation import Scope
from portal.store import grants, late_posts, representation


@blueprint.post("/pa-vegne-av/<string:grant>/handle")
@requires(Permission.ACT_FOR, cache=Cache.PERSONAL)
def act(grant: str) -> ResponseReturnValue:
    """«Handle for …»."""
    if not pressed():
        return back_to("representation.overview", "again")
    with transaction() as db:
        person = grants.begin_acting(db, g.actor, grant)
        held = representation.held(db, replace(g.actor, acting_for=person))
        waits = person in late_posts.waiting(db, g.actor)
    if person is None or held is None:
        abort(404)
    return switched(person, url("representation.overview") if waits else first_page(held.scopes))


@blueprint.post("/pa-vegne-av/slutt")
@requires(Permission.ACT_FOR, cache=Cache.PERSONAL)
def stop() -> ResponseReturnValue:
    """«Handle for deg selv»."""
    if not pressed():
        return back_to("representation.overview", "again")
    with transaction() as db:
        grants.end_acting(db, g.actor)
    return switched(None, url("representation.overview"))


def first_page(scopes: frozenset[Scope]) -> str:
    """Where one begins for somebody: the first page that what is given opens."""
    ways = {
        Scope.SEE_PLAN: "plan.mine",
        Scope.FOLLOW_CASES: "case.mine",
        Scope.ASK: "coordinator_request.begin",
    }
    opens = (endpoint for scope, endpoint in ways.items() if scope in scopes)
    return url(next(opens, "representation.overview"))


def switched(person: str | None, onwards: str) -> ResponseReturnValue:
    """On to a page under a new secret; the old one opens nothing any more."""
    answer = make_response(redirect(onwards, 303))
    sessions.renew(request, answer, acting_for=person)
    form_session.clear()
    return answer
