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

ANSWERS: dict[str, Any] = {
    "more-wanted": _l("Vi trenger å vite mer"),
    "preliminary": _l("Foreløpig svar: vi trenger mer tid"),
    "coordinator": _l("Kommunen har oppnevnt en koordinator"),
    "coordinator-vacant": _l("Kommunen har sagt ja, men har ikke funnet en koordinator ennå"),
    "in-part": _l("Kommunen har sagt ja til noe og nei til noe"),
    "refused": _l("Kommunen har sagt nei"),
}
LAWS: dict[str, Any] = {
    "health": _l("Helse- og omsorgstjenester"),
    "nav": _l("Nav-kontoret (sosiale tjenester)"),
    "child-welfare": _l("Barnevern"),
}
