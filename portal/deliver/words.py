"""What a message says, in the receiver's language.

No text holds anything about a person: not a name, not a number, not what it is about. The one
who gets it logs in, or calls, to know more.
"""

from dataclasses import dataclass

from flask import Flask
from flask_babel import force_locale

from portal.deliver import NotDelivered, words_to_citizen, words_to_participant, words_to_unit
from portal.rules.municipality import Profile
from portal.store.outbox import Message

TEMPLATES = words_to_unit.TEMPLATES | words_to_citizen.TEMPLATES | words_to_participant.TEMPLATES


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
    return Words(subject if message.channel == "email" else "", body, message.language)


def is_to_citizen(message: Message) -> bool:
    """Whether a citizen gets this message; the others go to a unit."""
    return message.template in words_to_citizen.TEMPLATES


def is_to_participant(message: Message) -> bool:
    """Whether somebody who takes part in a plan, without an account here, gets this message."""
    return message.template in words_to_participant.TEMPLATES


def municipality(number: str, app: Flask) -> Profile | None:
    """The municipality with this number, None when this installation no longer has it."""
    profiles: dict[str, Profile] = app.extensions["profiles"]
    return next((each for each in profiles.values() if each.number == number), None)
