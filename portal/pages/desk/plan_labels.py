"""What the desk calls the things of a plan: codes on the left, words for those who work there on the right."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.plan import Kind, Status

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
    "plan-meeting-called": ("success", _l("Møtet er kalt inn. Personen får beskjed.")),
    "plan-meeting-told": ("success", _l("Det er lagret. Personen får beskjed.")),
    "plan-meeting-cancelled": ("success", _l("Møtet er avlyst. Personen får beskjed.")),
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
    "plan-phone": ("success", _l("Nummeret er lagret. Personen ser det i planen.")),
    "plan-vacant": ("success", _l("Planen står nå uten koordinator. Personen får beskjed.")),
}
ANSWERS: dict[str, Any] = {
    "gjort": _l("Gjort"),
    "ny-dato": _l("Ny dato"),
    "ikke-vart": _l("Ikke vårt ansvar"),
    "ja": _l("Har sagt ja"),
    "i-gang": _l("I gang"),
    "ansvarlig": _l("Sett ansvarlig"),
    "nei": _l("Si nei, og hvorfor"),
}
KINDS: dict[Kind, Any] = {
    Kind.GOAL: _l("Mål"),
    Kind.MEASURE: _l("Tiltak"),
    Kind.PARTICIPANT: _l("En som hjelper"),
    Kind.TEXT: _l("Tekst"),
}
NEW: dict[str, Any] = {
    "mal": _l("Nytt mål"),
    "tiltak": _l("Nytt tiltak"),
    "deltaker": _l("En som hjelper"),
}
CHANGED: dict[Kind, Any] = {
    Kind.GOAL: _l("Endre målet"),
    Kind.MEASURE: _l("Endre tiltaket"),
    Kind.PARTICIPANT: _l("Endre den som hjelper"),
}
ONES: dict[str, Any] = {
    "periode": _l("Perioden planen gjelder"),
    "roller": _l("Koordinator, barnekoordinator og kontaktlege"),
}
ASKED: dict[str, tuple[Any, Any]] = {
    "gjort": (_l("Er tiltaket gjort?"), _l("Ja, det er gjort")),
    "ny-dato": (_l("Ny dato for tiltaket"), _l("Lagre datoen")),
    "ikke-vart": (_l("Hvorfor er det ikke vårt ansvar?"), _l("Lagre svaret")),
    "ja": (_l("Har de sagt ja til tiltaket?"), _l("Ja, de har sagt ja")),
    "i-gang": (_l("Er tiltaket i gang?"), _l("Ja, det er i gang")),
    "ansvarlig": (_l("Hvem skal ha ansvaret?"), _l("Lagre ansvarlig")),
    "nei": (_l("Si nei til forslaget"), _l("Lagre svaret")),
}
"""What each answer asks, and what its button says."""
