"""One case: who asked, what has happened, and the presses that bring it further."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.case import DELIVERY
from portal.forms.desk import AnswerForm, spaced
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk import labels
from portal.pages.desk.case_parts import asked_parts
from portal.pages.desk.complaint_parts import complaint_parts, whole
from portal.pages.desk.frame import back_to, blueprint, can_answer, page, pressed, transaction
from portal.pages.desk.inbox import line
from portal.pages.desk.people_parts import people_parts
from portal.pages.desk.plan_from_case import plan_parts
from portal.rules.access import Actor, Permission
from portal.rules.case import Kind, Outcome, may_be_answered, may_be_closed
from portal.rules.delivery_state import steps
from portal.store import case, staff
from portal.store.db import DatabaseAway

Press = Callable[[Any, Actor, str], None]


@blueprint.get("/ansatt/sak/<string:reference>")
@requires(Permission.READ_CASE, cache=Cache.PERSONAL)
def one_case(reference: str) -> ResponseReturnValue:
    """All of a case. Looking at it marks nothing: «åpnet» is a press."""
    seen, complaint = whole(reference)
    if complaint is not None:
        values = shared_parts(seen) | complaint_parts(seen, complaint)
        return page("desk/complaint/one.html", **values)
    acts = can_answer(seen.unit)
    return page(
        "desk/case.html",
        **shared_parts(seen),
        phones={one.wish.phone: spaced(one.wish.phone) for one in seen.wishes},
        districts={district.code: district.name for district in g.profile.districts},
        can_note=acts and may_be_answered(seen.status),
        can_close=acts and may_be_closed(seen.status, seen.outcome),
        **plan_parts(seen),
    )


def shared_parts(seen: case.CaseView) -> dict[str, Any]:
    """Values for the page of a request and that of a complaint."""
    acts, row = can_answer(seen.unit), line(seen)
    return {
        "case": seen,
        "line": row,
        "history": history(seen),
        "steps": delivery(seen),
        "can_open": acts and seen.status == "received",
        "can_take": row.can_take,
        **asked_parts(seen, acts=acts),
        **people_parts(seen),
    }


@blueprint.post("/ansatt/sak/<string:reference>/apnet")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def mark_opened(reference: str) -> ResponseReturnValue:
    """«Marker som åpnet»."""
    return after_press(reference, case.open_case, "opened")


@blueprint.post("/ansatt/sak/<string:reference>/tatt")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def take(reference: str) -> ResponseReturnValue:
    """«Jeg tar den»: of two at once one gets it, and the other is told who."""
    return after_press(reference, case.take, "taken")


@blueprint.post("/ansatt/sak/<string:reference>/avsluttet")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def close(reference: str) -> ResponseReturnValue:
    """«Avslutt saken»."""
    return after_press(reference, case.close, "closed", too_late="not-closed")


@blueprint.get("/ansatt/sak/<string:reference>/svar")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def answer(reference: str) -> ResponseReturnValue:
    """The form for what was agreed; by default the person is told that there is an answer. A complaint has steps of its own."""
    seen = found(reference)
    if seen.kind == Kind.COMPLAINT:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    if not (can_answer(seen.unit) and may_be_answered(seen.status)):
        abort(404)
    return show(AnswerForm(key=new_key(), tell=True), reference)


@blueprint.post("/ansatt/sak/<string:reference>/svar")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def note_answer(reference: str) -> ResponseReturnValue:
    """Keep what was agreed. Sent twice it is noted once."""
    form = AnswerForm()
    if "show" in request.form:
        found(reference)
        return show(form, reference)
    if not form.validate():
        found(reference)
        return show(form, reference, 422)
    try:
        notice = keep_answer(form, reference)
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case.TooLate:
        notice = "nothing-done"
    except DatabaseAway:
        return show(form, reference, 503, trouble="away")
    return back_to("desk.one_case", notice, reference=reference)


def found(reference: str) -> case.CaseView:
    """The case, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        seen = case.read(db, g.actor, reference)
    if seen is None:
        abort(404)
    return seen


def history(seen: case.CaseView) -> list[dict[str, object]]:
    """What has happened, newest first, in words."""
    return [
        {"text": labels.HISTORY.get(one.code, one.code), "at": one.at, "who": one.who_name}
        for one in reversed(seen.timeline)
    ]


def delivery(seen: case.CaseView) -> list[tuple[str, object]]:
    """How far it has come inside the municipality, as the citizen sees it too."""
    way = steps(seen.received_at, seen.told_at, seen.opened_at, seen.taken_at)
    return [(DELIVERY[step.code], step.at) for step in way]


def after_press(
    reference: str, press: Press, notice: str, too_late: str = "nothing-done"
) -> ResponseReturnValue:
    """Do what the button says and show the case again with a word about it."""
    if not pressed():
        return back_to("desk.one_case", "again", reference=reference)
    try:
        with transaction() as db:
            press(db, g.actor, reference)
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case.AlreadyTaken:
        notice = "taken-by-other"
    except case.TooLate:
        notice = too_late
    return back_to("desk.one_case", notice, reference=reference)


def keep_answer(form: AnswerForm, reference: str) -> str:
    """One transaction: the key, the outcome, the note, the message. Gives what to say about it."""
    outcome, tell = form.outcome.data, bool(form.tell.data)
    with transaction() as db:
        if staff.first_press(db, g.actor.id, form.key.data or ""):
            case.note_outcome(db, g.actor, reference, outcome, form.note.data or "", tell)
    if outcome == Outcome.NOT_REACHED:
        return "not-reached"
    return "answered-told" if tell else "answered"


def show(
    form: AnswerForm, reference: str, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    heading = _("Skriv hva dere ble enige om")
    return page(
        "desk/answer.html", form=form, heading=heading, reference=reference, trouble=trouble
    ), status
