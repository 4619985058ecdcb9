"""Begin a plan: of the person of a case, or of somebody by national number. The person is asked; nothing is written before a yes."""

from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.desk import day_of
from portal.forms.desk_plan_begin import OTHER_BIRTHDAY, REGISTER, BeginPlanForm
from portal.headers import Cache
from portal.language import NAMES
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.case import found
from portal.pages.desk.frame import back_to, blueprint, page, today, transaction, unit_name
from portal.rules.access import Permission, Target, may
from portal.rules.confirming import parent_may_read
from portal.rules.coordinator_request import Reach
from portal.rules.national_number import national_number
from portal.store import plan_begin
from portal.store.case import CaseView
from portal.store.case_mine import REFERENCE
from portal.store.db import DatabaseAway
from portal.store.plan_begin import Beginning


@blueprint.get("/ansatt/plan/ny")
@requires(Permission.BEGIN_PLAN, cache=Cache.PERSONAL)
def begin_plan() -> ResponseReturnValue:
    """The form, with what the case says already when there is one."""
    case = case_asked_for()
    return show(new_form(case, **said_in(case)), case)


@blueprint.post("/ansatt/plan/ny")
@requires(Permission.BEGIN_PLAN, cache=Cache.PERSONAL)
def keep_plan() -> ResponseReturnValue:
    """Begin it and go to it; to the parents when it is a child's. Sent twice it is one plan."""
    case = case_asked_for()
    form = new_form(case)
    if "show" in request.form:
        return show(form, case)
    if not form.validate():
        return show(form, case, 422)
    try:
        with transaction() as db:
            reference = plan_begin.begin(db, g.actor, beginning(form, case))
    except plan_begin.NotThere:
        abort(404)
    except plan_begin.OtherBirthday:
        form.born.errors = [OTHER_BIRTHDAY]
        return show(form, case, 422)
    except DatabaseAway:
        return show(form, case, 503, trouble="away")
    if reference is None:
        return back_to("desk.plans", "plan-elsewhere")
    born = day_of(form.born.data)
    if born and parent_may_read(born, today()):
        return back_to("desk.plan_parent", "plan-begun-child", reference=reference)
    return back_to("desk.plan", "plan-begun", reference=reference)


def case_asked_for() -> CaseView | None:
    """The case of `?sak=`, with the event that it was read; the 404 for one that no plan can come from."""
    reference = request.form.get("case") or request.args.get("sak")
    if not reference:
        return None
    if not REFERENCE.fullmatch(reference):
        abort(404)
    case = found(reference)
    if case.asked.waits or not may(
        g.actor, Permission.BEGIN_PLAN, Target(g.profile.number, case.unit)
    ):
        abort(404)
    return case


def new_form(case: CaseView | None, **values: Any) -> BeginPlanForm:
    """The form: a case says which unit, and mostly who it is."""
    codes = [case.unit] if case else list(g.profile.units)
    units = {
        code: unit_name(code)
        for code in codes
        if may(g.actor, Permission.BEGIN_PLAN, Target(g.profile.number, code))
    }
    return BeginPlanForm(
        units, today(), known=has_own_person(case), case=case.reference if case else "", **values
    )


def has_own_person(case: CaseView | None) -> bool:
    """Whether the person the case is about is known by their login."""
    return case is not None and any(reader.role == "self" for reader in case.asked.readers)


def said_in(case: CaseView | None) -> dict[str, Any]:
    """What need not be asked again: from the request, or from the latest wish to be called."""
    said: dict[str, Any] = {"language": g.profile.languages[0], "reach": REGISTER}
    if case is None:
        return said
    if case.asked.language in NAMES:
        said["language"] = case.asked.language
    asked = case.asked.request
    if asked is None:
        return said | ({"name": case.wishes[-1].wish.name} if case.wishes else {})
    if asked.whom != "self":
        return said | {"name": asked.about_name}
    reach = {Reach.SMS: asked.phone, Reach.EMAIL: asked.email, Reach.CALL: asked.phone}
    told = {"reach": asked.reach, "contact_phone": asked.phone, "email": asked.email}
    enough = asked.reach == Reach.LETTER or reach.get(Reach(asked.reach))
    return said | {"name": asked.name} | (told if enough else {})


def beginning(form: BeginPlanForm, case: CaseView | None) -> Beginning:
    """What was typed, as plain values."""
    return Beginning(
        name=form.name.data or "",
        unit=form.chosen_unit,
        language=str(form.language.data),
        number=national_number(form.number.data or "") if form.number else None,
        case=case.reference if case else None,
        born=day_of(form.born.data),
        phone=form.phone.e164 or None,
        reach=form.chosen_reach,
        contact=form.contact,
    )


def show(
    form: BeginPlanForm, case: CaseView | None, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed."""
    back = (url("desk.plans"), _("Til planene"))
    if case:
        back = (
            url("desk.one_case", reference=case.reference),
            _("Sak %(reference)s", reference=case.reference),
        )
    heading = _("Sett i gang en plan")
    shown = page(
        "desk/plan/begin.html", form=form, heading=heading, back=back, trouble=trouble, case=case
    )
    return shown, status
