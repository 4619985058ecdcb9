"""The plan with another's eyes: exactly what they see of it, with nothing that can be pressed."""

import re
from dataclasses import dataclass
from typing import Any

from flask import render_template
from markupsafe import Markup

from portal.forms.desk import spaced
from portal.pages.plan import words
from portal.pages.plan.frame import today, unit_of
from portal.pages.plan.overview import body
from portal.pages.plan.take_out import spoken, told
from portal.rules.plan import Kind, Part
from portal.rules.plan_consent import Section
from portal.rules.plan_link import leads_somewhere
from portal.rules.plan_view import View
from portal.store.plan import SeenPlan
from portal.store.plan_seen import narrowed

LINK = re.compile(r"<(/?)a\b[^>]*>")


@dataclass(frozen=True)
class Watcher:
    """Whose eyes the page is seen with. `participant` is the part's id of one who takes part and has no login here."""

    name: str
    view: View
    participant: str | None = None


@dataclass(frozen=True)
class Looked:
    """What somebody sees: `shown` is the plan as they see it, `html` all of it as a part of a page."""

    who: Watcher
    shown: SeenPlan
    html: Markup


def look(seen: SeenPlan, who: Watcher) -> Looked:
    """The plan of a page's reader as another sees it."""
    shown = narrowed(seen, who.view)
    html = render_template(
        "plan/_seen_by.html",
        person=seen.person_name,
        who=who,
        shown=shown,
        looked=looked_at(shown),
        document=told(shown),
        spoken=spoken(shown),
        linked=linked(shown, who.participant),
        labels=words,
    )
    return Looked(who, shown, Markup(html))  # noqa: S704 - our own template, which escapes all words


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
