"""(adressebeskyttelse) What is hidden of and for a person whose address is protected, and how the desk says that it is.

Where somebody lives can be read out of more than an address: which office serves them, who their family are. For a person with a
protected address nothing of this stands on a page, a paper, a card, a calendar or in a message (law.md § 5, protected addresses: P/I).
"""

from enum import StrEnum


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


def hides(what: Hidden, *, protected: bool) -> bool:
    """Whether this is left out."""
    return protected and what in HIDDEN
