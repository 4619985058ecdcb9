"""«Slik blir det»: what another will see with the choices of a form as they stand, shown before anything is saved.

The form is posted to its own address with «Vis hvordan det blir», or by htmx as soon as a choice changes: then the part alone is
the answer. Nothing is written but that the plan was read.
"""

from dataclasses import replace
from datetime import datetime

from flask import render_template, request

from portal.language import gettext as _
from portal.pages.plan.consent_story import sections_in_words
from portal.pages.plan.eyes import Looked, Watcher, look
from portal.rules.plan import Part
from portal.rules.plan_consent import SECTIONS, Consent
from portal.rules.plan_view import participant_view
from portal.store.plan import SeenPlan

BUTTON = "preview"
"""The name of the button, and of what htmx sends along."""


def is_asked_for() -> bool:
    """Whether the form was posted to be looked at and not to be saved."""
    return BUTTON in request.form


def of_sharing(seen: SeenPlan, participant: Part, sections: list[str], at: datetime) -> Looked:
    """What one who takes part sees when these sections, and no others, are shared with them."""
    others = tuple(one for one in seen.consents if one.participant != participant.id)
    wanted = tuple(one.value for one in SECTIONS if one in sections)
    new = Consent("", participant.id, wanted, by_paper=None, given_at=at, withdrawn_at=None)
    changed = replace(seen, consents=(*others, new) if wanted else others)
    view = participant_view(changed.consents, participant.id)
    return look(changed, Watcher(participant.says("name"), view, participant.id))


def part(said: str, looked: Looked | None = None) -> str:
    """What htmx swaps in."""
    return render_template("plan/_ahead.html", said=said, looked=looked)


def said_of(looked: Looked) -> str:
    """In one sentence, for who hears the page: it is said at each change."""
    name, sections = looked.who.name, looked.shown.sections
    if not sections:
        return _("%(name)s får ikke se noe av planen.", name=name)
    if looked.shown.whole:
        return _("%(name)s får se hele planen.", name=name)
    chosen = sections_in_words(one.value for one in SECTIONS if one in sections)
    return _("%(name)s får se dette av planen: %(sections)s.", name=name, sections=chosen)


def before() -> str:
    """Before anybody has asked."""
    return _("Her kan du se hvordan det blir, før du lagrer.")


def not_yet() -> str:
    """Where the answers do not hold together."""
    return _("Svar på det som mangler, så ser du hvordan det blir.")


def no_plan() -> str:
    """For who has given rights, and has no plan."""
    return _("Du har ingen plan her ennå, så det er ingenting å se i den.")
