"""Dates counted in another way than the product does: for the tests to compare with.

Easter by the Meeus/Jones/Butcher algorithm, working days and weeks by dateutil's recurrence rules.
The product takes its holidays from another library and counts by itself.
"""

from bisect import bisect_left
from datetime import date, datetime, timedelta

from dateutil.relativedelta import relativedelta
from dateutil.rrule import DAILY, FR, MO, TH, TU, WE, rrule, rruleset

# Easter Sunday as printed in almanacs.
PUBLISHED_EASTER = {
    2020: (4, 12), 2021: (4, 4), 2022: (4, 17), 2023: (4, 9), 2024: (3, 31), 2025: (4, 20),
    2026: (4, 5), 2027: (3, 28), 2028: (4, 16), 2029: (4, 1), 2030: (4, 21), 2031: (4, 13),
    2032: (3, 28), 2033: (4, 17), 2034: (4, 9), 2035: (3, 25), 2036: (4, 13), 2037: (4, 5),
    2038: (4, 25), 2039: (4, 10), 2040: (4, 1), 2041: (4, 21), 2042: (4, 6), 2043: (3, 29),
    2044: (4, 17), 2045: (4, 9), 2046: (3, 25), 2047: (4, 14),
}  # fmt: skip


def easter(year: int) -> date:
    """Easter Sunday, computed."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), (i, k) = divmod(b, 4), divmod(c, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def days_off(year: int) -> set[date]:
    """Helligdagsfredloven § 2 and lov om 1 og 17 mai § 1, Sundays of the week left out."""
    sunday = easter(year)
    from_easter = (-3, -2, 0, 1, 39, 49, 50)
    fixed = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
    return {sunday + timedelta(days=n) for n in from_easter} | {date(year, *d) for d in fixed}


class Calendar:
    """All working days from one year to another, both included."""

    def __init__(self, first_year: int, last_year: int) -> None:
        days = rruleset()
        first, last = datetime(first_year, 1, 1), datetime(last_year, 12, 31)
        days.rrule(rrule(DAILY, dtstart=first, until=last, byweekday=(MO, TU, WE, TH, FR)))
        for year in range(first_year, last_year + 1):
            for off in days_off(year):
                days.exdate(datetime(off.year, off.month, off.day))
        self.working_days = [moment.date() for moment in days]

    def complaint_due(self, told_on: date, weeks: int) -> date:
        """The first working day when the weeks have passed."""
        counted = told_on + relativedelta(weeks=weeks)
        return self.working_days[bisect_left(self.working_days, counted)]

    def working_days_later(self, day: date, count: int) -> date:
        """The working day so many places further on in the list."""
        after = bisect_left(self.working_days, day + relativedelta(days=1))
        return self.working_days[after + count - 1]


def month_later(day: date) -> date:
    """The same day next month, or its last."""
    return day + relativedelta(months=1)
