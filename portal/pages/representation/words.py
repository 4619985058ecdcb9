"""The words for grants: why somebody may act for another, what they may do, and what is said after a press."""

from datetime import timedelta
from typing import Any

from portal.language import date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.register_words import AWAY
from portal.rules.representation import Basis, Held, Scope
from portal.store.next_dates import Next, What

NOTICES: dict[str, Any] = {
    **AWAY,
    "again": ("warning", _l("Siden var for gammel. Trykk en gang til.")),
    "acts-for-oneself": ("info", _l("Du handler for deg selv igjen.")),
    "grant-accepted": ("success", _l("Du har tatt imot fullmakten.")),
    "grant-declined": ("success", _l("Du sa nei. Tilbudet er borte.")),
    "grant-ended": ("success", _l("Det er avsluttet, og gjelder ikke lenger.")),
    "grant-quietly": ("success", _l("Det er avsluttet. Vi har ikke sendt beskjed til den andre.")),
    "grant-changed": ("success", _l("Fullmakten er endret. Endringen gjelder fra nå.")),
    "grant-more": (
        "success",
        _l("Det du tok bort, gjelder ikke lenger. Det du la til, gjelder når personen sier ja."),
    ),
}

WHY: dict[Basis, Any] = {
    Basis.GIVEN: _l("du har fått fullmakt her"),
    Basis.PAPER: _l("du har fullmakt på papir"),
    Basis.PARENT: _l("du har foreldreansvar"),
    Basis.CARER: _l("du har omsorgen for barnet"),
    Basis.YOUNG: _l("kommunen har gitt deg innsyn for en tid"),
    Basis.GUARDIAN: _l("du er verge"),
    Basis.LASTING: _l("du har fremtidsfullmakt"),
    Basis.KIN: _l("du er nærmeste pårørende, og kommunen har vurdert hva du kan se"),
    Basis.REGISTER: _l("du har fullmakt i et nasjonalt register"),
}
"""Why, after «fordi»."""

WHAT: dict[Scope, Any] = {
    Scope.SEE_PLAN: _l("Se planen"),
    Scope.WRITE_PLAN: _l("Skrive i planen"),
    Scope.FOLLOW_CASES: _l("Følge saker"),
    Scope.ASK: _l("Be om noe og svare"),
    Scope.COMPLAIN: _l("Klage på svar"),
    Scope.NOTICES: _l("Få varsler"),
    Scope.PRIVACY: _l("Se hvem som har sett opplysningene"),
}


NEXT: dict[tuple[What, bool], Any] = {
    (What.ANSWER, False): _l("Kommunen skal ha svart i en sak senest %(date)s."),
    (What.ANSWER, True): _l("Kommunen skulle ha svart i en sak senest %(date)s."),
    (What.MEETING, False): _l("Det er møte om planen %(date)s."),
    (What.REVIEW, False): _l("Planen skal vurderes på nytt %(date)s."),
    (What.REVIEW, True): _l("Planen skulle ha vært vurdert på nytt %(date)s."),
    (What.LATE, True): _l("Et tiltak i planen er forsinket. Det skulle vært gjort %(date)s."),
}
"""The dates of somebody one acts for: what it is, and whether the day has passed."""

BECAUSE: dict[Basis, Any] = {
    Basis.GIVEN: _l("fullmakt gitt her"),
    Basis.PAPER: _l("fullmakt på papir"),
    Basis.PARENT: _l("foreldreansvar"),
    Basis.CARER: _l("omsorg for barnet"),
    Basis.YOUNG: _l("innsyn for en tid"),
    Basis.GUARDIAN: _l("vergemål"),
    Basis.LASTING: _l("fremtidsfullmakt"),
    Basis.KIN: _l("nærmeste pårørende"),
    Basis.REGISTER: _l("fullmakt i et nasjonalt register"),
}
"""Why somebody acted for another, as others read it."""


def date_said(one: Next) -> str:
    """A date of somebody one acts for."""
    return str(NEXT[one.what, one.passed]) % {"date": date_in_words(one.on)}


def why_said(held: Held) -> str:
    """Why, after «fordi»: all there is."""
    return _(" og ").join(str(WHY[basis]) for basis in held.bases)


def until_said(held: Held) -> str:
    """Why one may act, and how long."""
    if held.until is None:
        return _("Du kan handle fordi %(why)s.", why=why_said(held))
    last = date_in_words(held.until - timedelta(days=1))
    return _(
        "Du kan handle fordi %(why)s. Det gjelder til og med %(last)s.",
        why=why_said(held),
        last=last,
    )


def sent_for(name: str, whom: str | None, basis: str) -> str:
    """Who sent something for whom, and why: on receipts, in the case and at the desk."""
    why = str(BECAUSE[Basis(basis)])
    if whom is None:
        return _("Sendt av %(name)s på vegne av en annen. Grunnlag: %(why)s.", name=name, why=why)
    return _(
        "Sendt av %(name)s på vegne av %(whom)s. Grunnlag: %(why)s.", name=name, whom=whom, why=why
    )


def who_is_who(citizen: Any) -> str:
    """«Du er innlogget som X og handler for Y, fordi …, til …», for the top of every page and for receipts."""
    acting = citizen.acting
    why = why_said(acting.held)
    me, person = citizen.name or acting.holder_name or _("deg selv"), acting.person_name
    if acting.held.until is None:
        return _(
            "Du er innlogget som %(me)s og handler for %(person)s, fordi %(why)s.",
            me=me,
            person=person,
            why=why,
        )
    last = date_in_words(acting.held.until - timedelta(days=1))
    return _(
        "Du er innlogget som %(me)s og handler for %(person)s, fordi %(why)s. Det gjelder til og med %(last)s.",
        me=me,
        person=person,
        why=why,
        last=last,
    )


def cannot_act_for(name: str | None) -> str:
    """What is said once when the right to act is over, whoever ended it and why: that is between others."""
    if name is None:
        return _("Du kan ikke handle for denne personen lenger. Nå handler du for deg selv.")
    return _("Du kan ikke handle for %(name)s lenger. Nå handler du for deg selv.", name=name)
