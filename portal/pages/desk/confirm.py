"""A case somebody started for another: the desk asks that person, or confirms parental responsibility."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import PortalForm, new_key
from portal.forms.desk import day_of
from portal.forms.desk_confirm import AskedForm, ParentForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.case import found
from portal.pages.desk.frame import back_to, blueprint, can_answer, page, transaction
from portal.rules.access import Permission
from portal.rules.case import Status
from portal.rules.national_number import national_number
from portal.store import case, case_confirm
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/sak/<string:reference>/spurt")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def ask_person(reference: str) -> ResponseReturnValue:
    """«Personen er spurt»: how, and what the person says."""
    return opened(AskedForm(key=new_key()), reference)


@blueprint.post("/ansatt/sak/<string:reference>/spurt")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def keep_asked(reference: str) -> ResponseReturnValue:
    """Keep the answer: a yes opens the case, a no ends it and takes the text away."""
    form = AskedForm()
    if again := shown_again(form, reference):
        return again
    wants = form.wants.data == "yes"
    try:
        with transaction() as db:
            case_confirm.asked(
                db,
                g.actor,
                reference,
                how=form.how.data,
                wants=wants,
                number=national_number(form.number.data or ""),
                key=form.key.data or "",
            )
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case_confirm.AskersOwnNumber:
        said = _("Dette er nummeret til den som spurte. Skriv nummeret til personen det gjelder.")
        form.number.errors = [said]
        return show(form, reference, 422)
    except case.TooLate:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    except DatabaseAway:
        return show(form, reference, 503, trouble="away")
    return back_to(
        "desk.one_case", "person-asked" if wants else "person-said-no", reference=reference
    )


@blueprint.get("/ansatt/sak/<string:reference>/foreldreansvar")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def confirm_parent(reference: str) -> ResponseReturnValue:
    """«Bekreft foreldreansvar»."""
    return opened(ParentForm(key=new_key()), reference)


@blueprint.post("/ansatt/sak/<string:reference>/foreldreansvar")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def keep_parent(reference: str) -> ResponseReturnValue:
    """Let the parent see the case until the child is 16."""
    form = ParentForm()
    if again := shown_again(form, reference):
        return again
    born = day_of(form.born.data) or abort(422)
    try:
        with transaction() as db:
            case_confirm.parent(
                db, g.actor, reference, how=form.how.data, born=born, key=form.key.data or ""
            )
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case_confirm.NotAChild:
        form.born.errors = [
            _(
                "Barnet er 16 år eller eldre. Da må dere spørre den unge. Det er den unge som kan se saken, ikke forelderen."
            )
        ]
        return show(form, reference, 422)
    except case.TooLate:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    except DatabaseAway:
        return show(form, reference, 503, trouble="away")
    return back_to("desk.one_case", "parent-confirmed", reference=reference)


def opened(form: PortalForm, reference: str) -> ResponseReturnValue:
    """The empty form, when there is somebody to ask; else back to the case."""
    seen = found(reference)
    if not can_answer(seen.unit):
        abort(404)
    possible = seen.asked.parent_possible if isinstance(form, ParentForm) else seen.asked.waits
    if not possible or seen.status == Status.CLOSED:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    return show(form, reference)


def shown_again(form: AskedForm | ParentForm, reference: str) -> ResponseReturnValue | None:
    """The form with what is typed, after a switch of language or a mistake; None when it is whole."""
    switching = "show" in request.form
    if not switching and form.validate():
        return None
    if not can_answer(found(reference).unit):
        abort(404)
    return show(form, reference, 200 if switching else 422)


def show(
    form: PortalForm, reference: str, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form. A refused key is replaced, so that the next press can work."""
    key = form["key"]
    if key.errors or not key.data:
        key.data = new_key()
    is_parent = isinstance(form, ParentForm)
    heading = _("Bekreft foreldreansvar") if is_parent else _("Noter hva personen svarte")
    return page(
        "desk/confirm.html",
        form=form,
        heading=heading,
        reference=reference,
        trouble=trouble,
        for_parent=is_parent,
    ), status
