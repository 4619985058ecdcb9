"""«Fravær»: who is away, until when, and who looks after the cases."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_people import AbsenceForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.access import requires
from portal.pages.desk.frame import back_to, blueprint, page, pressed, today, transaction
from portal.rules.access import Permission, sees_every_unit
from portal.store import absence, staff
from portal.store.absence import Colleague
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/fravaer")
@requires(Permission.HAND_OVER_CASE, cache=Cache.PERSONAL)
def away() -> ResponseReturnValue:
    """Who is away now or soon, and the form for a new absence."""
    people = everyone()
    return show(new_form(people, key=new_key(), person=g.actor.id), people)


@blueprint.post("/ansatt/fravaer")
@requires(Permission.HAND_OVER_CASE, cache=Cache.PERSONAL)
def set_away() -> ResponseReturnValue:
    """Keep an absence, in place of the one before."""
    people = everyone()
    form = new_form(people)
    if "show" in request.form:
        return show(form, people)
    if not form.validate():
        return show(form, people, 422)
    try:
        keep(form)
    except absence.NotThere:
        abort(404)
    except absence.NotPossible:
        form.cover.errors = [
            _l("Kollegaen ser ikke disse sakene eller er selv borte da. Velg en annen.")
        ]
        return show(form, people, 422)
    except DatabaseAway:
        return show(form, people, 503, trouble="away")
    return back_to("desk.away", "absence-kept")


@blueprint.post("/ansatt/fravaer/<string:id>/slutt")
@requires(Permission.HAND_OVER_CASE, cache=Cache.PERSONAL)
def come_back(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Fraværet er over». A second press changes nothing."""
    if not pressed():
        return back_to("desk.away", "again")
    try:
        with transaction() as db:
            absence.come_back(db, g.actor, id)
    except absence.NotThere:
        abort(404)
    return back_to("desk.away", "absence-over")


def keep(form: AbsenceForm) -> None:
    """One transaction: the key and the absence."""
    with transaction() as db:
        if form.days and staff.first_press(db, g.actor.id, form.key.data or ""):
            absence.set_away(db, g.actor, form.chosen_person, form.days, form.chosen_cover)


def everyone() -> list[Colleague]:
    """Those who can have cases in what the actor sees: the own unit, or from lead all."""
    with transaction() as db:
        return absence.colleagues(db, g.actor, None if sees_every_unit(g.actor) else g.actor.unit)


def new_form(people: list[Colleague], **values: str) -> AbsenceForm:
    """The form with those the actor may decide about, and those who may cover; a 404 for who has no cases to leave."""
    mine = {one.id: one.name for one in people if absence.may_decide(g.actor, one.id, one.unit)}
    if not mine:
        abort(404)
    covers = {one.id: one.name for one in people if len(mine) > 1 or one.id not in mine}
    return AbsenceForm(mine, covers, today(), **values)


def show(
    form: AbsenceForm, people: list[Colleague], status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed, under those who are away."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/absence.html",
        form=form,
        heading=_("Fravær"),
        away=[one for one in people if one.away],
        mine={one.id for one in people if absence.may_decide(g.actor, one.id, one.unit)},
        trouble=trouble,
    ), status
