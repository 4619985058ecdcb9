"""«Hvem ringer jeg?»: a small card with whom to call about a plan, on a page, on paper (A6) and among the contacts.

The person's own name is not on it: a card is lost, and a phone is lent.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from portal.contact_file import Contact
from portal.forms.desk import spaced
from portal.language import current_language, date_in_words, phone_address
from portal.language import gettext as _
from portal.paper_parts import compiled
from portal.rules.emergency import DOCTOR_ON_DUTY, MEDICAL_EMERGENCY
from portal.rules.municipality import Profile, Unit, words
from portal.rules.plan import Part
from portal.store.plan import Coordinator


@dataclass(frozen=True)
class Line:
    """Somebody to call. `phone` None: there is none to show, and `note` says so in words."""

    label: str
    name: str | None
    phone: str | None
    note: str | None = None
    lang: str | None = None


@dataclass(frozen=True)
class Card:
    """All that is on a card. `meeting` is the next one, in words."""

    lines: Sequence[Line]
    meeting: str | None


def card_of(
    profile: Profile, unit: Unit, coordinator: Coordinator | None, meeting: Part | None
) -> Card:
    """The card in the language of the page. A number that is not given is never made up."""
    return Card(
        (
            *_coordinator_lines(coordinator),
            _unit_line(profile, unit),
            Line(_("Legevakt"), None, DOCTOR_ON_DUTY, _("Når det haster og legen har stengt.")),
            Line(_("Nødnummer"), None, MEDICAL_EMERGENCY, _("Når det står om liv.")),
        ),
        in_words(meeting) if meeting else None,
    )


def in_words(meeting: Part) -> str:
    """When and where a meeting is: «24. november 2026 klokka 12.30, Rådhuset»."""
    day = date_in_words(meeting.due_on) if meeting.due_on else ""
    at, place = meeting.says("at"), meeting.says("place")
    if at:
        clock = at if current_language() == "en" else at.replace(":", ".")
        day = _("%(day)s klokka %(time)s", day=day, time=clock)
    return f"{day}, {place}" if place else day


def contacts(profile: Profile, unit: Unit, coordinator: Coordinator | None) -> list[Contact]:
    """The coordinator and the unit, each only with a number to call; nothing about the person."""
    found = []
    if coordinator and coordinator.phone:
        found.append(
            Contact(
                coordinator.name,
                profile.name,
                phone_address(coordinator.phone),
                role=_("Koordinator"),
            )
        )
    phone = unit.phone or profile.unit.phone
    if phone:
        name, _language = words(unit.name, current_language())
        found.append(Contact(name, profile.name, phone_address(phone), email=unit.email))
    return found


def pdf(profile: Profile, card: Card, day: date, *, demo: bool = False) -> bytes:
    """The card as a PDF of one A6 page, tagged (PDF/UA-1), in the language of the page."""
    language = current_language()
    content = {
        "lang": language,
        "title": _("Hvem ringer jeg?"),
        "municipality": profile.name,
        "warning": _("Demonstrasjon. Ikke ring.") if demo or profile.invented else None,
        "lines": [
            {
                "label": line.label,
                "name": line.name,
                "lang": line.lang or language,
                "phone": line.phone,
                "note": line.note,
            }
            for line in card.lines
        ],
        "meeting": {"label": _("Neste møte"), "text": card.meeting} if card.meeting else None,
    }
    return compiled("call_card.typ", content, day)


def _coordinator_lines(coordinator: Coordinator | None) -> list[Line]:
    label = _("Koordinator")
    if coordinator is None:
        note = _("Ingen er koordinator akkurat nå. Ring enheten under.")
        return [Line(label, None, None, note)]
    phone = spaced(coordinator.phone) if coordinator.phone else None
    missing = None if phone else _("Nummeret er ikke lagt inn ennå. Ring enheten under.")
    line = Line(label, coordinator.name, phone, missing)
    if coordinator.away is None:
        return [line]
    until = date_in_words(coordinator.away[1])
    if coordinator.cover is None:
        away = _("Borte til og med %(day)s. Ring enheten under så lenge.", day=until)
        return [replace(line, note=away)]
    cover = Line(_("Svarer så lenge"), coordinator.cover, None, _("Ring enheten under."))
    return [replace(line, note=_("Borte til og med %(day)s.", day=until)), cover]


def _unit_line(profile: Profile, unit: Unit) -> Line:
    name, language = words(unit.name, current_language())
    phone = unit.phone or profile.unit.phone
    note = words(unit.hours, current_language())[0] if unit.hours else None
    if phone is None:
        note = _("Telefonnummeret er ikke lagt inn her ennå.")
    return Line(profile.name, name, phone, note, language)
