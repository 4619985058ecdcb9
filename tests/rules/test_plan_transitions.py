"""What comes with age: counted by hand from the year of birth and the birthday."""

from datetime import date

import pytest

from portal.rules.plan_transitions import (
    BIRTHDAYS,
    RULES,
    SCHOOL_YEARS,
    FirstStep,
    Transition,
    birthday,
    coming,
)

T = Transition


def ahead(born, today):
    return [(one.transition, one.on) for one in coming(born, today)][:-1]


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (
            date(2017, 5, 3),
            [
                (T.LOWER_SECONDARY, date(2030, 8, 1)),
                (T.SIXTEEN, date(2033, 5, 3)),
                (T.UPPER_SECONDARY, date(2033, 8, 1)),
                (T.EIGHTEEN, date(2035, 5, 3)),
                (T.ADULT_LIFE, date(2036, 8, 1)),
            ],
        ),
        (
            date(2021, 12, 31),  # turns six in 2027, the last day of the year
            [(T.SCHOOL_START, date(2027, 8, 1))],
        ),
        (
            date(2009, 10, 1),  # seventeen
            [(T.EIGHTEEN, date(2027, 10, 1)), (T.ADULT_LIFE, date(2028, 8, 1))],
        ),
        (date(1980, 2, 1), []),
        (None, []),
    ],
)
def test_what_lies_ahead(born, expected):
    found = ahead(born, date(2026, 11, 21))
    assert found[: len(expected)] == expected
    assert len(found) == len(expected) or expected[0][0] is T.SCHOOL_START


@pytest.mark.parametrize(
    ("today", "there"),
    [(date(2033, 5, 2), True), (date(2033, 5, 3), True), (date(2033, 5, 4), False)],
)
def test_the_day_before_of_and_after_the_sixteenth_birthday(today, there):
    assert ((T.SIXTEEN, date(2033, 5, 3)) in ahead(date(2017, 5, 3), today)) is there


@pytest.mark.parametrize(
    ("born", "age", "day"),
    [
        (date(2012, 2, 29), 16, date(2028, 2, 29)),
        (date(2012, 2, 29), 18, date(2030, 2, 28)),
        (date(2011, 3, 1), 16, date(2027, 3, 1)),
        (date(2011, 2, 28), 16, date(2027, 2, 28)),
    ],
)
def test_birthdays(born, age, day):
    assert birthday(born, age) == day


@pytest.mark.parametrize(
    ("today", "begun"),
    [(date(2033, 10, 31), False), (date(2033, 11, 1), True), (date(2033, 11, 2), True)],
)
def test_time_to_begin_two_years_before_eighteen(today, begun):
    (eighteen,) = [
        one for one in coming(date(2017, 11, 1), today) if one.transition is T.EIGHTEEN
    ]  # fmt: skip
    assert eighteen.begin_on == date(2033, 11, 1)
    assert eighteen.time_to_begin(today) is begun


def test_a_new_home_is_always_asked_about_and_last():
    for born in (None, date(2017, 5, 3), date(1940, 1, 1)):
        last = coming(born, date(2026, 11, 21))[-1]
        assert (last.transition, last.on, last.time_to_begin(date(2026, 11, 21))) == (
            T.NEW_HOME, None, False,
        )  # fmt: skip


def test_only_birthdays_are_said_to_the_day():
    exact = {one.transition for one in coming(date(2024, 1, 1), date(2026, 11, 21)) if one.exact}
    assert exact == set(BIRTHDAYS)


@pytest.mark.parametrize("transition", Transition)
def test_each_has_first_steps_an_owner_and_an_honest_mark(transition):
    rule = RULES[transition]
    assert len(rule.steps) == 3
    assert rule.lead_mark == "I"
    assert rule.mark in {"C", "M", "I"}
    assert rule.lead_months > 0


def test_no_step_and_no_transition_is_left_over():
    assert {step for rule in RULES.values() for step in rule.steps} == set(FirstStep)
    assert {*SCHOOL_YEARS, *BIRTHDAYS, T.NEW_HOME} == set(Transition)
