"""(bekreftelse) When a case somebody started for another becomes that person's own.

Kinship and work open nothing alone (helsepersonelloven § 21, forvaltningsloven § 13). The person is
asked in a way that fits, or the desk confirms parental responsibility for a child under 16.
"""

from datetime import date
from enum import StrEnum

from portal.rules.coordinator_request import Whom, is_start_only
from portal.rules.deadlines import months_after

MONTHS_UNTIL_16 = 16 * 12


class How(StrEnum):
    """How it was confirmed: the person logged in, or the desk did it. `REGISTER`: seen in Folkeregisteret."""

    LOGIN = "login"
    PHONE = "phone"
    VISIT = "visit"
    LETTER = "letter"
    REGISTER = "register"


ASKED_BY = (How.PHONE, How.VISIT, How.LETTER)
PARENT_BY = (How.REGISTER, How.VISIT, How.LETTER)


def must_be_confirmed(whom: str | None, *, confirmed: bool) -> bool:
    """Whether the person it is about is still to be asked."""
    return whom is not None and is_start_only(whom) and not confirmed


def may_ask_about_parent(whom: str | None, *, confirmed: bool) -> bool:
    """Whether parental responsibility is what opens this case."""
    return whom == Whom.CHILD and not confirmed


def sixteenth_birthday(born: date) -> date:
    """The first day a parent no longer sees the case by that alone (pasient- og brukerrettighetsloven § 4-3)."""
    return months_after(born, MONTHS_UNTIL_16)


def parent_may_read(born: date, today: date) -> bool:
    """(foreldreansvar) Whether the child is still under 16 (pasient- og brukerrettighetsloven §§ 3-4, 4-4)."""
    return born <= today < sixteenth_birthday(born)
