"""«Hvem kan handle for meg»: everyone with what, until when and when last used; what has ended is folded away."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.representation import given_words
from portal.pages.representation.changes import for_person
from portal.pages.representation.frame import blueprint, page, today, transaction
from portal.rules.access import Permission
from portal.rules.representation_dates import to_renew
from portal.rules.representation_giving import LIVING, Hindrance
from portal.store import grants_given
from portal.store.grants_given import Given


@blueprint.get("/pa-vegne-av/meg")
@requires(Permission.LIST_GRANTS, cache=Cache.PERSONAL)
def mine() -> ResponseReturnValue:
    """One's own matters: while one acts for another the page only says how to come back to them."""
    if g.actor.acting_for is not None:
        return page("mine_acting.html")
    with transaction() as db:
        given = grants_given.mine(db, g.actor)
        hindrance = grants_given.hindrance(db, g.actor)
    living = [one for one in given if one.state in LIVING]
    return show(given, living, hindrance)


def show(
    given: list[Given], living: list[Given], hindrance: Hindrance | None
) -> ResponseReturnValue:
    """The page."""
    return page(
        "mine.html",
        living=living,
        over=[one for one in given if one.state not in LIVING],
        words=given_words,
        hindrance=hindrance,
        to_renew=asked_to_renew(living),
        changes=for_person([one for one in given if one.grant.ended_at is None], today()),
    )


def asked_to_renew(given: list[Given]) -> list[Given]:
    """What ends within thirty days, and has no longer one in its place."""
    return [one for one in given if is_to_renew(one)]


def is_to_renew(one: Given) -> bool:
    """Whether the giver is asked about it today."""
    window: Any = to_renew(one.grant) if one.may_change and not one.renewed else None
    return window is not None and window.due(today(), None)
