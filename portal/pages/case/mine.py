"""«Mine saker»: the list, with what happens next in each."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.complaint_labels import AFTER, COLORS, STANDS, STATES, TITLES
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.case import words
from portal.pages.case.frame import blueprint, page, today, transaction
from portal.rules.access import Permission
from portal.rules.case_story import Asked, Story, story
from portal.rules.complaint_course import OWED, Facts
from portal.store import case_mine, drafts
from portal.store.coordinator_request import JOURNEY

LAST_PAGE = 1000


@dataclass(frozen=True)
class Line:
    """A case in the list, with its story told in words. `tag` is how it stands in a word or two, and in which colour."""

    case: case_mine.OwnLine
    href: str
    title: str
    tag: tuple[Any, str]
    stands: Any
    next: str | None
    asked: str | None = None


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
        lines=[line(one, found.complaints.get(one.id)) for one in found.cases],
        older=older,
        later=int(number) > 1,
        draft=draft,
    )


def line(one: case_mine.OwnLine, complaint: Facts | None) -> Line:
    """A case as it stands today."""
    told = story(one.facts, today())
    passed = told.next_on is not None and told.next_on < today()
    next_, asked = words.next_words(told, passed), asked_in(told)
    if complaint is not None:
        return complaint_line(one, complaint, next_ if complaint.state in OWED else None, asked)
    return Line(
        one,
        url("case.one", reference=one.reference),
        words.title_of(one.wants),
        words.SHORT[told.stand],
        words.STANDS[told.stand],
        next_,
        asked,
    )


def asked_in(told: Story) -> str | None:
    """What is asked of the reader; None when there is nothing."""
    return None if told.asked is Asked.NOTHING else str(words.ASKED[told.asked])


def complaint_line(
    one: case_mine.OwnLine, facts: Facts, next_: str | None, asked: str | None
) -> Line:
    """A complaint is called what it is, and told as far as it has come. `next_` is what is said while an answer is owed."""
    state = facts.state
    return Line(
        one,
        url("complaint.own", reference=one.reference),
        str(TITLES[facts.kind]),
        (STATES[state], COLORS[state]),
        STANDS[state],
        next_ or AFTER.get(state),
        asked,
    )
