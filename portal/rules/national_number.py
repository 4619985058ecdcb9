"""(fødselsnummer og d-nummer) Whether eleven digits can be a national number: a help against slips of the finger.

The population register's numbers: day, month, year, three digits, two check digits. A D-number has 40 added to the
day; the tax agency's synthetic people have 80 added to the month. From 2032 the first check digit may leave 0–3.
"""

import re
from datetime import date

FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
LEFT_BY_FIRST = (0, 1, 2, 3)
D_NUMBER, SYNTHETIC, MONTHS = 40, 80, 12


def national_number(typed: str) -> str | None:
    """The eleven digits, spaces taken away; None when they cannot be a national number."""
    digits = re.sub(r"[\s\u00a0]", "", typed)
    if not re.fullmatch(r"[0-9]{11}", digits):
        return None
    return digits if has_a_day(digits) and checks(digits) else None


def is_synthetic(digits: str) -> bool:
    """Whether eleven digits are an invented person's: in no register of living people is a month above twelve.

    The tax agency adds 80 to the month of its synthetic people, others have added 40 or 65.
    """
    return int(digits[2:4]) > MONTHS


def has_a_day(digits: str) -> bool:
    """Whether it begins with a day and a month, also those of D-numbers and synthetic people."""
    day, month = int(digits[:2]), int(digits[2:4])
    if day > D_NUMBER:
        day -= D_NUMBER
    if month > SYNTHETIC:
        month -= SYNTHETIC
    return 1 <= day <= 31 and 1 <= month <= MONTHS


def born_on(digits: str, day: date) -> bool:
    """Whether a number begins with this birthday: day, month and the last two digits of the year."""
    first, month = int(digits[:2]), int(digits[2:4])
    first -= D_NUMBER if first > D_NUMBER else 0
    month -= SYNTHETIC if month > SYNTHETIC else 0
    return (first, month, int(digits[4:6])) == (day.day, day.month, day.year % 100)


def checks(digits: str) -> bool:
    """Whether both check digits agree."""
    return left(digits, FIRST) in LEFT_BY_FIRST and left(digits, SECOND) == 0


def left(digits: str, weights: tuple[int, ...]) -> int:
    """What the weighted sum leaves when divided by eleven."""
    return sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False)) % 11
