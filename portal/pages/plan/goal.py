"""A goal: what the person wants, in own words, with what is done for it and what has been said about it."""

from flask import g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan import GoalForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.change_words import entries, who_wrote
from portal.pages.plan.frame import blueprint, found, page, today, transaction
from portal.pages.plan.lines import Lister, address_of
from portal.pages.plan.writing import (
    Question,
    ask,
    drafted,
    known,
    living,
    open_plan,
    plan_address,
    save,
)
from portal.plan_labels import GOALS, PROGRESS
from portal.rules.access import Permission
from portal.rules.plan import Draft, Goal, Kind, Part
from portal.store import plan_changes, plan_parts
from portal.store.plan import SeenPlan


@blueprint.get("/plan/<string:reference>/mal/<string:part>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def goal(reference: str, part: str) -> ResponseReturnValue:
    """One goal with all that hangs on it. One that has been taken away says so, and can be brought back."""
    seen = found(reference)
    there = known(seen, part, Kind.GOAL)
    over = seen.plan.one(there.parent)
    with transaction() as db:
        history = plan_changes.of_part(db, seen.id, part)
    evaluations = [
        (one, PROGRESS.get(one.code), who_wrote(seen, one, seen.names))
        for one in reversed(seen.plan.under(part, Kind.EVALUATION))
    ]
    return page(
        "plan/goal.html",
        seen,
        part=there,
        node=Lister(seen, today()).node(there),
        over=(over.says("text"), address_of(seen, over)) if over else None,
        comments=comments(seen, there),
        evaluations=evaluations,
        states=[(code, words) for code, (words, _color) in GOALS.items() if code != there.code],
        history=entries(seen, history.changes, history.names),
    )


def comments(seen: SeenPlan, about: Part) -> list[tuple[Part, str, bool]]:
    """What has been said about a part, oldest first: the comment, who said it, whether the reader did."""
    return [
        (
            one,
            who_wrote(seen, one, seen.names),
            (one.by_kind, one.by) == ("citizen", g.actor.id) and seen.open,
        )
        for one in seen.plan.under(about.id, Kind.COMMENT)
    ]


@blueprint.get("/plan/<string:reference>/mal/nytt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def goal_new(reference: str) -> ResponseReturnValue:
    """«Nytt mål»; with `?under=` a step towards another."""
    seen = open_plan(reference)
    return ask(new_question(seen, GoalForm(key=new_key(), under=request.args.get("under", ""))))


@blueprint.post("/plan/<string:reference>/mal/nytt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def goal_add(reference: str) -> ResponseReturnValue:
    """Write the goal. The same press twice is one goal."""
    seen, form = open_plan(reference), GoalForm()
    question = new_question(seen, form)

    def do() -> str:
        return add(seen, form, over=question.more["under"])

    return save(question, do)


def add(seen: SeenPlan, form: GoalForm, over: Part | None) -> str:
    """Begin a goal, and give where it is read."""
    draft = Draft(
        kind=Kind.GOAL, code=Goal.OPEN.value, parent=over.id if over else None, words=words(form)
    )
    with transaction() as db:
        part = plan_parts.add(db, g.actor, seen.reference, draft, key=form.key.data or "")
    return url("plan.goal", reference=seen.reference, part=part)


def new_question(seen: SeenPlan, form: GoalForm) -> Question:
    """The page that asks for a goal, under another one when it is a step towards that."""
    wanted = form.under.data
    over = living(seen, wanted, Kind.GOAL) if wanted else None
    heading = _("Nytt delmål") if over else _("Nytt mål")
    back = (address_of(seen, over), _("Tilbake til målet")) if over else plan_address(seen)
    return Question("plan/goal_form.html", seen, form, heading, back, {"under": over})


@blueprint.get("/plan/<string:reference>/mal/<string:part>/endre")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def goal_change(reference: str, part: str) -> ResponseReturnValue:
    """The goal again, to change in own words."""
    seen = open_plan(reference)
    there = living(seen, part, Kind.GOAL)
    form = GoalForm(
        key=new_key(), version=str(there.version), text=there.says("text"), area=there.says("area")
    )
    return ask(change_question(seen, there, form))


@blueprint.post("/plan/<string:reference>/mal/<string:part>/endre")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def goal_save(reference: str, part: str) -> ResponseReturnValue:
    """Write it as a new version. Has somebody else changed it meanwhile, both are shown."""
    seen, form = open_plan(reference), GoalForm()
    there = known(seen, part, Kind.GOAL)

    def do() -> str:
        if there.removed and form.based_on == 0:
            return add(seen, form, over=seen.plan.one(there.parent))
        draft = drafted(there, words=words(form))
        with transaction() as db:
            plan_parts.change(db, g.actor, reference, part, draft, based_on=form.based_on)
        return address_of(seen, there)

    return save(change_question(seen, there, form), do)


def change_question(seen: SeenPlan, there: Part, form: GoalForm) -> Question:
    """The page that asks."""
    back = (address_of(seen, there), _("Tilbake til målet"))
    return Question("plan/goal_form.html", seen, form, _("Endre målet"), back, {"under": None})


def words(form: GoalForm) -> dict[str, str]:
    """What the goal says."""
    return {"text": form.text.data or "", "area": form.area.data or ""}
