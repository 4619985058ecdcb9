"""What waits on «På vegne av»: offers to answer, and birthdays that will change whom one may act for."""

from dataclasses import dataclass
from typing import Any

from flask import g

from portal.pages.representation import given_words
from portal.pages.representation.changes import for_holder
from portal.pages.representation.frame import blueprint, today, transaction
from portal.rules.representation_giving import LIVING
from portal.store import grants_answered
from portal.store.grants_answered import Offer
from portal.store.grants_given import Given


@dataclass(frozen=True)
class Waiting:
    """`changes` are sentences; `held` is what one may lay down again."""

    offers: list[Offer]
    changes: list[str]
    held: list[Given]


@blueprint.context_processor
def words_of_waiting() -> dict[str, Any]:
    """For `representation/overview.html` and its parts."""
    return {"waiting_for_me": waiting_for_me, "given_words": given_words}


def waiting_for_me() -> Waiting:
    """Asked for by the page that shows it, with the events of what is read. Nothing while one acts for another."""
    with transaction() as db:
        offers = grants_answered.offers_to(db, g.actor)
        held = grants_answered.held_by(db, g.actor)
    changes = for_holder([(one.name, one.grant) for one in held], today())
    return Waiting(offers, changes, [one for one in held if one.state in LIVING])
