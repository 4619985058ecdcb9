"""(gi fullmakt) What is asked before somebody gives another the right to act, and who may end a grant.

From 16 one decides oneself (pasient- og brukerrettighetsloven § 4-3: C), and so gives from 16. How long a code lives, how many
an evening of wrong tries is, and how many one may offer in a day stand in no law: the house's own judgement (I).
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.rules.national_number import FIRST, SYNTHETIC, left
from portal.rules.plan_consent import Section
from portal.rules.representation import TABLE, Basis, Grant, Scope, birthday, of_age

GIVES_FROM_AGE = 16
CODE_SIGNS = 12
CODE_LIVES = timedelta(days=14)
WRONG_TRIES_A_DAY = 5
OFFERS_A_DAY = 10
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Signs that look alike on paper are read as the one that is in the alphabet."""

THIS_CENTURY_BELOW = 40
SERIES = 500


class Hindrance(StrEnum):
    """Why somebody cannot give a right here by themself: (adressebeskyttelse, under 16 år)."""

    PROTECTED = "protected"
    YOUNG = "young"


class State(StrEnum):
    """How a grant stands for the one who gave it: (tilbudt, utløpt tilbud, begynner senere, gjelder, over, avsluttet, avslått)."""

    OFFERED = "offered"
    LAPSED = "lapsed"
    COMING = "coming"
    COUNTS = "counts"
    OVER = "over"
    ENDED = "ended"
    DECLINED = "declined"


LIVING = frozenset({State.OFFERED, State.COMING, State.COUNTS})

ENDED_BY_PERSON = frozenset({Basis.GIVEN, Basis.PAPER})
"""What the person may take back with a press. The rest does not rest on their word: the desk looks at it (C)."""

ENDED_BY_HOLDER = frozenset({Basis.GIVEN, Basis.PAPER, Basis.YOUNG, Basis.KIN})
"""What one may lay down with a press. A parent's or a guardian's duty is not laid down here (I)."""


def hindrance(born: date | None, today: date, *, protected: bool) -> Hindrance | None:
    """Why somebody cannot give, None when nothing is known against it. An unknown birthday is none."""
    if protected:
        return Hindrance.PROTECTED
    if born is not None and today < birthday(born, GIVES_FROM_AGE):
        return Hindrance.YOUNG
    return None


def whole(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """What was chosen with what goes with it: who writes in a plan sees it."""
    chosen = frozenset(scopes)
    return chosen | {Scope.SEE_PLAN} if Scope.WRITE_PLAN in chosen else chosen


def may_end(grant: Grant, who: str) -> bool:
    """Whether this person may end a grant with a press: the one acted for, or the one who acts."""
    if grant.ended_at is not None:
        return False
    if who == grant.person:
        return grant.basis in ENDED_BY_PERSON
    return who == grant.holder and grant.accepted_at is not None and grant.basis in ENDED_BY_HOLDER


def may_be_accepted(grant: Grant, offered_at: datetime, now: datetime, today: date) -> bool:
    """Whether an offer can still be taken: not answered, not taken back, not older than its code, not over before it began."""
    if grant.accepted_at is not None or grant.ended_at is not None:
        return False
    return now < offered_at + CODE_LIVES and (grant.until is None or today < grant.until)


def state_of(
    grant: Grant, offered_at: datetime, now: datetime, today: date, *, declined: bool = False
) -> State:
    """How a grant stands. What a register says is asked at each login, and counts here until it says otherwise."""
    if grant.ended_at is not None:
        return State.DECLINED if declined else State.ENDED
    if grant.accepted_at is None:
        return State.OFFERED if may_be_accepted(grant, offered_at, now, today) else State.LAPSED
    if (grant.until is not None and today >= grant.until) or not of_age(
        TABLE[grant.basis], grant.born, today
    ):
        return State.OVER
    return State.COMING if today < grant.since else State.COUNTS


def is_less(
    grant: Grant, scopes: frozenset[Scope], sections: frozenset[Section], until: date | None
) -> bool:
    """Whether this is within what was accepted, so that it can be so at once; else the other is asked anew."""
    longer = grant.until is not None and (until is None or until > grant.until)
    return scopes <= grant.scopes and sections <= grant.sections and not longer


def covers(new: Grant, old: Grant, today: date) -> bool:
    """Whether a new grant gives all that an old one between the same two does, from today on and as long."""
    same = (new.person, new.holder, new.basis) == (old.person, old.holder, old.basis)
    reaches = new.until is None or (old.until is not None and old.until <= new.until)
    within = old.scopes <= new.scopes and old.sections <= new.sections
    return same and new.id != old.id and new.since <= today and reaches and within


def code_from(typed: str) -> str | None:
    """The signs of a code as they are kept: spaces and hyphens away; None when they cannot be one."""
    signs = re.sub(r"[\s\-–]", "", typed).upper().translate(MISREAD)
    return signs if len(signs) == CODE_SIGNS and set(signs) <= set(ALPHABET) else None


def readable(code: str) -> str:
    """A code in groups of four, to be read aloud or written down."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def birthday_in(digits: str) -> date | None:
    """(fødselsdag) The birthday in a national number, None where it cannot be told for certain.

    The three digits after the date tell the century: below 500 it is the last one; from 500 up, with a year below 40, it is this
    one. Numbers of the series from 2032 tell no century: those only valid with its first check digit are left alone.
    """
    day, month, year, series = (int(digits[a:b]) for a, b in ((0, 2), (2, 4), (4, 6), (6, 9)))
    if left(digits, FIRST) != 0:
        return None
    this_one = series >= SERIES and year < THIS_CENTURY_BELOW
    if not this_one and SERIES <= series < 900:
        return None
    day -= 40 if day > 40 else 0
    month -= SYNTHETIC if month > SYNTHETIC else 0
    try:
        return date((2000 if this_one else 1900) + year, month, day)
    except ValueError:
        return None
