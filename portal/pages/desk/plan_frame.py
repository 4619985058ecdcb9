"""What the desk's pages of a plan share: the plan itself, the ways between the pages, what follows a press."""

from collections.abc import Callable
from typing import Any

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.forms.desk import spaced
from portal.language import lazy_gettext as _l
from portal.pages.addresses import url
from portal.pages.desk import frame, plan_labels
from portal.pages.desk.frame import back_to, today, transaction
from portal.pages.plan import words
from portal.rules.municipality import Unit
from portal.store import plan, plan_held
from portal.store.plan import SeenPlan
from portal.store.plan_coordinator import may_hand_over

WAYS: dict[str, Any] = {
    "desk.plan": _l("Planen"),
    "desk.plan_messages": _l("Meldinger"),
    "desk.plan_meetings": _l("Møter"),
    "desk.plan_paper_consent": _l("Samtykke på papir"),
    "desk.plan_parent": _l("Foreldre"),
    "desk.plan_handover": _l("Gi planen videre"),
}
"""The ways on from every page of a plan at the desk, in order. Those that are not there are not shown."""


def found(reference: str) -> SeenPlan:
    """The plan, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        seen = plan.read(db, g.actor, reference)
    if seen is None:
        abort(404)
    return seen


def page(template: str, seen: SeenPlan, **values: Any) -> str:
    """A page of a plan at the desk. `plan_words` are the words of the plan's codes, `desk_labels` the desk's about plans."""
    return frame.page(
        template,
        seen=seen,
        unit=unit_of(seen),
        is_mine=seen.coordinator is not None and seen.coordinator.id == g.actor.id,
        plan_words=words,
        desk_labels=plan_labels,
        ways=ways(seen),
        today=today(),
        spaced=spaced,
        **values,
    )


def ways(seen: SeenPlan) -> list[tuple[str, str, bool]]:
    """(words, address, whether one is there already) of the ways on. Who covers for some days does not give the plan away."""
    there = request.endpoint
    coordinator = seen.coordinator.id if seen.coordinator else None
    closed = set() if may_hand_over(g.actor, coordinator) else {"desk.plan_handover"}
    return [
        (str(text), url(endpoint, reference=seen.reference), endpoint == there)
        for endpoint, text in WAYS.items()
        if endpoint in current_app.view_functions and endpoint not in closed
    ]


def after(do: Callable[[], None], endpoint: str, notice: str, **place: Any) -> ResponseReturnValue:
    """Do it, and show a page with a word about it; the 404 for a plan or a part that is not yours."""
    try:
        do()
    except plan_held.NotThere:
        abort(404)
    except plan_held.NoConsent:
        notice = "plan-no-consent"
    except plan_held.Conflict:
        notice = "plan-changed-meanwhile"
    return back_to(endpoint, notice, **place)


def unit_of(seen: SeenPlan) -> Unit:
    """The unit that has the plan; the coordinating one when it is gone from the profile."""
    unit: Unit = g.profile.units.get(seen.unit, g.profile.unit)
    return unit
