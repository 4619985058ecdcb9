"""(adressebeskyttelse) Set and lift a protected address, with what it does."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.desk_representation_more import LiftForm, ProtectForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.frame import back_to, blueprint, transaction
from portal.pages.desk.representation import page, seen_person, to_person
from portal.rules.access import Permission
from portal.rules.protected import Lifted, Reason
from portal.store import protected
from portal.store.db import DatabaseAway
from portal.store.grants_at_desk import PersonView


@blueprint.get("/ansatt/pa-vegne-av/person/<string:person>/beskyttet")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_protect(person: str) -> ResponseReturnValue:
    """What it does, and the form: to set it, or to lift it where it is set."""
    seen = seen_person(person)
    return show(form_for(seen), seen)


@blueprint.post("/ansatt/pa-vegne-av/person/<string:person>/beskyttet")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_protected(person: str) -> ResponseReturnValue:
    """Set it or lift it, from this moment. What is set closes the person's page, so the way goes to the search."""
    seen = seen_person(person)
    form = form_for(seen)
    if "show" in request.form:
        return show(form, seen)
    if not form.validate():
        return show(form, seen, 422)
    try:
        with transaction() as db:
            if isinstance(form, LiftForm):
                protected.lift(db, g.actor, person, Lifted(form.reason.data))
            else:
                protected.protect(db, g.actor, person, Reason(form.reason.data))
    except protected.NotThere:
        abort(404)
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    if isinstance(form, LiftForm):
        return back_to("desk.representation_person", "person-not-protected", person=person)
    return back_to("desk.representation", "person-protected")


def form_for(seen: PersonView) -> ProtectForm | LiftForm:
    """To lift it where it is set."""
    return LiftForm() if seen.protected_at else ProtectForm()


def show(
    form: ProtectForm | LiftForm, seen: PersonView, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen."""
    heading = _("Opphev beskyttet adresse") if seen.protected_at else _("Beskyttet adresse")
    back = to_person(seen.id)
    shown = page(
        "protected.html", form=form, seen=seen, heading=heading, back=back, trouble=trouble
    )
    return shown, status
