"""«Mangler planen min noe?»: the plan held against what it must hold, and one press to ask for what is not there."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.case.frame import unit_mail
from portal.pages.plan import check_words
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
from portal.pages.plan.text import SLUGS
from portal.rules.access import Permission
from portal.rules.plan import OWN_TOPICS, Part
from portal.rules.plan_check import CHECKED_ON, Checked, Facts, Hole, Missing, check, holes
from portal.store import plan_messages, plan_points
from portal.store.plan import SeenPlan

SLUG_OF = {topic: slug for slug, topic in SLUGS.items()}


@dataclass(frozen=True)
class ShownHole:
    """A hole on the page. `measures` are (words, address); `write_at` is where the person can write it themselves.

    `point` is what was asked for the last time, None when nobody has.
    """

    hole: Hole
    text: str
    measures: list[tuple[str, str]]
    write_at: str | None
    point: Part | None


@dataclass(frozen=True)
class ShownItem:
    """An item of the regulation that something is missing of."""

    heading: str
    holes: list[ShownHole]


@blueprint.get("/plan/<string:reference>/mangler", endpoint="check")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def check_page(reference: str) -> ResponseReturnValue:
    """What is there, what is not, what has been asked for, and what to do if it is not put right."""
    with transaction() as db:
        seen = read_in(db, reference)
        checked = checked_plan(seen)
        codes = [about(missing.hole) for missing in holes(checked)]
        points = plan_points.raised(db, g.profile.number, seen.id, codes)
    items = [shown_item(seen, each, points) for each in checked if not each.there]
    return page(
        "plan/check.html",
        seen,
        items=items,
        there=[str(check_words.ITEMS[each.item]) for each in checked if each.there],
        count=len(checked),
        checked_on=CHECKED_ON,
        asked=any(hole.point for item in items for hole in item.holes),
    )


@blueprint.post("/plan/<string:reference>/mangler/<string:hole>/be-om")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def ask_for(reference: str, hole: str) -> ResponseReturnValue:
    """«Be om det»: a point for the next meeting and a message to the coordinator; twice is once."""
    seen = found(reference)
    if hole not in set(Hole):
        abort(404)
    if not pressed():
        return back_to("plan.check", "again", reference=reference)
    asked = Hole(hole)
    if asked not in {missing.hole for missing in holes(checked_plan(seen))}:
        return back_to("plan.check", "no-longer-missing", reference=reference)
    text = check_words.request_for(asked)

    def do() -> None:
        with transaction() as db:
            if plan_points.raise_once(db, g.actor, reference, about(asked), text):
                said = _("Planen mangler noe. %(text)s", text=text)
                plan_messages.write(
                    db, g.actor, reference, key=new_key(), text=said, mail=unit_mail()
                )

    return after(do, "plan.check", "asked-for", reference=reference)


def checked_plan(seen: SeenPlan) -> list[Checked]:
    """The plan held against the regulation today."""
    consented = any(one.stands and one.participant is None for one in seen.consents)
    facts = Facts(consented, has_coordinator=seen.coordinator is not None, born=seen.born)
    return check(seen.plan, facts, today())


def about(hole: Hole) -> str:
    """What a point that asks for it is about."""
    return f"check:{hole}"


def shown_item(seen: SeenPlan, checked: Checked, points: dict[str, str]) -> ShownItem:
    """An item with its holes in words."""
    shown = [shown_hole(seen, missing, points) for missing in checked.missing]
    return ShownItem(str(check_words.ITEMS[checked.item]), shown)


def shown_hole(seen: SeenPlan, missing: Missing, points: dict[str, str]) -> ShownHole:
    """A hole in words, with the ways to have it put right."""
    hole = missing.hole
    return ShownHole(
        hole=hole,
        text=check_words.missing(hole),
        measures=list(named(seen, missing.parts)),
        write_at=write_at(seen, hole),
        point=plan_points.point_of(about(hole), points, seen.plan.parts),
    )


def named(seen: SeenPlan, ids: Iterable[str]) -> Iterable[tuple[str, str]]:
    """The measures a hole is in, with their addresses."""
    for part_id in ids:
        part = seen.plan.one(part_id)
        if part is not None:
            yield part.says("what"), url("plan.measure", reference=seen.reference, part=part.id)


def write_at(seen: SeenPlan, hole: Hole) -> str | None:
    """Where the person can write it themselves, None for what others are to write."""
    if hole is Hole.GOALS:
        return url("plan.goal_new", reference=seen.reference)
    topic = check_words.TEXTS.get(hole)
    if topic not in OWN_TOPICS:
        return None
    return url("plan.text", reference=seen.reference, topic=SLUG_OF[topic])
