"""(fravær) When an employee is away and who looks after the cases meanwhile. Both days of an absence are included."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeAlias

LONGEST = timedelta(days=366)
Days: TypeAlias = tuple[date, date]


class Fault(StrEnum):
    """Why an absence cannot be kept as it was written."""

    BACKWARDS = "backwards"
    OVER = "over"
    TOO_LONG = "too-long"


@dataclass(frozen=True)
class Worker:
    """What must be known of somebody who is to cover: the unit (None works for all) and any absence."""

    unit: str | None
    away: Days | None = None


def is_away(days: Days | None, today: date) -> bool:
    """Whether somebody with this absence is away today."""
    return days is not None and days[0] <= today <= days[1]


def fault_in(days: Days, today: date) -> Fault | None:
    """What is wrong with an absence: the last day before the first, all of it over, or more than a year."""
    first, last = days
    if last < first:
        return Fault.BACKWARDS
    if last < today:
        return Fault.OVER
    return Fault.TOO_LONG if last - first > LONGEST else None


def can_cover(worker: Worker, unit: str | None, days: Days) -> bool:
    """Whether a colleague can look after the cases of somebody of this unit on all these days.

    Who covers must see the cases: the same unit, or all of them. And nobody covers who is away in the meantime.
    """
    sees = worker.unit is None or worker.unit == unit
    clear = worker.away is None or worker.away[1] < days[0] or days[1] < worker.away[0]
    return sees and clear
