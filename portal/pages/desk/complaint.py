"""A complaint at the desk: all of it, the steps that bring it to its end, and the way to another office."""

from dataclasses import dataclass
from typing import Any

from flask import abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.complaint_labels import OUTCOMES
from portal.forms.base import new_key
from portal.forms.desk_complaint import FORMS, CameBackForm, StepForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.complaint.own_words import TELLS, THOSE_WHO_DECIDE
from portal.pages.desk.answer_preview import speaking
from portal.pages.desk.complaint_labels import (
    BY_OURSELVES,
    BY_SLUG,
    READ_IN,
    STEPS,
    WAYS,
    heading_of,
)
from portal.pages.desk.complaint_parts import (
    can_handle,
    decider_of,
    shown,
    title_of,
)
from portal.pages.desk.frame import (
    back_to,
    blueprint,
    page,
    pressed,
    today,
    transaction,
)
from portal.rules.access import Permission
from portal.rules.complaint_course import TOLD, Outcome, State, Tell
from portal.rules.complaint_out import Way, goes_to_governor, ways_for
from portal.rules.complaint_path import Code as Path
from portal.store import complaint_course, complaint_out
from portal.store.case import CaseView
from portal.store.complaint_course import AtDesk, NotAllowed, NotThere, Said, TooLate
from portal.store.complaint_kept import Step
from portal.store.db import DatabaseAway

BESIDE = frozenset({Tell.COSTS_IF_CHANGED, Tell.WILL_BE_FORWARDED, Tell.MAY_ADD})
"""What the person is told of a step that the step itself does not say."""


@dataclass(frozen=True)
class Doing:
    """A step under way: with which complaint, and to which state."""

    case: CaseView
    of: AtDesk
    state: State

    @property
    def language(self) -> str:
        """The one the person reads."""
        return self.case.asked.language or str(g.profile.languages[0])


@blueprint.get("/ansatt/sak/<string:reference>/klage/<slug:steg>")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_step(reference: str, steg: str) -> ResponseReturnValue:
    """What the step means, and what must be said. One that may not follow now leads back with a word about it."""
    doing = begun(reference, steg)
    if doing.state not in doing.of.next:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    return show(form_for(doing, key=new_key()), doing)


@blueprint.post("/ansatt/sak/<string:reference>/klage/<slug:steg>")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def do_complaint_step(reference: str, steg: str) -> ResponseReturnValue:
    """Take the step once. What the person reads is first shown as they will read it."""
    doing = begun(reference, steg)
    form = form_for(doing)
    looked_over = "seen_due" not in form or bool(form["seen_due"].data)
    switching = "show" in request.form
    if "edit" in request.form or (switching and (not looked_over or "seen_due" not in form)):
        return show(form, doing)
    if not form.validate():
        return show(form, doing, 422)
    if switching or not looked_over:
        return look_over(form, doing)
    return keep(form, doing)


@blueprint.post("/ansatt/sak/<string:reference>/klage/avsluttet")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def close_complaint(reference: str) -> ResponseReturnValue:
    """«Avslutt saken», when nothing more can come of it."""
    notice = "closed" if pressed() else "again"
    if notice == "closed":
        try:
            with transaction() as db:
                complaint_course.close(db, g.actor, reference)
        except (NotThere, NotAllowed):
            abort(404)
        except TooLate:
            notice = "nothing-done"
    return back_to("desk.one_case", notice, reference=reference)


def found(reference: str) -> tuple[CaseView, AtDesk]:
    """The complaint and its case, with the event that they were read; the 404 for what is not there, is none, or is not theirs."""
    with transaction() as db:
        both = complaint_course.with_case(db, g.actor, reference)
    if both is None or both[1] is None or not can_handle(both[0].unit):
        abort(404)
    return both[0], both[1]


def begun(reference: str, slug: str) -> Doing:
    """The step of this address; else the 404."""
    if slug not in BY_SLUG:
        abort(404)
    seen, of = found(reference)
    return Doing(seen, of, BY_SLUG[slug])


def form_for(doing: Doing, **values: Any) -> StepForm:
    """The form of the step, with the choices that are open here."""
    form = FORMS[doing.state]
    if doing.state is State.RECONSIDERING and doing.of.facts.state is State.DECIDED:
        form = CameBackForm
    return form(today(), choices_for(doing), **values)


def choices_for(doing: Doing) -> dict[str, Any]:
    """What a form asks to choose between, by code: what they came to, or how the papers go."""
    if doing.state is State.DECIDED:
        return OUTCOMES
    of = doing.of
    governor = goes_to_governor(Path(of.path), doing.state, of.facts.received_on)
    configured = current_app.extensions["packages"].configured(g.profile.number)
    open_ways = [way.value for way in ways_for(configured, to_governor=governor)]
    return {code: WAYS[code] for code in (*open_ways, BY_OURSELVES)}


def said_in(form: StepForm) -> Said:
    """What the step says."""
    outcome = form["outcome"].data if "outcome" in form else None
    return Said(
        text=(form["text"].data or None) if "text" in form else None,
        on=form["on"].day if "on" in form else None,
        outcome=Outcome(outcome) if outcome else None,
    )


def keep(form: StepForm, doing: Doing) -> ResponseReturnValue:
    """One transaction: the key, the step, the event, the person's notice, and the way the papers go."""
    reference, way = doing.case.reference, form["way"].data if "way" in form else BY_OURSELVES
    try:
        with transaction() as db:
            done = complaint_course.step(
                db, g.actor, reference, doing.state, key=form.key.data or "", said=said_in(form)
            )
            if done and way != BY_OURSELVES:
                complaint_out.put(db, g.actor, reference, Way(way))
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return show(form, doing, 409, trouble="too-late")
    except DatabaseAway:
        return show(form, doing, 503, trouble="away")
    return back_to("desk.one_case", "complaint-step", reference=reference)


def look_over(form: StepForm, doing: Doing) -> ResponseReturnValue:
    """«Se over»: the step as the person will read it, in their language."""
    form["seen_due"].data = "y"
    return page(
        "desk/complaint/step_check.html",
        form=form,
        heading=_("Se over før du sender"),
        back_to=title_of(doing.case, doing.of),
        reference=doing.case.reference,
        read_in=doing.language,
        shown=preview(form, doing),
    ), 200


def preview(form: StepForm, doing: Doing) -> Markup:
    """The step as it will stand, from now and from the one who is writing."""
    said = said_in(form)
    one = Step(
        "", doing.state, current_app.extensions["clock"](), "staff", g.actor.id,
        said.on, said.text, said.outcome,
    )  # fmt: skip
    with speaking(doing.language):
        step = shown(one, {g.actor.id: g.staff.name}) | {"tells": tells(doing)}
        drawn = render_template("desk/complaint/_step.html", step=step)
    return Markup(drawn)  # noqa: S704 - made by our own template, which escapes


def tells(doing: Doing) -> list[str]:
    """What the person's own page says of the new state, beside the step itself."""
    body = decider_of(doing.of) or THOSE_WHO_DECIDE
    return [str(TELLS[one]) % {"body": body} for one in TOLD[doing.state] if one in BESIDE]


def show(
    form: StepForm, doing: Doing, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    if "seen_due" in form:
        form["seen_due"].data = ""
    words = STEPS[doing.state]
    return page(
        "desk/complaint/step.html",
        form=form,
        heading=heading_of(doing.state, decider_of(doing.of)),
        button=str(words.button),
        means=words.means,
        back_to=title_of(doing.case, doing.of),
        case=doing.case,
        reference=doing.case.reference,
        trouble=trouble,
        reads=READ_IN[doing.language] if "text" in form else None,
    ), status
