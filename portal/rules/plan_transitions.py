"""(overganger) The big changes that come with age, and a new home: when, how long before to begin, what first, who begins.

Between which school years a child moves follows from the year of birth (opplæringslova §§ 2-1 and 2-2, from memory: M); 16 and
18 years from pasient- og brukerrettighetsloven §§ 4-3, 4-4 and 2-5 c (C). How long before one should begin stands in no
law: the lead times are the house's own judgement (I). Codes and dates only; today is always an argument.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.deadlines import months_after

MONTHS_A_YEAR = 12
SCHOOL_YEAR_BEGINS = (8, 1)


class Transition(StrEnum):
    """What changes."""

    SCHOOL_START = "school-start"
    LOWER_SECONDARY = "lower-secondary"
    UPPER_SECONDARY = "upper-secondary"
    SIXTEEN = "sixteen"
    EIGHTEEN = "eighteen"
    ADULT_LIFE = "adult-life"
    NEW_HOME = "new-home"


class Owner(StrEnum):
    """Who begins. A role, never a person."""

    COORDINATOR = "coordinator"
    KINDERGARTEN = "kindergarten"
    SCHOOL = "school"


class FirstStep(StrEnum):
    """What to do first."""

    MEET_BOTH_PLACES = "meet-both-places"
    VISIT = "visit"
    WHAT_HELP_THERE = "what-help-there"
    TRANSPORT = "transport"
    WHAT_DO_YOU_WANT = "what-do-you-want"
    APPLY_EARLY = "apply-early"
    TALK_WITH_THE_YOUNG = "talk-with-the-young"
    WHO_SHALL_SEE = "who-shall-see"
    OWN_LOGIN = "own-login"
    ADULT_SERVICES = "adult-services"
    NEW_COORDINATOR = "new-coordinator"
    MONEY = "money"
    WORK_OR_DAY = "work-or-day"
    MEET_NAV = "meet-nav"
    HOUSING = "housing"
    HELP_AT_HOME = "help-at-home"
    NEW_MUNICIPALITY = "new-municipality"


@dataclass(frozen=True)
class Rule:
    """One transition: how many months before it is time to begin, who does, and what first.

    `mark` is how sure we are of the day, `lead_mark` of the months before.
    """

    lead_months: int
    owner: Owner
    steps: tuple[FirstStep, ...]
    basis: str
    mark: str
    lead_mark: str = "I"


RULES: dict[Transition, Rule] = {
    Transition.SCHOOL_START: Rule(
        12,
        Owner.KINDERGARTEN,
        (FirstStep.MEET_BOTH_PLACES, FirstStep.WHAT_HELP_THERE, FirstStep.VISIT),
        "opplæringslova § 2-2: the year the child turns 6",
        "M",
    ),
    Transition.LOWER_SECONDARY: Rule(
        12,
        Owner.SCHOOL,
        (FirstStep.MEET_BOTH_PLACES, FirstStep.WHAT_HELP_THERE, FirstStep.VISIT),
        "opplæringslova: the year the child turns 13",
        "M",
    ),
    Transition.UPPER_SECONDARY: Rule(
        18,
        Owner.SCHOOL,
        (FirstStep.WHAT_DO_YOU_WANT, FirstStep.APPLY_EARLY, FirstStep.TRANSPORT),
        "opplæringslova: the year the child turns 16",
        "M",
    ),
    Transition.SIXTEEN: Rule(
        6,
        Owner.COORDINATOR,
        (FirstStep.TALK_WITH_THE_YOUNG, FirstStep.WHO_SHALL_SEE, FirstStep.OWN_LOGIN),
        "pasient- og brukerrettighetsloven §§ 3-4, 4-3 and 4-4",
        "C",
    ),
    Transition.EIGHTEEN: Rule(
        24,
        Owner.COORDINATOR,
        (FirstStep.ADULT_SERVICES, FirstStep.NEW_COORDINATOR, FirstStep.MONEY),
        "pasient- og brukerrettighetsloven §§ 2-5 b and 2-5 c",
        "C",
    ),
    Transition.ADULT_LIFE: Rule(
        24,
        Owner.COORDINATOR,
        (FirstStep.WHAT_DO_YOU_WANT, FirstStep.MEET_NAV, FirstStep.WORK_OR_DAY),
        "three school years after the one the child turns 16",
        "I",
    ),
    Transition.NEW_HOME: Rule(
        12,
        Owner.COORDINATOR,
        (FirstStep.HOUSING, FirstStep.HELP_AT_HOME, FirstStep.NEW_MUNICIPALITY),
        "helse- og omsorgstjenesteloven § 3-7: whoever needs help to get a home",
        "M",
    ),
}

SCHOOL_YEARS: dict[Transition, int] = {
    Transition.SCHOOL_START: 6,
    Transition.LOWER_SECONDARY: 13,
    Transition.UPPER_SECONDARY: 16,
    Transition.ADULT_LIFE: 19,
}
"""What comes when a school year begins, by the age the child turns in that calendar year."""

BIRTHDAYS: dict[Transition, int] = {Transition.SIXTEEN: 16, Transition.EIGHTEEN: 18}


@dataclass(frozen=True)
class Coming:
    """A transition that lies ahead. `exact`: it is that very day; else only the season can be said.

    `on` and `begin_on` are None for a new home.
    """

    transition: Transition
    on: date | None
    begin_on: date | None
    exact: bool = False

    @property
    def rule(self) -> Rule:
        """Lead time, first steps, who begins."""
        return RULES[self.transition]

    def time_to_begin(self, today: date) -> bool:
        """Whether the day to begin has come."""
        return self.begin_on is not None and self.begin_on <= today


def birthday(born: date, age: int) -> date:
    """(fødselsdag) The day somebody turns so many years. Born on 29 February it is the 28th in other years (I)."""
    return months_after(born, age * MONTHS_A_YEAR)


def school_year(born: date, age: int) -> date:
    """(skoleår) The first day of the school year in the calendar year in which the child turns so many years."""
    return date(born.year + age, *SCHOOL_YEAR_BEGINS)


def coming(born: date | None, today: date) -> list[Coming]:
    """(overganger) What lies ahead, the nearest first, and last a new home: only the person knows when.

    The day itself is the last on which it lies ahead. Without a birthday only the new home can be said.
    """
    ahead = [one for one in _by_age(born) if one.on is not None and one.on >= today]
    ahead.sort(key=lambda one: (one.on or date.max, one.transition))
    return [*ahead, Coming(Transition.NEW_HOME, None, None)]


def _by_age(born: date | None) -> Iterable[Coming]:
    if born is None:
        return
    for transition, age in SCHOOL_YEARS.items():
        yield _coming(transition, school_year(born, age), exact=False)
    for transition, age in BIRTHDAYS.items():
        yield _coming(transition, birthday(born, age), exact=True)


def _coming(transition: Transition, on: date, *, exact: bool) -> Coming:
    return Coming(transition, on, months_after(on, -RULES[transition].lead_months), exact)
