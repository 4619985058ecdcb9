"""(adressebeskyttelse) What is hidden of and for a person whose address is protected, and how the desk says that it is.

Where somebody lives can be read out of more than an address: which office serves them, who their family are. For a person with a
protected address nothing of this stands on a page, a paper, a card, a calendar or in a message (law.md § 5, protected addresses: P/I).
"""

from collections.abc import Iterable
from dataclasses import replace
from enum import StrEnum

from portal.rules.municipality import Unit
from portal.rules.plan import Kind, Part, Sector


class Hidden(StrEnum):
    """Every kind of thing that is left out."""

    ADDRESS = "address"
    UNIT_PLACE = "unit-place"
    MAP = "map"
    NEXT_OF_KIN = "next-of-kin"
    REPRESENTATION = "representation"


HIDDEN = frozenset(Hidden)
"""What is left out for a person with a protected address: all of it, with no exception to remember."""


class Reason(StrEnum):
    """Where the desk has it from that an address is protected: (Folkeregisteret, personen selv, politiet, barnevernet)."""

    REGISTER = "register"
    PERSON = "person"
    POLICE = "police"
    CHILD_WELFARE = "child-welfare"


class Lifted(StrEnum):
    """Why it is no longer so: the register says so, the time is out, or it was a slip."""

    REGISTER = "register-lifted"
    TIME_OUT = "time-out"
    MISTAKE = "mistake"


def unit_shown(unit: Unit, main: Unit, *, protected: bool) -> Unit:
    """Whom to call, without the place: the municipality's coordinating unit, so that no district is told by its unit either."""
    return replace(main, visit=None, post=None) if protected else unit


def is_kin(part: Part) -> bool:
    """Whether a part of a plan is a next of kin who takes part."""
    return part.kind is Kind.PARTICIPANT and part.code == Sector.KIN


def without_place(part: Part) -> Part:
    """A meeting without where it is: that is told by whoever calls it."""
    if part.kind is not Kind.MEETING:
        return part
    return replace(part, words={word: text for word, text in part.words.items() if word != "place"})


def without_kin_and_places(parts: Iterable[Part]) -> list[Part]:
    """The parts of a plan without next of kin, and without where one meets. What kin have said they will do stands, without who."""
    every = list(parts)
    kin = {part.id for part in every if is_kin(part)}
    return [
        without_place(part)
        for part in every
        if part.id not in kin and not (part.kind is Kind.COMMENT and part.parent in kin)
    ]
