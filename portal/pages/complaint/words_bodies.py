"""Who the paths lead to, in words: only the bodies of today."""

from typing import Any

from portal.language import lazy_gettext as _l
from portal.rules.complaint_bodies import Body

BODIES: dict[Body, Any] = {
    Body.COORDINATING_UNIT: _l("koordinerende enhet i kommunen"),
    Body.DECIDING_OFFICE: _l("de som har saken"),
    Body.SERVICE: _l("stedet der du får hjelpen"),
    Body.MUNICIPALITY: _l("kommunen"),
    Body.NAV_OFFICE: _l("Nav-kontoret"),
    Body.CHILD_WELFARE: _l("barnevernet"),
    Body.NAV_UNIT: _l("den delen av Nav som har saken"),
    Body.HOSPITAL: _l("sykehuset"),
    Body.COUNTY_GOVERNOR: _l("Statsforvalteren"),
    Body.NAV_APPEALS: _l("Nav Klageinstans"),
    Body.CONTROL_COMMISSION: _l("kontrollkommisjonen"),
    Body.BOARD_OF_HEALTH: _l("Statens helsetilsyn"),
    Body.INVESTIGATION_BOARD: _l("Ukom, som undersøker alvorlige hendelser"),
    Body.HEALTH_APPEALS: _l("Nasjonalt klageorgan for helsetjenesten"),
    Body.DATA_AUTHORITY: _l("Datatilsynet"),
    Body.PRIVACY_APPEALS: _l("Personvernnemnda"),
    Body.PARLIAMENTARY_OMBUD: _l("Sivilombudet"),
    Body.COURT: _l("domstolen"),
    Body.POLICE: _l("politiet"),
}
"""As they stand inside a sentence."""

SEND_TO: dict[Body, Any] = {
    Body.COORDINATING_UNIT: _l("Send det til %(unit)s i kommunen."),
    Body.DECIDING_OFFICE: _l(
        "Send det til dem som har saken. Vet du ikke hvem det er, sender du det til %(unit)s."
    ),
    Body.SERVICE: _l(
        "Send det til stedet der du får hjelpen. Du kan også sende det til %(unit)s, som gir det videre."
    ),
    Body.MUNICIPALITY: _l("Send det til kommunen. Her er det %(unit)s som tar imot."),
    Body.NAV_OFFICE: _l("Send det til Nav-kontoret."),
    Body.CHILD_WELFARE: _l("Send det til barnevernet."),
    Body.NAV_UNIT: _l("Send det til den delen av Nav som har saken."),
    Body.HOSPITAL: _l("Send det til avdelingen på sykehuset."),
    Body.COUNTY_GOVERNOR: _l("Send det rett til Statsforvalteren."),
    Body.CONTROL_COMMISSION: _l("Send det dit det står i svaret du fikk."),
    Body.BOARD_OF_HEALTH: _l("Send det til Statens helsetilsyn."),
    Body.HEALTH_APPEALS: _l("Send det dit det står i brevet du fikk."),
}
"""Whom to send it to, for each body a path may begin with. `unit` is the unit of the municipality."""

PASSED_ON = _l(
    "Vet du ikke adressen? Da kan du sende det til %(unit)s. De sender det videre til %(body)s."
)
ASKED_FIRST = _l(
    "De som får klagen, ser på saken en gang til. Endrer de ikke svaret, avgjør %(body)s."
)
DECIDES = _l("%(body)s ser på saken og svarer deg.")
ANSWERS = _l("De som får det, skal svare deg.")
PLACE_DECIDES = _l("Når vi har funnet rett sted, avgjør de saken.")
IN_DOUBT = _l("Er du uenig i svaret du får, kan %(body)s se på det.")
