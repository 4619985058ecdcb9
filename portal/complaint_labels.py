"""Words for what is kept of a complaint: where it leads, whom it is about, how far it has come."""

from typing import Any

from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.complaint import Complaint

HISTORY: dict[str, Any] = {
    "complaint.sent": _l("Klagen ble sendt og lagret"),
    "complaint.registered": _l("Kommunen skrev inn klagen"),
    "complaint.reconsidering": _l("Kommunen begynte å vurdere svaret på nytt"),
    "complaint.changed": _l("Kommunen endret svaret sitt"),
    "complaint.changed-in-part": _l("Kommunen endret noe av svaret sitt"),
    "complaint.kept": _l("Kommunen sto fast ved svaret sitt"),
    "complaint.forwarded": _l("Klagen ble sendt til dem som skal avgjøre den"),
    "complaint.decided": _l("Klagen ble avgjort"),
    "complaint.sent-on": _l("Klagen ble sendt videre til rett sted"),
    "complaint.answered": _l("Kommunen svarte"),
    "complaint.moved": _l("Klagen ble gitt til et annet kontor i kommunen"),
    "complaint.standing": _l("Kommunen tok stilling til hvem som kan klage"),
    "complaint.became": _l("Kommunen ser på dette som en klage"),
    "complaint.withdrawn": _l("Klagen ble trukket"),
    "complaint.added-to": _l("Noe ble lagt til i klagen"),
}
"""What happened, as a timeline tells it to the citizen and to the desk."""

AT_DESK: dict[str, Any] = HISTORY | {
    "complaint.suspected": _l("Noen mente at dette kan være en klage"),
    "complaint.not-one": _l("Enheten kom til at dette ikke er en klage"),
    "complaint.file-checked": _l("En fil ble kontrollert"),
}

CASE_KINDS: dict[str, Any] = {"request": _l("Henvendelse"), "complaint": _l("Klage")}
TITLES: dict[str, Any] = {
    "complaint": _l("Klage"),
    "supervision": _l("Anmodning om tilsyn"),
    "enquiry": _l("Melding om noe som er galt"),
    "coordinator-change": _l("Ønske om å bytte koordinator"),
    "personal-data": _l("Krav om innsyn i eller retting av opplysninger"),
    "reminder": _l("Purring"),
    "alert": _l("Varsel om en alvorlig hendelse"),
    "municipal-question": _l("Spørsmål til kommunen"),
}
"""What it is by the law's table, as the heading of its page."""

ASKED: dict[str, Any] = {
    "concerns": _l("Hva det gjelder"),
    "decision": _l("Svaret eller vedtaket"),
    "happened": _l("Hva som har skjedd"),
    "wanted": _l("Ønske"),
    "facts": _l("Andre opplysninger"),
    "name": _l("Navn"),
    "who": _l("Hvem som sender"),
    "about_name": _l("Hvem det gjelder"),
    "phone": _l("Telefon"),
    "address": _l("Adresse"),
    "calls": _l("Hjelp til å skrive"),
}
"""What was asked, in the order it is read; the names are those of `Complaint`."""

PATHS: dict[str, Any] = {
    "a": _l("Plan eller koordinator: avslag, eller ikke svar"),
    "b": _l("Planen mangler noe"),
    "c1": _l("Hjelp som ikke er kommet"),
    "c2": _l("Hjelp som er gitt dårlig"),
    "c3": _l("Dødsfall eller alvorlig skade"),
    "d": _l("Et annet svar om helse- og omsorgstjenester"),
    "d2": _l("Behandling i utlandet"),
    "e1": _l("Nav-kontoret i kommunen"),
    "e2": _l("Nav, den statlige delen"),
    "e3": _l("Service hos Nav"),
    "e4": _l("Barnevernet"),
    "f": _l("Sykehuset"),
    "f2": _l("Tvang i psykisk helsevern"),
    "g": _l("Det tar for lang tid"),
    "h1": _l("Innsyn i, retting eller begrensing av opplysninger"),
    "h2": _l("Nektet innsyn i journal"),
    "h3": _l("Noen har snoket eller røpet noe"),
    "i": _l("Koordinatoren"),
    "j": _l("Skolen eller barnehagen deltar ikke"),
    "find": _l("Vi finner rett sted"),
}
OFFICES: dict[str, Any] = {
    "municipal-health": _l("Helse og omsorg i kommunen"),
    "nav-municipal": _l("Nav-kontoret i kommunen"),
    "nav-state": _l("Nav, den statlige delen"),
    "nav": _l("Nav"),
    "child-welfare": _l("Barnevernet"),
    "hospital": _l("Sykehuset"),
    "school": _l("Skolen eller barnehagen"),
    "other": _l("Noen andre"),
    "unknown": _l("Vet ikke"),
}
WHO: dict[str, Any] = {
    "self": _l("Den det gjelder"),
    "child": _l("Barn fra 12 til 15 år"),
    "parent": _l("Forelder til barn under 16 år"),
    "parent-older": _l("Forelder til en som er 16 år eller eldre"),
    "guardian": _l("Verge eller fremtidsfullmektig"),
    "attorney": _l("En med skriftlig fullmakt"),
    "lawyer": _l("Advokat"),
    "kin": _l("Pårørende"),
    "kin-of-deceased": _l("Pårørende til en som er død"),
    "professional": _l("Fagperson"),
    "unknown": _l("Vet ikke"),
}
STANDINGS: dict[str, Any] = {
    "may": _l("Kan klage"),
    "may-with": _l("Kan klage med noe å vise fram"),
    "desk-decides": _l("Tatt imot. Kommunen avgjør"),
}
STATES: dict[str, Any] = {
    "received": _l("Mottatt"),
    "reconsidering": _l("Svaret vurderes på nytt"),
    "changed-fully": _l("Svaret er endret"),
    "changed-partly": _l("Noe av svaret er endret"),
    "kept": _l("Svaret er ikke endret"),
    "forwarded": _l("Sendt til dem som skal avgjøre"),
    "decided-elsewhere": _l("Avgjort"),
    "sent-on": _l("Sendt videre til rett sted"),
    "answered": _l("Besvart"),
    "withdrawn": _l("Trukket"),
}
COLORS: dict[str, str] = {
    "received": "neutral",
    "reconsidering": "accent",
    "changed-fully": "success",
    "changed-partly": "accent",
    "kept": "neutral",
    "forwarded": "accent",
    "decided-elsewhere": "neutral",
    "sent-on": "accent",
    "answered": "neutral",
    "withdrawn": "neutral",
}
STANDS: dict[str, Any] = {
    "received": _l("Kommunen har fått det, og det er lagret."),
    "reconsidering": _l("Kommunen vurderer svaret sitt på nytt."),
    "changed-fully": _l("Kommunen har endret svaret sitt slik klagen ba om."),
    "changed-partly": _l("Kommunen har endret noe av svaret sitt."),
    "kept": _l("Kommunen har ikke endret svaret sitt."),
    "forwarded": _l("Kommunen har sendt alt til dem som skal avgjøre."),
    "decided-elsewhere": _l("Det er avgjort."),
    "sent-on": _l("Kommunen har sendt det videre til rett sted."),
    "answered": _l("Kommunen har svart."),
    "withdrawn": _l("Dette er trukket. Kommunen gjør ikke noe mer med det."),
}
"""Where it stands now, in a sentence."""

AFTER: dict[str, Any] = {
    "changed-partly": _l("Kommunen skal sende resten videre til dem som avgjør det, med en gang."),
    "kept": _l("Kommunen skal sende klagen videre til dem som avgjør den, med en gang."),
    "forwarded": _l("Du får beskjed når det er avgjort."),
    "sent-on": _l("De som har fått det, skal svare deg."),
}
"""What comes next, once the municipality has answered and something is still to come."""

STEPS: dict[str, Any] = STATES | {
    "added": _l("Noe ble lagt til"),
    "moved": _l("Gitt til et annet kontor i kommunen"),
    "standing": _l("Kommunen tok stilling til hvem som kan klage"),
    "became": _l("Kommunen ser på dette som en klage"),
}
OUTCOMES: dict[str, Any] = {
    "upheld": _l("Medhold"),
    "partly-upheld": _l("Delvis medhold"),
    "not-upheld": _l("Ikke medhold"),
    "sent-back": _l("Opphevet og sendt tilbake"),
    "rejected": _l("Avvist"),
}
SUSPECTED: dict[str, Any] = {
    "case": _l("En sak"),
    "message": _l("En melding i en sak"),
    "plan-message": _l("En melding til koordinatoren"),
}
SUSPICIONS: dict[str, Any] = {"complaint": _l("En klage"), "not-one": _l("Ikke en klage")}
FILE_STATES: dict[str, Any] = {
    "kept": _l("Tatt vare på"),
    "waiting": _l("Venter på kontroll"),
    "refused": _l("Tatt bort fordi filen kan skade en datamaskin"),
}


def said_in(complaint: Complaint) -> dict[str, str]:
    """(dette ble sendt) All that was said, by the names of `ASKED`. What was not said is left out."""
    said = complaint.as_words() | {
        "who": str(WHO[complaint.who]),
        "calls": _("Ja, ring meg om klagen") if complaint.calls else None,
    }
    return {name: str(said[name]) for name in ASKED if said[name]}


def rows_of(complaint: Complaint) -> list[tuple[str, str]]:
    """The same as rows of label and text."""
    return [(str(ASKED[name]), text) for name, text in said_in(complaint).items()]
