"""(forholdet til andre) A register is asked for whom a citizen may act: at each login, and before something is sent for another.

It never stands in the way: without an answer at the login the person acts for themself, and is told if it matters to them.
"""

from datetime import timedelta
from typing import TypeVar

from flask import current_app, g, request

from portal.login import sessions
from portal.login.sessions import CitizenView
from portal.pages.login.frame import log
from portal.registers import InTime, RegisterAway
from portal.store import grants_sourced, people
from portal.store import sessions as store

AWAY = "register-away"
AGAIN = timedelta(minutes=10)
"""How old the register's word may be when something is sent in another's name."""

View = TypeVar("View")


def register_here() -> InTime | None:
    """The register this municipality asks, None where none is asked."""
    found: InTime | None = current_app.extensions["register"]
    return found if g.profile.asks_register else None


def follow_register(number: str, token: str) -> None:
    """Let the grants of the person with this national number follow the register. `token` is the session that has just begun."""
    register = register_here()
    if register is not None and not followed(register, number):
        tell_that_it_is_away(number, token)


def asked_again(view: View) -> View:
    """Who is logged in, after the register was asked anew when something is sent for another on its word.

    Without an answer what it said at the login stands, for as long as it is fresh.
    """
    if request.method != "POST" or not isinstance(view, CitizenView) or view.acting is None:
        return view
    register = register_here()
    if register is None:
        return view
    with current_app.extensions["database"].transaction() as db:
        number = grants_sourced.due(db, view.actor, register.name, AGAIN)
    if number is None or not followed(register, number):
        return view
    return sessions.citizen_of(request) or view  # type: ignore[return-value]


def followed(register: InTime, number: str) -> bool:
    """Ask, and let the grants follow. False when there was no answer."""
    try:
        answer = register.whom_one_acts_for(number)
    except RegisterAway as away:
        log.warning("register %s gave no answer: %s", register.name, away.reason)
        return False
    with current_app.extensions["database"].transaction() as db:
        grants_sourced.renew(db, g.profile.number, answer, language=g.language)
    return True


def tell_that_it_is_away(number: str, token: str) -> None:
    """Say so on the next page, to those for whom a register has spoken before."""
    with current_app.extensions["database"].transaction() as db:
        person = people.find_or_begin(db, g.profile.number, number)
        if grants_sourced.may_ask_about(db, person.id):
            store.set_notice(db, token, AWAY)
