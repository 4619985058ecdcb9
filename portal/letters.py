"""The letter to someone who is not digital: the same answer on paper, tagged (PDF/UA-1).

What the case officer wrote stands in the language it was written in and is marked so; the rest
is in the language of the letter. Never kept in memory: it is about a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.paper_parts import compiled, in_words, plain, said
from portal.rules.complaint_right import ComplaintRight
from portal.rules.municipality import Profile, Unit
from portal.rules.protected import unit_shown

Said = dict[str, str]
"""Words and the language they are in."""


@dataclass(frozen=True)
class Part:
    """One part of a letter: a heading in the letter's language, or none, and words in `lang`.

    Paragraphs in `text` are parted by an empty line.
    """

    heading: str | None
    text: str
    lang: str


@dataclass(frozen=True)
class Complaint:
    """The right to complain (`rules.complaint_right`) and the last day to do it."""

    right: ComplaintRight
    due: date


@dataclass(frozen=True)
class Letter:
    """What a letter says. `receiver` is the name and then the address, line by line.

    `unit` is the code of the unit it comes from; None is the coordinating unit, and so is a code
    the municipality no longer has. `complaint` is there when the answer is no, or not all that was
    asked for. `protected`: the receiver's address is, so no place and no unit of a district is told; where a complaint is sent
    stands there all the same.
    """

    receiver: tuple[str, ...]
    reference: str
    day: date
    heading: str
    parts: tuple[Part, ...]
    unit: str | None = None
    complaint: Complaint | None = None
    protected: bool = False


def letter(profile: Profile, language: str, letter: Letter, *, demo: bool = False) -> bytes:
    """The letter as PDF bytes; needs an app context for the words.

    `demo` prints that this is a demonstration and not a letter from the municipality.
    """
    unit = unit_shown(
        profile.units.get(letter.unit or "", profile.unit), profile.unit, protected=letter.protected
    )
    with force_locale(language):
        content = {
            "lang": language,
            "municipality": profile.name,
            "unit": said(unit.name, language),
            "warning": warning(profile, demo),
            "sender": sender(unit, language),
            "receiver": list(letter.receiver),
            "facts": facts(letter, language),
            "heading": letter.heading,
            "parts": [part_of(each) for each in letter.parts],
            "complaint": letter.complaint and complaint_of(letter.complaint, language),
            "goodbye": _("Vennlig hilsen"),
            "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
        }
    return compiled("letter.typ", content, letter.day)


def sender(unit: Unit, language: str) -> list[Said]:
    """Where the letter comes from and whom to call. Says so when there is no number to call."""
    lines = [plain(line, language) for line in unit.post or ((unit.visit,) if unit.visit else ())]
    if unit.phone:
        lines.append(plain(_("Telefon: %(phone)s", phone=unit.phone), language))
        if unit.hours:
            lines.append(said(unit.hours, language))
    else:
        lines.append(plain(_("Telefonnummeret har kommunen ikke oppgitt her ennå."), language))
    return lines


def facts(letter: Letter, language: str) -> list[str]:
    """Date and reference."""
    return [
        _("Dato: %(date)s", date=in_words(letter.day, language)),
        _("Referanse: %(reference)s", reference=letter.reference),
    ]


def part_of(part: Part) -> dict[str, object]:
    """A heading, and paragraphs of lines."""
    return {
        "heading": (part.heading or "").strip() or None,
        "lang": part.lang,
        "paragraphs": [paragraph.splitlines() for paragraph in paragraphs(part.text)],
    }


def paragraphs(text: str) -> Iterable[str]:
    """The paragraphs of a text; an empty line, with or without spaces, parts them."""
    lines = [line.strip() for line in text.splitlines()]
    return [each.strip("\n") for each in "\n".join(lines).split("\n\n") if each.strip()]


def complaint_of(complaint: Complaint, language: str) -> dict[str, object]:
    """The right to complain, until when, how, where to, and who can help."""
    right = complaint.right
    body = said(right.decided_by, language)["text"]
    return {
        "heading": _("Hvis du er uenig i svaret"),
        "right": _("Du har rett til å klage. Det koster ingenting."),
        "due": _("Siste dag å klage er %(date)s.", date=in_words(complaint.due, language)),
        "later": _(
            "Det er nok at du legger klagen i posten den dagen. "
            "Har det gått lengre tid, så send klagen likevel, og skriv hvorfor."
        ),
        "how": _(
            "Skriv hva du klager på, og hva du vil ha endret. Det trenger ikke være langt. "
            "Skriv navnet ditt under. Du kan be oss om å få se papirene i saken."
        ),
        "where": _("Send klagen hit"),
        "unit": said(right.unit, language),
        "address": [plain(line, language) for line in right.address or no_address()],
        "then": _(
            "Vi ser på saken en gang til. Endrer vi ikke svaret, sender vi klagen videre til "
            "%(body)s, som avgjør saken.",
            body=body,
        ),
        "help": _("Hvem kan hjelpe deg?"),
        "helpers": helpers(right, language),
        "law": _("Fristen står i denne loven:"),
        "basis": plain(right.basis, "nb"),
    }


def no_address() -> list[str]:
    """Said where the municipality has not given an address."""
    return [_("Adressen har kommunen ikke oppgitt her ennå. Ring oss, så får du den.")]


def helpers(right: ComplaintRight, language: str) -> list[str]:
    """Who can help, and how to reach them; an ombud only where the law lets it help."""
    told = [
        _("Ring oss på telefon %(phone)s hvis du vil ha hjelp til å klage.", phone=right.phone)
        if right.phone
        else _("Si fra til oss hvis du vil ha hjelp til å klage.")
    ]
    if right.ombud is None:
        return told
    ombud = said(right.ombud, language)["text"]
    told.append(_("Du kan også få gratis hjelp fra %(ombud)s.", ombud=ombud))
    if right.ombud_phone:
        told.append(_("Telefonnummeret dit er %(phone)s.", phone=right.ombud_phone))
    if right.ombud_url:
        told.append(_("Nettsiden er %(address)s.", address=right.ombud_url))
    if not right.ombud_phone and not right.ombud_url:
        told.append(_("Spør oss om nummeret dit."))
    return told


def warning(profile: Profile, demo: bool) -> str | None:
    """Why this must not be taken for a letter from the municipality, None when it is one."""
    if profile.invented:
        return str(_("Kommunen er oppdiktet. Dette er ikke et ekte brev."))
    if demo:
        return str(_("Dette er en demonstrasjon og ikke et brev fra kommunen."))
    return None
