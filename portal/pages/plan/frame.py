"""What every page of the plan shares: the blueprint, the plan itself, whom to call, the ways on, its notices."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.forms.desk import spaced
from portal.language import lazy_gettext as _l
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.plan import words
from portal.pages.presses import back_to, clock, pressed, today, transaction
from portal.pages.unplaced import shown_unit
from portal.rules.municipality import Unit
from portal.rules.plan_consent import Section
from portal.rules.plan_undo import just_done
from portal.store import plan, plan_held
from portal.store.plan import SeenPlan

__all__ = [
    "after",
    "back_to",
    "blueprint",
    "clock",
    "found",
    "is_for",
    "more",
    "page",
    "pressed",
    "read_in",
    "today",
    "transaction",
    "unit_of",
]

blueprint = Blueprint("plan", __name__)

MORE: dict[str, Any] = {
    "plan.one": _l("Planen"),
    "plan.messages": _l("Meldinger"),
    "plan.meetings": _l("Møter"),
    "plan.team": _l("De som hjelper"),
    "plan.card": _l("Hvem ringer jeg?"),
    "plan.changes": _l("Hva er endret?"),
    "plan.check": _l("Mangler planen noe?"),
    "plan.transitions": _l("Store endringer som kommer"),
    "plan.consent": _l("Samtykke og deling"),
    "plan.take_out": _l("Ta med deg planen"),
}
"""The ways on from every page of the plan, in order."""

WHOLE, LETTERS = "whole", "letters"
ONLY_FOR: dict[str, str] = {
    "plan.messages": LETTERS,
    "plan.write_message": LETTERS,
    "plan.meetings": Section.MEETINGS,
    "plan.meeting": Section.MEETINGS,
    "plan.meeting_dates": Section.MEETINGS,
    "plan.point_new": Section.MEETINGS,
    "plan.point_add": Section.MEETINGS,
    "plan.goal_new": Section.GOALS,
    "plan.goal_add": Section.GOALS,
    "plan.measure_new": Section.MEASURES,
    "plan.measure_add": Section.MEASURES,
    "plan.text": Section.TEXTS,
    "plan.text_save": Section.TEXTS,
    "plan.team": Section.TEAM,
    "plan.share_form": Section.TEAM,
    "plan.share": Section.TEAM,
    "plan.check": WHOLE,
    "plan.ask_for": WHOLE,
    "plan.transitions": WHOLE,
    "plan.raise_transition": WHOLE,
}
"""Pages that are only there for who sees this section, or all of the plan, or has the letters. One part is found by itself."""


def page(template: str, seen: SeenPlan, **values: Any) -> str:
    """A page of a plan, with what there is to say after the last press, and what was just done to undo."""
    notice = words.NOTICES.get(sessions.take_notice(request) or "")
    return render_template(
        template,
        notice_now=notice,
        press=PressForm(),
        labels=words,
        seen=seen,
        unit=unit_of(seen.unit),
        more=more(seen),
        today=today(),
        undo=just_done((*seen.plan.parts, *seen.gone), g.actor.id, clock()) if seen.open else None,
        has=current_app.view_functions.__contains__,
        spaced=spaced,
        **values,
    )


def more(seen: SeenPlan) -> list[tuple[str, str, bool]]:
    """(words, address, whether one is there already) of the ways on that are this reader's."""
    there = request.endpoint
    return [
        (str(text), url(endpoint, reference=seen.reference), endpoint == there)
        for endpoint, text in MORE.items()
        if endpoint in current_app.view_functions and is_for(endpoint, seen)
    ]


def found(reference: str) -> SeenPlan:
    """The plan, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        return read_in(db, reference)


def read_in(db: Any, reference: str) -> SeenPlan:
    """As `found`, in a transaction that goes on. The 404 also for a page that shows what this reader does not see."""
    seen = plan.read(db, g.actor, reference)
    if seen is None or not is_for(request.endpoint or "", seen):
        abort(404)
    return seen


def is_for(endpoint: str, seen: SeenPlan) -> bool:
    """Whether a page of the plan is there for this reader."""
    needed = ONLY_FOR.get(endpoint)
    if needed == WHOLE:
        return seen.whole
    if needed == LETTERS:
        return seen.messages
    return needed is None or seen.shows(needed)


def after(do: Callable[[], None], endpoint: str, notice: str, **place: Any) -> ResponseReturnValue:
    """Do it, and show a page with a word about it; the 404 for a plan that is not yours."""
    try:
        do()
    except plan_held.NotThere:
        abort(404)
    except plan_held.NoConsent:
        notice = "no-consent"
    except plan_held.Conflict:
        notice = "changed-meanwhile"
    return back_to(endpoint, notice, **place)


def unit_of(code: str) -> Unit:
    """The unit that has the plan; the coordinating one when it is gone from the profile."""
    return shown_unit(g.profile.units.get(code, g.profile.unit))
