"""«Gi planen videre»: a new coordinator, and all that goes with the plan."""

from datetime import date
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_plan_more import CoordinatorForm, CoordinatorPhoneForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk import plan_followed, plan_rows
from portal.pages.desk.frame import back_to, blueprint, today, transaction
from portal.pages.desk.handover import in_words
from portal.pages.desk.plan_frame import found, page
from portal.pages.desk.plan_writing import Question, ask
from portal.rules.access import Permission
from portal.rules.plan import Kind, Meeting, Part
from portal.rules.plan_lateness import SETTLED, order
from portal.store import plan_coordinator, plan_desk, plan_held, staff
from portal.store.db import DatabaseAway
from portal.store.plan import Coordinator, SeenPlan


@blueprint.get("/ansatt/plan/<string:reference>/gi-videre")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_handover(reference: str) -> ResponseReturnValue:
    """To whom, and what the new coordinator gets with it."""
    return show(CoordinatorForm(receivers(reference), key=new_key()), reference)


@blueprint.post("/ansatt/plan/<string:reference>/gi-videre")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_give(reference: str) -> ResponseReturnValue:
    """Give it. The new coordinator finds it among their own, and the person is told."""
    form = CoordinatorForm(receivers(reference))
    if "show" in request.form:
        return show(form, reference)
    if not form.validate():
        return show(form, reference, 422)
    try:
        keep(form, reference)
    except plan_held.NotThere:
        abort(404)
    except DatabaseAway:
        return show(form, reference, 503, trouble="away")
    return back_to("desk.plans", "plan-handed-over" if form.chosen else "plan-vacant")


@blueprint.get("/ansatt/plan/<string:reference>/telefon")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_phone(reference: str) -> ResponseReturnValue:
    """The number the person calls, to change."""
    seen = found(reference)
    coordinator = refuse_others(seen)
    return show_phone(CoordinatorPhoneForm(key=new_key(), phone=coordinator.phone or ""), seen)


@blueprint.post("/ansatt/plan/<string:reference>/telefon")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_phone_save(reference: str) -> ResponseReturnValue:
    """Keep it. The person is told that there is something new."""
    seen, form = found(reference), CoordinatorPhoneForm()
    refuse_others(seen)
    if "show" in request.form:
        return show_phone(form, seen)
    if not form.validate():
        return show_phone(form, seen, 422)
    try:
        with transaction() as db:
            plan_coordinator.set_phone(db, g.actor, reference, form.phone.e164 or None)
    except plan_held.NotThere:
        abort(404)
    except DatabaseAway:
        return show_phone(form, seen, 503, trouble="away")
    return back_to("desk.plan", "plan-phone", reference=reference)


def refuse_others(seen: SeenPlan) -> Coordinator:
    """The coordinator; the 404 when there is none, or for who only covers for some days."""
    coordinator = seen.coordinator
    if coordinator is None or not plan_coordinator.may_hand_over(g.actor, coordinator.id):
        abort(404)
    return coordinator


def show_phone(
    form: CoordinatorPhoneForm, seen: SeenPlan, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form."""
    question = Question(seen, form, _("Nummeret personen ringer"), _("Lagre nummeret"))
    return ask(question, status, trouble)


def keep(form: CoordinatorForm, reference: str) -> None:
    """One transaction: the key and the coordinator."""
    with transaction() as db:
        if staff.first_press(db, g.actor.id, form.key.data or ""):
            plan_coordinator.appoint(
                db, g.actor, reference, form.chosen, phone=form.phone.e164 or None
            )


def receivers(reference: str) -> dict[str, str]:
    """Who can be the coordinator, by id. A 404 for a plan that is not there or not the actor's to give."""
    try:
        with transaction() as db:
            people = plan_coordinator.receivers(db, g.actor, reference)
    except plan_held.NotThere:
        abort(404)
    return {one.id: in_words(one) for one in people}


def show(
    form: CoordinatorForm, reference: str, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form, with what goes with the plan."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    seen = found(reference)
    return page(
        "desk/plan/hand_over.html",
        seen,
        form=form,
        heading=_("Gi planen videre"),
        back=(url("desk.plan", reference=reference), _("Til planen")),
        trouble=trouble,
        **goes_with(seen),
    ), status


def goes_with(seen: SeenPlan) -> dict[str, Any]:
    """What the new coordinator takes over: open measures, meetings, messages that wait, what is shared with whom."""
    with transaction() as db:
        waiting = plan_desk.unanswered(db, [seen.id]).get(seen.id, 0)
    day = today()
    return {
        "measures": [
            plan_rows.measure_line(seen, one)
            for one in order(seen.plan.of(Kind.MEASURE), day)
            if one.code not in SETTLED
        ],
        "meetings": [one for one in seen.plan.of(Kind.MEETING) if is_coming(one, day)],
        "waiting": waiting,
        "followed": plan_followed.lines(seen),
        "shared": [
            helper
            for consent in seen.consents
            if consent.stands and (helper := seen.plan.one(consent.participant))
        ],
    }


def is_coming(meeting: Part, day: date) -> bool:
    """Whether people have been called to it and it has not been."""
    return meeting.code == Meeting.CALLED and meeting.due_on is not None and meeting.due_on >= day
