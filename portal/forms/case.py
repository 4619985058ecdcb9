"""Words that a citizen's form and the desk's forms share: codes on the left, words on the right."""

from typing import Any

from portal.language import lazy_gettext as _l

WHEN: dict[str, Any] = {
    "any": _l("Når som helst på dagen"),
    "morning": _l("Mellom klokka 8 og 11"),
    "midday": _l("Mellom klokka 11 og 13"),
    "afternoon": _l("Mellom klokka 13 og 15"),
}

DELIVERY: dict[str, Any] = {
    "stored": _l("Lagret hos kommunen"),
    "told": _l("Enheten har fått beskjed"),
    "opened": _l("Åpnet av et menneske"),
    "given": _l("Gitt til en som skal følge opp"),
}
