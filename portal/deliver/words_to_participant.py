"""What a participant without an account is told: that the municipality asks, where to answer, and the code.

The e-mail holds the link and no code, the text message the code and no link. Neither says whom or what it is about.
"""

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _

from portal.deliver import links
from portal.deliver.words_to_citizen import phone_of
from portal.rules.municipality import Profile, words
from portal.store.outbox import Message
from portal.store.plan_link_held import code_of, token_of

Told = tuple[str, str]


def asked(message: Message, profile: Profile, app: Flask) -> Told:
    """The link. Its secret is made again from the message's own id."""
    token = token_of(app.extensions["settings"].keyring, message.id)
    address = links.answer_measure(profile, message.language, app, token)
    unit, _language = words(
        profile.units.get(message.unit or "", profile.unit).name, message.language
    )
    subject = _("%(municipality)s ber om et svar", municipality=profile.name)
    told = [
        _("%(unit)s i %(municipality)s ber deg om et svar.", unit=unit, municipality=profile.name),
        _("Svar her: %(address)s", address=address),
        _("Du trenger en kode med seks siffer. Den får du på telefon fra den som spør."),
        _("Lenken virker i 14 dager. Du trenger ingen bruker og ingen innlogging."),
        _("Av hensyn til personvernet står det ikke mer her."),
        _("Du kan ikke svare på denne e-posten."),
    ]
    if phone := phone_of(message, profile):
        told.insert(4, _("Lurer du på om dette er ekte? Ring %(phone)s.", phone=phone))
    return subject, "\n\n".join(told)


def code(message: Message, profile: Profile, app: Flask) -> Told:
    """The code, made again from the message's own id."""
    digits = code_of(app.extensions["settings"].keyring, message.id)
    subject = _("Kode fra %(municipality)s", municipality=profile.name)
    told = _(
        "Koden fra %(municipality)s er %(code)s. Du trenger den til lenken du får på e-post.",
        municipality=profile.name,
        code=digits,
    )
    return subject, told


TEMPLATES: dict[str, Callable[[Message, Profile, Flask], Told]] = {
    "measure-asked": asked,
    "measure-code": code,
}
