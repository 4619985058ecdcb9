"""What the desk writes in a plan: the parts there are many of, those there is one of, taken away and put back."""

from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_plan import NONE, CommentForm, GoalForm, MeasureForm, PartForm
from portal.forms.desk_plan_more import ParticipantForm, PeriodForm, RolesForm, TextForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, pressed, transaction
from portal.pages.desk.plan_frame import after
from portal.pages.desk.plan_labels import CHANGED, NEW, ONES
from portal.pages.desk.plan_writing import Question, ask, known, open_plan, save
from portal.pages.plan.text import SLUGS
from portal.pages.plan.words import TOPICS
from portal.rules.access import Permission
from portal.rules.plan import Kind, Measure, Part, Topic
from portal.store import plan_desk, plan_parts
from portal.store.plan import SeenPlan

MANY: dict[str, type[PartForm]] = {
    "mal": GoalForm,
    "tiltak": MeasureForm,
    "deltaker": ParticipantForm,
}
FORMS: dict[Kind, type[PartForm]] = {form.kind: form for form in MANY.values()}


@blueprint.get("/ansatt/plan/<string:reference>/ny/<slug:kind>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_new(reference: str, kind: str) -> ResponseReturnValue:
    """A new goal, measure or participant; a measure may begin under a goal (`mal`)."""
    return ask(new_question(open_plan(reference), kind))


@blueprint.post("/ansatt/plan/<string:reference>/ny/<slug:kind>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_add(reference: str, kind: str) -> ResponseReturnValue:
    """Write it. The same press twice is one part."""
    question = new_question(open_plan(reference), kind)
    form = question.form

    def do() -> None:
        with transaction() as db:
            plan_parts.add(db, g.actor, reference, form.draft(), key=form.key.data or "")

    return save(question, do)


@blueprint.get("/ansatt/plan/<string:reference>/del/<string:part>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_part(reference: str, part: str) -> ResponseReturnValue:
    """A goal, a measure or a participant, to change."""
    seen = open_plan(reference)
    before = seen.plan.one(part)
    if before is None:
        abort(404)
    return ask(change_question(seen, before))


@blueprint.post("/ansatt/plan/<string:reference>/del/<string:part>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_change(reference: str, part: str) -> ResponseReturnValue:
    """Write a new version. Was it taken away meanwhile, the second press puts it back as it is written now."""
    seen = open_plan(reference)
    before = known(seen, part, *FORMS)
    question = change_question(seen, before)
    form = question.form

    def do() -> None:
        version = form.version
        with transaction() as db:
            if before.removed and version == before.version:
                plan_parts.undo(db, g.actor, reference, part, version=version)
                version += 1
            plan_parts.change(db, g.actor, reference, part, form.draft(), based_on=version)

    return save(question, do, after=f"del-{part}")


@blueprint.get("/ansatt/plan/<string:reference>/del/<string:part>/kommenter")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_comment(reference: str, part: str) -> ResponseReturnValue:
    """A comment about a goal or a measure."""
    return ask(comment_question(open_plan(reference), part))


@blueprint.post("/ansatt/plan/<string:reference>/del/<string:part>/kommenter")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_comment_add(reference: str, part: str) -> ResponseReturnValue:
    """Say it. The same press twice is one comment."""
    question = comment_question(open_plan(reference), part)
    form = question.form

    def do() -> None:
        with transaction() as db:
            plan_parts.add(db, g.actor, reference, form.draft(), key=form.key.data or "")

    return save(question, do, after=f"del-{part}")


@blueprint.get("/ansatt/plan/<string:reference>/skriv/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_one(reference: str, what: str) -> ResponseReturnValue:
    """What a plan has one of: a text by its topic, the period, the roles."""
    return ask(one_question(open_plan(reference), what))


@blueprint.post("/ansatt/plan/<string:reference>/skriv/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_write(reference: str, what: str) -> ResponseReturnValue:
    """Write it, or a new version of it. Of two who begin it at once the second sees both."""
    question = one_question(open_plan(reference), what)
    form = question.form

    def do() -> None:
        key, version = form.key.data or "", form.version
        with transaction() as db:
            plan_desk.write_the_one(db, g.actor, reference, form.draft(), key=key, based_on=version)

    return save(question, do)


@blueprint.post("/ansatt/plan/<string:reference>/del/<string:part>/ta-bort/<int:version>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_remove(reference: str, part: str, version: int) -> ResponseReturnValue:
    """«Ta bort». It can be put back."""
    if not pressed():
        return back_to("desk.plan", "again", reference=reference)

    def do() -> None:
        with transaction() as db:
            plan_parts.remove(db, g.actor, reference, part, based_on=version)

    return after(do, "desk.plan", "plan-removed", reference=reference)


@blueprint.post("/ansatt/plan/<string:reference>/del/<string:part>/legg-tilbake/<int:version>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_undo(reference: str, part: str, version: int) -> ResponseReturnValue:
    """«Legg tilbake» what was taken away."""
    if not pressed():
        return back_to("desk.plan", "again", reference=reference)

    def do() -> None:
        with transaction() as db:
            plan_parts.undo(db, g.actor, reference, part, version=version)

    return after(do, "desk.plan", "plan-undone", reference=reference)


def new_question(seen: SeenPlan, kind: str) -> Question:
    """The question of a new part. Who is asked has not said yes."""
    if kind not in MANY:
        abort(404)
    goal = seen.plan.one(request.args.get("mal"))
    begun: dict[str, Any] = {"key": new_key()}
    if kind == "tiltak":
        begun |= {"responsible": NONE, "code": Measure.ASKED.value}
    if goal and goal.kind is Kind.GOAL:
        begun["parent"] = goal.id
    form = MANY[kind](seen.plan, **begun)

    def another() -> str:
        place = {"reference": seen.reference, "kind": kind, "mal": form.draft().parent}
        return url("desk.plan_new", **place)

    return Question(seen, form, str(NEW[kind]), another=another)


def change_question(seen: SeenPlan, before: Part) -> Question:
    """The question of a part that is there."""
    if before.kind not in FORMS:
        abort(404)
    form = FORMS[before.kind](seen.plan, before, key=new_key())
    return Question(seen, form, str(CHANGED[before.kind]))


def comment_question(seen: SeenPlan, part: str) -> Question:
    """The question of a comment, under what it is about."""
    about = seen.plan.one(part)
    if about is None or about.kind not in {Kind.GOAL, Kind.MEASURE}:
        abort(404)
    form = CommentForm(seen.plan, key=new_key())
    form.about = about
    return Question(seen, form, _("Skriv en kommentar"), about=about)


def one_question(seen: SeenPlan, what: str) -> Question:
    """The question of what a plan has one of."""
    if what == "periode":
        return Question(
            seen, PeriodForm(seen.plan, seen.plan.period, key=new_key()), str(ONES[what])
        )
    if what == "roller":
        return Question(seen, RolesForm(seen.plan, seen.plan.roles, key=new_key()), str(ONES[what]))
    topic = SLUGS.get(what)
    if topic is None:
        abort(404)
    return text_question(seen, topic)


def text_question(seen: SeenPlan, topic: Topic) -> Question:
    """The question of a text: its topic is its heading."""
    form = TextForm(seen.plan, seen.plan.text(topic), key=new_key())
    form.topic, form.text.label.text = topic, TOPICS[topic]
    return Question(seen, form, str(TOPICS[topic]))
