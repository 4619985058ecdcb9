"""Who may see a plan: the person, and until the 16th birthday the parents whose responsibility the desk has confirmed."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.desk import day_of
from portal.forms.desk_plan_begin import OTHER_BIRTHDAY, OWN_NUMBER, REGISTER, PlanParentForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, today, transaction
from portal.pages.desk.plan_frame import found, page
from portal.rules.access import Permission
from portal.rules.confirming import parent_may_read
from portal.rules.national_number import national_number
from portal.store import plan_begin
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan
from portal.store.plan_begin import NewParent


@blueprint.get("/ansatt/plan/<string:reference>/forelder")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_parent(reference: str) -> ResponseReturnValue:
    """«Legg til en forelder», with who may see the plan above it."""
    seen = found(reference)
    if not may_be_child(seen):
        return back_to("desk.plan", "plan-not-a-child", reference=reference)
    return show(seen, new_form(seen, language=seen.language, reach=REGISTER))


@blueprint.post("/ansatt/plan/<string:reference>/forelder")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def keep_plan_parent(reference: str) -> ResponseReturnValue:
    """Let the parent see the plan until the child is 16. Twice is once."""
    seen = found(reference)
    form = new_form(seen)
    if "show" in request.form:
        return show(seen, form)
    if not form.validate():
        return show(seen, form, 422)
    try:
        with transaction() as db:
            plan_begin.add_parent(db, g.actor, reference, parent_of(form))
    except plan_begin.NotThere:
        abort(404)
    except (plan_begin.NotAChild, plan_begin.OtherBirthday, plan_begin.OwnNumber) as fault:
        return told(seen, form, fault)
    except DatabaseAway:
        return show(seen, form, 503, trouble="away")
    return back_to("desk.plan_parent", "plan-parent-added", reference=reference)


def told(seen: SeenPlan, form: PlanParentForm, fault: Exception) -> ResponseReturnValue:
    """The form again with what is wrong; a birthday that is known is nothing to mend here."""
    if isinstance(fault, plan_begin.OwnNumber):
        form.number.errors = [OWN_NUMBER]
    elif not form.born:
        return back_to("desk.plan", "plan-not-a-child", reference=seen.reference)
    elif isinstance(fault, plan_begin.OtherBirthday):
        form.born.errors = [OTHER_BIRTHDAY]
    else:
        form.born.errors = [_("Barnet er 16 år eller eldre. Da bestemmer den unge selv.")]
    return show(seen, form, 422)


def may_be_child(seen: SeenPlan) -> bool:
    """Whether the plan can be that of somebody under 16."""
    return seen.born is None or parent_may_read(seen.born, today())


def new_form(seen: SeenPlan, **values: str) -> PlanParentForm:
    """The form; the birthday is asked where it is not known."""
    return PlanParentForm(today(), born_known=seen.born is not None, **values)


def parent_of(form: PlanParentForm) -> NewParent:
    """What was typed, as plain values."""
    return NewParent(
        number=national_number(form.number.data or "") or "",
        name=form.name.data or "",
        language=str(form.language.data),
        how=str(form.how.data),
        born=day_of(form.born.data) if form.born else None,
        reach=form.chosen_reach,
        contact=form.contact,
    )


def show(
    seen: SeenPlan, form: PlanParentForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. While the database is away nobody is listed."""
    seers = []
    if trouble is None:
        with transaction() as db:
            seers = plan_begin.who_sees(db, seen.id)
    shown = page(
        "desk/plan/parent.html",
        seen,
        form=form,
        heading=_("Legg til en forelder"),
        back=(url("desk.plan", reference=seen.reference), _("Til planen")),
        seers=seers,
        trouble=trouble,
    )
    return shown, status
