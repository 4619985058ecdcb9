"""(feil kontor) A complaint is given to another office of the municipality: the clock goes on, and somebody there must take it."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_complaint import MoveForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.coordinator import norwegian_of
from portal.pages.desk.complaint import found
from portal.pages.desk.complaint_labels import STEPS
from portal.pages.desk.complaint_parts import step_address, title_of
from portal.pages.desk.frame import back_to, blueprint, page, transaction, unit_name
from portal.rules.access import Permission, sees_every_unit
from portal.rules.complaint_course import OWED, State
from portal.store import complaint_course
from portal.store.case import CaseView
from portal.store.case_mine_changes import UnitMail
from portal.store.complaint_course import AtDesk, NotAllowed, NotThere, TooLate
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/sak/<string:reference>/klage/kontor")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_move(reference: str) -> ResponseReturnValue:
    """To which other office; with one only, the way is out of the municipality."""
    seen, of = found(reference)
    if State(of.facts.state) not in OWED:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    others = other_units(seen)
    if not others:
        return back_to("desk.complaint_step", reference=reference, steg=STEPS[State.SENT_ON].slug)
    return show_move(MoveForm(others, key=new_key()), seen, of)


@blueprint.post("/ansatt/sak/<string:reference>/klage/kontor")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def move_complaint(reference: str) -> ResponseReturnValue:
    """Give it away once; who sees only their own unit has no errand in it after."""
    seen, of = found(reference)
    form = MoveForm(other_units(seen))
    if "show" in request.form:
        return show_move(form, seen, of)
    if not form.validate():
        return show_move(form, seen, of, 422)
    try:
        with transaction() as db:
            complaint_course.move(
                db,
                g.actor,
                reference,
                form.unit.data or "",
                key=form.key.data or "",
                mail=unit_mail(),
            )
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    except DatabaseAway:
        return show_move(form, seen, of, 503, trouble="away")
    if sees_every_unit(g.actor):
        return back_to("desk.one_case", "complaint-moved", reference=reference)
    return back_to("desk.inbox", "complaint-moved")


def show_move(
    form: MoveForm, seen: CaseView, of: AtDesk, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/complaint/move.html",
        form=form,
        heading=_("Gi til et annet kontor"),
        back_to=title_of(seen, of),
        case=seen,
        reference=seen.reference,
        elsewhere=step_address(seen.reference, State.SENT_ON),
        trouble=trouble,
    ), status


def other_units(seen: CaseView) -> dict[str, str]:
    """The other units of the municipality, by code."""
    return {code: unit_name(code) for code in g.profile.units if code != seen.unit}


def unit_mail() -> UnitMail:
    """How the municipality's units are told that a complaint is theirs now."""
    units, main = g.profile.units, g.profile.unit
    return UnitMail(lambda code: units.get(code, main).email, norwegian_of(g.profile))
