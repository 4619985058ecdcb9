"""Kommunen som data: what a municipality is, and who in it receives a person.

Koordinerende enhet (helse- og omsorgstjenesteloven § 7-3): there is always exactly one, so that
everyone has a receiver, whatever district, entry or postcode they give.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from portal.rules.levels import Journey, Level
from portal.rules.retention import Decided

Text: TypeAlias = Mapping[str, str]
"""Language code to words, e.g. {"nb": "Brukerkontoret"}; holds at least one language."""

NEAREST = {"nb": ("nb", "nn"), "nn": ("nn", "nb"), "en": ("en", "nb", "nn")}


def words(text: Text, language: str) -> tuple[str, str]:
    """The words in this language, else the nearest one there is, and which language they are in."""
    for candidate in (*NEAREST.get(language, (language,)), *text):
        if candidate in text:
            return text[candidate], candidate
    raise ValueError("a text needs at least one language")


@dataclass(frozen=True)
class Unit:
    """Who receives people. None = the municipality has not given it; never filled in by guessing.

    `post` holds street or box and postcode only; names of unit and municipality go above them.
    """

    code: str
    name: Text
    phone: str | None
    hours: Text | None
    email: str | None
    visit: str | None
    post: tuple[str, ...] | None


@dataclass(frozen=True)
class District:
    """Bydel: a part of the municipality with its own unit. Postcode ranges include both ends."""

    code: str
    name: str
    postcodes: tuple[tuple[int, int], ...]
    unit: str

    @property
    def postcode_ranges(self) -> str:
        """«0071–0079, 0088», as people read them."""
        return ", ".join(
            f"{first:04}" if first == last else f"{first:04}–{last:04}"
            for first, last in self.postcodes
        )


@dataclass(frozen=True)
class Entry:
    """A way in of its own, whatever the district (for example mental health)."""

    code: str
    name: Text
    unit: str


@dataclass(frozen=True)
class Statement:
    """What the municipality itself says about the subject of one article, in one language."""

    article: str
    lang: str
    text: str


@dataclass(frozen=True)
class Outdated:
    """Where the municipality's own page is behind today's law. For staff, never for citizens."""

    says: str
    today: str
    law: str


@dataclass(frozen=True)
class National:
    """What is the same everywhere. `missing` names the facts nobody has confirmed yet."""

    ombud_name: Text
    ombud_phone: str | None
    ombud_url: str | None
    complaint_body: Text
    plan_url: str | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Profile:
    """One municipality. `units` holds every unit, `unit` (the coordinating one) included.

    `missing` holds dotted names of what the municipality has not given ("unit.phone",
    "units.nord.hours", "members"); a template may ask `"unit.phone" in profile.missing`.
    `fallback_email` is told when a unit opens nothing within `open_within_days` working days.
    `asks_register`: whether the installation's register is asked who may act for whom, for this municipality.
    `levels` are the journeys for which the municipality has decided another login level.
    `events_years`: how long it has decided to keep events about what is no longer here; None is for ever.
    `kept_for`: what it has decided of how long other things are kept, where the law leaves it open.
    """

    slug: str
    number: str
    name: str
    short_name: str
    invented: bool
    languages: tuple[str, ...]
    theme: str
    unit: Unit
    units: Mapping[str, Unit]
    national: National
    districts: tuple[District, ...] = ()
    entries: tuple[Entry, ...] = ()
    statements: tuple[Statement, ...] = ()
    members: tuple[Text, ...] = ()
    services: Text | None = None
    user_representation: Text | None = None
    answer_time: Text | None = None
    ask_where_you_get_help: bool = False
    accessibility_statement: str | None = None
    fallback_email: str | None = None
    open_within_days: int = 3
    asks_register: bool = True
    events_years: int | None = None
    kept_for: Decided = field(default_factory=lambda: MappingProxyType({}))
    levels: Mapping[Journey, Level] = field(default_factory=lambda: MappingProxyType({}))
    missing: tuple[str, ...] = ()
    outdated: tuple[Outdated, ...] = field(default=(), repr=False)


def district_for(postcode: str, profile: Profile) -> District | None:
    """Bydel for et postnummer: the district with this postcode (four digits), or None."""
    if not re.fullmatch(r"[0-9]{4}", postcode.strip()):
        return None
    number = int(postcode)
    for district in profile.districts:
        if any(first <= number <= last for first, last in district.postcodes):
            return district
    return None


def unit_for(profile: Profile, district_code: str | None, entry_code: str | None) -> Unit:
    """Mottaker: an entry goes before a district; without either, the coordinating unit.

    A code that is no longer in the profile also leads to the coordinating unit: nobody is lost.
    """
    for entry in profile.entries:
        if entry.code == entry_code:
            return profile.units[entry.unit]
    for district in profile.districts:
        if district.code == district_code:
            return profile.units[district.unit]
    return profile.unit


def receiver_of(profile: Profile, unit_code: str) -> str | None:
    """Mottakerens adresse: the unit's e-mail; of a unit that is gone, the coordinating unit's. None when not given."""
    return profile.units.get(unit_code, profile.unit).email


def fallback_of(profile: Profile) -> str | None:
    """Reservemottaker: who is told when a unit does not open what it gets; without one, the coordinating unit."""
    return profile.fallback_email or profile.unit.email


def statement_for(profile: Profile, article: str, language: str) -> Statement | None:
    """The municipality's own words on this article, in the nearest language there is, or None."""
    found = {each.lang: each for each in profile.statements if each.article == article}
    if not found:
        return None
    _, lang = words({each: found[each].text for each in found}, language)
    return found[lang]


def needed_in_production(profile: Profile) -> tuple[str, ...]:
    """Dotted names that must be filled in before real people may use it: phone and receiver.

    The receiver is the unit's e-mail address: without it nobody is told that someone waits.
    """
    return tuple(name for name in profile.missing if name.endswith((".phone", ".email")))
