"""Everyone I act for, on one page, with what comes next for each: the family as a whole."""

from dataclasses import dataclass

from flask import g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation.frame import blueprint, page, transaction
from portal.pages.representation.words import date_said, until_said
from portal.rules.access import Permission
from portal.store import drafts, grants, late_posts, next_dates
from portal.store.coordinator_request import JOURNEY
from portal.store.grants import Other


@dataclass(frozen=True)
class Shown:
    """Somebody one may act for. `now`: one does already. `waits` is the page of something typed for them that is not sent."""

    name: str
    grant: str
    why: str
    dates: list[str]
    waits: str | None
    now: bool


@blueprint.get("/pa-vegne-av")
@requires(Permission.LIST_GRANTS, cache=Cache.PERSONAL)
def overview() -> ResponseReturnValue:
    """Whom one may act for, what comes next for each, and the way to act for them."""
    with transaction() as db:
        found = grants.acted_for(db, g.actor)
        dates = next_dates.of_everybody(db, g.actor, [one.held for one in found])
        begun = url("coordinator_request.begin")
        waits = dict.fromkeys(drafts.waiting(db, g.actor, JOURNEY), begun)
        waits |= late_posts.waiting(db, g.actor)
    others = [shown(one, dates.get(one.held.person, []), waits) for one in found]
    return page("overview.html", others=others)


def shown(one: Other, dates: list[next_dates.Next], waits: dict[str, str]) -> Shown:
    """One of them, in words."""
    person = one.held.person
    return Shown(
        name=one.name,
        grant=one.grant,
        why=until_said(one.held),
        dates=[date_said(each) for each in dates],
        waits=waits.get(person),
        now=g.actor.acting_for == person,
    )
