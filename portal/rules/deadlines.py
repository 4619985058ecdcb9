"""Dates the law counts. Plain dates in, plain dates out; today is always an argument.

Three kinds: the authority's own month (never moved by weekends), a person's weeks to complain
(moved to the next working day) and a number of working days. Public holidays are handed in as
plain dates, see `portal/public_holidays.py`. Moments become days by `rules.case.local_day`.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DAY = timedelta(days=1)
SATURDAY = 5


class Law(StrEnum):
    """Rettsgrunnlag: which law an answer rests on. One person's plan can touch all three."""

    HEALTH = "health"
    NAV = "nav"
    CHILD_WELFARE = "child-welfare"


class Concerns(StrEnum):
    """What a rule set sets a time for."""

    COMPLAINT = "complaint"
    ANSWER = "answer"


class NoRule(LookupError):
    """No rule set holds for this law on this day, so that no date may be shown."""


@dataclass(frozen=True)
class RuleSet:
    """Regelsett: how long something may take, where that stands and from when to when it holds.

    `law` is None where every law has the same. `valid_from` and `valid_to` are both included; no
    `valid_from` means adopted without a start date, so it never holds yet. `mark` says how sure
    the length is and `since_mark` how sure the first day is (see `portal/legal_review.py`).
    """

    concerns: Concerns
    law: Law | None
    basis: str
    mark: str
    weeks: int = 0
    months: int = 0
    valid_from: date | None = None
    since_mark: str = ""
    valid_to: date | None = None

    def holds(self, concerns: Concerns, law: Law | None, day: date) -> bool:
        """Whether this is the rule for it on that day."""
        return (
            (self.concerns, self.law) == (concerns, law)
            and self.valid_from is not None
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )


# The text read is the law as of 2 May 2026. The new forvaltningslov (20 June 2025 no. 81) is adopted
# without a start date: when it has one, write it here and end the older rows the day before.
RULE_SETS = (
    RuleSet(
        Concerns.COMPLAINT, Law.HEALTH, "pasient- og brukerrettighetsloven § 7-5", "C",
        weeks=4, valid_from=date(2012, 1, 1), since_mark="P",
    ),
    RuleSet(
        Concerns.COMPLAINT, Law.NAV, "sosialtjenesteloven § 47 og forvaltningsloven § 29", "C",
        weeks=3, valid_from=date(2010, 1, 1), since_mark="M",
    ),
    RuleSet(
        Concerns.COMPLAINT, Law.CHILD_WELFARE,
        "barnevernsloven § 12-9 og forvaltningsloven § 29", "C",
        weeks=3, valid_from=date(2023, 1, 1), since_mark="M",
    ),
    RuleSet(
        Concerns.ANSWER, None, "forvaltningsloven § 11 a", "I",
        months=1, valid_from=date(1978, 1, 1), since_mark="M",
    ),
    RuleSet(Concerns.COMPLAINT, Law.NAV, "forvaltningsloven 2025 §§ 63–66", "C", weeks=3),
    RuleSet(Concerns.COMPLAINT, Law.CHILD_WELFARE, "forvaltningsloven 2025 §§ 63–66", "C", weeks=3),
    RuleSet(Concerns.ANSWER, None, "forvaltningsloven 2025 § 17", "C", months=1),
)  # fmt: skip


@dataclass(frozen=True)
class Deadline:
    """Klagefrist: the last day to complain, after how many weeks, by which law and how sure.

    A help to be in time, never a gate: a later complaint is received as well (forvaltningsloven
    § 31). Show it only when there is a dated answer.
    """

    due: date
    weeks: int
    basis: str
    mark: str


def rule_set(
    concerns: Concerns, law: Law | None, day: date, rule_sets: tuple[RuleSet, ...] = RULE_SETS
) -> RuleSet:
    """(regelsett) The rule that holds for this on that day. Raises NoRule when none does."""
    for each in rule_sets:
        if each.holds(concerns, law, day):
            return each
    raise NoRule(f"no rule for {concerns} by {law} on {day}")


def complaint_deadline(
    told_on: date,
    law: Law,
    holidays: frozenset[date],
    rule_sets: tuple[RuleSet, ...] = RULE_SETS,
) -> Deadline:
    """(klagefrist) The last day to complain about an answer the person was told of on that day.

    Four weeks by pasient- og brukerrettighetsloven § 7-5 (from when the person knew enough), three
    by forvaltningsloven § 29 (from when notice arrived); counted by domstolloven §§ 148 and 149.
    Raises NoRule before the law's first day, and ValueError when `holidays` lacks a year it falls in.
    """
    rule = rule_set(Concerns.COMPLAINT, law, told_on, rule_sets)
    counted = weeks_after(told_on, rule.weeks)
    due = working_day_on_or_after(counted, holidays)
    if not {counted.year, due.year} <= {holiday.year for holiday in holidays}:
        raise ValueError(f"the public holidays of {due.year} are not given")
    return Deadline(due=due, weeks=rule.weeks, basis=rule.basis, mark=rule.mark)


def weeks_after(day: date, weeks: int) -> date:
    """(frist i uker) Ends on the same weekday as it began (domstolloven § 148)."""
    return day + timedelta(weeks=weeks)


def is_working_day(day: date, holidays: frozenset[date]) -> bool:
    """(virkedag) Neither Saturday, Sunday nor one of the public holidays.

    24 and 31 December are ordinary days: they are not in helligdagsfredloven § 2.
    """
    return day.weekday() < SATURDAY and day not in holidays


def working_day_on_or_after(day: date, holidays: frozenset[date]) -> date:
    """(fristen flyttes) The day itself, or the next working day after it (domstolloven § 149)."""
    while not is_working_day(day, holidays):
        day += DAY
    return day


def working_days_after(day: date, count: int, holidays: frozenset[date]) -> date:
    """(virkedager) So many working days later; the day itself is not counted.

    None later is the day itself. Raises ValueError when the count is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    for _ in range(count):
        day = working_day_on_or_after(day + DAY, holidays)
    return day


def months_after(day: date, months: int) -> date:
    """(frist i måneder) The same day of a later month, or that month's last day when it is shorter.

    31 January and one month is the last of February. The authority's own date is never moved
    later by a weekend or a holiday.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last_day))


def answer_due(received: date) -> date:
    """(foreløpig svar) When the person must have an answer, or know why not: one month after.

    Forvaltningsloven § 11 a: an answer without undue delay; when it takes more than a month, why
    and, if possible, when.
    """
    rule = rule_set(Concerns.ANSWER, None, received)
    return months_after(received, rule.months)


def days_left(due: date, today: date) -> int:
    """Days until the due date; negative when it has passed."""
    return (due - today).days
