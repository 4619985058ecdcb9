"""What the desk calls the things of a plan: codes on the left, words for those who work there on the right."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.plan import Status

STATUSES: dict[str, Any] = {
    Status.INVITED: _l("Venter på svar fra personen"),
    Status.COORDINATOR_ONLY: _l("Vil bare ha koordinator"),
    Status.DECLINED: _l("Har sagt nei til plan"),
    Status.ACTIVE: _l("Planen er i bruk"),
    Status.WITHDRAWN: _l("Samtykket er trukket"),
    Status.ENDED: _l("Planen er avsluttet"),
}
FILTERS: dict[str, Any] = {
    "mine": _l("Mine planer"),
    "alle": _l("Alle planer"),
    "ledige": _l("Uten koordinator"),
}
EMPTY: dict[str, Any] = {
    "mine": _l("Du er ikke koordinator for noen nå."),
    "alle": _l("Ingen har en plan her ennå."),
    "ledige": _l("Alle planer har en koordinator."),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "plan-saved": ("success", _l("Det er lagret i planen.")),
    "plan-removed": (
        "success",
        _l("Det er tatt bort. Nederst på siden kan du legge det tilbake."),
    ),
    "plan-undone": ("success", _l("Det er lagt tilbake.")),
    "plan-no-consent": (
        "warning",
        _l("Ingenting er lagret. Personen må si ja til planen før noen kan skrive i den."),
    ),
    "plan-changed-meanwhile": (
        "warning",
        _l("Noen andre har endret dette i mellomtiden. Ingenting er overskrevet."),
    ),
    "plan-handed-over": ("success", _l("Planen har fått en ny koordinator. Personen får beskjed.")),
    "plan-vacant": ("success", _l("Planen står nå uten koordinator. Personen får beskjed.")),
}
