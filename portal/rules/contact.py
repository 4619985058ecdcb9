"""Hvordan en innbygger kan varsles: what the contact register and the person say decide the way.

The register is asked just before each message and nothing of it is kept. What the person has said
in the case decides where the register is silent. When neither gives a way, a human takes over.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.deadlines import months_after

EMAIL, SMS, CALL, LETTER = "email", "sms", "call", "letter"
ELECTRONIC = frozenset({EMAIL, SMS})
LANGUAGES = frozenset({"nb", "nn", "en"})
FRESH_MONTHS = 18
RESERVED, NO_CHANNEL = "reserved", "no-channel"


class Status(StrEnum):
    """Whether the register knows the person."""

    ACTIVE = "active"
    DELETED = "deleted"
    NOT_REGISTERED = "not-registered"


@dataclass(frozen=True)
class Contact:
    """What the contact register says about one person right now.

    `…_confirmed_on` is the latest day the person changed or verified that address; None: never.
    """

    reserved: bool
    status: Status
    can_be_notified: bool
    email: str | None = None
    email_confirmed_on: date | None = None
    mobile: str | None = None
    mobile_confirmed_on: date | None = None
    language: str | None = None


@dataclass(frozen=True)
class Stated:
    """How the person wants to be told, in their own words. No address, no language: not said."""

    channel: str
    address: str = ""
    language: str = ""


@dataclass(frozen=True)
class Way:
    """Where a message goes. With a `reason` it is no message but a task: a human calls or writes."""

    channel: str
    address: str
    language: str
    reason: str | None = None


def way_to_tell(
    contact: Contact | None,
    stated: Stated,
    today: date,
    sendable: frozenset[str] = ELECTRONIC,
) -> Way:
    """(varsling) The way for a message to a citizen. `contact` is None when no register is asked.

    `sendable` is what this installation can send; an address it cannot send to is passed over.
    """
    language = language_for(contact, stated)
    if contact is not None and is_reserved(contact):
        return Way(LETTER, "", language, RESERVED)
    if stated.channel in ELECTRONIC:
        for channel, address in (*register_addresses(contact, stated, today), as_stated(stated)):
            if address and channel in sendable:
                return Way(channel, address, language)
    return Way(stated.channel, "", language, NO_CHANNEL)


# Eforvaltningsforskriften § 9: den som har reservert seg, skal få vedtak, forhåndsvarsel og andre
# viktige meldinger på papir.
def is_reserved(contact: Contact) -> bool:
    """(reservasjon) Nothing electronic, not even to an address given in the case: it becomes a letter."""
    return contact.reserved


# Eforvaltningsforskriften § 8 tredje ledd: det varsles til adressen i kontaktregisteret. Er
# personen slettet der eller aldri registrert, har registeret ingen adresse.
def register_addresses(
    contact: Contact | None, stated: Stated, today: date
) -> list[tuple[str, str]]:
    """(kontaktinformasjon) What the register has and we may use, the channel the person asked for first."""
    if contact is None or contact.status is not Status.ACTIVE or not contact.can_be_notified:
        return []
    known = (
        (EMAIL, contact.email, contact.email_confirmed_on),
        (SMS, contact.mobile, contact.mobile_confirmed_on),
    )
    usable = [(channel, it) for channel, it, day in known if it and is_fresh(day, today)]
    return sorted(usable, key=lambda each: each[0] != stated.channel)


# Eforvaltningsforskriften § 32 andre ledd: kontaktinformasjon som ikke er oppdatert eller bekreftet
# på 18 måneder, skal ikke brukes til varsling. Hver adresse har sin egen dato.
def is_fresh(confirmed_on: date | None, today: date) -> bool:
    """(utgått kontaktinformasjon) Whether an address may still be used, the last day of the 18 months included."""
    if confirmed_on is None:
        return False
    return confirmed_on >= today or months_after(confirmed_on, FRESH_MONTHS) >= today


# Forvaltningsloven § 15 a: forvaltningen kan henvende seg elektronisk når ikke annet følger av lov
# eller forskrift. Har registeret ingen adresse, brukes den personen selv har gitt i saken.
def as_stated(stated: Stated) -> tuple[str, str]:
    """What the person said in the case. Not taken from the register, so the 18 months do not count."""
    return stated.channel, stated.address


# Eforvaltningsforskriften § 29: registeret har også språket personen foretrekker.
def language_for(contact: Contact | None, stated: Stated) -> str:
    """(språk) The language of the page the person used; else the register's; else bokmål.

    The register also knows Northern Sámi, which we have no texts in.
    """
    chosen = (stated.language, (contact.language if contact else None) or "")
    return next((language for language in chosen if language in LANGUAGES), "nb")
