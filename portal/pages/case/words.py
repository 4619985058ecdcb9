"""What a citizen is told about a case: codes on the left, words on the right."""

from typing import Any

from portal.complaint_labels import HISTORY as COMPLAINT
from portal.language import date_in_words
from portal.language import lazy_gettext as _l
from portal.pages.register_words import AWAY
from portal.rules.case_story import Story

TITLES: dict[str, Any] = {
    "coordinator": _l("Ønske om koordinator"),
    "plan": _l("Ønske om individuell plan"),
    "both": _l("Ønske om koordinator og individuell plan"),
    "unsure": _l("Spørsmål om koordinator eller plan"),
    "agreed": _l("Melding om avtalt koordinator"),
}
OTHER_TITLE: Any = _l("Henvendelse til kommunen")
YOU: Any = _l("Du")
RECEIPTS: dict[str, Any] = {
    "coordinator": _l("Du har bedt om koordinator. Henvendelsen er lagret."),
    "plan": _l("Du har bedt om individuell plan. Henvendelsen er lagret."),
    "both": _l("Du har bedt om koordinator og individuell plan. Henvendelsen er lagret."),
    "unsure": _l("Du har spurt om koordinator eller plan. Henvendelsen er lagret."),
    "agreed": _l("Du har meldt fra om en avtalt koordinator. Meldingen er lagret."),
}
OTHER_RECEIPT: Any = _l("Henvendelsen er lagret.")
STANDS: dict[str, Any] = {
    "unconfirmed": _l("Noen har spurt kommunen om dette for deg. Kommunen venter på at du svarer."),
    "received": _l("Kommunen har fått henvendelsen. Ingen har åpnet den ennå."),
    "opened": _l("Noen i kommunen har åpnet henvendelsen."),
    "taken": _l("Noen i kommunen har fått ansvaret for å følge opp henvendelsen."),
    "more-wanted": _l("Kommunen trenger å vite mer før den kan svare."),
    "preliminary": _l("Kommunen trenger mer tid, og har sagt hvorfor."),
    "appointment": _l("Det er avtalt et møte med kommunen."),
    "coordinator-appointed": _l("Kommunen har sagt ja, og koordinatoren er klar."),
    "coordinator-vacant": _l("Kommunen har sagt ja, men har ikke funnet en koordinator ennå."),
    "granted-in-part": _l("Kommunen har sagt ja til noe og nei til noe."),
    "refused": _l("Kommunen har sagt nei."),
    "wants-nothing": _l("Dere er enige om at kommunen ikke gjør noe mer nå."),
    "withdrawn": _l("Henvendelsen er trukket. Kommunen gjør ikke noe mer."),
    "not-wanted": _l("Svaret var nei takk. Kommunen gjør ikke noe mer."),
    "closed": _l("Saken er avsluttet."),
}
SHORT: dict[str, tuple[Any, str]] = {
    "unconfirmed": (_l("Venter på svar fra deg"), "warning"),
    "received": (_l("Sendt"), "neutral"),
    "opened": (_l("Åpnet"), "accent"),
    "taken": (_l("Noen jobber med saken"), "accent"),
    "more-wanted": (_l("Venter på svar fra deg"), "warning"),
    "preliminary": (_l("Foreløpig svar"), "accent"),
    "appointment": (_l("Møte er avtalt"), "success"),
    "coordinator-appointed": (_l("Koordinator er klar"), "success"),
    "coordinator-vacant": (_l("Ja, koordinator mangler"), "accent"),
    "granted-in-part": (_l("Ja til noe, nei til noe"), "accent"),
    "refused": (_l("Nei"), "neutral"),
    "wants-nothing": (_l("Enige om å stoppe"), "neutral"),
    "withdrawn": (_l("Trukket"), "neutral"),
    "not-wanted": (_l("Nei takk"), "neutral"),
    "closed": (_l("Avsluttet"), "neutral"),
}
NEXT: dict[str, Any] = {
    "confirm-first": _l("Når du har svart, går kommunen videre eller avslutter saken."),
    "answer-within-month": _l(
        "Kommunen skal svare så snart den kan. Tar det mer enn en måned, skal du få vite hvorfor."
        " Måneden er ute %(date)s."
    ),
    "month-passed": _l(
        "Det har gått mer enn en måned, og kommunen skulle ha svart eller sagt hvorfor det tar tid."
        " Måneden var ute %(date)s. Du kan ringe kommunen, eller minne dem på saken."
    ),
    "answer-by-new-date": _l("Kommunen har sagt at svaret kommer senest %(date)s."),
    "new-date-passed": _l(
        "Kommunen sa at svaret skulle komme senest %(date)s. Du kan ringe kommunen, eller minne dem"
        " på saken."
    ),
    "news-by": _l(
        "Kommunen leter etter en koordinator. Du hører mer senest %(date)s. Imens kan du ringe"
        " enheten som har saken."
    ),
    "news-late": _l(
        "Du skulle ha hørt mer om koordinatoren senest %(date)s. Du kan ringe kommunen, eller minne"
        " dem på saken."
    ),
    "coordinator-starts": _l("Koordinatoren begynner %(date)s."),
    "may-complain": _l("Er du uenig, kan du klage. Fristen for å klage er %(date)s."),
}
NEXT_UNDATED: dict[str, Any] = {
    "confirm-first": NEXT["confirm-first"],
    "coordinator-starts": _l("Du kan ta kontakt med koordinatoren når du vil."),
    "may-complain": _l("Er du uenig, kan du klage."),
    "nothing": _l("Det skjer ikke noe mer i saken. Du kan alltid ta kontakt eller spørre på nytt."),
}
PAST: dict[str, Any] = {
    "coordinator-starts": _l("Koordinatoren begynte %(date)s."),
    "may-complain": _l(
        "Fristen for å klage var %(date)s. Er du uenig, kan du fortsatt sende en klage. Kommunen"
        " vurderer om klagen kan behandles."
    ),
}
ASKED: dict[str, Any] = {
    "confirm": _l("Si fra om du ønsker dette."),
    "more": _l("Kommunen har spurt deg om noe. Du kan svare i saken, eller ringe."),
    "nothing": _l("Ingenting. Du trenger ikke å gjøre noe nå."),
}
HISTORY: dict[str, Any] = {
    "call.asked": _l("Kommunen ble bedt om å ringe"),
    "call.asked-again": _l("Kommunen ble bedt om å ringe en gang til"),
    "case.registered": _l("Kommunen skrev inn henvendelsen"),
    "case.requested": _l("Henvendelsen ble sendt og lagret"),
    "case.opened": _l("Et menneske i kommunen åpnet saken"),
    "case.taken": _l("Saken ble gitt til en som skal følge den opp"),
    "case.handed-over": _l("Saken ble gitt videre til en annen i kommunen"),
    "case.not-reached": _l("Kommunen ringte, men fikk ikke svar"),
    "case.not-opened": _l("Ingen hadde åpnet saken, og kommunen fikk beskjed om det"),
    "case.answered": _l("Dere snakket sammen, og kommunen skrev ned hva dere ble enige om"),
    "case.letter-made": _l("Kommunen laget et brev"),
    "case.citizen-wrote": _l("Det ble skrevet en melding til kommunen"),
    "case.desk-wrote": _l("Kommunen skrev en melding"),
    "case.confirmed": _l("Den det gjelder, sa ja"),
    "case.parent-confirmed": _l("Kommunen bekreftet foreldreansvar"),
    "case.not-wanted": _l("Den det gjelder, sa nei takk"),
    "case.withdrawn": _l("Henvendelsen ble trukket"),
    "case.reminded": _l("Kommunen ble minnet på saken"),
    "case.overdue": _l("Fristen gikk ut uten at kommunen hadde svart"),
    "case.text-removed": _l("Teksten i henvendelsen ble slettet"),
    "case.closed": _l("Saken ble avsluttet"),
    **COMPLAINT,
}
GIVEN: dict[str, Any] = {
    "more-wanted": _l("Kommunen ba om å få vite mer"),
    "preliminary": _l("Kommunen ga et foreløpig svar"),
    "coordinator": _l("Kommunen sa ja og valgte en koordinator"),
    "vacant": _l("Kommunen sa ja, men hadde ikke funnet en koordinator"),
    "in-part": _l("Kommunen sa ja til noe og nei til noe"),
    "refused": _l("Kommunen sa nei"),
    "later-taken-back": _l("Kommunen sendte et svar som ble tatt tilbake"),
    "taken-back": _l("Kommunen tok tilbake svaret. Det gjelder ikke."),
}
CALENDAR: dict[str, Any] = {
    "answer": _l("Svarfrist – se Planen min"),
    "news": _l("Nytt i saken – se Planen min"),
    "coordinator": _l("Dato å huske – se Planen min"),
    "complaint": _l("Frist – se Planen min"),
}
NOTICES: dict[str, tuple[str, Any]] = {
    **AWAY,
    "written": ("success", _l("Meldingen er sendt. Kommunen har fått beskjed.")),
    "withdrawn": ("success", _l("Henvendelsen er trukket. Kommunen har fått beskjed.")),
    "reminded": (
        "success",
        _l("Kommunen er minnet på saken. Det står i saken at du har gjort det."),
    ),
    "confirmed": ("success", _l("Takk. Kommunen går videre med saken.")),
    "not-wanted": ("success", _l("Svaret er lagret. Det som var skrevet om deg, er slettet.")),
    "complaint-added": ("success", _l("Det du skrev, er lagt til. Kommunen har fått beskjed.")),
    "complaint-withdrawn": ("success", _l("Det er trukket. Kommunen har fått beskjed.")),
    "nothing-done": ("info", _l("Ingenting ble endret. Se hvordan saken står på siden her.")),
    "again": ("warning", _l("Siden hadde stått åpen lenge. Trykk en gang til.")),
}


def title_of(wants: str | None) -> str:
    """What a case is, in a few words."""
    return str(TITLES.get(wants or "", OTHER_TITLE))


def next_words(told: Story, passed: bool) -> str:
    """What comes next, with its date. `passed`: the date is behind us."""
    if told.next_on is None:
        return str(NEXT_UNDATED[told.next])
    sentence = PAST.get(told.next, NEXT[told.next]) if passed else NEXT[told.next]
    return str(sentence) % {"date": date_in_words(told.next_on)}
