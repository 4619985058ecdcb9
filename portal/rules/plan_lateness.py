"""(forfalt, ikke besvart) Which measures of a plan are late, which nobody has answered, and in what order they are shown.

Lateness is never written down: it follows from the dates. That a date has passed finishes nothing. Today is always an argument.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

from portal.rules.case import local_day
from portal.rules.plan import Kind, Measure, Part

ANSWER_WITHIN = timedelta(days=14)
"""How long one who was asked, or a proposal, may wait before it is said that nobody has answered. The house's own choice (I)."""
MARK = "I"

SETTLED = frozenset({Measure.DONE, Measure.NO})
WAITING = frozenset({Measure.ASKED, Measure.PROPOSED})


class Attention(StrEnum):
    """What is to be seen about a measure."""

    LATE = "late"
    NOT_ANSWERED = "not-answered"


def attention(part: Part, today: date) -> Attention | None:
    """(forfalt, ikke besvart) Whether a measure is late or unanswered; None when neither, and for what is not a measure.

    IP-forskriften § 9 (the plan is kept up to date, measures have a responsible and dates). Late from the day after its
    date; unanswered when more than 14 days have gone since it was proposed or somebody was asked (I). Late goes first.
    """
    if part.kind is not Kind.MEASURE or part.removed:
        return None
    if part.due_on is not None and part.due_on < today and part.code not in SETTLED:
        return Attention.LATE
    return Attention.NOT_ANSWERED if unanswered_on(part, today) else None


def unanswered_on(part: Part, today: date) -> bool:
    """Whether the measure waits for an answer that should have come before today."""
    return part.code in WAITING and today > answer_by(part)


def answer_by(part: Part) -> date:
    """The last day on which an answer to a measure is not yet missing, by when this version was written."""
    return local_day(part.at) + ANSWER_WITHIN


def order(measures: Iterable[Part], today: date) -> list[Part]:
    """The measures as they are shown: late first, then not answered, then by date, those without one after; settled last.

    What is equal keeps the order it came in.
    """
    return sorted(measures, key=lambda part: _place(part, today))


def _place(part: Part, today: date) -> tuple[int, date]:
    ranks = {Attention.LATE: 0, Attention.NOT_ANSWERED: 1, None: 2}
    rank = 3 if part.code in SETTLED else ranks[attention(part, today)]
    return rank, part.due_on or date.max
