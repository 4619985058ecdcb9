"""«Lagre i kontakter»: a contact file with whom to call (vCard 4.0, RFC 6350).

Contacts are shared between apps and shown when the phone rings: only the coordinator and the unit stand in the file, and
nothing about the person who calls them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

LONGEST = 75
"""Octets in a line, the line break not counted (section 3.2)."""


@dataclass(frozen=True)
class Contact:
    """Somebody to call. `phone` is an address as `tel:+4774217100`; `role` is what an individual does, None for a unit."""

    name: str
    organisation: str
    phone: str
    role: str | None = None
    email: str | None = None


def contact_file(contacts: Iterable[Contact]) -> bytes:
    """The file: one card for each, in UTF-8."""
    return b"".join(card(one) for one in contacts)


def card(contact: Contact) -> bytes:
    """One card."""
    name = escaped(contact.name)
    lines = [
        "BEGIN:VCARD",
        "VERSION:4.0",
        "PRODID:-//Planen min//NO",
        f"KIND:{'individual' if contact.role else 'org'}",
        f"FN:{name}",
        # Phones that want a structured name find the whole name as the given one: it is not cut in parts by guessing.
        f"N:;{name};;;",
        f"ORG:{escaped(contact.organisation)}",
    ]
    if contact.role:
        lines.append(f"TITLE:{escaped(contact.role)}")
    lines.append(f'TEL;VALUE=uri;TYPE="work,voice":{contact.phone}')
    if contact.email:
        lines.append(f"EMAIL;TYPE=work:{escaped(contact.email)}")
    lines.append("END:VCARD")
    return b"".join(folded(line) for line in lines)


def escaped(text: str) -> str:
    """A text with what has a meaning of its own made plain (section 3.4)."""
    plain = " ".join(text.replace("\r", "\n").split("\n"))
    for sign in "\\,;":
        plain = plain.replace(sign, f"\\{sign}")
    return plain


def folded(line: str) -> bytes:
    """A line in pieces of 75 octets, each but the first begun with a space; no sign is cut in two."""
    pieces: list[bytes] = [b""]
    for sign in line:
        encoded = sign.encode()
        if len(pieces[-1]) + len(encoded) > LONGEST:
            pieces.append(b" ")
        pieces[-1] += encoded
    return b"\r\n".join(pieces) + b"\r\n"
