"""What a unit is told: how many wait for what, and where to log in."""

from collections.abc import Callable

from flask import Flask
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.deliver import links
from portal.rules.municipality import Profile, words
from portal.store.outbox import Message

Told = tuple[str, str]


def at_the_desk(count: Callable[[int], Told]) -> Callable[[Message, Profile, Flask], Told]:
    """A writer for one kind of news: `count` gives subject and sentence for so many."""

    def write(message: Message, profile: Profile, app: Flask) -> Told:
        subject, sentence = count(message.coalesced)
        return subject, with_address(sentence, message, profile, app)

    return write


def with_address(sentence: str, message: Message, profile: Profile, app: Flask) -> str:
    """The sentence, the way to the desk, and why it does not say more."""
    why = _("Av hensyn til personvernet står det ikke mer her.")
    return f"{sentence}\n{links.desk(profile, message.language, app)}\n\n{why}"


def new(count: int) -> Told:
    """Somebody has asked for something."""
    return ngettext("Én ny henvendelse venter", "%(num)s nye henvendelser venter", count), ngettext(
        "Det er kommet én ny henvendelse. Logg inn for å se:",
        "Det er kommet %(num)s nye henvendelser. Logg inn for å se:",
        count,
    )


def due(count: int) -> Told:
    """Seven or two days are left; a week is true of both."""
    return ngettext(
        "Én sak må få svar innen en uke", "%(num)s saker må få svar innen en uke", count
    ), ngettext(
        "Én sak må få svar innen en uke. Logg inn for å se datoen:",
        "%(num)s saker må få svar innen en uke. Logg inn for å se datoene:",
        count,
    )


def overdue(count: int) -> Told:
    """The date has passed, and nobody has answered or said why."""
    return ngettext("Fristen er ute i én sak", "Fristen er ute i %(num)s saker", count), ngettext(
        "Fristen for å svare er ute i én sak. Logg inn for å svare:",
        "Fristen for å svare er ute i %(num)s saker. Logg inn for å svare:",
        count,
    )


def reminded(count: int) -> Told:
    """Somebody waits and has pressed «Minn dem på det»."""
    return ngettext("Én påminnelse om en sak", "%(num)s påminnelser om saker", count), ngettext(
        "Noen venter på svar og minner om saken sin. Logg inn for å se:",
        "Dere har fått %(num)s påminnelser fra folk som venter på svar. Logg inn for å se:",
        count,
    )


def wrote(count: int) -> Told:
    """A citizen has written in a case."""
    return ngettext("Én ny melding i en sak", "%(num)s nye meldinger i saker", count), ngettext(
        "Det er kommet én ny melding i en sak. Logg inn for å lese:",
        "Det er kommet %(num)s nye meldinger i saker. Logg inn for å lese:",
        count,
    )


def wrote_in_plan(count: int) -> Told:
    """A citizen has written to their coordinator."""
    return ngettext("Én ny melding venter", "%(num)s nye meldinger venter", count), ngettext(
        "Det er kommet én ny melding. Logg inn for å lese:",
        "Det er kommet %(num)s nye meldinger. Logg inn for å lese:",
        count,
    )


def plan_follow_up(count: int) -> Told:
    """Nobody follows something up in a plan, and it is the unit's turn."""
    return ngettext("Én ting må følges opp", "%(num)s ting må følges opp", count), ngettext(
        "Én ting er ikke fulgt opp i tide. Nå må enheten ordne det. Logg inn for å se:",
        "%(num)s ting er ikke fulgt opp i tide. Nå må enheten ordne det. Logg inn for å se:",
        count,
    )


def participant_answered(count: int) -> Told:
    """Somebody who was asked by a mailed link has answered."""
    return ngettext(
        "Ett svar fra en dere har spurt", "%(num)s svar fra dem dere har spurt", count
    ), ngettext(
        "En dere har spurt, har svart. Logg inn for å se svaret:",
        "Dere har fått %(num)s svar fra dem dere har spurt. Logg inn for å se svarene:",
        count,
    )


def link_stopped(count: int) -> Told:
    """Five wrong codes have ended a mailed link."""
    return ngettext("En lenke er stoppet", "%(num)s lenker er stoppet", count), ngettext(
        "En lenke dere har sendt, er stoppet etter fem feil koder. Logg inn for å sende en ny:",
        "%(num)s lenker dere har sendt, er stoppet etter fem feil koder. Logg inn for å sende nye:",
        count,
    )


def asked_about_data(count: int) -> Told:
    """Somebody asks about their own data, and must have an answer within a month."""
    return ngettext(
        "Ett spørsmål om egne opplysninger", "%(num)s spørsmål om egne opplysninger", count
    ), ngettext(
        "Noen har spurt om opplysningene sine. Logg inn for å svare:",
        "Dere har fått %(num)s spørsmål om egne opplysninger. Logg inn for å svare:",
        count,
    )


def month_test(_count: int) -> Told:
    """The month's test of whether messages come through."""
    return _("Prøvemelding: si fra at den kom fram"), _(
        "Vi prøver hver måned om meldingene kommer fram. Logg inn og si fra at dere har fått denne:"
    )


def month_test_unpressed(_count: int) -> Told:
    """To the fallback receiver: nobody has pressed for the month's test."""
    return _("Ingen har sagt fra om prøvemeldingen"), _(
        "En enhet har ikke sagt fra at den fikk månedens prøvemelding. Da vet vi ikke om noen leser det som kommer dit. Logg inn for å se hvilken enhet det er:"
    )


def opening_unseen(count: int) -> Told:
    """Somebody opened what was closed, and nobody has looked at it in two working days."""
    return ngettext(
        "Én ting venter på at en leder ser over",
        "%(num)s ting venter på at en leder ser over",
        count,
    ), ngettext(
        "Én ting har ventet i mer enn to virkedager på at en leder ser over. Logg inn for å se:",
        "%(num)s ting har ventet i mer enn to virkedager på at en leder ser over. Logg inn for å se:",
        count,
    )


def not_opened(message: Message, profile: Profile, app: Flask) -> Told:
    """To the fallback receiver: a request lies unopened, and which unit should have opened it."""
    count = message.coalesced
    unit, _language = words(
        profile.units.get(message.unit or "", profile.unit).name, message.language
    )
    subject = ngettext("Én henvendelse er ikke åpnet", "%(num)s henvendelser er ikke åpnet", count)
    sentence = ngettext(
        "Én henvendelse har ligget i flere dager uten at noen har åpnet den. Si fra til enheten, eller logg inn og åpne den:",
        "%(num)s henvendelser har ligget i flere dager uten at noen har åpnet dem. Si fra til enheten, eller logg inn og åpne dem:",
        count,
    )
    where = _("Enheten er: %(unit)s.", unit=unit)
    return subject, f"{where}\n\n{with_address(sentence, message, profile, app)}"


TEMPLATES: dict[str, Callable[[Message, Profile, Flask], Told]] = {
    "desk-new": at_the_desk(new),
    "desk-due": at_the_desk(due),
    "desk-overdue": at_the_desk(overdue),
    "desk-reminded": at_the_desk(reminded),
    "desk-message": at_the_desk(wrote),
    "desk-plan-message": at_the_desk(wrote_in_plan),
    "plan-follow-up": at_the_desk(plan_follow_up),
    "desk-measure-answered": at_the_desk(participant_answered),
    "desk-link-stopped": at_the_desk(link_stopped),
    "desk-privacy": at_the_desk(asked_about_data),
    "desk-opening-unseen": at_the_desk(opening_unseen),
    "desk-test": at_the_desk(month_test),
    "desk-test-unpressed": at_the_desk(month_test_unpressed),
    "desk-not-opened": not_opened,
}
