"""(registrere rett til å handle) What the desk may write down of who acts for whom, and when a grant it reads counts.

The table of law is `representation.TABLE`. Here stands what an employee must see of it: the mandate of a guardian, the dates a
grant can have, the reasons it ends for, and who is nearest next of kin (pasient- og brukerrettighetsloven § 1-3 b).
"""

from datetime import date, datetime
from enum import StrEnum

from portal.rules.representation import (
    CAN_GIVE,
    INSIGHT,
    TABLE,
    Basis,
    By,
    Grant,
    Scope,
    birthday,
    in_force,
    longest_until,
    of_age,
)

BY_DESK = tuple(basis for basis, row in TABLE.items() if By.DESK in row.by)
"""Every basis an employee may write down. One's own grant, and what a register says, are not among them."""

ASSESSED = Basis.KIN
"""The one that is written down with an assessment only, never by itself."""


class Mandate(StrEnum):
    """(vergens mandat) What the guardian's document says: personal matters, economic ones, or both (vergemålsloven §§ 20–22)."""

    PERSONAL = "personal"
    BOTH = "both"
    ECONOMIC = "economic"

    @property
    def counts_here(self) -> bool:
        """Health, care and the plan are personal matters: a mandate for the economy alone gives nothing here."""
        return self is not Mandate.ECONOMIC


class EndReason(StrEnum):
    """Why the desk ends a grant, or an assessment."""

    PERSON_ASKED = "person-asked"
    HOLDER_ASKED = "holder-asked"
    NO_RESPONSIBILITY = "no-responsibility"
    MANDATE_OVER = "mandate-over"
    PERSON_DECIDES = "person-decides"
    DISAGREEMENT = "disagreement"
    MISTAKE = "mistake"


class Fault(StrEnum):
    """Why the law gives no such grant: its days, the person's age, or that it lets nobody do anything."""

    OVER = "over"
    TOO_LONG = "too-long"
    TOO_YOUNG = "too-young"
    TOO_OLD = "too-old"
    UNBORN = "unborn"
    NOTHING = "nothing"


class State(StrEnum):
    """How a grant stands today. OFF: one of the two has a protected address. UNASKED: the register is asked at the next login."""

    COUNTS = "counts"
    WAITS = "waits"
    LATER = "later"
    ENDED = "ended"
    OVER = "over"
    UNASKED = "unasked"
    OFF = "off"


class Kin(StrEnum):
    """(nærmeste pårørende) In the order of the law, after whoever the person has named."""

    NAMED = "named"
    PARTNER = "partner"
    CHILD = "child"
    PARENT = "parent"
    SIBLING = "sibling"
    GRANDPARENT = "grandparent"
    OTHER = "other"
    GUARDIAN = "guardian"


class Unclear(StrEnum):
    """What somebody at the desk must find out: (uenighet mellom foreldre, foreldreansvaret er uklart, registeret sier noe annet)."""

    PARENTS_DISAGREE = "parents-disagree"
    RESPONSIBILITY = "responsibility-unclear"
    MANDATE = "mandate-unclear"
    REGISTER_DIFFERS = "register-differs"


def scopes_to_choose(basis: Basis) -> tuple[Scope, ...]:
    """What the desk chooses among; nothing where the law gives the whole row, as to a parent."""
    if TABLE[basis].decides:
        return ()
    return tuple(scope for scope in Scope if scope in TABLE[basis].scopes)


def ordinary_scopes(basis: Basis) -> frozenset[Scope]:
    """What is ticked to begin with: insight, and all that a guardian within the mandate needs."""
    if basis in {Basis.GUARDIAN, Basis.LASTING}:
        return frozenset(CAN_GIVE)
    return INSIGHT


def fault_in(
    basis: Basis, *, today: date, since: date, until: date | None, born: date | None
) -> Fault | None:
    """Why this cannot be written down today, None when it can. `until` is the first day it no longer counts."""
    row, first = TABLE[basis], max(since, today)
    if born is not None and born > today:
        return Fault.UNBORN
    if until is not None and until <= first:
        return Fault.OVER
    longest = longest_until(basis, since)
    if longest is not None and (until is None or until > longest):
        return Fault.TOO_LONG
    if of_age(row, born, first):
        return None
    if row.until_age is not None and born is not None and first >= birthday(born, row.until_age):
        return Fault.TOO_OLD
    return Fault.TOO_YOUNG


def state_of(grant: Grant, now: datetime, today: date, *, protected: bool) -> State:
    """How a grant stands, for those who read about it; what it opens is `representation.in_force` alone."""
    if grant.ended_at is not None:
        return State.ENDED
    if in_force(grant, now, today):
        return State.OFF if protected else State.COUNTS
    if grant.until is not None and today >= grant.until:
        return State.OVER
    if grant.accepted_at is None:
        return State.WAITS
    if today < grant.since:
        return State.LATER
    if grant.basis is Basis.REGISTER:
        return State.UNASKED
    return State.OVER
