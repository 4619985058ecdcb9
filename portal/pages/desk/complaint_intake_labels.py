"""What the desk calls the ways a complaint comes in, and what is said after a press."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.complaint_answers import Kin

KIN: dict[Kin, Any] = {
    Kin.OWN_RIGHTS: _l("Det gjelder pårørendes egne rettigheter"),
    Kin.CAN_DECIDE: _l("Den det gjelder, kan avgjøre selv"),
    Kin.CANNOT_DECIDE: _l("Den det gjelder, kan ikke avgjøre selv"),
}
"""What decides whether next of kin may complain; the one who sent it knows best."""

DISPUTED: Any = _l(
    "Det er uenighet om dette. Helse- og omsorgsdepartementet har sagt at pårørende som regel ikke kan klage her. "
    "Ta imot klagen, og gi veiledning."
)
NOTICES: dict[str, tuple[str, Any]] = {
    "complaint-registered": (
        "success",
        _l("Klagen er registrert. Lag brevet som sier at dere har fått den, og send det."),
    ),
    "complaint-found": (
        "success",
        _l("Dette er nå en klage. De som kan se den, får beskjed om at det er noe nytt."),
    ),
    "complaint-not-one": ("success", _l("Det er notert at dette ikke er en klage.")),
    "complaint-may": (
        "success",
        _l("Det er notert at den som sendte klagen, kan klage."),
    ),
    "complaint-guided": (
        "success",
        _l("Veiledningen er lagret. Kan den som klaget, ikke se klagen her, sender dere et brev."),
    ),
}
