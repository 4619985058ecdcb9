"""A measure answered in two presses: the first opens the question, the second saves the answer."""

from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.forms.desk_plan_answers import AnswerForm, NewDateForm, RefuseForm, ResponsibleForm
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.frame import blueprint, today, transaction
from portal.pages.desk.plan_labels import ASKED
from portal.pages.desk.plan_writing import Question, ask, known, open_plan, save
from portal.rules.access import Permission
from portal.rules.plan import ME, Kind, Measure
from portal.store import plan_desk
from portal.store.plan import SeenPlan

FORMS: dict[str, type[AnswerForm]] = {
    "ny-dato": NewDateForm,
    "ikke-vart": RefuseForm,
    "nei": RefuseForm,
    "ansvarlig": ResponsibleForm,
}
BECOMES = {
    "gjort": Measure.DONE,
    "ja": Measure.YES,
    "i-gang": Measure.UNDER_WAY,
    "ikke-vart": Measure.NO,
    "nei": Measure.NO,
    "ansvarlig": Measure.ASKED,
}
"""Where the measure stands after. A new date changes only the date."""


@blueprint.get("/ansatt/plan/<string:reference>/tiltak/<string:part>/svar/<slug:answer>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_answer(reference: str, part: str, answer: str) -> ResponseReturnValue:
    """The question, with what the measure holds above it."""
    return ask(question_of(open_plan(reference), part, answer))


@blueprint.post("/ansatt/plan/<string:reference>/tiltak/<string:part>/svar/<slug:answer>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_answer_save(reference: str, part: str, answer: str) -> ResponseReturnValue:
    """Save the answer. A measure that is not ours stays in the plan, with the reason."""
    question = question_of(open_plan(reference), part, answer)
    form = question.form

    def do() -> None:
        with transaction() as db:
            plan_desk.answer(
                db, g.actor, reference, part, changes_of(form, answer), based_on=form.version
            )

    return save(question, do, after=f"del-{part}")


def changes_of(form: AnswerForm, answer: str) -> dict[str, Any]:
    """What of the measure the answer changes. The person needs not be asked about what they take on themselves."""
    changes = form.changes()
    code = BECOMES.get(answer)
    if code is Measure.ASKED and changes["responsible"] == ME:
        code = Measure.YES
    return changes | ({"code": code.value} if code else {})


def question_of(seen: SeenPlan, part: str, answer: str) -> Question:
    """The question of an answer to a measure of this plan."""
    if answer not in ASKED:
        abort(404)
    measure = known(seen, part, Kind.MEASURE)
    form = FORMS.get(answer, AnswerForm)(measure, today(), seen.plan)
    heading, button = ASKED[answer]
    return Question(seen, form, str(heading), str(button), about=measure)
