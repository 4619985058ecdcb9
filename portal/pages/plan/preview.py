"""«Se det hjelperen ser»: the plan exactly as somebody else sees it, to look at and not to press."""

import re
from dataclasses import dataclass
from typing import Any

from flask import abort, g, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.forms.desk import spaced
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.plan import words
from portal.pages.plan.consent import may_preview
from portal.pages.plan.frame import blueprint, page, read_in, today, transaction, unit_of
from portal.pages.plan.overview import body
from portal.pages.plan.take_out import spoken, told
from portal.rules.access import Permission
from portal.rules.plan import Kind, Part
from portal.rules.plan_consent import Section
from portal.rules.plan_link import leads_somewhere
from portal.rules.plan_view import View, participant_view
from portal.store import plan_preview
from portal.store.plan import SeenPlan
from portal.store.plan_preview import Holder
from portal.store.plan_seen import narrowed

LINK = re.compile(r"<(/?)a\b[^>]*>")


@dataclass(frozen=True)
class Watcher:
    """Whose eyes the page is seen with. `participant` is the part's id of one who takes part and has no login here."""

    name: str
    view: View
    participant: str | None = None


@blueprint.get("/plan/<string:reference>/slik-ser/<string:who>")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def preview(reference: str, who: str) -> ResponseReturnValue:
    """What they see now. The reading is the person's own: they were not here."""
    with transaction() as db:
        seen = read_in(db, reference)
        holder = plan_preview.holder(db, g.actor, who) if seen.role == "self" else None
    watcher = watcher_of(seen, who, holder)
    shown = narrowed(seen, watcher.view)
    return page(
        "plan/preview.html",
        seen,
        who=watcher,
        shown=shown,
        looked=looked_at(shown),
        document=told(shown),
        spoken=spoken(shown),
        linked=linked(shown, watcher.participant),
    )


def watcher_of(seen: SeenPlan, who: str, holder: Holder | None) -> Watcher:
    """One who acts for the person, or takes part in the plan; the 404 for others."""
    if not may_preview(seen):
        abort(404)
    if holder is not None:
        return Watcher(holder.name, holder.view)
    part = seen.plan.one(who)
    if part is None or part.kind is not Kind.PARTICIPANT:
        abort(404)
    return Watcher(part.says("name"), participant_view(seen.consents, who), who)


def looked_at(shown: SeenPlan) -> Markup:
    """The plan's page as it is for them, with nothing that leads anywhere. What is new to them is theirs alone, and left out."""
    still = {**vars(shown), "writes": False, "unread": 0}
    seen = SeenPlan(**still)
    values: dict[str, Any] = {**body(seen), "new": 0, "last": None}
    html = render_template(
        "plan/_body.html",
        seen=seen,
        labels=words,
        unit=unit_of(seen.unit),
        today=today(),
        has=lambda _endpoint: False,
        spaced=spaced,
        press=None,
        **values,
    )
    return without_links(html)


def without_links(html: str) -> Markup:
    """The same words, with links as plain text."""
    return Markup(LINK.sub(r"<\1span>", html))  # noqa: S704 - our own page, where all words are escaped already


def linked(shown: SeenPlan, participant: str | None) -> list[Part]:
    """The measures a mailed link may show a participant, one at a time."""
    if participant is None:
        return []
    shared = shown.in_use and shown.shows(Section.MEASURES)
    measures = shown.plan.of(Kind.MEASURE)
    return [one for one in measures if leads_somewhere(one, participant, shared=shared)]
