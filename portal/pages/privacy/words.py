"""The words of «Innsyn»: its pages, and what is said after a press."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.opening import Reason
from portal.rules.traces import What, Who

PAGES: dict[str, Any] = {
    "privacy.traces": _l("Hvem har sett opplysningene"),
    "privacy.all": _l("Alt som er lagret"),
    "privacy.kept": _l("Hvor lenge vi lagrer"),
    "privacy.ways": _l("Be om retting, sletting eller annet"),
    "privacy.mine": _l("Det som er spurt om"),
}
"""The pages one goes between, in this order."""

KINDS: dict[What, Any] = {
    What.ANYTHING: _l("Alt"),
    What.READ: _l("Har lest"),
    What.CHANGED: _l("Har endret"),
}
WHO: dict[Who, Any] = {
    Who.ANYBODY: _l("Alle"),
    Who.STAFF: _l("Ansatte"),
    Who.CITIZENS: _l("Andre innbyggere"),
    Who.PARTICIPANTS: _l("Deltakere i planen"),
    Who.SYSTEM: _l("Systemet"),
}
DAYS: dict[int | None, Any] = {
    None: _l("Hele tiden"),
    7: _l("Siste uke"),
    30: _l("Siste 30 dager"),
    365: _l("Siste år"),
}
REASONS: dict[Reason, Any] = {
    Reason.COVER: _l("Dekker for en kollega"),
    Reason.QUESTION: _l("Har fått et spørsmål fra personen"),
    Reason.QUALITY: _l("Ledelse og kvalitet"),
    Reason.HANDOVER: _l("Skal gi saken eller planen videre"),
    Reason.FAULT: _l("Retter en feil i systemet"),
    Reason.OTHER: _l("Annet"),
}

NOTICES: dict[str, Any] = {
    "again": ("warning", _l("Siden var for gammel. Trykk en gang til.")),
    "withdrawn": ("success", _l("Spørsmålet er trukket.")),
    "answered-already": ("info", _l("Spørsmålet har fått svar. Se svaret under.")),
}

ROW_WHAT: Any = _l("Hva")
ROW_WHO: Any = _l("Hvem")
ROW_DAYS: Any = _l("Når")
