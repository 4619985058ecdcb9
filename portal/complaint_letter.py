"""(brev i posten) What somebody has to say, as a letter to print, sign and post. Nothing of it is kept.

The words of the person stand as they were typed. What nobody has typed is a line to fill in by hand, so that nothing about a third
person need be typed here. On paper: see `complaint_paper`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.language import date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.letters import paragraphs
from portal.rules.complaint_answers import Answer, Answers, Kin, Who, Wrong
from portal.rules.complaint_bodies import Body, receiver
from portal.rules.complaint_guide import Found
from portal.rules.complaint_path import Code, Kind
from portal.rules.complaint_right import address_of
from portal.rules.complaint_who import Bring
from portal.rules.municipality import Profile

HEADINGS: dict[Kind, Any] = {
    Kind.COMPLAINT: _l("Klage"),
    Kind.SUPERVISION: _l("Anmodning om tilsyn"),
    Kind.ENQUIRY: _l("Henvendelse"),
    Kind.COORDINATOR_CHANGE: _l("Ønske om å bytte koordinator"),
    Kind.PERSONAL_DATA: _l("Krav om innsyn i eller retting av opplysninger"),
    Kind.REMINDER: _l("Purring"),
    Kind.ALERT: _l("Varsel om en alvorlig hendelse"),
    Kind.QUESTION: _l("Spørsmål til kommunen"),
}
ASKS: dict[Kind, Any] = {
    Kind.SUPERVISION: _l("Jeg ber dere vurdere om loven er brutt."),
    Kind.ENQUIRY: _l("Jeg ber dere svare på dette."),
    Kind.COORDINATOR_CHANGE: _l("Jeg ber om en annen koordinator."),
    Kind.PERSONAL_DATA: _l("Jeg ber om svar innen en måned."),
    Kind.REMINDER: _l("Jeg venter på svar. Jeg ber dere svare nå."),
    Kind.ALERT: _l("Jeg ber dere undersøke hendelsen."),
    Kind.QUESTION: _l("Jeg ber dere svare på dette."),
}
"""What the letter asks for, in its first line. A complaint says instead which answer it is about."""

PARTS: dict[str, Any] = {
    "about": _l("Det gjelder"),
    "happened": _l("Dette har skjedd"),
    "wanted": _l("Dette ber jeg om"),
    "facts": _l("Annet dere bør vite"),
    "why_late": _l("Derfor kommer det nå"),
}
ROLES: dict[Who, Any] = {
    Who.PARENT: _l("Jeg skriver som forelder."),
    Who.PARENT_OLDER: _l("Jeg skriver som forelder."),
    Who.GUARDIAN: _l("Jeg skriver som verge eller fremtidsfullmektig."),
    Who.ATTORNEY: _l("Jeg skriver med skriftlig fullmakt."),
    Who.LAWYER: _l("Jeg skriver som advokat."),
    Who.KIN: _l("Jeg skriver som pårørende."),
    Who.KIN_OF_DECEASED: _l("Jeg skriver som pårørende til en som er død."),
    Who.PROFESSIONAL: _l("Jeg skriver som fagperson."),
}
"""Of who acts for another, or writes about one."""

ABOUT_ANOTHER = frozenset({Who.KIN_OF_DECEASED, Who.PROFESSIONAL})
"""They write about somebody, on nobody's behalf."""

ENCLOSED: dict[Bring, Any] = {
    Bring.POWER_OF_ATTORNEY: _l("Skriftlig fullmakt"),
    Bring.MANDATE: _l("Vergefullmakt eller fremtidsfullmakt"),
}


@dataclass(frozen=True)
class Line:
    """A label and what stands after it; empty is a line to fill in by hand."""

    label: str
    text: str = ""


@dataclass(frozen=True)
class Part:
    """A heading and what the person wrote, as paragraphs of lines."""

    heading: str
    paragraphs: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class To:
    """Whom the letter is for, line by line. `address` None: it is not known here, and is filled in by hand.

    `passes_on` is the unit that sends it on when it comes there instead, name and address; None when there is no such way.
    """

    names: tuple[str, ...]
    address: tuple[str, ...] | None
    passes_on: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Typed:
    """What was typed. `said` is the long texts by the names in `PARTS`; `decision` is which answer it is about."""

    said: Mapping[str, str]
    decision: str = ""
    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Letter:
    """A finished letter in the language of the page. `opening` is what it is about and asks for, a sentence each."""

    sender: tuple[Line, ...]
    to: To
    heading: str
    opening: tuple[str, ...]
    decision: Line | None
    parts: tuple[Part, ...]
    enclosures: tuple[str, ...] = field(default=())


def letter_of(found: Found, typed: Typed, to: To, bring: Bring | None) -> Letter:
    """The letter for the path that was found. `bring` is what who acts for another must enclose."""
    kind = found.main.kind
    return Letter(
        sender=sender(typed, found.answers),
        to=to,
        heading=str(HEADINGS[kind]),
        opening=opening(found),
        decision=Line(_("Svaret eller vedtaket"), typed.decision) if typed.decision else None,
        parts=tuple(
            Part(str(heading), in_paragraphs(text))
            for name, heading in PARTS.items()
            if (text := typed.said.get(name, ""))
        ),
        enclosures=(str(ENCLOSED[bring]),) if bring else (),
    )


def sender(typed: Typed, answers: Answers) -> tuple[Line, ...]:
    """Who writes; and for whom, by hand."""
    lines = (
        Line(_("Navn"), typed.name),
        Line(_("Adresse"), typed.address),
        Line(_("Telefon"), typed.phone),
    )
    if answers.who not in ROLES or is_own(answers):
        return lines
    label = _("Det gjelder") if answers.who in ABOUT_ANOTHER else _("På vegne av")
    return (*lines, Line(label))


def is_own(answers: Answers) -> bool:
    """Whether next of kin write about their own rights."""
    return answers.kin is Kin.OWN_RIGHTS


def opening(found: Found) -> tuple[str, ...]:
    """As what the person writes, and what it is about or asks for; sent on when nobody knows yet whose it is."""
    answers, kind = found.answers, found.main.kind
    first = str(ROLES[answers.who]) if answers.who in ROLES else ""
    own = _("Det gjelder mine egne rettigheter.") if is_own(answers) else ""
    asks = complains(answers) if kind is Kind.COMPLAINT else str(ASKS[kind])
    onward = (
        _("Er dette feil sted, ber jeg dere sende det videre.")
        if found.main.code is Code.FIND
        else ""
    )
    return tuple(each for each in (first, own, asks, onward) if each)


def complains(answers: Answers) -> str:
    """Which answer a complaint is about (forvaltningsloven § 32), as far as the guide knows."""
    if answers.told_on:
        return _("Jeg klager på svaret som kom %(date)s.", date=date_in_words(answers.told_on))
    if answers.wrong is Wrong.NO_ANSWER:
        return _("Jeg klager på at det ikke har kommet noe svar.")
    if answers.answer in {Answer.DATED, Answer.UNDATED}:
        return _("Jeg klager på et svar jeg har fått.")
    return _("Jeg klager på det jeg skriver om her.")


def in_paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Paragraphs of lines; an empty line parts them."""
    return tuple(tuple(each.splitlines()) for each in paragraphs(text))


def to_of(profile: Profile, body: Body, name: str, unit_name: str) -> To:
    """(mottaker) Where to post it, with the names of the body and of the coordinating unit in words.

    The municipality's own unit has its address. Of an office that the profile knows no address of, only the name is told: nothing is
    made up, and the coordinating unit passes on what comes to it (forvaltningsloven § 11, forvaltningslovforskriften § 4).
    """
    found = receiver(profile, body)
    address = address_of(found.unit.post, found.unit.visit)
    unit = (unit_name, profile.name)
    if found.passes_on_to is None:
        return To(unit, address)
    return To((name,), None, (*unit, *address) if address else None)
