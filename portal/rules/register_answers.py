"""(svar fra et register) What a register says of who may act for whom, and what follows from it for the grants that are here.

A register adds what the law lets it add, and ends what it has itself added. What an employee or one of the two has decided
by hand it never undoes: parental responsibility given by a court may lack in it, and care may have been taken over
(pasient- og brukerrettighetsloven §§ 3-4, 4-4). Where the two differ, an employee is told.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.rules.representation import TABLE, Basis, By, Scope, of_age

LONGEST_NAME = 200


class Side(StrEnum):
    """Whom of the two a register was asked about."""

    HOLDER = "holder"
    PERSON = "person"


@dataclass(frozen=True)
class Relation:
    """That one may act for another, as a register says it. `holder` and `person` are national numbers.

    The names are the register's own, None where it gives none. `born`: the person's birthday, where the basis rests on it.
    """

    holder: str
    person: str
    basis: Basis
    scopes: frozenset[Scope]
    person_name: str
    holder_name: str | None = None
    born: date | None = None


@dataclass(frozen=True)
class Answer:
    """All a register knows of one person's relations. It is whole for `bases`: what is not in it, is not so.

    `about` is the national number it was asked about, on this `side`. `protected` are numbers of people with a protected address.
    """

    source: str
    at: datetime
    about: str
    side: Side
    bases: frozenset[Basis]
    relations: tuple[Relation, ...] = ()
    protected: frozenset[str] = frozenset()


class Hand(StrEnum):
    """Who ended, by hand, the last grant between two people."""

    PERSON = "person"
    HOLDER = "holder"
    DESK = "desk"


@dataclass(frozen=True)
class Here:
    """What is here already between two people, on one basis.

    `ours`: a grant this register wrote is not ended. `desk`: one an employee wrote. `ended_by`: whose hand ended the last one.
    `in_care`: somebody else has been given the care of the person (omsorgen er tatt over).
    """

    ours: bool = False
    desk: bool = False
    ended_by: Hand | None = None
    in_care: bool = False


class Step(StrEnum):
    """What follows: a new grant, one that is renewed, one that ends, a matter for an employee, or nothing."""

    WRITE = "write"
    RENEW = "renew"
    END = "end"
    DISAGREE = "disagree"
    NOTHING = "nothing"


def step_for(told: Relation | None, here: Here, *, chosen: bool = False) -> Step:
    """What to do between two people when the register tells of them (`told`), or no longer does (None).

    `chosen`: the holder has just chosen this very person at the register, and so may come back after stepping down.
    """
    if told is None:
        return Step.END if here.ours else Step.DISAGREE if here.desk else Step.NOTHING
    if here.in_care and told.basis is Basis.PARENT:
        return Step.END if here.ours else Step.DISAGREE
    if here.ours:
        return Step.RENEW
    if here.desk or not may_write(told):
        return Step.NOTHING
    if here.ended_by is Hand.DESK:
        return Step.DISAGREE
    stepped_down = here.ended_by is Hand.HOLDER and not chosen
    return Step.NOTHING if stepped_down or here.ended_by is Hand.PERSON else Step.WRITE


def counts_on(told: Relation, today: date) -> bool:
    """Whether the law lets the relation count on this day: a parent's word ends on the birthday, whatever a register says."""
    return of_age(TABLE[told.basis], told.born, today)


def readable_name(written: object) -> str | None:
    """A register's name as people write it: registers write in capitals. None when it is no name to show on one line."""
    if not isinstance(written, str) or not written.isprintable() or len(written) > LONGEST_NAME:
        return None
    name = " ".join(written.split())
    return (name.title() if name.isupper() else name) or None


def may_write(told: Relation) -> bool:
    """Whether a register may write this down at all, by the table of law."""
    row = TABLE[told.basis]
    allowed = By.REGISTER in row.by and bool(told.scopes & row.scopes)
    return allowed and (told.born is not None or not row.needs_birthday)
