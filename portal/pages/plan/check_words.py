"""The words of the plan's check: what each item of the regulation is, what is missing, and how one asks for it."""

from typing import Any

from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.plan_labels import TOPICS
from portal.rules.plan import Topic
from portal.rules.plan_check import Hole, Item

ITEMS: dict[Item, Any] = {
    Item.GOALS: _l("Mål, det som går bra, og det som trengs"),
    Item.PARTICIPANTS: _l("Hvem som er med på planen"),
    Item.RESPONSIBLE: _l("Hvem som har ansvaret for planen"),
    Item.CONTRIBUTIONS: _l("Hva hver enkelt bidrar med"),
    Item.MEASURES: _l("Tiltak, hvor mye, og hvem som har ansvaret"),
    Item.HOW: _l("Hvordan tiltakene skal gjøres"),
    Item.ROLES: _l("Koordinator, barnekoordinator og kontaktlege"),
    Item.PERIOD: _l("Hvor lenge planen gjelder, og når den ses på igjen"),
    Item.CONSENT: _l("Samtykke"),
    Item.COOPERATION: _l("Annet samarbeid"),
    Item.CHILD: _l("Hvordan barnet har fått være med"),
}

TEXTS: dict[Hole, Topic] = {
    Hole.RESOURCES: Topic.RESOURCES,
    Hole.NEEDS: Topic.NEEDS,
    Hole.BY_ME: Topic.BY_ME,
    Hole.BY_SERVICES: Topic.BY_SERVICES,
    Hole.BY_KIN: Topic.BY_KIN,
    Hole.COOPERATION: Topic.COOPERATION,
    Hole.CHILD: Topic.CHILD,
}
"""The holes that are a text nobody has written."""

HOLES: dict[Hole, tuple[Any, Any]] = {
    Hole.GOALS: (_l("Det står ingen mål i planen."), _l("Kan vi sette mål sammen?")),
    Hole.PARTICIPANTS: (
        _l("Det står ikke hvem som er med på planen."),
        _l("Kan dere skrive hvem som er med på planen?"),
    ),
    Hole.COORDINATOR: (
        _l("Ingen er koordinator akkurat nå."),
        _l("Hvem er koordinator? Jeg trenger et navn."),
    ),
    Hole.MEASURES: (
        _l("Det står ingen tiltak i planen."),
        _l("Kan vi bli enige om hvem som gjør hva?"),
    ),
    Hole.EXTENT: (
        _l("Det står ikke hvor ofte eller hvor mye."),
        _l("Kan dere skrive hvor ofte eller hvor mye hvert tiltak er?"),
    ),
    Hole.NOBODY_RESPONSIBLE: (
        _l("Det står ikke hvem som har ansvaret."),
        _l("Kan dere skrive hvem som har ansvaret for hvert tiltak?"),
    ),
    Hole.HOW: (
        _l("Det står ikke hvordan det skal gjøres."),
        _l("Kan dere skrive hvordan tiltakene skal gjøres?"),
    ),
    Hole.ROLE_COORDINATOR: (
        _l("Det står ikke om koordinator er tilbudt."),
        _l("Kan dere skrive om koordinator er tilbudt eller oppnevnt?"),
    ),
    Hole.ROLE_CHILD_COORDINATOR: (
        _l("Det står ikke om barnekoordinator er tilbudt."),
        _l("Kan dere skrive om barnekoordinator er tilbudt eller oppnevnt?"),
    ),
    Hole.ROLE_CONTACT_DOCTOR: (
        _l("Det står ikke om det er en kontaktlege på sykehuset."),
        _l("Kan dere skrive om det er en kontaktlege på sykehuset?"),
    ),
    Hole.PERIOD: (
        _l("Det står ikke hvor lenge planen gjelder."),
        _l("Kan vi bli enige om hvor lenge planen skal gjelde?"),
    ),
    Hole.PERIOD_OVER: (
        _l("Tiden planen gjaldt for, er over."),
        _l("Kan vi bli enige om hvor lenge planen skal gjelde nå?"),
    ),
    Hole.REVIEW: (
        _l("Det står ikke når planen skal ses på igjen."),
        _l("Kan vi bli enige om når vi ser på planen igjen?"),
    ),
    Hole.REVIEW_PASSED: (
        _l("Dagen da planen skulle ses på igjen, er gått."),
        _l("Kan vi se på planen igjen nå?"),
    ),
    Hole.CONSENT: (_l("Ingen har sagt ja til planen."), _l("Kan vi snakke om samtykket?")),
}


def missing(hole: Hole) -> str:
    """What is missing, as a sentence."""
    if hole in TEXTS:
        return _("Det står ikke noe under «%(heading)s».", heading=TOPICS[TEXTS[hole]])
    return str(HOLES[hole][0])


def request_for(hole: Hole) -> str:
    """What is said about it at the next meeting, in the person's name."""
    if hole in TEXTS:
        return _("Kan vi skrive noe under «%(heading)s»?", heading=TOPICS[TEXTS[hole]])
    return str(HOLES[hole][1])
