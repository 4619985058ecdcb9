"""(forholdet til andre) A register is asked, each time a citizen logs in, for whom they may act.

It never stands in the way of the login: without an answer the person acts for themself, and is told if it matters to them.
"""

from flask import current_app, g

from portal.pages.login.frame import log
from portal.registers import InTime, RegisterAway
from portal.store import grants_sourced, people, sessions

AWAY = "register-away"


def register_here() -> InTime | None:
    """The register this municipality asks, None where none is asked."""
    found: InTime | None = current_app.extensions["register"]
    return found if g.profile.asks_register else None


def follow_register(number: str, token: str) -> None:
    """Let the grants of the person with this national number follow the register. `token` is the session that has just begun."""
    register = register_here()
    if register is None:
        return
    try:
        answer = register.whom_one_acts_for(number)
    except RegisterAway as away:
        log.warning("register %s gave no answer: %s", register.name, away.reason)
        tell_that_it_is_away(number, token)
        return
    with current_app.extensions["database"].transaction() as db:
        grants_sourced.renew(db, g.profile.number, answer, language=g.language)


def tell_that_it_is_away(number: str, token: str) -> None:
    """Say so on the next page, to those for whom a register has spoken before."""
    with current_app.extensions["database"].transaction() as db:
        person = people.find_or_begin(db, g.profile.number, number)
        if grants_sourced.may_ask_about(db, person.id):
            sessions.set_notice(db, token, AWAY)
