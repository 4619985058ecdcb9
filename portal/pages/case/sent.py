"""What was sent, as rows of question and answer: to the one who sent it all, to the one it is about what concerns them."""

from datetime import date
from typing import Any

from markupsafe import Markup

from portal.forms.coordinator_request_another import SERVICES
from portal.forms.desk import spaced
from portal.language import date_in_words, phone_link
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.representation.words import BECAUSE
from portal.rules.coordinator_request import Request
from portal.rules.representation import Basis
from portal.store.case_mine import OwnCase

Row = tuple[str, Any]

WHOM: dict[str, Any] = {
    "self": _l("Den som spurte"),
    "child": _l("Barnet til den som spurte"),
    "other": _l("En annen enn den som spurte"),
    "service": _l("En som tjenesten kjenner"),
}
WANTS: dict[str, Any] = {
    "coordinator": _l("Koordinator"),
    "plan": _l("Individuell plan"),
    "both": _l("Koordinator og individuell plan"),
    "unsure": _l("Vet ikke ennå"),
    "agreed": _l("En koordinator er allerede avtalt"),
}
REACH: dict[str, Any] = {
    "sms": _l("Tekstmelding"),
    "email": _l("E-post"),
    "call": _l("Telefon"),
    "letter": _l("Brev"),
}
RELATIONS: dict[str, Any] = {
    "child": _l("Mor eller far"),
    "parent": _l("Sønn eller datter"),
    "partner": _l("Ektefelle, samboer eller kjæreste"),
    "sibling": _l("Bror eller søster"),
    "other-family": _l("En annen i familien"),
    "friend": _l("Venn eller nabo"),
    "guardian": _l("Verge"),
    "professional": _l("En som møter deg i jobben sin"),
}
"""Who it is that asked, seen from the one it is about: who asks for their child is that one's mother or father."""


def sent_rows(case: OwnCase) -> list[Row]:
    """The rows that have an answer. How to reach the one who asked is for that one alone."""
    request = case.request
    if request is None:
        return []
    rows = [(_("Ønske"), WANTS[request.wants])]
    rows += about_rows(request) if request.whom != "self" or request.basis else []
    rows += own_rows(request) if case.asked else []
    rows += more_rows(request)
    return [row for row in rows if row[1]]


def asker_rows(case: OwnCase) -> list[Row]:
    """Who asked, when it was somebody else than the one who reads."""
    request = case.request
    if request is None or case.asked:
        return []
    rows = [
        (_("Navn"), request.name),
        (_("Grunnlag for å spørre for deg"), basis_of(request)),
        (_("Hvem det er"), RELATIONS.get(request.relation or "", request.relation)),
        (_("Tjeneste"), SERVICES.get(request.service or "")),
        (_("Arbeidssted"), request.workplace),
    ]
    return [row for row in rows if row[1]]


def basis_of(request: Request) -> str | None:
    """Why the one who sent it could do so, when it was on behalf of somebody."""
    return str(BECAUSE[Basis(request.basis)]) if request.basis else None


def own_rows(request: Request) -> list[Row]:
    """What the one who asked has said about themself."""
    return [
        (_("Navn"), request.name),
        (_("Slik får du beskjed"), REACH[request.reach]),
        (_("Telefon"), phone(request.phone)),
        (_("E-post"), request.email),
        (_("Adresse"), request.address),
        (_("Postnummer"), request.postcode),
        (_("Tjeneste"), SERVICES.get(request.service or "")),
        (_("Arbeidssted"), request.workplace),
    ]


def about_rows(request: Request) -> list[Row]:
    """Who it is for, when that is another. The national number is never shown."""
    return [
        (_("Hvem det gjelder"), request.about_name or WHOM[request.whom]),
        (_("Telefon til den det gjelder"), phone(request.about_phone)),
        (_("Adressen til den det gjelder"), request.about_address),
    ]


def more_rows(request: Request) -> list[Row]:
    """What was added."""
    return [
        (_("Avtalt koordinator"), request.agreed_name),
        (_("Telefon til koordinatoren"), phone(request.agreed_phone)),
        (_("Koordinator fra"), day(request.agreed_from)),
        (_("Med egne ord"), request.own_words),
        (_("Ønske om en bestemt koordinator"), request.wished_coordinator),
        (_("Hjelp i dag"), request.help_today),
        (_("Hvem som hjelper"), request.helpers),
        (_("Tolk"), _("Ja, ønsker tolk") if request.interpreter else None),
        (_("Språk"), request.spoken),
    ]


def phone(number: str | None) -> Markup | None:
    """A number as people read it, to press."""
    return phone_link(spaced(number)) if number else None


def day(iso: str | None) -> str | None:
    """A kept date in words."""
    return date_in_words(date.fromisoformat(iso)) if iso else None
