"""The five answers of the desk: each an ordinary form page; a refusal is looked over before it is sent."""

from dataclasses import dataclass
from datetime import date

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_answers import FORMS, AnyAnswerForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk.answer_kinds import HEADINGS, KINDS
from portal.pages.desk.answer_preview import preview
from portal.pages.desk.case import found
from portal.pages.desk.case_parts import open_answers
from portal.pages.desk.frame import (
    back_to,
    blueprint,
    can_answer,
    page,
    pressed,
    today,
    transaction,
)
from portal.public_holidays import holidays_between
from portal.rules.access import Permission
from portal.rules.answers import WITH_COMPLAINT, AnswerKind
from portal.rules.complaint_right import complaint_right
from portal.rules.deadlines import Law, complaint_deadline
from portal.store import case, case_answers
from portal.store.db import DatabaseAway
from portal.text_blocks import blocks, blocks_for


@dataclass(frozen=True)
class Writing:
    """An answer under way: to which case, of which kind, in the citizen's language."""

    case: case.CaseView
    kind: AnswerKind
    slug: str
    language: str

    @property
    def lacks(self) -> tuple[str, ...]:
        """The facts of the municipality without which nobody may be refused."""
        if self.kind not in WITH_COMPLAINT:
            return ()
        return complaint_right(g.profile, self.case.unit, Law.HEALTH, today()).missing


@blueprint.get("/ansatt/sak/<string:reference>/svar/<slug:kind>")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def write_answer(reference: str, kind: str) -> ResponseReturnValue:
    """The form of one kind of answer, empty."""
    writing = begun(reference, kind)
    if refused := closed_to(writing):
        return refused
    form = FORMS[writing.kind](today(), key=new_key(), spoken=writing.language)
    if writing.kind is AnswerKind.COORDINATOR and not form["first_day"].data:
        form["first_day"].data = today().strftime("%d.%m.%Y")
    return show(form, writing)


@blueprint.post("/ansatt/sak/<string:reference>/svar/<slug:kind>")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def send_answer(reference: str, kind: str) -> ResponseReturnValue:
    """Send the answer once. A refusal is first shown as the citizen will read it; a text block only adds to the text."""
    writing = begun(reference, kind)
    form = FORMS[writing.kind](today())
    if "block" in request.form:
        form["text"].data = with_block(form["text"].data, writing)
        return show(form, writing)
    switching, editing = "show" in request.form, "edit" in request.form
    if editing or (switching and not seen_due(form)):
        return show(form, writing)
    if refused := closed_to(writing):
        return refused
    if not form.validate() or writing.lacks:
        return show(form, writing, 422)
    due = last_day_to_complain(form, writing)
    if due is not None and (switching or seen_due(form) != str(due)):
        return look_over(form, writing, due)
    return send(form, writing, due)


@blueprint.post("/ansatt/sak/<string:reference>/svar/<string:id>/tilbake")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def take_answer_back(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Ta svaret tilbake»: within ten minutes, while nothing else has happened."""
    if not pressed():
        return back_to("desk.one_case", "again", reference=reference)
    notice = "answer-taken-back"
    try:
        with transaction() as db:
            case_answers.take_back(db, g.actor, reference, id)
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case.TooLate:
        notice = "answer-stands"
    return back_to("desk.one_case", notice, reference=reference)


def begun(reference: str, slug: str) -> Writing:
    """The case and the kind of answer, with the event that the case was read; else the 404."""
    if slug not in KINDS:
        abort(404)
    seen = found(reference)
    if not can_answer(seen.unit):
        abort(404)
    return Writing(seen, KINDS[slug], slug, seen.asked.language or g.profile.languages[0])


def closed_to(writing: Writing) -> ResponseReturnValue | None:
    """Back to the case with a word about why this answer is not open; None when it is.

    Not for a press that repeats one already done: the store answers that by the key.
    """
    seen = writing.case
    if not seen.asked.open_to_answers:
        return back_to("desk.one_case", "not-confirmed", reference=seen.reference)
    if request.method == "GET" and writing.kind not in open_answers(seen):
        return back_to("desk.one_case", "nothing-done", reference=seen.reference)
    return None


def with_block(typed: str | None, writing: Writing) -> str:
    """What is typed, and after it the text block that was chosen, in the citizen's language."""
    chosen = blocks_for(writing.kind, writing.language).get(request.form["block"])
    if chosen is None:
        abort(404)
    return "\n\n".join(filter(None, [typed, chosen.text]))


def last_day_to_complain(form: AnyAnswerForm, writing: Writing) -> date | None:
    """By the law the officer chose, counted from today; None for an answer that is no refusal."""
    if writing.kind not in WITH_COMPLAINT:
        return None
    day = today()
    holidays = holidays_between(day.year, day.year + 1)
    return complaint_deadline(day, Law(form["law"].data), holidays).due


def seen_due(form: AnyAnswerForm) -> str | None:
    """The last day to complain that stood on the check page, None before it was shown."""
    return form["seen_due"].data or None if "seen_due" in form else None


def send(form: AnyAnswerForm, writing: Writing, due: date | None) -> ResponseReturnValue:
    """One transaction: the key, the answer, the event and the citizen's notice."""
    reference, notice = writing.case.reference, "answer-sent"
    try:
        with transaction() as db:
            case_answers.give(
                db,
                g.actor,
                reference,
                kind=writing.kind,
                words=form.words(),
                law=form["law"].data if due else None,
                complaint_due=due,
                key=form.key.data or "",
            )
    except (case.NotThere, case.NotAllowed):
        abort(404)
    except case.TooLate:
        notice = "nothing-done"
    except DatabaseAway:
        return show(form, writing, 503, trouble="away")
    return back_to("desk.one_case", notice, reference=reference)


def look_over(form: AnyAnswerForm, writing: Writing, due: date) -> ResponseReturnValue:
    """«Se over»: exactly what the citizen will read, in the citizen's language."""
    form["seen_due"].data = due.isoformat()
    return page(
        "desk/answer_check.html",
        form=form,
        heading=_("Se over før du sender"),
        reference=writing.case.reference,
        read_in=writing.language,
        shown=preview(
            form.words(), writing.kind, form["law"].data, due, writing.case, writing.language
        ),
    ), 200


def show(
    form: AnyAnswerForm, writing: Writing, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    if "seen_due" in form:
        form["seen_due"].data = ""
    asked = writing.case.asked.request
    return page(
        "desk/answer_form.html",
        form=form,
        heading=str(HEADINGS[writing.kind]),
        reference=writing.case.reference,
        trouble=trouble,
        lacks=writing.lacks,
        wish=asked.wished_coordinator if asked and writing.kind is AnswerKind.COORDINATOR else None,
        with_complaint=writing.kind in WITH_COMPLAINT,
        begin_with=block_titles(writing),
    ), status


def block_titles(writing: Writing) -> list[tuple[str, str]]:
    """The text blocks of this kind: (code, title)."""
    titles = blocks(g.language)
    return [(code, titles[code].title) for code in blocks_for(writing.kind, writing.language)]
