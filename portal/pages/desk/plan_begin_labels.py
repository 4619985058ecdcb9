"""What the desk says after a plan has begun, a parent has been let in, or an answer has been noted."""

from typing import Any

from portal.language import lazy_gettext as _l

NOTICES: dict[str, tuple[str, Any]] = {
    "plan-begun": (
        "success",
        _l("Planen er satt i gang. Personen får beskjed og blir spurt om samtykke."),
    ),
    "plan-begun-child": (
        "success",
        _l("Planen er satt i gang. Legg til foreldrene, så kan de svare for barnet."),
    ),
    "plan-elsewhere": (
        "info",
        _l(
            "Personen har en plan fra før, og en annen er koordinator. Snakk med lederen i enheten."
        ),
    ),
    "plan-not-a-child": (
        "info",
        _l("Personen er 16 år eller eldre og bestemmer selv hvem som ser planen."),
    ),
    "plan-parent-added": (
        "success",
        _l("Forelderen kan se planen etter å ha logget inn, og får beskjed."),
    ),
    "plan-consent-noted": ("success", _l("Svaret er lagret. Personen får beskjed.")),
}
