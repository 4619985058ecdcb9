"""What the page of a case shows of a request with login: what was asked, for whom, what has been answered."""

from typing import Any

from flask import g
from markupsafe import Markup

from portal.forms.case import ANSWERS
from portal.forms.desk import spaced
from portal.language import gettext as _
from portal.language import phone_link
from portal.pages.addresses import url
from portal.pages.desk import labels
from portal.pages.desk.answer_kinds import HEADINGS, KINDS
from portal.pages.desk.answer_preview import right_of
from portal.pages.representation.words import BECAUSE
from portal.rules.answers import AnswerKind, offered
from portal.rules.case import Status
from portal.rules.complaint_course import OWED, State
from portal.rules.coordinator_request import Request
from portal.rules.representation import Basis
from portal.store.case import CaseView

Row = tuple[str, Any]


def asked_parts(seen: CaseView, *, acts: bool) -> dict[str, Any]:
    """Values for desk/_request, _give, _answers and _readers. `acts`: whether the reader may act."""
    request = seen.asked.request
    waiting = seen.asked.waits and seen.status != Status.CLOSED
    return {
        "request_rows": request_rows(request) if request else [],
        "own_texts": own_texts(request) if request else [],
        "asks_person": acts and waiting,
        "answer_links": answer_links(seen) if acts else [],
        "answers_given": [(one, right_of(seen, one)) for one in reversed(seen.answers)],
        "answer_kinds": ANSWERS,
        "unit": g.profile.units.get(seen.unit, g.profile.unit),
        "can_answer": acts,
    }


def answer_links(seen: CaseView) -> list[tuple[str, str]]:
    """The answers this case can get now: (words, address)."""
    if not seen.asked.open_to_answers:
        return []
    open_now = open_answers(seen)
    return [
        (str(HEADINGS[kind]), url("desk.write_answer", reference=seen.reference, kind=slug))
        for slug, kind in KINDS.items()
        if kind in open_now
    ]


def open_answers(seen: CaseView) -> tuple[AnswerKind, ...]:
    """The answers that are open. A complaint that is decided here waits for no other answer of the office."""
    if seen.state is not None and State(seen.state) not in OWED:
        return ()
    return offered(seen.status, seen.outcome, seen.kind)


def on_behalf(request: Request) -> list[Row]:
    """Whom it is for; sent by somebody with the right to act for them, also by what right."""
    if request.basis is None:
        return [(_("Hvem det gjelder"), labels.WHOM[request.whom])]
    why = str(BECAUSE[Basis(request.basis)])
    return [(_("Sendt på vegne av"), request.about_name), (_("Grunnlag"), why)]


def request_rows(request: Request) -> list[Row]:
    """Who asks, for whom, what and how to reach them. Only what was said is a row."""
    rows: list[Row] = [
        (_("Hvem som spør"), request.name),
        *on_behalf(request),
        (_("Ønske"), labels.WANTS[request.wants]),
        (_("Vil ha beskjed"), labels.REACH[request.reach]),
        (_("Telefon"), phone(request.phone)),
        (_("E-post"), request.email),
        (_("Adresse"), request.address),
        (_("Postnummer"), request.postcode),
        (_("Språk"), request.spoken or labels.LANGUAGES.get(request.language)),
        (_("Tolk"), _("Ja, ønsker tolk") if request.interpreter else None),
    ]
    return [row for row in rows + about_rows(request) if row[1]]


def about_rows(request: Request) -> list[Row]:
    """The person somebody else asked for, and the service that asked. Never the national number."""
    return [
        (_("Navnet på den det gjelder"), None if request.basis else request.about_name),
        (_("Telefon til den det gjelder"), phone(request.about_phone)),
        (_("Adressen til den det gjelder"), request.about_address),
        (_("Alderen til barnet"), labels.CHILD_AGES.get(request.child_age or "")),
        (_("Forhold til personen"), labels.RELATIONS.get(request.relation or "", request.relation)),
        (_("Tjeneste"), labels.SERVICES.get(request.service or "")),
        (_("Arbeidssted"), request.workplace),
        (_("Avtalt koordinator"), request.agreed_name),
        (_("Telefon til den avtalte koordinatoren"), phone(request.agreed_phone)),
        (_("Avtalt fra"), request.agreed_from),
    ]


def own_texts(request: Request) -> list[Row]:
    """The person's own words, each with what was asked."""
    return [
        (_("Med egne ord"), request.own_words),
        (_("Ønsker denne koordinatoren"), request.wished_coordinator),
        (_("Hjelp i dag"), request.help_today),
        (_("Får hjelp fra"), request.helpers),
    ]


def phone(number: str | None) -> Markup | None:
    """A stored number as people read it and press it."""
    return phone_link(spaced(number)) if number else None
