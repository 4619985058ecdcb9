"""For whom a page was made: its forms carry a mark of their owner, and of the one the owner acted for then, beside the token.

A page that was opened before somebody began to act for another, or is sent after the right to it is over, does nothing: it would
be done in the wrong name. What was typed is kept where it was written.
"""

import hmac
from dataclasses import replace

from flask import current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from portal.login.sessions import CitizenView, StaffView
from portal.rules.access import NOBODY, Actor
from portal.store import drafts, grants

FIELD = "acts_for"


def mark() -> str:
    """The mark of the page that answers now; empty where nobody is known, and at the desk, where nobody acts for another."""
    actor = g.get("actor", NOBODY)
    return mark_of(actor) if actor.kind == "citizen" else ""


def mark_of(actor: Actor) -> str:
    """The same for all pages of a person who acts for the same one; nobody can guess another's."""
    return drafts.mark_of(current_app.extensions["database"].keyring, actor.id, actor.acting_for)


def sent_mark() -> str:
    """The mark of the page that was sent, empty when there is none.

    A body that is too large is read once only: `g.too_large` tells those who answer it.
    """
    try:
        return request.form.get(FIELD, "")
    except RequestEntityTooLarge:
        g.too_large = True
        return ""


def carries_mark_of(actor: Actor) -> bool:
    """Whether the page that was sent is this person's, in this mode: nobody else can make the mark."""
    return hmac.compare_digest(sent_mark().encode(), mark_of(actor).encode())


def maker(owner: Actor) -> Actor | None:
    """The owner as they acted when the page that was sent was made; None when it was another person's page.

    A page without a mark counts as made in the mode of the session it is sent in.
    """
    if owner.kind != "citizen" or not sent_mark() or carries_mark_of(owner):
        return owner
    with current_app.extensions["database"].transaction() as db:
        people = grants.ever_acted_for(db, owner)
    modes = (replace(owner, acting_for=person) for person in (None, *people))
    return next((mode for mode in modes if carries_mark_of(mode)), None)


def is_made_for(view: StaffView | CitizenView) -> bool:
    """Whether what is sent now was made for the one that is acted for now. An employee acts for nobody."""
    if not isinstance(view, CitizenView):
        return True
    if sent_mark():
        return carries_mark_of(view.actor)
    return view.lapsed is None
