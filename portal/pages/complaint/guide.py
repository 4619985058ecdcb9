"""«Noe er galt»: a few plain questions, one a page, and where they lead. Nothing is stored."""

from flask import current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.complaint_guide import GuideForm, question_of
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.result import result_of
from portal.pages.presses import today
from portal.rules.access import Permission
from portal.rules.complaint_guide import Question, next_question, question_before, questions


@blueprint.get("/noe-er-galt")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def guide() -> ResponseReturnValue:
    """The first question."""
    return ask(Question.WRONG)


@blueprint.post("/noe-er-galt")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def answer_guide() -> ResponseReturnValue:
    """The next question, the one before, the same again in another language, or where the answers lead."""
    sent = answered_form()
    question = question_of(request.form.get("question"))
    if "back" in request.form:
        return ask(before(question, sent))
    if "show" in request.form:
        return ask(question) if question else result(sent)
    if question is None:
        return go_on(sent)
    form = GuideForm().only(question)
    form.today = today()
    if not form.validate():
        return ask(question, form, 422)
    sent.settle(question)
    return go_on(sent, question)


def answered_form() -> GuideForm:
    """All that was sent, with what is no code of ours left out."""
    form = GuideForm()
    form.forget_unknown_codes()
    return form


def before(question: Question | None, sent: GuideForm) -> Question:
    """The question in front of this one; of the result, the last."""
    if question is None:
        return questions(sent.answers())[-1]
    return question_before(question, sent.answers()) or Question.WRONG


def go_on(sent: GuideForm, question: Question | None = None) -> ResponseReturnValue:
    """The question after this one, also when it was answered before; else the first that is open, or the result."""
    asked = questions(sent.answers())
    upto = asked[: asked.index(question) + 1] if question in asked else sent.answered()
    following = next_question(sent.answers(), upto)
    return ask(following, carried=sent) if following else result(sent)


def ask(
    question: Question,
    form: GuideForm | None = None,
    status: int = 200,
    carried: GuideForm | None = None,
) -> ResponseReturnValue:
    """One question with its own answer, and the others carried along unseen."""
    form = form or GuideForm().only(question)
    form.question.data = question.value
    heading = _("Svaret du fikk") if question is Question.ANSWER else next(form.asked()).label.text
    return render_template(
        "complaint/guide.html",
        form=form,
        rest=(carried or answered_form()).carried(question),
        heading=heading,
        first=question is Question.WRONG,
    ), status


def result(sent: GuideForm) -> ResponseReturnValue:
    """Where the answers lead, in plain words."""
    form = GuideForm().only(None)
    form.question.data = ""
    checked = current_app.extensions["articles"].article(g.language, "uenig").checked
    found = result_of(sent.answers(), today(), g.profile)
    return render_template(
        "complaint/result.html", form=form, said=sent, result=found, checked=checked
    )
