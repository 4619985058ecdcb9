"""What a citizen is told: that there is something to read, where, and whom to call instead.

The same sentences make a text message and an e-mail; the text message is one, 160 signs.
"""

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.deliver import links
from portal.rules.municipality import Profile
from portal.store.outbox import Message

Told = tuple[str, str]


def news(message: Message, profile: Profile, app: Flask) -> Told:
    """Something new in a case of theirs."""
    subject = _("Ny beskjed fra %(municipality)s", municipality=profile.name)
    told = ngettext(
        "Du har én ny beskjed fra %(municipality)s.",
        "Du har %(num)s nye beskjeder fra %(municipality)s.",
        message.coalesced,
        municipality=profile.name,
    )
    return subject, joined(message, told, to_read(message, profile, app), call(message, profile))


def news_again(message: Message, profile: Profile, app: Flask) -> Told:
    """A week later, still unopened (eforvaltningsforskriften § 8)."""
    subject = _(
        "Du har en beskjed fra %(municipality)s som du ikke har åpnet", municipality=profile.name
    )
    told = ngettext(
        "Du har én beskjed fra %(municipality)s som du ikke har åpnet.",
        "Du har %(num)s beskjeder fra %(municipality)s som du ikke har åpnet.",
        message.coalesced,
        municipality=profile.name,
    )
    return subject, joined(message, told, to_read(message, profile, app), call(message, profile))


def asked_about_you(message: Message, profile: Profile, app: Flask) -> Told:
    """Somebody else has asked for this person: neither who nor what for is said."""
    subject = _("%(municipality)s vil gjerne ha kontakt med deg", municipality=profile.name)
    told = _("%(municipality)s vil gjerne ha kontakt med deg.", municipality=profile.name)
    address = links.own_cases(profile, message.language, app)
    login = _("Logg inn for å se hva det gjelder: %(address)s", address=address)
    return subject, joined(message, told, login, call(message, profile))


def answered(message: Message, profile: Profile, _app: Flask) -> Told:
    """To somebody who asked without logging in: there is an answer. Whom to call about it."""
    subject = _("Du har fått svar fra %(municipality)s", municipality=profile.name)
    if phone := phone_of(message, profile):
        told = _(
            "Du har fått svar fra %(municipality)s. Ring %(phone)s om du lurer på noe.",
            municipality=profile.name,
            phone=phone,
        )
    else:
        told = _("Du har fått svar fra %(municipality)s.", municipality=profile.name)
    return subject, joined(message, told)


def to_read(message: Message, profile: Profile, app: Flask) -> str:
    """Where to read it: with the cases, in the plan, under «På vegne av», or with what one has asked about one's own data."""
    place = links.own_plan if message.template in ABOUT_PLANS else links.own_cases
    if message.template == "grant-news":
        place = links.representation
    elif message.template == "privacy-news":
        place = links.own_requests
    told: str = _("Logg inn for å lese: %(address)s", address=place(profile, message.language, app))
    return told


def call(message: Message, profile: Profile) -> str:
    """Whom to call instead; nothing where no number is given."""
    phone = phone_of(message, profile)
    return _("Du kan også ringe %(phone)s.", phone=phone) if phone else ""


def phone_of(message: Message, profile: Profile) -> str | None:
    """The number of the unit that has the case, else the coordinating unit's."""
    return profile.units.get(message.unit or "", profile.unit).phone or profile.unit.phone


def joined(message: Message, *sentences: str) -> str:
    """One line in a text message; in an e-mail a paragraph each, and why it does not say more."""
    told = [sentence for sentence in sentences if sentence]
    if message.channel != "email":
        return " ".join(told)
    told.append(_("Av hensyn til personvernet står det ikke mer her."))
    told.append(_("Du kan ikke svare på denne e-posten."))
    return "\n\n".join(told)


ABOUT_PLANS = frozenset({"plan-news", "plan-news-again"})
TEMPLATES: dict[str, Callable[[Message, Profile, Flask], Told]] = {
    "case-answered": answered,
    "case-news": news,
    "case-news-again": news_again,
    "case-asked-about-you": asked_about_you,
    "grant-news": news,
    "plan-news": news,
    "plan-news-again": news_again,
    "privacy-news": news,
}
