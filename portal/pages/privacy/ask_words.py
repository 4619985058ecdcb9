"""What one can ask about one's own data, in words: the choices, what each means, and what an answer is called."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.privacy import Ground, Kind, Near, Outcome

SLUGS: dict[str, Kind] = {
    "rette": Kind.CORRECT,
    "begrense": Kind.RESTRICT,
    "protestere": Kind.OBJECT,
    "slette": Kind.DELETE,
    "annet": Kind.OTHER,
}
"""The addresses of what one asks without it being about an event."""

TITLES: dict[Kind, Any] = {
    Kind.WHY: _l("Spør hvorfor"),
    Kind.CORRECT: _l("Be om at noe blir rettet"),
    Kind.RESTRICT: _l("Be om at bruken blir begrenset"),
    Kind.OBJECT: _l("Protester mot bruken"),
    Kind.DELETE: _l("Be om at noe blir slettet"),
    Kind.OTHER: _l("Spør om noe annet"),
}
SHORT: dict[Kind, Any] = {
    Kind.WHY: _l("Hvorfor har noen sett eller endret dette?"),
    Kind.CORRECT: _l("Rette noe"),
    Kind.RESTRICT: _l("Begrense bruken"),
    Kind.OBJECT: _l("Protest mot bruken"),
    Kind.DELETE: _l("Slette noe"),
    Kind.OTHER: _l("Et spørsmål"),
}
MEANS: dict[Kind, Any] = {
    Kind.CORRECT: _l("Når noe som står, er feil eller mangler."),
    Kind.RESTRICT: _l(
        "Kommunen tar vare på opplysningene, men bruker dem ikke så lenge. Det kan passe når noe er feil og må kontrolleres."
    ),
    Kind.OBJECT: _l(
        "Når kommunen bruker opplysninger på en måte som ikke er riktig for akkurat deg."
    ),
    Kind.DELETE: _l(
        "Mye må kommunen ta vare på, fordi loven krever det. Du får et svar med grunn hvis noe ikke kan slettes."
    ),
    Kind.OTHER: _l("Når du lurer på noe om opplysningene som ikke står her."),
}
STANDS: dict[Outcome | None, tuple[Any, str]] = {
    None: (_l("Venter på svar"), "info"),
    Outcome.GRANTED: (_l("Besvart"), "success"),
    Outcome.PARTLY: (_l("Besvart: delvis ja"), "info"),
    Outcome.REFUSED: (_l("Besvart: nei"), "warning"),
    Outcome.WITHDRAWN: (_l("Trukket"), "neutral"),
}
"""Where it stands, and the colour of it."""

NEAR: dict[Near, tuple[Any, str]] = {
    Near.PASSED: (_l("Fristen er gått"), "danger"),
    Near.TODAY: (_l("Frist i dag"), "warning"),
    Near.TOMORROW: (_l("Frist i morgen"), "warning"),
}
"""What the desk is reminded of, and the colour of it."""

BECAUSE: dict[Ground, Any] = {
    Ground.ARCHIVE: _l(
        "Kommunen har plikt til å ta vare på dette. Det står i arkivlova § 13 og pasientjournalloven § 25."
    ),
    Ground.TASK: _l(
        "Kommunen trenger dette for å gjøre det loven krever. Det står i personvernforordningen artikkel 6 og 17."
    ),
    Ground.IS_RIGHT: _l(
        "Kommunen har kontrollert det som står, og mener at det er riktig. Det står i personvernforordningen artikkel 16 når noe skal rettes."
    ),
    Ground.ASSESSMENT: _l(
        "Det som står, er en faglig vurdering. Det du mener, er skrevet inn ved siden av. Det står i personvernforordningen artikkel 16 når noe skal rettes."
    ),
    Ground.NOT_MET: _l(
        "Loven gir ikke rett til å begrense bruken her. Reglene står i personvernforordningen artikkel 18."
    ),
    Ground.WEIGHTIER: _l(
        "Kommunen har grunner som veier tyngre enn protesten. Regelen står i personvernforordningen artikkel 21."
    ),
    Ground.UNFOUNDED: _l(
        "Kommunen mener at det helt klart ikke er grunn til å be om dette, eller at det er bedt om mange ganger. Regelen står i personvernforordningen artikkel 12."
    ),
}
"""Why not all was granted, as the person reads it."""

HAPPENS: dict[Kind, Any] = {
    Kind.CORRECT: _l(
        "Skriv riktig navn eller fødselsdato nederst. Det blir rettet når du sender svaret. Det som er feil i en sak eller en plan, retter dere der det står. Det som er sendt inn, blir stående slik det ble sendt."
    ),
    Kind.RESTRICT: _l(
        "Svarer du ja eller delvis, blir bruken begrenset med en gang. Da må ansatte gi en grunn for å se opplysningene. Frister går som før."
    ),
    Kind.OBJECT: _l(
        "Svarer du ja eller delvis, blir bruken begrenset med en gang. Da må ansatte gi en grunn for å se opplysningene. Frister går som før."
    ),
    Kind.DELETE: _l(
        "Svarer du ja eller delvis, blir utkast, ubesvarte fullmakter og adresser for varsler slettet. Saker, planer og journal må dere ta vare på. Da er svaret delvis eller nei."
    ),
}
"""What a yes does, told to the one who answers."""
