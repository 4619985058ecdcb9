"""The consents of a plan in words: what was given and withdrawn, when, how and by whom."""

from collections.abc import Iterable
from typing import Any

from portal.language import gettext as _
from portal.plan_labels import SECTIONS
from portal.rules.plan_consent import Consent
from portal.store.plan import SeenPlan

Entry = dict[str, Any]


def history(seen: SeenPlan) -> list[Entry]:
    """All that has happened, the newest first."""
    entries: list[Entry] = [
        {"text": _("Kommunen spurte om en individuell plan."), "at": seen.begun_at, "who": None}
    ]
    for one in seen.consents:
        entries.append(entry(given_in_words(seen, one), one.given_at, giver(seen, one)))
        if one.withdrawn_at:
            who = name_of(seen, one.withdrawn_by_kind or "", one.withdrawn_by or "")
            entries.append(entry(ended_in_words(seen, one), one.withdrawn_at, who))
    entries.sort(key=lambda one: one["at"])
    return entries[::-1]


def entry(text: str, at: Any, who: str | None) -> Entry:
    """A line of `ui/timeline`."""
    return {"text": text, "at": at, "who": who}


def given_in_words(seen: SeenPlan, one: Consent) -> str:
    """What was said yes to, and on which paper."""
    if one.participant is None:
        if one.by_paper:
            return _("Samtykke til planen på papir. Arkivreferanse %(paper)s.", paper=one.by_paper)
        return _("Samtykke til planen.")
    words = {"name": participant_name(seen, one), "sections": sections_in_words(one.sections)}
    if one.by_paper:
        return _(
            "%(name)s fikk se: %(sections)s. Samtykket er på papir, arkivreferanse %(paper)s.",
            paper=one.by_paper,
            **words,
        )
    return _("%(name)s fikk se: %(sections)s.", **words)


def ended_in_words(seen: SeenPlan, one: Consent) -> str:
    """What came to an end."""
    if one.participant is None:
        return _("Samtykket til planen ble trukket.")
    return _(
        "Slutt på deling med %(name)s: %(sections)s.",
        name=participant_name(seen, one),
        sections=sections_in_words(one.sections),
    )


def giver(seen: SeenPlan, one: Consent) -> str | None:
    """Who said yes; for a paper that the municipality registered it."""
    return name_of(seen, one.given_by_kind, one.given_by)


def name_of(seen: SeenPlan, kind: str, who: str) -> str | None:
    """A reader by name, None when it is not known any more; an employee is the municipality."""
    return _("Registrert av kommunen") if kind == "staff" else seen.names.get((kind, who))


def participant_name(seen: SeenPlan, one: Consent) -> str:
    """One of those who help, also after they have left."""
    return seen.names.get(("participant", one.participant or "")) or _("En som ikke er med lenger")


def sections_in_words(sections: Iterable[str]) -> str:
    """«Målene, Tiltakene»."""
    return ", ".join(str(SECTIONS[one]) for one in sections if one in SECTIONS)
