"""Dates the law counts. Plain dates in, plain dates out; today is always an argument."""

import calendar
from datetime import date


# Forvaltningsloven § 11 a: en henvendelse skal besvares uten ugrunnet opphold; kan den ikke
# besvares i løpet av en måned, skal det gis et foreløpig svar med grunn og ventet tid.
def months_after(day: date, months: int) -> date:
    """(frist i måneder) The same day of a later month, or that month's last day when it is shorter.

    31 January and one month is the last of February. The authority's own date is never moved
    later by a weekend or a holiday.
    """
    year, month_index = divmod(day.year * 12 + day.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month_index + 1)[1]
    return date(year, month_index + 1, min(day.day, last_day))


def answer_due(received: date) -> date:
    """(foreløpig svar) When the person must have an answer, or know why not: one month after."""
    return months_after(received, 1)


def days_left(due: date, today: date) -> int:
    """Days until the due date; negative when it has passed."""
    return (due - today).days
