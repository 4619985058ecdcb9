"""What the desk calls where a mailed link stands, why nobody can be asked, and what a press did."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.plan_link import Obstacle, State

STATES: dict[State, tuple[Any, str]] = {
    State.OPEN: (_l("Venter på svar"), "info"),
    State.ANSWERED: (_l("Har svart"), "success"),
    State.EXPIRED: (_l("Lenken er for gammel"), "neutral"),
    State.TRIED: (_l("Stoppet etter fem feil koder"), "warning"),
    State.ENDED: (_l("Lenken er avsluttet"), "neutral"),
    State.DEAD: (_l("Lenken virker ikke lenger"), "warning"),
}
OBSTACLES: dict[Obstacle, Any] = {
    Obstacle.NOBODY: _l(
        "Ingen utenfra har ansvar for tiltaket. Sett en ansvarlig først, så kan dere spørre."
    ),
    Obstacle.DONE: _l("Tiltaket er gjort. Da er det ingenting å spørre om."),
    Obstacle.NO_EMAIL: _l("Mottakeren står uten e-postadresse i planen. Legg den inn, eller ring."),
    Obstacle.NOT_SHARED: _l(
        "Personen deler ikke tiltakene med denne mottakeren. Spør personen først."
    ),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "plan-link-sent": ("success", _l("E-posten med lenken er på vei. Koden kommer på SMS.")),
    "plan-link-read-out": ("success", _l("E-posten med lenken er på vei. Nå må du ringe.")),
    "plan-link-ended": ("success", _l("Lenken er avsluttet. Ingen kan åpne den.")),
    "plan-link-cannot": ("warning", _l("Ingenting er sendt. Se hva som står på siden nå.")),
}
