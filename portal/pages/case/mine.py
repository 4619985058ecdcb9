"""«Mine saker»: the list, with what happens next in each."""

from dataclasses import dataclass

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.case import words
from portal.pages.case.frame import blueprint, page, today, transaction
from portal.rules.access import Permission
from portal.rules.case_story import Asked, Story, story
from portal.store import case_mine, drafts
from portal.store.coordinator_request import JOURNEY

LAST_PAGE = 1000


@dataclass(frozen=True)
class Line:
    """A case in the list, with its story told in words."""

    case: case_mine.OwnLine
    told: Story
    title: str
    next: str
    asked: str | None


@blueprint.get("/saker")
@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def mine() -> ResponseReturnValue:
    """My cases, a page at a time, and the draft that waits."""
    number = request.args.get("side", "1")
    if not number.isdecimal() or len(number) > 4 or not 1 <= int(number) <= LAST_PAGE:
        abort(404)
    with transaction() as db:
        found = case_mine.mine(db, g.actor, page=int(number))
        draft = drafts.of(db, g.actor, JOURNEY)
    older = url("case.mine", side=int(number) + 1) if found.more else None
    return page(
        "case/mine.html",
        lines=[line(one) for one in found.cases],
        older=older,
        later=int(number) > 1,
        draft=draft,
    )


def line(one: case_mine.OwnLine) -> Line:
    """A case as it stands today."""
    told = story(one.facts, today())
    passed = told.next_on is not None and told.next_on < today()
    asked = None if told.asked is Asked.NOTHING else str(words.ASKED[told.asked])
    return Line(one, told, words.title_of(one.wants), words.next_words(told, passed), asked)
