"""Write down what law or paper gives: one form for each basis, one grant at a time."""

from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_representation import (
    FORMS,
    IS_PROTECTED,
    OTHER_BIRTHDAY,
    OWN_NUMBER,
    GrantForm,
)
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.frame import back_to, blueprint, today, transaction
from portal.pages.desk.representation import page, seen_person, to_person
from portal.pages.desk.representation_labels import LEADS, WAYS
from portal.rules.access import Permission
from portal.rules.national_number import national_number
from portal.rules.plan_consent import Section
from portal.rules.representation import Scope, whole_plan
from portal.store import grants_registered
from portal.store.db import DatabaseAway
from portal.store.grants_at_desk import PersonView
from portal.store.grants_registered import (
    Faulty,
    NotThere,
    OtherBirthday,
    OwnNumber,
    Protected,
    Registering,
)


@blueprint.get("/ansatt/pa-vegne-av/person/<string:person>/ny/<string:kind>")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_new(person: str, kind: str) -> ResponseReturnValue:
    """The form of a basis, empty, with a new one-time key."""
    return show(new_form(kind, key=new_key()), kind, seen_person(person))


@blueprint.post("/ansatt/pa-vegne-av/person/<string:person>/ny/<string:kind>")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_keep(person: str, kind: str) -> ResponseReturnValue:
    """Write it down and go to the person. Sent twice it is one grant."""
    form, seen = new_form(kind), seen_person(person)
    if "show" in request.form:
        return show(form, kind, seen)
    if not form.validate():
        return show(form, kind, seen, 422)
    try:
        with transaction() as db:
            grants_registered.register(
                db, g.actor, person, registering(form), key=form.key.data or ""
            )
    except NotThere:
        abort(404)
    except (Faulty, OwnNumber, OtherBirthday, Protected) as fault:
        tell(form, fault)
        return show(form, kind, seen, 422)
    except DatabaseAway:
        return show(form, kind, seen, 503, trouble="away")
    return back_to("desk.representation_person", "grant-registered", person=person)


def new_form(kind: str, **values: Any) -> GrantForm:
    """The form of a basis; the 404 for one that is not written down here."""
    if kind not in FORMS:
        abort(404)
    return FORMS[kind](today(), **values)


def registering(form: GrantForm) -> Registering:
    """What was typed, as plain values."""
    scopes = form.scopes.data if form.scopes else ()
    sections = form.sections.data if form.sections else ()
    return Registering(
        basis=form.basis,
        number=national_number(form.number.data or "") or "",
        holder_name=form.name.data or "",
        person_name=form.person_name.data or "",
        since=form.first_day,
        until=form.chosen_until,
        born=form.chosen_born,
        evidence=form.evidence,
        language=g.profile.languages[0],
        scopes=frozenset(Scope(one) for one in scopes or ()),
        sections=frozenset(Section(one) for one in sections or ()) or whole_plan(),
        quietly=bool(form.quiet and form.quiet.data),
    )


def tell(form: Any, fault: Exception) -> None:
    """Say what is wrong at the field where it can be mended."""
    if isinstance(fault, Faulty):
        form.tell(fault.fault)
    elif isinstance(fault, OtherBirthday):
        form.born.errors = [OTHER_BIRTHDAY]
    else:
        form.number.errors = [IS_PROTECTED if isinstance(fault, Protected) else OWN_NUMBER]


def show(
    form: GrantForm, kind: str, seen: PersonView, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    shown = page(
        "new.html",
        form=form,
        seen=seen,
        heading=WAYS[kind],
        lead=LEADS[kind],
        back=to_person(seen.id),
        trouble=trouble,
    )
    return shown, status
