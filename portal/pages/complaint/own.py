"""«Klagen min»: where it stands, what comes next, what was sent, and all that was done with it."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.complaint_labels import TITLES
from portal.forms.case import ANSWERS
from portal.headers import Cache
from portal.pages.access import door, requires
from portal.pages.case.frame import page, today, transaction, unit_of
from portal.pages.complaint import own_told
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.said import file_rows, guide_rows, rows_of
from portal.pages.unplaced import hide_place
from portal.rules import case_story
from portal.rules.access import Permission, may
from portal.rules.complaint_course import may_add, may_withdraw, reminder
from portal.store import complaint, protected
from portal.store.complaint import OwnComplaint


@blueprint.get("/saker/<string:reference>/klagen")
@requires(Permission.READ_OWN_COMPLAINT, cache=Cache.PERSONAL)
def own(reference: str) -> ResponseReturnValue:
    """All of a complaint: where it stands, what comes next, what was answered, done and sent."""
    own = found(reference)
    day, state = today(), own.facts.state
    return page(
        "complaint/own.html",
        own=own,
        case=own.case,
        title=TITLES[own.kind],
        stands=own_told.stands(own),
        tells=own_told.tells(own),
        next=own_told.next_said(own, day),
        reminder=reminder(own.facts, day),
        ways=own_told.ways(own, day),
        standing=own_told.standing(own),
        unit=unit_of(own.unit),
        answers=own.case.answers[::-1],
        answer_kinds=ANSWERS,
        steps=own_told.delivery(own),
        history=own_told.history(own),
        known=guide_rows(own.office, own.told_on),
        rows=rows_of(own.words),
        files=file_rows(own.pictures, own.reference),
        can_add=may_add(state),
        can_withdraw=may_withdraw(state),
        **as_case(own),
    )


def as_case(own: OwnComplaint) -> dict[str, object]:
    """What the reader may do with it as with every case of theirs."""
    changes = may(g.actor, Permission.CHANGE_OWN_CASE, door())
    follows = may(g.actor, Permission.READ_OWN_CASE, door())
    return {
        "follows": follows,
        "may_change": changes,
        "can_write": changes and case_story.may_write(own.case.facts.status),
        "has_dates": follows and bool(case_story.dates(own.case.facts, today())),
        "told": case_story.story(own.case.facts, today()),
    }


def found(reference: str) -> OwnComplaint:
    """The complaint, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        own = complaint.read(db, g.actor, reference)
        if own is not None and protected.in_case(db, g.profile.number, reference):
            hide_place()
    if own is None:
        abort(404)
    return own
