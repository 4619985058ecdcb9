"""(melding om behov) A request with login: who it is for, what is wished, and all that may be added.

Nobody needs an application (Helsedirektoratets veileder): whoever it is about, next of kin and any service may tell of a
need, and only what is needed to answer is required.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self


class Whom(StrEnum):
    """Who it is for, seen from the one who asks."""

    SELF = "self"
    CHILD = "child"
    OTHER = "other"
    SERVICE = "service"


class Wants(StrEnum):
    """What is wished. `AGREED`: a service tells of a coordinator already agreed, and the unit gets the copy."""

    COORDINATOR = "coordinator"
    PLAN = "plan"
    BOTH = "both"
    UNSURE = "unsure"
    AGREED = "agreed"


class Reach(StrEnum):
    """How the one who asks will be told that there is news."""

    SMS = "sms"
    EMAIL = "email"
    CALL = "call"
    LETTER = "letter"


class Service(StrEnum):
    """Which kind of service asks."""

    SCHOOL = "school"
    KINDERGARTEN = "kindergarten"
    GP = "gp"
    HOSPITAL = "hospital"
    NAV = "nav"
    OTHER = "other"


class ChildAge(StrEnum):
    """How old the child is, as the parent says. From 16 a young person decides alone (§ 4-3 of the patients' act)."""

    UNDER_16 = "under-16"
    FROM_16 = "from-16"


@dataclass(frozen=True)
class Request:
    """Everything that was said. Codes where there are codes, else the person's own words.

    `language` is the page's; `about_…` is the person it is for when that is another; numbers of phones are E.164.
    `basis` (på vegne av) is the code of why the one who sent it may act for that person; `whom` is then SELF: it counts as the person's own.
    """

    whom: str
    wants: str
    language: str
    name: str
    reach: str
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    postcode: str | None = None
    about_name: str | None = None
    about_phone: str | None = None
    about_address: str | None = None
    about_number: str | None = None
    child_age: str | None = None
    relation: str | None = None
    service: str | None = None
    workplace: str | None = None
    agreed_name: str | None = None
    agreed_phone: str | None = None
    agreed_from: str | None = None
    own_words: str | None = None
    wished_coordinator: str | None = None
    help_today: str | None = None
    helpers: str | None = None
    interpreter: bool = False
    spoken: str | None = None
    basis: str | None = None

    def __post_init__(self) -> None:
        """Refuse codes nobody knows: the desk could not read them."""
        known = (
            self.whom in set(Whom)
            and self.wants in set(Wants)
            and self.reach in set(Reach)
            and (self.service is None or self.service in set(Service))
            and (self.child_age is None or self.child_age in set(ChildAge))
        )
        if not known:
            raise ValueError("a request with an unknown code")

    def as_words(self) -> dict[str, str | bool | None]:
        """All it says, by name."""
        return asdict(self)

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """A request from what `as_words` gave; words of a later version that are unknown here are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in words.items() if name in known})


def is_start_only(whom: str) -> bool:
    """Whether the one who asks gets the receipt and nothing more (helsepersonelloven § 21, forvaltningsloven § 13).

    Kinship alone opens nothing. A parent sees the case once the desk has confirmed parental responsibility for a child
    under 16 (pasient- og brukerrettighetsloven §§ 3-4, 4-4).
    """
    return whom != Whom.SELF
