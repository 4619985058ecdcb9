"""What one is told of one's own complaint: codes of the rules on the left, words on the right."""

from typing import Any

from portal.complaint_labels import STANDS
from portal.language import lazy_gettext as _l
from portal.pages.case.words import HISTORY as OF_CASES
from portal.rules.complaint_course import State, Tell, WayOn
from portal.rules.complaint_path import Kind
from portal.rules.complaint_who import Standing

TELLS: dict[Tell, Any] = {
    Tell.RECEIPT: STANDS[State.RECEIVED],
    Tell.MAY_ADD: _l("Du kan legge til mer helt til det er avgjort."),
    Tell.RECONSIDERING: STANDS[State.RECONSIDERING],
    Tell.CHANGED_FULLY: STANDS[State.CHANGED_FULLY],
    Tell.CHANGED_PARTLY: STANDS[State.CHANGED_PARTLY],
    Tell.KEPT: STANDS[State.KEPT],
    Tell.WILL_BE_FORWARDED: _l(
        "Kommunen skal sende klagen og alle papirene til %(body)s med en gang."
    ),
    Tell.COSTS_IF_CHANGED: _l(
        "Hadde du utgifter for å få svaret endret, kan du be kommunen dekke dem. Gjør det innen tre uker."
    ),
    Tell.FORWARDED: _l(
        "Kommunen har sendt klagen og alle papirene til %(body)s. Der blir den avgjort."
    ),
    Tell.DECIDED: STANDS[State.DECIDED],
    Tell.FINAL: _l("Svaret sier om du kan gå videre med det."),
    Tell.SENT_ON: STANDS[State.SENT_ON],
    Tell.ANSWERED: STANDS[State.ANSWERED],
    Tell.WITHDRAWN: STANDS[State.WITHDRAWN],
    Tell.MAY_COMPLAIN_AGAIN: _l("Du kan sende en ny klage når du vil."),
}
"""What is told in each state. What has a date, and what is told when it happens, is said apart."""

CANNOT_COMPLAIN_AGAIN: Any = _l("Avgjørelsen er endelig. Du kan ikke klage på den en gang til.")
"""Of a complaint the County Governor has decided (forvaltningsloven § 28)."""
BACK_HERE: Any = _l("Svaret ble opphevet. Kommunen må vurdere det på nytt.")
NOT_FORWARDED: Any = _l(
    "Det har gått mer enn en måned. Kommunen skulle ha sendt klagen videre. Du kan ringe kommunen,"
    " eller minne dem på saken."
)

WAYS_ON: dict[WayOn, Any] = {
    WayOn.REMIND: _l("Du kan minne kommunen på saken med et trykk her."),
    WayOn.COUNTY_GOVERNOR: _l("Du kan be Statsforvalteren om råd om hvordan du går videre."),
    WayOn.OMBUD_AFTER_REMINDER: _l(
        "Du har minnet kommunen på saken. Hjelper det ikke, kan du klage til Sivilombudet."
    ),
    WayOn.OMBUD_WITHIN_YEAR: _l(
        "Er du uenig i avgjørelsen, kan du klage til Sivilombudet. Gjør det senest %(date)s."
    ),
    WayOn.COURT: _l("Du kan også gå til domstolen. Da lønner det seg å spørre en advokat først."),
}

STANDINGS: dict[Standing, Any] = {
    Standing.MAY_WITH: _l(
        "Du har sendt dette for en annen. Kommunen kan be deg vise fullmakten eller mandatet."
    ),
    Standing.DESK_DECIDES: _l(
        "Kommunen har tatt imot det du har sendt. Kommunen avgjør om du kan klage i denne saken, og hjelper deg videre."
    ),
}
"""By what right it was sent, for the one who sent it. Who may complain is told nothing more."""

CODES: dict[str, str] = {
    State.RECONSIDERING: "complaint.reconsidering",
    State.CHANGED_FULLY: "complaint.changed",
    State.CHANGED_PARTLY: "complaint.changed-in-part",
    State.KEPT: "complaint.kept",
    State.FORWARDED: "complaint.forwarded",
    State.DECIDED: "complaint.decided",
    State.SENT_ON: "complaint.sent-on",
    State.ANSWERED: "complaint.answered",
    State.WITHDRAWN: "complaint.withdrawn",
    "added": "complaint.added-to",
    "moved": "complaint.moved",
    "standing": "complaint.standing",
    "became": "complaint.became",
}
"""The event of each step: the step is told instead, with its words."""

RECEIPT: Any = _l("Klagen din er lagret.")
OTHER_RECEIPT: Any = _l("Det du har sendt, er lagret som: %(title)s.")


THOSE_WHO_DECIDE: Any = _l("dem som skal avgjøre den")
"""Inside a sentence, while nobody knows yet who that is."""

LEFT: dict[str, Any] = {
    "complaint-package": _l("Klagen og papirene er sendt fra kommunen"),
    "complaint-received": _l("Lagt i kommunens arkiv"),
}
"""What leaves the house. The archive's own number stands with it when it has given one."""

IN_ARCHIVE: Any = _l("Lagt i kommunens arkiv med nummer %(number)s")
TO_LEAVE: Any = _l("Klagen og papirene skal sendes fra kommunen")


OTHER_HISTORY: dict[str, Any] = {
    "complaint.sent": _l("Det ble sendt og lagret"),
    "complaint.sent-on": _l("Det ble sendt videre til rett sted"),
    "complaint.decided": _l("Det ble avgjort"),
    "complaint.moved": _l("Det ble gitt til et annet kontor i kommunen"),
    "complaint.withdrawn": _l("Det ble trukket"),
    "complaint.added-to": _l("Noe ble lagt til"),
}
"""The same of what is no complaint."""


def happened(code: str, kind: Kind) -> Any:
    """What was done, as the timeline tells it."""
    of_kind = {} if kind is Kind.COMPLAINT else OTHER_HISTORY
    return of_kind.get(code, OF_CASES[code])
