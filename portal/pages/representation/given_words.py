"""The words for what somebody has given: how it stands, what it gives, from when to when."""

from datetime import timedelta
from typing import Any

from portal.language import date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.representation.words import WHAT
from portal.plan_labels import SECTIONS
from portal.rules.plan_consent import Section
from portal.rules.representation import Basis, Grant, Scope, last_day_after, whole_plan
from portal.rules.representation_giving import State

STATES: dict[State, tuple[Any, str]] = {
    State.OFFERED: (_l("Venter på svar"), "info"),
    State.LAPSED: (_l("Ingen svarte i tide"), "neutral"),
    State.COMING: (_l("Begynner senere"), "info"),
    State.COUNTS: (_l("Gjelder nå"), "success"),
    State.OVER: (_l("Tiden er ute"), "neutral"),
    State.ENDED: (_l("Avsluttet"), "neutral"),
    State.DECLINED: (_l("Personen sa nei"), "neutral"),
}

BY_WHAT_RIGHT: dict[Basis, Any] = {
    Basis.GIVEN: _l("Du har gitt fullmakt her."),
    Basis.PAPER: _l("Du har gitt fullmakt på papir."),
    Basis.PARENT: _l("Personen har foreldreansvar for deg."),
    Basis.CARER: _l("Personen har omsorgen for deg."),
    Basis.YOUNG: _l("Kommunen har gitt personen innsyn for en tid."),
    Basis.GUARDIAN: _l("Personen er verge for deg."),
    Basis.LASTING: _l("Personen har fremtidsfullmakt fra deg."),
    Basis.KIN: _l("Personen er nærmeste pårørende. Kommunen har vurdert hva personen kan se."),
    Basis.REGISTER: _l("Personen har fullmakt i et nasjonalt register."),
}
"""Why somebody may act, said to the one they act for."""

FROM_PERSON: dict[int, Any] = {
    12: _l("Du fyller 12 år %(day)s. Da kan du holde noe i planen tilbake fra foreldrene dine."),
    16: _l(
        "Du fyller 16 år %(day)s. Fra den dagen bestemmer du selv, og foreldrene dine kan ikke lenger"
        " handle for deg. Vil du at de fortsatt skal hjelpe, kan du gi dem fullmakt fra da."
    ),
    18: _l("Du fyller 18 år %(day)s. Da er innsynet foreldrene dine har fått, over."),
}
FROM_HOLDER: dict[int, Any] = {
    12: _l(
        "%(name)s fyller 12 år %(day)s. Da kan barnet holde noe i planen tilbake, og du ser ikke lenger"
        " hvem som har sett opplysningene."
    ),
    16: _l(
        "%(name)s fyller 16 år %(day)s. Fra den dagen kan du ikke handle for %(name)s uten fullmakt."
        " Snakk om det i god tid. Koordinatoren kan hjelpe dere."
    ),
    18: _l("%(name)s fyller 18 år %(day)s. Da er innsynet du har fått, over."),
}


def scopes_in_words(grant: Grant) -> str:
    """What it lets somebody do, in the order of the form, as one line."""
    first, *others = [str(WHAT[one]) for one in Scope if one in grant.scopes] or [""]
    return ", ".join([first, *(one[:1].lower() + one[1:] for one in others)])


def sections_in_words(grant: Grant) -> str | None:
    """Which of the plan, None where it gives none of it."""
    if Scope.SEE_PLAN not in grant.scopes:
        return None
    if grant.sections == whole_plan():
        return _("Hele planen")
    first, *others = [str(SECTIONS[one.value]) for one in Section if one in grant.sections] or [""]
    return ", ".join([first, *(one[:1].lower() + one[1:] for one in others)])


def period_in_words(grant: Grant) -> str:
    """From when to when, with the last day that counts: its own, or the one before the birthday that ends it."""
    first, end = date_in_words(grant.since), last_day_after(grant)
    if end is None:
        return _("Fra %(first)s", first=first)
    last = date_in_words(end - timedelta(days=1))
    return _("Fra %(first)s til og med %(last)s", first=first, last=last)
