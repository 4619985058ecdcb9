"""(fire øyne) «Åpninger»: what was opened although it was closed, for a second person to look at."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_reason import WRONG, SeenForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.pages.access import requires
from portal.pages.desk import reason_labels
from portal.pages.desk.frame import back_to, blueprint, page, today, transaction
from portal.public_holidays import holidays_around
from portal.rules.access import Permission
from portal.rules.opening import waits_too_long
from portal.store import openings_seen
from portal.store.db import DatabaseAway
from portal.store.openings_seen import Looked


@blueprint.get("/ansatt/apninger")
@requires(Permission.SEE_OPENINGS, cache=Cache.PERSONAL)
def openings() -> ResponseReturnValue:
    """Those nobody has looked at first; what has waited too long is marked."""
    with transaction() as db:
        looked = openings_seen.to_look_at(db, g.actor)
    return page(
        "desk/openings.html",
        looked=[(one, is_late(one)) for one in looked],
        reasons=reason_labels,
    )


@blueprint.get("/ansatt/apninger/<string:id>")
@requires(Permission.SEE_OPENINGS, cache=Cache.PERSONAL)
def opening(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """One of them, and whether it was right."""
    return show(SeenForm(key=new_key()), found(id))


@blueprint.post("/ansatt/apninger/<string:id>")
@requires(Permission.SEE_OPENINGS, cache=Cache.PERSONAL)
def opening_seen(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Sett». The first look stands."""
    form, looked = SeenForm(), found(id)
    if "show" in request.form:
        return show(form, looked)
    if not form.validate():
        return show(form, looked, 422)
    wrong = form.wrong.data if form.finding.data == WRONG else None
    try:
        with transaction() as db:
            openings_seen.look(db, g.actor, id, wrong)
    except openings_seen.NotThere:
        abort(404)
    except DatabaseAway:
        return show(form, looked, 503, trouble="away")
    return back_to("desk.openings", "opening-seen")


def found(opening_id: str) -> Looked:
    """The opening, with the event that it was read; the 404 for who is not the second person."""
    try:
        with transaction() as db:
            return openings_seen.one(db, g.actor, opening_id)
    except openings_seen.NotThere:
        abort(404)


def is_late(looked: Looked) -> bool:
    """Whether nobody has looked in two working days."""
    if looked.opening.seen_at is not None:
        return False
    day = today()
    return waits_too_long(local(looked.opening.at).date(), day, holidays_around(day))


def waiting_openings() -> openings_seen.Waiting:
    """How many wait for a second person, for the inbox."""
    with transaction() as db:
        return openings_seen.waiting(db, g.actor, holidays_around(today()))


def show(
    form: SeenForm, looked: Looked, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/opening.html",
        form=form,
        looked=looked,
        reasons=reason_labels,
        heading=_("Se over åpningen"),
        trouble=trouble,
    ), status
