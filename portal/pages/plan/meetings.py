"""«Møter»: when and where, what the person wants to talk about, what was said and decided."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import abort, current_app, g
from flask.typing import ResponseReturnValue

from portal.calendar_file import Appointment, calendar_file
from portal.forms.base import new_key
from portal.forms.plan_meetings import PointForm
from portal.headers import Cache
from portal.language import OSLO
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.card import download
from portal.pages.plan.frame import blueprint, found, page, today, transaction
from portal.pages.plan.lines import Line, Lister
from portal.pages.plan.overview import next_meeting
from portal.pages.plan.writing import Question, ask, living, open_plan, save
from portal.plan_card import in_words
from portal.plan_labels import MEETINGS, PROGRESS
from portal.rules.access import Permission
from portal.rules.plan import Draft, Kind, Meeting, Part, Point
from portal.store import plan_parts
from portal.store.plan import SeenPlan

MIDDAY = time(12)


@dataclass(frozen=True)
class Agenda:
    """What is to be talked about: the person's own points, then the others'."""

    own: Sequence[Part]
    others: Sequence[Part]


@dataclass(frozen=True)
class Told:
    """All of a meeting, in words. `goals` is how it goes with each goal that was looked at: (goal, words, what was said)."""

    part: Part
    when: str
    state: Any
    asked: Sequence[str]
    agenda: Agenda
    decisions: Sequence[Line]
    goals: Sequence[tuple[str, Any, str]]


@blueprint.get("/plan/<string:reference>/moter")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def meetings(reference: str) -> ResponseReturnValue:
    """Those to come, and those that have been."""
    seen = found(reference)
    to_come = coming(seen, today())
    return page(
        "plan/meetings.html",
        seen,
        to_come=[(one, in_words(one)) for one in to_come],
        past=[(one, in_words(one), MEETINGS[one.code]) for one in been(seen, to_come)],
        waiting=waiting(seen),
        has_next=next_meeting(seen) is not None,
    )


@blueprint.get("/plan/<string:reference>/moter/<string:part>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def meeting(reference: str, part: str) -> ResponseReturnValue:
    """One meeting."""
    seen = found(reference)
    there = living(seen, part, Kind.MEETING)
    return page(
        "plan/meeting.html",
        seen,
        told=told(seen, there),
        can_add=is_open(seen, there),
        me=g.actor.id,
        decision_address=lambda line: line.address,
    )


@blueprint.get("/plan/<string:reference>/moter/punkt")
@blueprint.get("/plan/<string:reference>/moter/<string:part>/punkt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def point_new(reference: str, part: str | None = None) -> ResponseReturnValue:
    """«Skriv et punkt», for a meeting, or for the next one whenever it is."""
    seen = open_plan(reference)
    return ask(point_question(seen, to_add_to(seen, part), PointForm(key=new_key())))


@blueprint.post("/plan/<string:reference>/moter/punkt")
@blueprint.post("/plan/<string:reference>/moter/<string:part>/punkt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def point_add(reference: str, part: str | None = None) -> ResponseReturnValue:
    """Keep it. The same press twice is one point."""
    seen, form = open_plan(reference), PointForm()
    there = to_add_to(seen, part)

    def do() -> str:
        draft = Draft(
            kind=Kind.POINT, code=Point.OPEN, parent=part, words={"text": form.text.data or ""}
        )
        with transaction() as db:
            plan_parts.add(db, g.actor, reference, draft, key=form.key.data or "")
        return back(seen, there)[0]

    return save(point_question(seen, there, form), do)


@blueprint.get("/plan/<string:reference>/moter/datoer.ics")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def meeting_dates(reference: str) -> ResponseReturnValue:
    """The meetings to come, as a calendar file that says nothing about anybody; the 404 when there are none."""
    seen = found(reference)
    ahead = coming(seen, today())
    if not ahead:
        abort(404)
    entries = [Appointment(one.id, moment(one), "Planen min") for one in ahead]
    home = url("plan.mine", _external=True)
    file = calendar_file(entries, address=home, now=current_app.extensions["clock"]())
    return download(file, "text/calendar; charset=utf-8", "planen-min.ics")


def moment(part: Part) -> datetime:
    """When a meeting begins, on the clock of the wall in Norway."""
    at = time.fromisoformat(part.says("at")) if part.says("at") else MIDDAY
    return datetime.combine(part.due_on or date.max, at, tzinfo=OSLO)


def coming(seen: SeenPlan, day: date) -> list[Part]:
    """The meetings that are called and not passed, the next one first."""
    called = [one for one in seen.plan.of(Kind.MEETING) if one.code == Meeting.CALLED]
    return sorted((one for one in called if one.due_on and one.due_on >= day), key=moment)


def been(seen: SeenPlan, to_come: Iterable[Part]) -> list[Part]:
    """All other meetings, the latest first."""
    ahead = {one.id for one in to_come}
    others = [one for one in seen.plan.of(Kind.MEETING) if one.id not in ahead]
    return sorted(others, key=lambda one: (one.due_on or date.min, one.begun_at), reverse=True)


def told(seen: SeenPlan, part: Part) -> Told:
    """All of a meeting. Its decisions stand as the measures they have become."""
    lister = Lister(seen, today())
    goals = [
        (goal.says("text"), PROGRESS.get(one.code), one.says("text"))
        for one in seen.plan.of(Kind.EVALUATION)
        if one.says("meeting") == part.id and (goal := seen.plan.one(one.parent))
    ]
    return Told(
        part=part,
        when=in_words(part),
        state=MEETINGS[part.code],
        asked=part.says("asked").splitlines(),
        agenda=agenda(seen, part),
        decisions=[lister.line_of(one) for one in seen.plan.under(part.id, Kind.MEASURE)],
        goals=goals,
    )


def agenda(seen: SeenPlan, part: Part) -> Agenda:
    """The points of a meeting, with those that were written for whichever came next."""
    loose = [one for one in seen.plan.under(None, Kind.POINT) if comes_up_in(seen, one) == part]
    points = [*loose, *seen.plan.under(part.id, Kind.POINT)]
    own = [one for one in points if one.begun_by_kind == "citizen"]
    return Agenda(own, [one for one in points if one.begun_by_kind != "citizen"])


def comes_up_in(seen: SeenPlan, point: Part) -> Part | None:
    """The meeting that a point without one is for: the first to begin after it was written; None while there is none."""
    after = (
        one
        for one in seen.plan.of(Kind.MEETING)
        if one.code != Meeting.CANCELLED and one.due_on and moment(one) > point.begun_at
    )
    return min(after, key=moment, default=None)


def waiting(seen: SeenPlan) -> list[Part]:
    """The points without a meeting that have not been talked about."""
    loose = [(one, comes_up_in(seen, one)) for one in seen.plan.under(None, Kind.POINT)]
    return [one for one, there in loose if there is None or there.code == Meeting.CALLED]


def is_open(seen: SeenPlan, part: Part) -> bool:
    """Whether points can be written for it: called, in a plan that can be written in."""
    return seen.open and part.code == Meeting.CALLED


def to_add_to(seen: SeenPlan, part: str | None) -> Part | None:
    """The meeting a point is for, None for whichever comes next; the 404 when it is held or cancelled."""
    if part is None:
        return None
    there = living(seen, part, Kind.MEETING)
    if not is_open(seen, there):
        abort(404)
    return there


def point_question(seen: SeenPlan, there: Part | None, form: PointForm) -> Question:
    """The page that asks."""
    about = in_words(there) if there else _("neste møte")
    heading = _("Skriv et punkt til møtet")
    return Question(
        "plan/point_form.html", seen, form, heading, back(seen, there), {"about": about}
    )


def back(seen: SeenPlan, there: Part | None) -> tuple[str, str]:
    """The way back to the meeting, or to all of them."""
    if there is None:
        return url("plan.meetings", reference=seen.reference), _("Tilbake til møtene")
    address = url("plan.meeting", reference=seen.reference, part=there.id)
    return address, _("Tilbake til møtet")
