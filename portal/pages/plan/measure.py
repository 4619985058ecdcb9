"""A measure: who does what, by when, how it stands. The person proposes, or does it; a service answers for its own."""

from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan_measure import NO_GOAL, NOBODY, ChangeMeasureForm, Choices, MeasureForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.change_words import entries
from portal.pages.plan.frame import blueprint, found, page, today, transaction
from portal.pages.plan.goal import comments
from portal.pages.plan.lines import Lister, address_of, service_name
from portal.pages.plan.writing import (
    Question,
    ask,
    known,
    living,
    open_plan,
    plan_address,
    save,
)
from portal.rules.access import Permission
from portal.rules.plan import (
    ME,
    OWN_MEASURES,
    Draft,
    Goal,
    Kind,
    Measure,
    Part,
    citizen_may_touch,
)
from portal.store import plan_changes, plan_parts
from portal.store.plan import SELF, SeenPlan


@blueprint.get("/plan/<string:reference>/tiltak/<string:part>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def measure(reference: str, part: str) -> ResponseReturnValue:
    """One measure: who, when, how it stands, what has been said and changed."""
    seen = found(reference)
    there = known(seen, part, Kind.MEASURE)
    with transaction() as db:
        history = plan_changes.of_part(db, seen.id, part)
    lister = Lister(seen, today())
    goal = seen.plan.one(there.parent)
    return page(
        "plan/measure.html",
        seen,
        part=there,
        line=lister.line_of(there),
        goal_address=address_of(seen, goal) if goal and goal.kind is Kind.GOAL else None,
        helper=seen.plan.one(there.responsible),
        mine=there.responsible == ME,
        may_change=seen.open and not there.removed and citizen_may_touch(there),
        comments=comments(seen, there),
        history=entries(seen, history.changes, history.names),
    )


@blueprint.get("/plan/<string:reference>/tiltak/nytt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def measure_new(reference: str) -> ResponseReturnValue:
    """«Foreslå et tiltak»; `?mal=` names the goal it is for."""
    seen = open_plan(reference)
    wanted = request.args.get("mal")
    goal = living(seen, wanted, Kind.GOAL).id if wanted else NO_GOAL
    return ask(new_question(seen, new_form(seen, key=new_key(), goal=goal)))


@blueprint.post("/plan/<string:reference>/tiltak/nytt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def measure_add(reference: str) -> ResponseReturnValue:
    """Write it. The same press twice is one measure."""
    seen = open_plan(reference)
    form = new_form(seen)
    return save(new_question(seen, form), lambda: add(seen, form))


def new_form(seen: SeenPlan, **values: Any) -> MeasureForm:
    """The form for a new measure, with the choices of this plan."""
    return MeasureForm(helpers(seen), goals(seen), today(), None, **values)


def new_question(seen: SeenPlan, form: MeasureForm) -> Question:
    """The page that asks."""
    heading = _("Foreslå et tiltak")
    return Question("plan/measure_form.html", seen, form, heading, plan_address(seen))


def add(seen: SeenPlan, form: MeasureForm) -> str:
    """Begin a measure, and give where it is read."""
    with transaction() as db:
        key = form.key.data or ""
        part = plan_parts.add(db, g.actor, seen.reference, draft_of(form, None), key=key)
    return url("plan.measure", reference=seen.reference, part=part)


@blueprint.get("/plan/<string:reference>/tiltak/<string:part>/endre")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def measure_change(reference: str, part: str) -> ResponseReturnValue:
    """One's own measure, or a proposal, to change."""
    seen = open_plan(reference)
    there = touchable(living(seen, part, Kind.MEASURE))
    due = there.due_on
    form = change_form(
        seen,
        there,
        key=new_key(),
        version=str(there.version),
        what=there.says("what"),
        extent=there.says("extent"),
        how=there.says("how"),
        responsible=there.responsible or NOBODY,
        goal=there.parent
        if seen.plan.one(there.parent) and not meeting_of(seen, there)
        else NO_GOAL,
        due=f"{due.day}.{due.month}.{due.year}" if due else "",
    )
    return ask(change_question(seen, there, form))


@blueprint.post("/plan/<string:reference>/tiltak/<string:part>/endre")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def measure_save(reference: str, part: str) -> ResponseReturnValue:
    """Write it as a new version. Has somebody else changed it meanwhile, both are shown."""
    seen = open_plan(reference)
    there = known(seen, part, Kind.MEASURE)
    form = change_form(seen, there)

    def do() -> str:
        if there.removed and form.based_on == 0:
            return add(seen, form)
        draft = draft_of(form, there, decided_at=meeting_of(seen, there))
        with transaction() as db:
            plan_parts.change(db, g.actor, reference, part, draft, based_on=form.based_on)
        return address_of(seen, there)

    return save(change_question(seen, there, form), do)


def touchable(part: Part) -> Part:
    """The part; the 404 when only the service and the coordinator change it."""
    if not citizen_may_touch(part):
        abort(404)
    return part


def change_form(seen: SeenPlan, there: Part, **values: Any) -> ChangeMeasureForm:
    """The form for a measure that is there. The date that stands may stay."""
    offered = goals(seen, there.parent)
    return ChangeMeasureForm(helpers(seen), offered, today(), there.due_on, **values)


def change_question(seen: SeenPlan, there: Part, form: MeasureForm) -> Question:
    """The page that asks."""
    back = (address_of(seen, there), _("Tilbake til tiltaket"))
    return Question("plan/measure_form.html", seen, form, _("Endre tiltaket"), back)


def helpers(seen: SeenPlan) -> Choices:
    """Who may answer for a measure: the person, those who help, or nobody yet."""
    own = (
        _("Jeg gjør det selv")
        if seen.role == SELF
        else _("%(name)s gjør det selv", name=seen.person_name)
    )
    others = [(one.id, service_name(one)) for one in seen.plan.of(Kind.PARTICIPANT)]
    return [(ME, own), *others, (NOBODY, _("Vet ikke"))]


def goals(seen: SeenPlan, current: str | None = None) -> Choices:
    """The goals that are worked with, and the one the measure is for already."""
    return [
        (one.id, one.says("text"))
        for one in seen.plan.of(Kind.GOAL)
        if one.code == Goal.OPEN or one.id == current
    ]


def meeting_of(seen: SeenPlan, part: Part) -> str | None:
    """The meeting where a measure was decided, or what it hangs on that the reader does not see: it stays so unless a goal is
    chosen.
    """
    over = seen.plan.one(part.parent)
    if over is None and part.parent not in {one.id for one in seen.gone}:
        return part.parent
    return over.id if over and over.kind is Kind.MEETING else None


def draft_of(form: MeasureForm, before: Part | None, decided_at: str | None = None) -> Draft:
    """What the person wants. One's own is under way until it is done; what others are to do is proposed."""
    responsible = form.chosen_responsible
    code = Measure.UNDER_WAY if responsible == ME else Measure.PROPOSED
    if before and before.responsible == responsible == ME and before.code in OWN_MEASURES:
        code = Measure(before.code)
    words = {**(before.words if before else {}), "what": form.what.data or ""}
    if isinstance(form, ChangeMeasureForm):
        words |= {"extent": form.extent.data or "", "how": form.how.data or ""}
    return Draft(
        kind=Kind.MEASURE,
        code=code.value,
        parent=form.chosen_goal or decided_at,
        responsible=responsible,
        due_on=form.due.day,
        words=words,
    )
