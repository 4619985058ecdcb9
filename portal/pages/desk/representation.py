"""«På vegne av» at the desk: find a person, see who acts for whom, end it, and what must be found out."""

from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.desk_representation_more import EndForm, FindForm, UnclearForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk import frame, representation_labels
from portal.pages.desk.frame import back_to, blueprint, pressed, transaction
from portal.rules.access import Permission
from portal.rules.national_number import national_number
from portal.rules.registering import EndReason, Unclear
from portal.store import grants_at_desk, grants_registered, grants_unclear
from portal.store.db import DatabaseAway
from portal.store.grants_at_desk import Listed, PersonView
from portal.store.grants_registered import NotThere


@blueprint.get("/ansatt/pa-vegne-av")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation() -> ResponseReturnValue:
    """Whom is it about: by national number, which never stands in an address."""
    return show_find(FindForm())


@blueprint.post("/ansatt/pa-vegne-av")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_find() -> ResponseReturnValue:
    """On to the person. Whether the number was known, the answer does not tell."""
    form = FindForm()
    if "show" in request.form:
        return show_find(form)
    if not form.validate():
        return show_find(form, 422)
    try:
        with transaction() as db:
            number = national_number(form.number.data or "") or ""
            person = grants_registered.find(db, g.actor, number)
    except DatabaseAway:
        return show_find(form, 503, trouble="away")
    return back_to("desk.representation_person", person=person)


@blueprint.get("/ansatt/pa-vegne-av/person/<string:person>")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_person(person: str) -> ResponseReturnValue:
    """Who acts for the person, for whom the person acts, assessments, and what can be written down."""
    return page("person.html", seen=seen_person(person), ways=representation_labels.WAYS)


@blueprint.get("/ansatt/pa-vegne-av/rett/<string:grant>/avslutt")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_end(grant: str) -> ResponseReturnValue:
    """Why it ends, and whether the two are told."""
    return show_end(EndForm(), seen_grant(grant))


@blueprint.post("/ansatt/pa-vegne-av/rett/<string:grant>/avslutt")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_ended(grant: str) -> ResponseReturnValue:
    """End it at once; who acts by it acts for themself from the next page."""
    form, seen = EndForm(), seen_grant(grant)
    if "show" in request.form:
        return show_end(form, seen)
    if not form.validate():
        return show_end(form, seen, 422)
    reason = EndReason(form.reason.data)
    try:
        with transaction() as db:
            is_new = grants_registered.end(
                db, g.actor, grant, reason, quietly=bool(form.quiet.data)
            )
    except DatabaseAway:
        return show_end(form, seen, 503, trouble="away")
    notice = "grant-ended" if is_new else "grant-had-ended"
    return back_to("desk.representation_person", notice, person=seen.person)


@blueprint.get("/ansatt/pa-vegne-av/avklares")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_unclear() -> ResponseReturnValue:
    """«Må avklares»."""
    with transaction() as db:
        found = grants_unclear.listed(db, g.actor)
    return page("unclear.html", found=found)


@blueprint.post("/ansatt/pa-vegne-av/avklares/<string:task>")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_clear(task: str) -> ResponseReturnValue:
    """«Dette er avklart»."""
    if not pressed():
        return back_to("desk.representation_unclear", "again")
    with transaction() as db:
        is_there = grants_unclear.done(db, g.actor, task)
    if not is_there:
        abort(404)
    return back_to("desk.representation_unclear", "grant-clear")


@blueprint.get("/ansatt/pa-vegne-av/person/<string:person>/avklares")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_note(person: str) -> ResponseReturnValue:
    """«Noter noe som må avklares»."""
    return show_note(UnclearForm(), seen_person(person))


@blueprint.post("/ansatt/pa-vegne-av/person/<string:person>/avklares")
@requires(Permission.REGISTER_GRANT, cache=Cache.PERSONAL)
def representation_noted(person: str) -> ResponseReturnValue:
    """Put it on the list. Twice is once."""
    form, seen = UnclearForm(), seen_person(person)
    if "show" in request.form:
        return show_note(form, seen)
    if not form.validate():
        return show_note(form, seen, 422)
    try:
        with transaction() as db:
            grants_unclear.note(db, g.actor, person, Unclear(form.code.data))
    except DatabaseAway:
        return show_note(form, seen, 503, trouble="away")
    return back_to("desk.representation_person", "grant-unclear", person=person)


def page(template: str, **values: Any) -> str:
    """A page of these, with the words they share."""
    return frame.page(f"desk/representation/{template}", rep=representation_labels, **values)


def seen_person(person: str) -> PersonView:
    """The person with the event that it was read; the 404 when there is none here."""
    try:
        with transaction() as db:
            return grants_at_desk.about(db, g.actor, person)
    except NotThere:
        abort(404)


def seen_grant(grant: str) -> Listed:
    """One grant, with its event; the 404 when there is none here."""
    try:
        with transaction() as db:
            return grants_at_desk.one(db, g.actor, grant)
    except NotThere:
        abort(404)


def to_person(person: str) -> tuple[str, str]:
    """The way back to the person's page."""
    return url("desk.representation_person", person=person), _("Til personen")


def show_find(form: FindForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The search."""
    return page("find.html", form=form, heading=_("På vegne av"), trouble=trouble), status


def show_end(
    form: EndForm, seen: Listed, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen, and what it is that ends."""
    heading = _("Avslutt retten til å handle")
    back = to_person(seen.person)
    shown = page("end.html", form=form, seen=seen, heading=heading, back=back, trouble=trouble)
    return shown, status


def show_note(
    form: UnclearForm, seen: PersonView, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen."""
    heading = _("Noter noe som må avklares")
    back = to_person(seen.id)
    shown = page("note.html", form=form, seen=seen, heading=heading, back=back, trouble=trouble)
    return shown, status
