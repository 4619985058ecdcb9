"""What the desk calls reasons, closed things and a second look: codes on the left, words for people on the right."""

from typing import Any

from portal.forms.desk_reason import FINDINGS, REASONS
from portal.language import gettext as _
from portal.language import lazy_gettext as _l

__all__ = ["ASKED", "CLOSED", "FINDINGS", "HISTORY", "NOTICES", "REASONS", "SLUGS", "called"]

SLUGS = {"case": "sak", "plan": "plan", "person": "person"}
"""What a case, a plan and a person are called in addresses."""

ASKED: dict[str, Any] = {
    "case": _l("Hvorfor åpner du saken?"),
    "plan": _l("Hvorfor åpner du planen?"),
    "person": _l("Hvorfor åpner du det som er registrert om personen?"),
}

CLOSED: dict[str, Any] = {
    "relative": _l("Det er sagt fra at dette gjelder en nær slektning av deg, eller deg selv."),
    "restricted": _l("Personen har fått stanset bruken av opplysningene sine."),
    "protected": _l("Personen har adresse som er beskyttet."),
}
HISTORY: dict[str, Any] = {
    "opening.made": _l("En ansatt uten ansvar for saken oppga en grunn og åpnet den"),
    "opening.seen": _l("En annen så over åpningen"),
    "opening.unseen": _l("Enheten fikk beskjed om at ingen har sett over åpningen"),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "reason-kept": (
        "success",
        _l("Grunnen er lagret. Nå kan du lese og gjøre det du kom for."),
    ),
    "own-relative": (
        "warning",
        _l(
            "Dette gjelder en nær slektning av deg, eller deg selv. Da kan du ikke svare, endre eller gi det videre. Be lederen la en annen gjøre det."
        ),
    ),
    "relation-kept": (
        "success",
        _l("Det er lagret. Be lederen gi saken eller planen til en annen, hvis den er din."),
    ),
    "relation-ended": ("success", _l("Det er tatt bort.")),
    "opening-seen": ("success", _l("Takk. Det er notert at du har sett over dette.")),
}


def called(kind: str, reference: str) -> str:
    """What is opened, by its reference. What is kept about a person has none: who it is stands nowhere."""
    if kind == "person":
        return _("Det som er registrert om en person")
    if kind == "plan":
        return _("Plan %(reference)s", reference=reference)
    return _("Sak %(reference)s", reference=reference)
