"""Norwegian public holidays as plain dates, for the rules that count working days.

The days of helligdagsfredloven § 2 and of lov om 1 og 17 mai § 1. Sundays are left to the rule;
24 and 31 December are no holidays.
"""

from datetime import date
from functools import lru_cache

from holidays.countries.norway import Norway


@lru_cache(maxsize=64)
def holidays_between(first_year: int, last_year: int) -> frozenset[date]:
    """(helligdager) All public holidays of these years, both included."""
    return frozenset(Norway(years=range(first_year, last_year + 1)))


def holidays_around(day: date) -> frozenset[date]:
    """The public holidays of that year, the one before and the one after: enough for any deadline."""
    return holidays_between(day.year - 1, day.year + 1)
