"""«Møter» in a plan at the desk: called, moved, cancelled, held; what came of them."""

from collections.abc import Callable
from typing import Any

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan_meetings import (
    DecisionForm,
    DeskPointForm,
    EvaluationForm,
    MeetingForm,
    MinutesForm,
    UnderMeeting,
    drafted,
)
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, pressed, today, transaction
from portal.pages.desk.plan_frame import after, found, page
from portal.pages.desk.plan_writing import Question, ask, attempt, known, open_plan
from portal.pages.plan.meetings import been, coming, told, waiting
from portal.plan_card import in_words
from portal.plan_labels import MEETINGS
from portal.rules.access import Permission
from portal.rules.plan import Draft, Goal, Kind, Meeting, Part
from portal.store import plan_meetings as store
from portal.store import plan_parts
from portal.store.plan import SeenPlan

UNDER: dict[str, tuple[type[UnderMeeting], Any]] = {
    "punkt": (DeskPointForm, _l("Skriv et punkt til møtet")),
    "tiltak": (DecisionForm, _l("Gjør til tiltak")),
    "evaluering": (EvaluationForm, _l("Hvordan går det med målet?")),
}
CHANGES: dict[str, tuple[type[MeetingForm] | type[MinutesForm], Any]] = {
    "innkalling": (MeetingForm, _l("Endre innkallingen")),
    "referat": (MinutesForm, _l("Skriv referat")),
}


@blueprint.get("/ansatt/plan/<string:reference>/moter")
@requires(Permission.READ_PLAN, cache=Cache.PERSONAL)
def plan_meetings(reference: str) -> ResponseReturnValue:
    """Those to come, and those that have been."""
    seen = found(reference)
    to_come = coming(seen, today())
    return page(
        "desk/plan/meetings.html",
        seen,
        to_come=[(one, in_words(one)) for one in to_come],
        past=[(one, in_words(one), MEETINGS[one.code]) for one in been(seen, to_come)],
        waiting=waiting(seen),
    )


@blueprint.get("/ansatt/plan/<string:reference>/moter/<string:part>")
@requires(Permission.READ_PLAN, cache=Cache.PERSONAL)
def plan_meeting(reference: str, part: str) -> ResponseReturnValue:
    """One meeting, and what can be done with it."""
    seen = found(reference)
    there = meeting_of(seen, part)
    return page(
        "desk/plan/meeting.html",
        seen,
        told=told(seen, there),
        called=there.code == Meeting.CALLED,
        has_goals=any(one.code == Goal.OPEN for one in seen.plan.of(Kind.GOAL)),
        decision_address=lambda line: measure_address(seen, line.part),
    )


@blueprint.get("/ansatt/plan/<string:reference>/moter/nytt")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_new(reference: str) -> ResponseReturnValue:
    """«Kall inn til møte»."""
    return ask(call_question(open_plan(reference)))


@blueprint.post("/ansatt/plan/<string:reference>/moter/nytt")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_call(reference: str) -> ResponseReturnValue:
    """Call it, and tell the person. The same press twice is one meeting."""
    question = call_question(open_plan(reference))
    form = question.form
    called: list[str] = []

    def do() -> None:
        with transaction() as db:
            key = form.key.data or ""
            called.append(store.call(db, g.actor, reference, form.draft(), key=key))

    return save(question, do, lambda: called[-1], "plan-meeting-called")


@blueprint.get("/ansatt/plan/<string:reference>/moter/<string:part>/skriv/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_change(reference: str, part: str, what: str) -> ResponseReturnValue:
    """Another time or place, or the minutes."""
    return ask(change_question(open_plan(reference), part, what))


@blueprint.post("/ansatt/plan/<string:reference>/moter/<string:part>/skriv/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_write(reference: str, part: str, what: str) -> ResponseReturnValue:
    """Keep it, and tell the person. Of two who write at once the second sees both."""
    question = change_question(open_plan(reference), part, what)
    form = question.form

    def do() -> None:
        write(reference, part, form.draft(), form.version)

    return save(question, do, lambda: part, "plan-meeting-told")


@blueprint.post("/ansatt/plan/<string:reference>/moter/<string:part>/avlys/<int:version>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_cancel(reference: str, part: str, version: int) -> ResponseReturnValue:
    """«Avlys møtet»: the person is told."""
    there = meeting_of(found(reference), part)
    place = {"reference": reference, "part": part}
    if not pressed():
        return back_to("desk.plan_meeting", "again", **place)
    if there.code == Meeting.HELD:
        abort(404)

    def do() -> None:
        write(reference, part, drafted(there, Meeting.CANCELLED), version)

    return after(do, "desk.plan_meeting", "plan-meeting-cancelled", **place)


@blueprint.get("/ansatt/plan/<string:reference>/moter/<string:part>/ny/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_ask(reference: str, part: str, what: str) -> ResponseReturnValue:
    """A point, a measure that was decided, or how it goes with a goal."""
    return ask(under_question(open_plan(reference), part, what))


@blueprint.post("/ansatt/plan/<string:reference>/moter/<string:part>/ny/<slug:what>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_meeting_add(reference: str, part: str, what: str) -> ResponseReturnValue:
    """Write it. The same press twice is once."""
    question = under_question(open_plan(reference), part, what)
    form = question.form

    def do() -> None:
        with transaction() as db:
            plan_parts.add(db, g.actor, reference, form.draft(), key=form.key.data or "")

    return save(question, do, lambda: part, "plan-saved")


def save(
    question: Question, do: Callable[[], None], meeting: Callable[[], str], notice: str
) -> ResponseReturnValue:
    """Write what was typed and show the meeting; on any trouble the same page with the text."""
    if "show" in request.form:
        return ask(question)
    if not question.form.validate():
        return ask(question, 422)
    refused = attempt(question, do)
    if refused is not None:
        return refused
    sessions.leave_notice(request, notice)
    return redirect(
        url("desk.plan_meeting", reference=question.seen.reference, part=meeting()), 303
    )


def write(reference: str, part: str, draft: Draft, version: int) -> None:
    """A new version of a meeting, in a transaction of its own."""
    with transaction() as db:
        store.change(db, g.actor, reference, part, draft, based_on=version)


def meeting_of(seen: SeenPlan, part: str) -> Part:
    """A meeting of this plan; the 404 when it is not there."""
    there = known(seen, part, Kind.MEETING)
    if there.removed:
        abort(404)
    return there


def call_question(seen: SeenPlan) -> Question:
    """The question of a new meeting."""
    form = MeetingForm(seen.plan, key=new_key())
    form.today = today()
    return Question(seen, form, _("Kall inn til møte"), button=_("Kall inn"))


def change_question(seen: SeenPlan, part: str, what: str) -> Question:
    """The question of a meeting that is there. What is cancelled is not changed; minutes can be mended."""
    there = meeting_of(seen, part)
    if what not in CHANGES or there.code == Meeting.CANCELLED:
        abort(404)
    kind, heading = CHANGES[what]
    form = kind(seen.plan, there, key=new_key())
    if isinstance(form, MeetingForm):
        form.today = today()
    return Question(seen, form, str(heading))


def under_question(seen: SeenPlan, part: str, what: str) -> Question:
    """The question of what came of a meeting."""
    there = meeting_of(seen, part)
    if what not in UNDER or there.code == Meeting.CANCELLED:
        abort(404)
    kind, heading = UNDER[what]
    form = kind(seen.plan, key=new_key())
    form.meeting = there.id
    return Question(seen, form, str(heading))


def measure_address(seen: SeenPlan, part: Part) -> str:
    """Where the desk reads a measure."""
    return url("desk.plan", reference=seen.reference, _anchor=f"del-{part.id}")
