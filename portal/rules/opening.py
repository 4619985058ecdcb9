"""(tjenstlig behov) When a case or a plan is an employee's own, when a reason is asked first, and when only breaking the glass opens it.

Nobody reads what they have no errand with (helsepersonelloven § 21 a, pasientjournalloven § 16: C), and nobody handles the matter
of somebody close to them (forvaltningsloven § 6: C). How long a reason holds is the service's own judgement of risk (I).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from portal.rules.access import Actor, Role
from portal.rules.follow_up import not_opened_in_time


class Kind(StrEnum):
    """What can be opened: (sak, plan, det som er registrert om en person: hvem som handler for hvem, og spørsmål om egne opplysninger)."""

    CASE = "case"
    PLAN = "plan"
    PERSON = "person"


class Reason(StrEnum):
    """Why somebody opens what is not theirs: (dekker for en kollega, spørsmål fra personen, ledelse og kvalitet, skal gis videre,
    feil i systemet, annet).
    """

    COVER = "cover"
    QUESTION = "question"
    QUALITY = "quality"
    HANDOVER = "handover"
    FAULT = "fault"
    OTHER = "other"


class Closed(StrEnum):
    """Why it is closed to an employee, also to one whose it would be: (egen slektning, begrenset, adressebeskyttelse)."""

    RELATIVE = "relative"
    RESTRICTED = "restricted"
    PROTECTED = "protected"


class Door(StrEnum):
    """What it takes to read: nothing, a reason, or a reason with words that a second person looks at."""

    OPEN = "open"
    REASON = "reason"
    BREAK_GLASS = "break-glass"


OPENS_FOR = timedelta(hours=8)
BREAKS_FOR = timedelta(hours=1)
"""How long a reason opens a thing for that employee, and how long the broken glass does."""

LOOKED_AT_WITHIN = 2
"""Working days a second person has before an opening by breaking the glass is said to wait for too long."""

MANY_IN_A_DAY = 30
"""So many things of others' in a day are ordinary work. One more is told of (security.md R43: I)."""


@dataclass(frozen=True)
class Thing:
    """A case, a plan, or a person who was looked up (`reference` is their id, `unit` empty). `holders` have it or coordinate it, or cover for who does today; `waits`: nobody has it yet.

    `noted_by` are the employees who wrote it down, or wrote down the no that ended it. `closed` is why it is closed to the one who asks.
    """

    kind: Kind
    id: str
    reference: str
    unit: str
    holders: frozenset[str] = frozenset()
    waits: bool = False
    noted_by: frozenset[str] = frozenset()
    closed: Closed | None = None


class Opened(Protocol):
    """An opening as far as these rules need it."""

    @property
    def staff(self) -> str:
        """Who gave the reason."""

    @property
    def object(self) -> str:
        """The case or the plan."""

    @property
    def at(self) -> datetime:
        """From when."""

    @property
    def until(self) -> datetime:
        """Until when, not included."""


def holds(actor: Actor, thing: Thing) -> bool:
    """Has it, coordinates it, or covers today for who does."""
    return actor.id in thing.holders


def is_theirs(actor: Actor, thing: Thing) -> bool:
    """Whether it is the employee's own errand: theirs by name, written down by them, or waiting in the inbox they work with.

    A technical administrator works with no inbox. To look a person up, or answer what they ask, is an errand in itself.
    """
    if thing.kind is Kind.PERSON:
        return True
    if holds(actor, thing) or actor.id in thing.noted_by:
        return True
    return thing.waits and works_with(actor, thing.unit)


def works_with(actor: Actor, unit: str) -> bool:
    """Whether what comes in to the unit is for this employee: one's own unit, and every unit for a lead."""
    if actor.role is Role.LEAD:
        return True
    return actor.role in {Role.OFFICER, Role.READER} and actor.unit in (None, unit)


def door(actor: Actor, thing: Thing) -> Door:
    """What it takes for this employee to read it.

    A relative's matters and restricted data are closed to everyone; a protected address to all but who has the thing.
    """
    if thing.closed is Closed.PROTECTED and holds(actor, thing):
        return Door.OPEN
    if thing.closed is not None:
        return Door.BREAK_GLASS
    return Door.OPEN if is_theirs(actor, thing) else Door.REASON


def may_change(thing: Thing) -> bool:
    """(inhabil) Whether the employee may also act on it: never in a relative's matters, however it was opened."""
    return thing.closed is not Closed.RELATIVE


def opens_until(wanted: Door, at: datetime) -> datetime:
    """The moment a reason given now no longer opens the thing."""
    return at + (BREAKS_FOR if wanted is Door.BREAK_GLASS else OPENS_FOR)


def needs_words(wanted: Door, reason: Reason) -> bool:
    """Whether the reason must also be said in the employee's own words."""
    return wanted is Door.BREAK_GLASS or reason is Reason.OTHER


def is_second(actor: Actor, opened_by: str, leads: Iterable[str]) -> bool:
    """(fire øyne) Whether this employee is the second person: a lead, never who opened it; an administrator where no other lead is.

    Never an officer: nobody looks over what their own lead has done.
    """
    if actor.id == opened_by:
        return False
    if actor.role is Role.LEAD:
        return True
    return actor.role is Role.ADMINISTRATOR and not set(leads) - {opened_by}


def waits_too_long(opened_on: date, today: date, holidays: frozenset[date]) -> bool:
    """Whether the second person's working days have gone."""
    return not_opened_in_time(opened_on, today, LOOKED_AT_WITHIN, holidays)


def reason_behind(
    openings: Iterable[Opened], staff: str, thing_id: str, at: datetime
) -> Opened | None:
    """The opening an employee read a thing under at a moment: the latest that was open then, None when it was theirs."""
    open_then = [
        one
        for one in openings
        if one.staff == staff and one.object == thing_id and one.at <= at < one.until
    ]
    return max(open_then, key=lambda one: one.at, default=None)
