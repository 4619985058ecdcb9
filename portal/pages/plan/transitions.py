"""«Store endringer som kommer»: what comes with age, when to begin, what to do first, and one press to take it up."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import date_in_words
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.plan import transition_words
from portal.pages.plan.frame import (
    after,
    back_to,
    blueprint,
    found,
    page,
    pressed,
    read_in,
    today,
    transaction,
)
from portal.rules.access import Permission
from portal.rules.plan import Part
from portal.rules.plan_transitions import Coming, Transition, coming
from portal.store import plan_points
from portal.store.plan import SeenPlan


@dataclass(frozen=True)
class Shown:
    """A transition on the page. `now`: it is time to begin. `point` is what was raised the last time."""

    transition: Transition
    heading: Any
    says: Any
    when: str | None
    begin: str | None
    now: bool
    steps: list[Any]
    owner: Any
    point: Part | None


@blueprint.get("/plan/<string:reference>/overganger", endpoint="transitions")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def transitions_page(reference: str) -> ResponseReturnValue:
    """What lies ahead: first what it is time to begin with, then the rest, and last a new home."""
    with transaction() as db:
        seen = read_in(db, reference)
        ahead = coming(seen.born, today())
        codes = [about(one.transition) for one in ahead]
        points = plan_points.raised(db, g.profile.number, seen.id, codes)
    *by_age, home = [shown(seen, one, points) for one in ahead]
    return page(
        "plan/transitions.html",
        seen,
        now=[one for one in by_age if one.now],
        later=[one for one in by_age if not one.now],
        home=home,
    )


@blueprint.post("/plan/<string:reference>/overganger/<string:transition>/ta-opp")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def raise_transition(reference: str, transition: str) -> ResponseReturnValue:
    """«Ta det opp på neste møte»: a point in the person's name; twice is once."""
    found(reference)
    if transition not in set(Transition):
        abort(404)
    if not pressed():
        return back_to("plan.transitions", "again", reference=reference)
    raised = Transition(transition)

    def do() -> None:
        text = str(transition_words.POINTS[raised])
        with transaction() as db:
            plan_points.raise_once(db, g.actor, reference, about(raised), text)

    return after(do, "plan.transitions", "raised", reference=reference)


def about(transition: Transition) -> str:
    """What a point that raises it is about."""
    return f"transition:{transition}"


def shown(seen: SeenPlan, one: Coming, points: dict[str, str]) -> Shown:
    """A transition in words."""
    rule, which = one.rule, one.transition
    return Shown(
        transition=which,
        heading=transition_words.HEADINGS[which],
        says=transition_words.SAYS[which],
        when=when(one),
        begin=date_in_words(one.begin_on) if one.begin_on else None,
        now=one.time_to_begin(today()),
        steps=[transition_words.STEPS[step] for step in rule.steps],
        owner=transition_words.OWNERS[rule.owner],
        point=plan_points.point_of(about(which), points, seen.plan.parts),
    )


def when(one: Coming) -> str | None:
    """The day, or the season of a school year; None when only the person knows."""
    if one.on is None:
        return None
    if one.exact:
        return date_in_words(one.on)
    if one.transition is Transition.ADULT_LIFE:
        return _("Sommeren %(year)s", year=one.on.year)
    return _("Høsten %(year)s", year=one.on.year)
