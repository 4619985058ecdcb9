"""What the desk calls things about who may act for whom; the notices after a press."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from portal.forms.desk_representation_words import (
    BASES,
    END_REASONS,
    KIN,
    PARENT_BY,
    SCOPES,
    UNCLEAR,
)
from portal.language import lazy_gettext as _l
from portal.plan_labels import SECTIONS
from portal.rules.plan_consent import Section
from portal.rules.registering import State, Unclear
from portal.rules.representation import Scope

__all__ = ["BASES", "END_REASONS", "KIN"]

STATES: dict[State, tuple[str, Any]] = {
    State.COUNTS: ("success", _l("Gjelder nå")),
    State.WAITS: ("info", _l("Venter på at den andre tar imot")),
    State.LATER: ("info", _l("Gjelder fra en senere dag")),
    State.ENDED: ("neutral", _l("Avsluttet")),
    State.OVER: ("neutral", _l("Gjelder ikke lenger")),
    State.UNASKED: ("neutral", _l("Registeret blir spurt ved neste innlogging")),
    State.OFF: ("warning", _l("Slått av på grunn av beskyttet adresse")),
}
WAYS: dict[str, Any] = {
    "fullmakt": _l("Registrer fullmakt på papir"),
    "foreldreansvar": _l("Registrer foreldreansvar"),
    "omsorg": _l("Registrer omsorg for et barn"),
    "ung": _l("Gi en forelder innsyn når den unge er 16 eller 17 år"),
    "verge": _l("Registrer verge"),
    "fremtidsfullmakt": _l("Registrer fremtidsfullmakt"),
}
"""What can be written down, by what stands in the address. The words are the headings too."""

LEADS: dict[str, Any] = {
    "fullmakt": _l("Personen har skrevet under på hva den andre kan gjøre, og hvor lenge."),
    "foreldreansvar": _l(
        "Gjelder til barnet fyller 16 år. Én forelder om gangen. Den andre forelderen blir ikke påvirket."
    ),
    "omsorg": _l(
        "For barnevernet eller fosterforeldre som har overtatt omsorgen. Gjelder til barnet fyller 16 år."
    ),
    "ung": _l(
        "Fra 16 år bestemmer den unge selv. Innsyn gis bare når foreldreansvaret krever det, og høyst tre måneder om gangen."
    ),
    "verge": _l(
        "Bare et mandat for personlige forhold gjelder her. Vergen skal høre personen og ikke handle mot det personen vil."
    ),
    "fremtidsfullmakt": _l(
        "Gjelder fra dagen den er trådt i kraft. Da kan personen ikke lenger ta vare på dette selv."
    ),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "grant-registered": ("success", _l("Det er registrert, og gjelder fra første dag.")),
    "grant-ended": ("success", _l("Det er avsluttet, og gjelder ikke lenger.")),
    "grant-had-ended": ("info", _l("Det var avsluttet fra før. Ingenting ble endret.")),
    "assessment-registered": ("success", _l("Vurderingen er registrert.")),
    "person-protected": (
        "success",
        _l("Beskyttet adresse er registrert. Ingen kan handle for personen her."),
    ),
    "person-not-protected": ("success", _l("Beskyttelsen er opphevet.")),
    "grant-unclear": ("success", _l("Det står nå i lista over det som må avklares.")),
    "grant-clear": ("success", _l("Det er avklart, og er tatt bort fra lista.")),
}


def last_day(until: date) -> date:
    """The last day of what ends on `until`."""
    return until - timedelta(days=1)


def scopes(codes: Iterable[Scope]) -> str:
    """«Se planen, Følge saker»."""
    return ", ".join(str(SCOPES[one]) for one in codes)


def sections(codes: Iterable[Section]) -> str:
    """«Målene, Tiltakene»."""
    return ", ".join(str(SECTIONS[one]) for one in codes)


def evidence(kept: str) -> str:
    """Where it can be found again: a code of where it was checked, or what the desk has written."""
    return str(PARENT_BY.get(kept, kept))


def unclear(code: str) -> str:
    """What must be found out. What a register calls by a word of its own is what the register says."""
    return str(UNCLEAR.get(code, UNCLEAR[Unclear.REGISTER_DIFFERS]))
