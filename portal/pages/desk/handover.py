"""«Gi saken til en kollega»."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_people import HandOverForm
from portal.headers import Cache
from portal.language import date_in_words
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.case import found
from portal.pages.desk.frame import back_to, blueprint, page, today, transaction
from portal.rules.access import Permission
from portal.store import case, case_handover, staff
from portal.store.absence import Colleague
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/sak/<string:reference>/gi-videre")
@requires(Permission.HAND_OVER_CASE, cache=Cache.PERSONAL)
def hand_over(reference: str) -> ResponseReturnValue:
    """To whom: the colleagues who can have it, those away marked with until when."""
    people = receivers(reference)
    if not people:
        return back_to("desk.one_case", "no-colleague", reference=reference)
    return show(HandOverForm(people, key=new_key()), reference)


@blueprint.post("/ansatt/sak/<string:reference>/gi-videre")
@requires(Permission.HAND_OVER_CASE, cache=Cache.PERSONAL)
def give(reference: str) -> ResponseReturnValue:
    """Give it. The colleague finds it among their own."""
    people = receivers(reference)
    if not people:
        return back_to("desk.one_case", "no-colleague", reference=reference)
    form = HandOverForm(people)
    if "show" in request.form:
        return show(form, reference)
    if not form.validate():
        return show(form, reference, 422)
    try:
        notice = keep(form, reference)
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case.TooLate:
        notice = "nothing-done"
    except DatabaseAway:
        return show(form, reference, 503, trouble="away")
    return gone(notice, reference, form.to.data)


def gone(notice: str, reference: str, to: str) -> ResponseReturnValue:
    """To the inbox after it is given away: who has it no more has no errand in it."""
    if notice == "handed-over" and to != g.actor.id:
        return back_to("desk.inbox", notice)
    return back_to("desk.one_case", notice, reference=reference)


def keep(form: HandOverForm, reference: str) -> str:
    """One transaction: the key and the case. Gives what to say about it."""
    with transaction() as db:
        if staff.first_press(db, g.actor.id, form.key.data or ""):
            case_handover.hand_over(db, g.actor, reference, form.to.data)
    return "handed-over"


def receivers(reference: str) -> dict[str, str]:
    """Who may get the case, by id. A 404 for a case that is not there or not the actor's to give."""
    try:
        with transaction() as db:
            people = case_handover.receivers(db, g.actor, reference)
    except (case.NotThere, case.NotAllowed, case.TooLate):
        abort(404)
    return {one.id: in_words(one) for one in people}


def in_words(one: Colleague) -> str:
    """A colleague's name, with how long they are away."""
    until = one.away_until(today())
    if until is None:
        return one.name
    return _("%(name)s (borte til og med %(date)s)", name=one.name, date=date_in_words(until))


def show(
    form: HandOverForm, reference: str, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen, and who has the case now."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/hand_over.html",
        form=form,
        case=found(reference),
        heading=_("Gi saken til en kollega"),
        reference=reference,
        trouble=trouble,
    ), status
