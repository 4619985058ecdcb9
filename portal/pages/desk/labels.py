"""What the desk calls things: codes on the left, words for people on the right."""

from typing import Any

from portal.forms.case import WHEN
from portal.forms.desk import LANGUAGES, OUTCOMES
from portal.language import lazy_gettext as _l

__all__ = ["LANGUAGES", "OUTCOMES", "WHEN"]

STATUSES: dict[str, Any] = {
    "received": _l("Ny"),
    "opened": _l("Åpnet"),
    "taken": _l("Tatt"),
    "answered": _l("Besvart"),
    "closed": _l("Avsluttet"),
}
CHANNELS: dict[str, Any] = {
    "call-me": _l("Ring meg"),
    "phone": _l("Telefon"),
    "visit": _l("Besøk"),
    "letter": _l("Brev"),
}
RELATIONS: dict[str, Any] = {
    "child": _l("Spør for barnet sitt"),
    "parent": _l("Spør for moren eller faren sin"),
    "partner": _l("Spør for ektefellen, samboeren eller kjæresten sin"),
    "sibling": _l("Spør for søsteren eller broren sin"),
    "other-family": _l("Spør for en annen i familien"),
    "friend": _l("Spør for en venn eller nabo"),
    "guardian": _l("Spør som verge"),
    "professional": _l("Spør for en de møter i jobben sin"),
}
HISTORY: dict[str, Any] = {
    "call.asked": _l("Ba om å bli ringt"),
    "call.asked-again": _l("Ba om å bli ringt en gang til"),
    "case.registered": _l("Henvendelsen ble registrert"),
    "case.opened": _l("Saken ble åpnet"),
    "case.taken": _l("Saken ble tatt"),
    "case.not-reached": _l("Forsøkte å ringe, uten å få svar"),
    "case.answered": _l("Personen fikk svar"),
    "case.closed": _l("Saken ble avsluttet"),
    "delivery.sent": _l("En melding ble sendt"),
    "delivery.failed": _l("En melding kom ikke fram"),
    "delivery.handled": _l("Noen har ringt eller sendt brev i stedet for meldingen"),
}
DELIVERY_CHANNELS: dict[str, Any] = {
    "email": _l("E-post"),
    "sms": _l("Melding på telefon"),
    "letter": _l("Brev"),
}
DELIVERY_STATES: dict[str, Any] = {
    "pending": _l("Venter på å bli sendt"),
    "sent": _l("Sendt"),
    "desk": _l("Kom ikke fram: ring eller send brev"),
    "handled": _l("Noen har ringt eller sendt brev"),
}
ROLES: dict[str, Any] = {
    "reader": _l("leser"),
    "officer": _l("saksbehandler"),
    "lead": _l("leder"),
    "administrator": _l("administrator"),
}
FILTERS: dict[str, Any] = {
    "apne": _l("Åpne saker"),
    "mine": _l("Mine saker"),
    "avsluttede": _l("Avsluttede saker"),
}
EVERY_UNIT: Any = _l("Alle enheter")
EMPTY: dict[str, Any] = {
    "apne": _l("Det er ingen åpne saker nå."),
    "mine": _l("Du har ingen saker nå."),
    "avsluttede": _l("Ingen saker er avsluttet ennå."),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "opened": ("success", _l("Saken er markert som åpnet.")),
    "taken": ("success", _l("Du har tatt saken. Ring når det passer personen.")),
    "taken-by-other": (
        "info",
        _l("Noen andre rakk å ta saken før deg. Lenger ned ser du hvem det er."),
    ),
    "answered": ("success", _l("Svaret er notert.")),
    "answered-told": ("success", _l("Svaret er notert. Personen får en melding om det.")),
    "not-reached": ("info", _l("Det er notert at dere ikke fikk svar. Saken står åpen.")),
    "closed": ("success", _l("Saken er avsluttet.")),
    "not-closed": ("warning", _l("Skriv hva dere ble enige om før du avslutter saken.")),
    "registered": ("success", _l("Henvendelsen er registrert som en sak.")),
    "handled": ("success", _l("Oppgaven er tatt bort. Det står i saken at du har gjort den.")),
    "nothing-done": ("info", _l("Ingenting ble endret. Se hva som står på siden nå.")),
    "again": ("warning", _l("Siden hadde stått åpen lenge. Trykk en gang til.")),
}
