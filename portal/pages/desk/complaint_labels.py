"""What the desk calls the steps of a complaint: address, heading, button, and what each means."""

from dataclasses import dataclass
from typing import Any

from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.complaint_course import State
from portal.rules.complaint_who import Bring, Standing


@dataclass(frozen=True)
class StepWords:
    """A step as the desk meets it: where it is, what it is called, what the button says, and what it means."""

    slug: str
    heading: Any
    button: Any
    means: tuple[Any, ...]


SEND, SAVE, LOOK_OVER = _l("Send"), _l("Lagre"), _l("Se over svaret")
PAPERS_WHO = _l("Alle papirene i saken skal med. Det finnes ingen frist i dager: send dem nå.")

STEPS: dict[State, StepWords] = {
    State.RECONSIDERING: StepWords(
        "vurdering",
        _l("Vurder svaret på nytt"),
        SAVE,
        (
            _l("Den som har gitt svaret, ser på saken en gang til før noen andre gjør det."),
            _l("Den som klaget, ser at dere er i gang. Fristen er den samme."),
        ),
    ),
    State.CHANGED_FULLY: StepWords(
        "endret",
        _l("Endre svaret helt"),
        LOOK_OVER,
        (
            _l("Personen får alt det er klaget på. Da er klagen ferdig."),
            _l("Personen kan få dekket utgifter som var nødvendige for å få svaret endret."),
        ),
    ),
    State.CHANGED_PARTLY: StepWords(
        "endret-delvis",
        _l("Endre svaret delvis"),
        LOOK_OVER,
        (
            _l("Personen får noe av det er klaget på. Resten skal noen andre avgjøre."),
            _l("Etterpå sender du alle papirene videre."),
        ),
    ),
    State.KEPT: StepWords(
        "star-fast",
        _l("Stå fast ved svaret"),
        LOOK_OVER,
        (
            _l("Dere har sett på saken en gang til, og endrer ikke svaret."),
            _l("Etterpå sender du alle papirene videre til dem som skal avgjøre klagen."),
        ),
    ),
    State.FORWARDED: StepWords(
        "statsforvalteren", _l("Send til dem som skal avgjøre"), SEND, (PAPERS_WHO,)
    ),
    State.DECIDED: StepWords(
        "avgjorelse",
        _l("Skriv inn avgjørelsen"),
        LOOK_OVER,
        (
            _l("Skriv inn hva de som avgjør klagen, kom til."),
            _l("Er svaret opphevet, kommer saken tilbake hit med en ny frist."),
        ),
    ),
    State.SENT_ON: StepWords(
        "sendt-videre",
        _l("Send videre til rett sted"),
        LOOK_OVER,
        (
            _l("Bruk dette når kommunen ikke er rett sted. Personen skal slippe å sende på nytt."),
            _l("Dagen den kom hit, teller når de ser om den kom i tide."),
        ),
    ),
    State.ANSWERED: StepWords(
        "svar",
        _l("Svar"),
        LOOK_OVER,
        (_l("Dette er ikke en klage på et svar. Den som skrev, skal likevel ha et svar."),),
    ),
    State.WITHDRAWN: StepWords(
        "trukket",
        _l("Trukket av den som klaget"),
        SAVE,
        (
            _l("Bruk dette bare når personen selv har sagt at klagen er trukket."),
            _l("Saken blir avsluttet. Personen kan klage på nytt."),
        ),
    ),
}
BY_SLUG = {words.slug: state for state, words in STEPS.items()}

STANDING_COLORS = {
    Standing.MAY: "neutral",
    Standing.MAY_WITH: "info",
    Standing.DESK_DECIDES: "warning",
}
BRING: dict[Bring, Any] = {
    Bring.POWER_OF_ATTORNEY: _l("Skriftlig fullmakt fra den det gjelder"),
    Bring.MANDATE: _l("Mandat som verge eller fremtidsfullmektig"),
}
READ_IN: dict[str, Any] = {
    "nb": _l("Personen leser sidene på bokmål."),
    "nn": _l("Personen leser sidene på nynorsk."),
    "en": _l("Personen leser sidene på engelsk."),
}
BY_OURSELVES = "own"
WAYS: dict[str, Any] = {
    "svarut": _l("Med SvarUt"),
    "archive": _l("Gjennom arkivet"),
    "download": _l("Last ned en pakke som er låst, og send den selv"),
    BY_OURSELVES: _l("Vi sender papirene selv på en annen måte"),
}
OUT_WHAT: dict[str, Any] = {
    "complaint-package": _l("Alle papirene"),
    "complaint-received": _l("Kopi av klagen til arkivet"),
}
OUT_STATES: dict[str, Any] = {
    "pending": _l("Venter på å bli sendt"),
    "sent": _l("Sendt"),
    "desk": _l("Venter på at noen her sender det"),
    "handled": _l("Noen her har sendt det"),
}
NOTICES: dict[str, tuple[str, Any]] = {
    "complaint-step": (
        "success",
        _l("Steget er lagret. Den som klaget, får beskjed om at det er noe nytt."),
    ),
    "complaint-moved": (
        "success",
        _l("Klagen er gitt til det andre kontoret. Fristen er den samme."),
    ),
}


def heading_of(state: State, decider: Any) -> str:
    """What the step is called; where the papers go is said by name when it is known."""
    if state is State.FORWARDED and decider:
        return _("Send til %(body)s", body=decider)
    return str(STEPS[state].heading)
