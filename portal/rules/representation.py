"""(på vegne av) Who may act for whom: a dated, scoped, revocable grant, and what each basis of law can give.

`TABLE` is the one table: a basis gives at most the scopes of its row, between the birthdays of its row, for as long as its row
says, and is written down by those its row names. Nothing is inherited, and nobody declares a right for themself but the person
whose matters they are (forvaltningsloven § 12, pasient- og brukerrettighetsloven §§ 3-3, 3-4, 4-3, 4-4, vergemålsloven).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.rules.deadlines import months_after
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.session import ABSOLUTE


class Basis(StrEnum):
    """Why somebody may act for another: (fullmakt gitt her, fullmakt på papir, foreldreansvar, omsorg for barnet, forelder til 16–17-åring,
    verge, fremtidsfullmakt, nærmeste pårørende etter vedtak, nasjonalt register).
    """

    GIVEN = "given"
    PAPER = "paper"
    PARENT = "parent"
    CARER = "carer"
    YOUNG = "young"
    GUARDIAN = "guardian"
    LASTING = "lasting"
    KIN = "kin"
    REGISTER = "register"


class Scope(StrEnum):
    """What one may do for another. PRIVACY: see who has looked, and get everything out."""

    SEE_PLAN = "see-plan"
    WRITE_PLAN = "write-plan"
    FOLLOW_CASES = "follow-cases"
    ASK = "ask"
    COMPLAIN = "complain"
    NOTICES = "notices"
    PRIVACY = "privacy"


class By(StrEnum):
    """Who writes a grant down: the person, an employee, or a register that is asked."""

    PERSON = "person"
    DESK = "desk"
    REGISTER = "register"


CAN_GIVE = tuple(one for one in Scope if one is not Scope.PRIVACY)
"""What a person chooses among when giving somebody the right to act."""

ALL = frozenset(Scope)
MAY_BE_GIVEN = frozenset(CAN_GIVE)
INSIGHT = frozenset({Scope.SEE_PLAN, Scope.FOLLOW_CASES, Scope.NOTICES})


@dataclass(frozen=True)
class Row:
    """What a basis can give. Ages are birthdays of the person acted for, in years: from the first, until the day before the second.

    `longest` is the most months it can be given for. `decides`: says yes and no for the person. `law` with its certainty mark.
    """

    scopes: frozenset[Scope]
    by: frozenset[By]
    law: str
    from_age: int | None = None
    until_age: int | None = None
    longest: int | None = None
    decides: bool = False

    @property
    def needs_birthday(self) -> bool:
        """Whether it cannot be told without the person's birthday."""
        return self.from_age is not None or self.until_age is not None


TABLE: dict[Basis, Row] = {
    Basis.GIVEN: Row(MAY_BE_GIVEN, frozenset({By.PERSON}), "forvaltningsloven § 12: C", longest=24),
    Basis.PAPER: Row(MAY_BE_GIVEN, frozenset({By.DESK}), "forvaltningsloven § 12: C", longest=60),
    Basis.PARENT: Row(
        ALL,
        frozenset({By.DESK, By.REGISTER}),
        "pasient- og brukerrettighetsloven §§ 3-4, 4-4: C",
        until_age=16,
        decides=True,
    ),
    Basis.CARER: Row(
        ALL,
        frozenset({By.DESK}),
        "pasient- og brukerrettighetsloven §§ 3-4, 4-4: C",
        until_age=16,
        decides=True,
    ),
    Basis.YOUNG: Row(
        INSIGHT,
        frozenset({By.DESK}),
        "pasient- og brukerrettighetsloven §§ 3-4, 4-3: C",
        from_age=16,
        until_age=18,
        longest=3,
    ),
    Basis.GUARDIAN: Row(
        ALL, frozenset({By.DESK, By.REGISTER}), "vergemålsloven §§ 20–22, 31–33: C"
    ),
    Basis.LASTING: Row(ALL, frozenset({By.DESK}), "vergemålsloven §§ 78–84: C", from_age=18),
    Basis.KIN: Row(
        INSIGHT,
        frozenset({By.DESK}),
        "pasient- og brukerrettighetsloven § 3-3, helsepersonelloven § 22: C",
        longest=12,
    ),
    Basis.REGISTER: Row(MAY_BE_GIVEN, frozenset({By.REGISTER}), "forvaltningsloven § 12: C/I"),
}
"""The table of roles. A basis that is not here gives nothing."""

PRIVACY_UNTIL = 12
"""(barn fra 12 år) From this birthday a parent no longer sees who has looked: the child is heard with great weight (§ 4-4: I)."""

FRESH = ABSOLUTE
"""How long what a register said counts: as long as a login, so that it is asked again at each (I)."""


@dataclass(frozen=True)
class Grant:
    """That `holder` may act for `person`. `until` is the first day it no longer counts.

    `sections` are those of the plan it covers; `kept_back` what a child of 12–15 keeps back from it. `born` is the person's
    birthday where the basis rests on it. `checked_at` is when a register last said so: what rests on a register's word counts while
    that word is fresh.
    """

    id: str
    person: str
    holder: str | None
    basis: Basis
    scopes: frozenset[Scope]
    sections: frozenset[Section]
    since: date
    until: date | None
    accepted_at: datetime | None
    ended_at: datetime | None = None
    checked_at: datetime | None = None
    born: date | None = None
    kept_back: frozenset[Section] = frozenset()


@dataclass(frozen=True)
class Held:
    """All that one person may do for another now, of every grant between them.

    `until` is the first day some of it ends, None when none of it has an end. `kept_back` is what a child keeps back from it.
    """

    person: str
    bases: tuple[Basis, ...]
    scopes: frozenset[Scope]
    sections: frozenset[Section]
    until: date | None
    kept_back: frozenset[Section] = frozenset()

    @property
    def decides(self) -> bool:
        """Whether the holder says yes and no for the person, as a parent does."""
        return any(TABLE[basis].decides for basis in self.bases)


def birthday(born: date, age: int) -> date:
    """The day somebody turns this old; on 28 February for those born on 29 February."""
    return months_after(born, age * 12)


def in_force(grant: Grant, now: datetime, today: date, *, protected: bool = False) -> bool:
    """Whether a grant counts now. `protected`: either of the two has a protected address, and then none does."""
    row = TABLE.get(grant.basis)
    if row is None or protected or grant.accepted_at is None or grant.ended_at is not None:
        return False
    if today < grant.since or (grant.until is not None and today >= grant.until):
        return False
    said_by_register = grant.basis is Basis.REGISTER or grant.checked_at is not None
    if said_by_register and not is_fresh(grant, now):
        return False
    return of_age(row, grant.born, today)


def is_fresh(grant: Grant, now: datetime) -> bool:
    """Whether the register was asked in this login."""
    return grant.checked_at is not None and now < grant.checked_at + FRESH


def of_age(row: Row, born: date | None, today: date) -> bool:
    """Whether the person is between the birthdays of the row. An unknown birthday is never between them."""
    if not row.needs_birthday:
        return True
    if born is None:
        return False
    old_enough = row.from_age is None or today >= birthday(born, row.from_age)
    young_enough = row.until_age is None or today < birthday(born, row.until_age)
    return old_enough and young_enough


def scopes_of(grant: Grant, today: date) -> frozenset[Scope]:
    """What a grant in force lets its holder do: what was given, and never more than the basis can give."""
    allowed = grant.scopes & TABLE[grant.basis].scopes
    if grant.basis in {Basis.PARENT, Basis.CARER} and (
        grant.born is None or today >= birthday(grant.born, PRIVACY_UNTIL)
    ):
        allowed -= {Scope.PRIVACY}
    return allowed


def held(
    grants: Iterable[Grant], now: datetime, today: date, *, protected: bool = False
) -> Held | None:
    """What all grants between two people give together; None when none is in force.

    A section one of them keeps back is seen only where another gives it.
    """
    counted = [one for one in grants if in_force(one, now, today, protected=protected)]
    if not counted:
        return None
    sections = [
        one.sections - one.kept_back for one in counted if Scope.SEE_PLAN in scopes_of(one, today)
    ]
    ends = [end for one in counted if (end := last_day_after(one)) is not None]
    seen = frozenset[Section]().union(*sections)
    return Held(
        person=counted[0].person,
        bases=tuple(dict.fromkeys(one.basis for one in counted)),
        scopes=frozenset().union(*(scopes_of(one, today) for one in counted)),
        sections=seen,
        until=min(ends, default=None),
        kept_back=frozenset().union(*(one.kept_back for one in counted)) - seen,
    )


def last_day_after(grant: Grant) -> date | None:
    """The first day a grant no longer counts: its own end, or the birthday that ends its basis."""
    age = TABLE[grant.basis].until_age
    grown = birthday(grant.born, age) if age is not None and grant.born else None
    return min((day for day in (grant.until, grown) if day is not None), default=None)


def longest_until(basis: Basis, since: date) -> date | None:
    """The latest first day after, for a grant that begins on `since`; None where the law sets no end."""
    months = TABLE[basis].longest
    return months_after(since, months) if months is not None else None


def whole_plan() -> frozenset[Section]:
    """Every section of a plan."""
    return frozenset(SECTIONS)
