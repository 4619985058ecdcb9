"""What the desk calls things: codes on the left, words for people on the right."""

from typing import Any

from portal.complaint_labels import AT_DESK
from portal.complaint_labels import STATES as COMPLAINT_STATES
from portal.forms.case import ANSWERS, LAWS, WHEN
from portal.forms.desk import LANGUAGES, OUTCOMES
from portal.language import lazy_gettext as _l
from portal.pages.desk import (
    complaint_intake_labels,
    complaint_labels,
    plan_begin_labels,
    plan_labels,
    plan_link_labels,
    reason_labels,
    representation_labels,
)
from portal.pages.desk.asked_labels import (
    CHILD_AGES,
    CONFIRMED_BY,
    REACH,
    SERVICES,
    WANTS,
    WHOM,
    WHOM_READS,
)

__all__ = [
    "ANSWERS",
    "CHILD_AGES",
    "COMPLAINT_STATES",
    "CONFIRMED_BY",
    "LANGUAGES",
    "LAWS",
    "OUTCOMES",
    "REACH",
    "SERVICES",
    "WANTS",
    "WHEN",
    "WHOM",
    "WHOM_READS",
]

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
    "online": _l("På nett"),
}
RESULTS: dict[str, Any] = OUTCOMES | {
    "coordinator-vacant": _l("Ja til koordinator, men ingen er funnet ennå"),
    "granted-in-part": _l("Delvis innvilget"),
    "refused": _l("Avslag"),
    "withdrawn": _l("Trukket av den som spurte"),
    "not-wanted": _l("Personen det gjelder, ønsker det ikke"),
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
    **reason_labels.HISTORY,
    **AT_DESK,
    "call.asked": _l("Ba om å bli ringt"),
    "call.asked-again": _l("Ba om å bli ringt en gang til"),
    "case.registered": _l("Henvendelsen ble registrert"),
    "case.opened": _l("Saken ble åpnet"),
    "case.taken": _l("Saken ble tatt"),
    "case.not-reached": _l("Forsøkte å ringe, uten å få svar"),
    "case.answered": _l("Personen fikk svar"),
    "case.closed": _l("Saken ble avsluttet"),
    "case.handed-over": _l("Saken ble gitt til en kollega"),
    "case.requested": _l("Henvendelsen ble sendt og lagret"),
    "case.more-wanted": _l("Enheten ba om å få vite mer"),
    "case.preliminary": _l("Foreløpig svar ble gitt"),
    "case.coordinator": _l("Svar om koordinator ble gitt"),
    "case.in-part": _l("Det ble gitt delvis avslag"),
    "case.refused": _l("Det ble gitt avslag"),
    "case.answer-taken-back": _l("Et svar ble tatt tilbake"),
    "case.letter-made": _l("Et brev ble laget"),
    "case.citizen-wrote": _l("Det kom en melding i saken"),
    "case.desk-wrote": _l("Enheten skrev en melding i saken"),
    "case.confirmed": _l("Personen det gjelder, sa ja"),
    "case.not-wanted": _l("Personen det gjelder, sa nei"),
    "case.parent-confirmed": _l("Foreldreansvaret ble bekreftet"),
    "case.withdrawn": _l("Henvendelsen ble trukket"),
    "case.reminded": _l("Personen minnet om saken"),
    "case.warned": _l("Enheten fikk varsel om fristen"),
    "case.overdue": _l("Fristen gikk ut uten svar"),
    "case.not-opened": _l("Ingen hadde åpnet saken, og en annen fikk varsel"),
    "case.told": _l("Beskjed til innbyggeren er på vei"),
    "case.told-again": _l("Beskjed til innbyggeren er på vei en gang til"),
    "case.text-removed": _l("Teksten ble slettet"),
    "delivery.sent": _l("En melding ble sendt"),
    "delivery.failed": _l("En melding kom ikke fram"),
    "delivery.handled": _l("Noen har ringt eller sendt brev i stedet for meldingen"),
}
DELIVERY_CHANNELS: dict[str, Any] = {
    "email": _l("E-post"),
    "sms": _l("Melding på telefon"),
    "letter": _l("Brev"),
    "call": _l("Telefonsamtale"),
    "svarut": _l("SvarUt"),
    "archive": _l("Arkivet"),
    "download": _l("Levert av dere"),
}
DELIVERY_STATES: dict[str, Any] = {
    "pending": _l("Venter på å bli sendt"),
    "sent": _l("Sendt"),
    "desk": _l("Ring eller send brev"),
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
    "venter": _l("Venter på svar fra oss"),
    "ledige": _l("Ingen har tatt saken"),
    "bekreftes": _l("Personen må spørres"),
    "klager": _l("Klager"),
    "mine": _l("Mine saker"),
    "avsluttede": _l("Avsluttede saker"),
}
EVERY_UNIT: Any = _l("Alle enheter")
EMPTY: dict[str, Any] = {
    "apne": _l("Det er ingen åpne saker nå."),
    "venter": _l("Ingen saker venter på svar fra oss nå."),
    "ledige": _l("Noen har tatt alle sakene."),
    "bekreftes": _l("Det er ingen dere må spørre nå."),
    "klager": _l("Det er ingen åpne klager nå."),
    "mine": _l("Du har ingen saker nå."),
    "avsluttede": _l("Ingen saker er avsluttet ennå."),
}
NOTICES: dict[str, tuple[str, Any]] = (
    plan_labels.NOTICES
    | complaint_labels.NOTICES
    | complaint_intake_labels.NOTICES
    | plan_begin_labels.NOTICES
    | plan_link_labels.NOTICES
    | reason_labels.NOTICES
    | representation_labels.NOTICES
    | {
        "opened": ("success", _l("Saken er markert som åpnet.")),
        "taken": ("success", _l("Du har tatt saken. Ring når det passer personen.")),
        "taken-by-other": (
            "info",
            _l("Noen andre rakk å ta saken før deg. Lenger ned ser du hvem det er."),
        ),
        "answered": ("success", _l("Svaret er notert.")),
        "answered-told": ("success", _l("Svaret er notert. Personen får en melding om det.")),
        "answer-sent": ("success", _l("Svaret er sendt. Det kan tas tilbake i ti minutter.")),
        "answer-taken-back": (
            "success",
            _l("Svaret er tatt tilbake. Personen ser at det er gjort."),
        ),
        "answer-stands": (
            "warning",
            _l("Svaret kan ikke tas tilbake nå. Skriv et nytt svar i stedet."),
        ),
        "not-confirmed": ("warning", _l("Personen må spørres før dere kan svare i saken.")),
        "person-asked": ("success", _l("Det er notert at personen er spurt og sier ja.")),
        "person-said-no": (
            "success",
            _l("Det er notert at personen sier nei. Teksten er slettet, og saken er avsluttet."),
        ),
        "parent-confirmed": (
            "success",
            _l("Foreldreansvaret er bekreftet. Forelderen kan se saken."),
        ),
        "not-reached": ("info", _l("Det er notert at dere ikke fikk svar. Saken står åpen.")),
        "closed": ("success", _l("Saken er avsluttet.")),
        "not-closed": ("warning", _l("Skriv hva dere ble enige om før du avslutter saken.")),
        "handed-over": ("success", _l("Saken er gitt videre. Kollegaen ser den blant sine egne.")),
        "no-colleague": ("info", _l("Det er ingen andre i enheten som kan få saken.")),
        "message-sent": (
            "success",
            _l("Meldingen er lagret. Personen får beskjed om at det er noe nytt."),
        ),
        "absence-kept": ("success", _l("Fraværet er lagret.")),
        "absence-over": ("success", _l("Fraværet er tatt bort.")),
        "registered": ("success", _l("Henvendelsen er registrert som en sak.")),
        "handled": ("success", _l("Oppgaven er tatt bort. Det står i saken at du har gjort den.")),
        "restriction-lifted": (
            "success",
            _l("Begrensningen er opphevet. Personen får beskjed om at det er noe nytt."),
        ),
        "privacy-answered": (
            "success",
            _l("Svaret er lagret. Den som spurte, får beskjed om at det er noe å lese."),
        ),
        "privacy-put-off": (
            "success",
            _l("Svaret er utsatt. Den som spurte, får beskjed om at det er noe å lese."),
        ),
        "nothing-done": ("info", _l("Ingenting ble endret. Se hva som står på siden nå.")),
        "receiver-test-pressed": ("success", _l("Takk. Da vet vi at dere får meldingene.")),
        "again": ("warning", _l("Siden hadde stått åpen lenge. Trykk en gang til.")),
    }
)
