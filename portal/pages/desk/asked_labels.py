"""What the desk calls the codes of a request with login: codes on the left, words on the right."""

from typing import Any

from portal.language import lazy_gettext as _l

WHOM: dict[str, Any] = {
    "self": _l("Spør for seg selv"),
    "child": _l("Spør for barnet sitt"),
    "other": _l("Spør for en annen"),
    "service": _l("Spør som tjeneste"),
}
WANTS: dict[str, Any] = {
    "coordinator": _l("Koordinator"),
    "plan": _l("Individuell plan"),
    "both": _l("Koordinator og individuell plan"),
    "unsure": _l("Vet ikke ennå"),
    "agreed": _l("Melder om en koordinator som er avtalt"),
}
REACH: dict[str, Any] = {
    "sms": _l("Tekstmelding"),
    "email": _l("E-post"),
    "call": _l("Vil bli ringt"),
    "letter": _l("Brev"),
}
SERVICES: dict[str, Any] = {
    "school": _l("Skole"),
    "kindergarten": _l("Barnehage"),
    "gp": _l("Fastlege"),
    "hospital": _l("Sykehus"),
    "nav": _l("Nav"),
    "other": _l("En annen tjeneste"),
}
CONFIRMED_BY: dict[str, Any] = {
    "login": _l("Personen logget inn og sa ja"),
    "phone": _l("Personen er spurt på telefon"),
    "visit": _l("Bekreftet ved besøk"),
    "letter": _l("Bekreftet i brev"),
    "register": _l("Foreldreansvaret er kontrollert i Folkeregisteret"),
}
CHILD_AGES: dict[str, Any] = {
    "under-16": _l("Under 16 år"),
    "from-16": _l("16 år eller eldre"),
}
WHOM_READS: dict[str, Any] = {
    "self": _l("Personen det gjelder"),
    "parent": _l("Forelderen som spurte"),
    "sender": _l("Den som sendte klagen"),
}
