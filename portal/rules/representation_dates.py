"""(frister for fullmakter) When somebody is told that a right to act for another is about to end or to change.

The days before are the house's own judgement (I); the birthdays are pasient- og brukerrettighetsloven §§ 3-4, 4-3 and 4-4 (C).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules.deadlines import months_after
from portal.rules.representation import Basis, Grant, birthday, last_day_after

RENEWAL = timedelta(days=30)
ENDING = timedelta(days=7)
BIRTHDAY_MONTHS = 3
STILL_TOLD = timedelta(days=30)

BIRTHDAYS: dict[Basis, tuple[int, ...]] = {
    Basis.PARENT: (12, 16),
    Basis.CARER: (12, 16),
    Basis.YOUNG: (18,),
}
"""What changes with age, by basis: from 12 the child may keep things back, from 16 and from 18 the young person decides alone."""


@dataclass(frozen=True)
class Window:
    """Days in which something is to be said once: from `since`, until the day before `until`."""

    since: date
    until: date

    def due(self, today: date, said_on: date | None) -> bool:
        """Whether it is to be said today. What was said before these days was about something else."""
        return self.since <= today < self.until and (said_on is None or said_on < self.since)


@dataclass(frozen=True)
class Change:
    """(fødselsdag) That a right to act changes on the birthday of the one acted for."""

    age: int
    on: date


def to_renew(grant: Grant) -> Window | None:
    """(fornyelse) When the giver is asked whether it is to go on; None for what has no end, or is not theirs to give."""
    if grant.basis is not Basis.GIVEN or grant.until is None:
        return None
    return Window(grant.until - RENEWAL, grant.until)


def to_warn(grant: Grant) -> Window | None:
    """(varsel) When the one who acts is told that it ends, whatever ends it; None for what has no end."""
    end = last_day_after(grant)
    return Window(end - ENDING, end) if end is not None else None


def to_prepare(grant: Grant) -> list[Window]:
    """(fødselsdager) When both are told that a birthday changes it: well before, so that the young person can take over."""
    return [
        Window(months_after(change.on, -BIRTHDAY_MONTHS), change.on) for change in changes(grant)
    ]


def changes(grant: Grant) -> list[Change]:
    """The birthdays that change a grant."""
    if grant.born is None:
        return []
    return [Change(age, birthday(grant.born, age)) for age in BIRTHDAYS.get(grant.basis, ())]


def change_to_tell(grant: Grant, today: date) -> Change | None:
    """The birthday that pages tell of: from three months before and for a month after it."""
    for change in reversed(changes(grant)):
        if months_after(change.on, -BIRTHDAY_MONTHS) <= today < change.on + STILL_TOLD:
            return change
    return None


def is_due(windows: list[Window], today: date, said_on: date | None) -> bool:
    """Whether any of these is to be said today."""
    return any(window.due(today, said_on) for window in windows)
