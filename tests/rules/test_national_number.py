"""National numbers: those of the invented people, and every slip of one finger."""

from datetime import date

import pytest

from portal.rules.national_number import born_on, is_synthetic, national_number

# Month + 80 throughout: nobody has them. The last three are a D-number and numbers by the rules of 2032.
REAL_SHAPES = [
    "14859221271",
    "03916711882",
    "22888513136",
    "20910956060",
    "49829721456",
    "05890164007",
]


@pytest.mark.parametrize("number", REAL_SHAPES)
def test_a_number_is_taken_with_and_without_a_space(number):
    assert national_number(number) == number
    assert national_number(f" {number[:6]} {number[6:]} ") == number
    assert national_number(f"{number[:6]}\u00a0{number[6:]}") == number


@pytest.mark.parametrize("number", REAL_SHAPES)
@pytest.mark.parametrize("place", range(11))
def test_one_wrong_digit_is_found(number, place):
    """The second check digit finds each of them, whatever the first allows."""
    for wrong in "0123456789":
        typed = number[:place] + wrong + number[place + 1 :]
        assert (national_number(typed) is None) is (typed != number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1485922127",
        "148592212711",
        "1485922127x",
        "١٤٨٥٩٢٢١٢٧١",
        "00000000000",
        "14859221271\n1",
    ],
)
def test_what_cannot_be_a_number_is_refused(typed):
    assert national_number(typed) is None


@pytest.mark.parametrize("start", ["0001", "3201", "7201", "0100", "0113", "0180", "0193"])
def test_a_day_or_month_that_does_not_exist_is_refused(start):
    numbers = [f"{start}{rest:07}" for rest in range(0, 9_999_999, 9_973)]
    assert not [number for number in numbers if national_number(number)]


@pytest.mark.parametrize(
    ("start", "invented"),
    [
        ("0101", False),
        ("3112", False),
        ("4101", False),
        ("7112", False),
        ("0113", True),
        ("0141", True),
        ("0166", True),
        ("0181", True),
        ("4192", True),
    ],
)
def test_an_invented_person_is_known_by_the_month(start, invented):
    """Also with a D-number, whose day is 40 too high. Months of invented people are 40, 65 or 80 too high."""
    assert is_synthetic(f"{start}0000000") is invented


# An ordinary shape, a synthetic one, a D-number (day + 40), and a synthetic D-number.
@pytest.mark.parametrize("number", ["14059200000", "14859200000", "54059200000", "54859200000"])
@pytest.mark.parametrize(
    ("day", "agrees"),
    [
        (date(1992, 5, 14), True),
        (date(1892, 5, 14), True),
        (date(1992, 5, 15), False),
        (date(1992, 4, 14), False),
        (date(1993, 5, 14), False),
    ],
)
def test_a_number_begins_with_the_birthday(number, day, agrees):
    assert born_on(number, day) is agrees
