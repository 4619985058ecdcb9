"""What a message says, in the receiver's language.

No text holds anything about a person: not a name, not a number, not what it is about. The one
who gets it logs in, or calls, to know more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from portal.deliver import NotDelivered
from portal.rules.municipality import Profile
from portal.store.outbox import Message


@dataclass(frozen=True)
class Words:
    """A message, ready to read. A text message has no subject."""

    subject: str
    body: str
    language: str


def words_for(message: Message, app: Flask) -> Words:
    """The words of a message; needs an app context. NotDelivered when there is no such text."""
    profile = municipality(message.municipality, app)
    write = TEMPLATES.get(message.template)
    if write is None or profile is None:
        raise NotDelivered("no-words")
    with force_locale(message.language):
        subject, body = write(message, profile, app)
    return Words(subject, body, message.language)


def municipality(number: str, app: Flask) -> Profile | None:
    """The municipality with this number, None when this installation no longer has it."""
    profiles: dict[str, Profile] = app.extensions["profiles"]
    return next((each for each in profiles.values() if each.number == number), None)


def new_at_the_desk(message: Message, profile: Profile, app: Flask) -> tuple[str, str]:
    """To the unit: how many are new, and where to log in."""
    count = message.coalesced
    subject = ngettext("Én ny henvendelse venter", "%(num)s nye henvendelser venter", count)
    news = ngettext(
        "Det er kommet én ny henvendelse. Logg inn for å se:",
        "Det er kommet %(num)s nye henvendelser. Logg inn for å se:",
        count,
    )
    why = _("Av hensyn til personvernet står det ikke mer her.")
    return subject, f"{news}\n{desk_address(profile, message.language, app)}\n\n{why}"


def answered(message: Message, profile: Profile, _app: Flask) -> tuple[str, str]:
    """To the citizen: somebody has answered. Whom to call, when the unit has given a number."""
    unit = profile.units.get(message.unit or "", profile.unit)
    name, phone = profile.name, unit.phone or profile.unit.phone
    if phone:
        told = _(
            "Du har fått svar fra %(municipality)s. Ring %(phone)s om du lurer på noe.",
            municipality=name,
            phone=phone,
        )
    else:
        told = _("Du har fått svar fra %(municipality)s.", municipality=name)
    return "", told


def desk_address(profile: Profile, language: str, app: Flask) -> str:
    """The whole address of the desk, also outside a request. The desk has nb and nn only."""
    base = urlsplit(app.extensions["settings"].base_url)
    place = {"kommune": profile, "sprak": language if language in {"nb", "nn"} else "nb"}
    addresses = app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return addresses.build("desk.inbox", place, force_external=True)


Writer = Callable[[Message, Profile, Flask], tuple[str, str]]
TEMPLATES: dict[str, Writer] = {
    "desk-new": new_at_the_desk,
    "case-answered": answered,
}
