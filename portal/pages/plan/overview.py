"""«Planen min»: what one wants, what one answers for oneself and what the others do, at a glance."""

from datetime import date
from typing import Any

from flask import g, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan import followed
from portal.pages.plan.change_words import value_of
from portal.pages.plan.frame import blueprint, found, page, today, transaction
from portal.pages.plan.lines import MUCH, Lister
from portal.pages.plan.text import SLUGS
from portal.plan_labels import TOPICS
from portal.rules.access import Permission
from portal.rules.plan import OWN_TOPICS, Kind, Meeting, Part, Topic
from portal.rules.plan_consent import Section
from portal.store import plan, plan_changes
from portal.store.plan import SeenPlan

CHILD_UNTIL = 18


@blueprint.get("/plan")
@requires(Permission.LIST_OWN_PLANS, cache=Cache.PERSONAL)
def mine() -> ResponseReturnValue:
    """The plans one may see; with one it is shown at once."""
    with transaction() as db:
        plans = plan.mine(db, g.actor)
    if len(plans) == 1:
        return redirect(url("plan.one", reference=plans[0].reference), 303)
    return render_template("plan/mine.html", plans=plans)


@blueprint.get("/plan/<string:reference>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def one(reference: str) -> ResponseReturnValue:
    """All of the plan."""
    seen = found(reference)
    with transaction() as db:
        last = plan_changes.last_visit(db, g.actor, seen.id)
        new = plan_changes.count_since(db, g.actor, seen.id, last, sections=seen.sections)
    return page("plan/one.html", seen, **body(seen), new=new, last=last)


def body(seen: SeenPlan) -> dict[str, Any]:
    """What `plan/_body.html` needs to show all of a plan that its reader sees."""
    lister = Lister(seen, today())
    return {
        "lists": lister,
        "followed": followed.groups(seen),
        "fold": len(lister.lines) > MUCH,
        "important": seen.plan.text(Topic.IMPORTANT),
        "texts": texts(seen),
        "meeting": next_meeting(seen),
        "spans": spans(seen.plan.period),
    }


def texts(seen: SeenPlan) -> list[tuple[str, Part | None, str | None]]:
    """What is written about the person, by topic: (heading, text, where it is written or read). Empty ones of others are left out."""
    rows: list[tuple[str, Part | None, str | None]] = []
    if not seen.shows(Section.TEXTS):
        return rows
    for slug, topic in SLUGS.items():
        there, own = seen.plan.text(topic), topic in OWN_TOPICS
        if topic is Topic.IMPORTANT or not (there or own):
            continue
        if topic is Topic.CHILD and not (there or is_child(seen)):
            continue
        leads = own and seen.open
        address = url("plan.text", reference=seen.reference, topic=slug) if leads else None
        rows.append((str(TOPICS[topic]), there, address))
    return rows


def is_child(seen: SeenPlan) -> bool:
    """Whether the person is known to be under 18."""
    born, day = seen.born, today()
    if born is None:
        return False
    return (day.year - born.year) - ((day.month, day.day) < (born.month, born.day)) < CHILD_UNTIL


def spans(period: Part | None) -> str | None:
    """How long the plan is for."""
    start, end = (
        (value_of(word, period.says(word)) for word in ("from", "to")) if period else ("", "")
    )
    if start and end:
        return _("Planen gjelder fra %(start)s til %(end)s.", start=start, end=end)
    return _("Planen gjelder fra %(start)s.", start=start) if start else None


def next_meeting(seen: SeenPlan) -> Part | None:
    """The first meeting that has not been."""
    ahead = [
        part
        for part in seen.plan.of(Kind.MEETING)
        if part.code == Meeting.CALLED and part.due_on and part.due_on >= today()
    ]
    return min(ahead, key=when, default=None)


def when(meeting: Part) -> date:
    """The day of a meeting."""
    return meeting.due_on or date.max
