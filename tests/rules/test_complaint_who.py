"""Who may complain: each line of the law's table, on the day before, of and after the birthdays. Nobody is turned away."""

from datetime import date
from itertools import product

import pytest

from portal.rules.complaint_answers import Answers, Data, Kin, Who, Wrong
from portal.rules.complaint_guide import path_for
from portal.rules.complaint_path import Kind
from portal.rules.complaint_who import (
    LINES,
    WHO_BY_BASIS,
    line_for,
    line_of,
    standing_when,
    years_old,
)
from portal.rules.deadlines import Law
from portal.rules.representation import Basis

D = date
DAY = D(2026, 11, 22)
LAWS = {"health": Law.HEALTH, "nav": Law.NAV, "child-welfare": Law.CHILD_WELFARE, "?": None}
TWELVE, FIFTEEN, SIXTEEN, EIGHTEEN = (
    (D(year, 3, 7), D(year, 3, 8), D(year, 3, 9)) for year in (2026, 2029, 2030, 2032)
)
BORN = D(2014, 3, 8)
"""Turns 12 on 8 March 2026, 15 in 2029, 16 in 2030 and 18 in 2032."""


def standings(who: str, law: str, days: tuple[date, ...], kin: str = "unknown") -> list[str]:
    found = [
        line_for(Who(who), Kind.COMPLAINT, LAWS[law], day, born=BORN, kin=Kin(kin)) for day in days
    ]
    return [line.standing for line in found]


@pytest.mark.parametrize(
    ("who", "law", "days", "standing"),
    [
        # The person: health from 16 alone, child welfare from 15, Nav as the party.
        ("self", "health", SIXTEEN, ["desk-decides", "may", "may"]),
        ("self", "child-welfare", FIFTEEN, ["desk-decides", "may", "may"]),
        ("self", "nav", SIXTEEN, ["desk-decides", "may", "may"]),
        ("self", "nav", EIGHTEEN, ["may", "may", "may"]),
        ("self", "?", FIFTEEN, ["desk-decides", "desk-decides", "desk-decides"]),
        ("self", "?", SIXTEEN, ["desk-decides", "may", "may"]),
        # What somebody says of their age gives way to the birthday.
        ("child", "health", SIXTEEN, ["desk-decides", "may", "may"]),
        ("child", "health", TWELVE, ["desk-decides", "desk-decides", "desk-decides"]),
        # Parents: those who can consent until 16; party in child welfare and Nav until 18.
        ("parent", "health", TWELVE, ["may", "may", "may"]),
        ("parent", "health", SIXTEEN, ["may", "may-with", "may-with"]),
        ("parent-older", "health", SIXTEEN, ["may", "may-with", "may-with"]),
        ("parent", "health", EIGHTEEN, ["may-with", "desk-decides", "desk-decides"]),
        ("parent", "child-welfare", EIGHTEEN, ["may", "desk-decides", "desk-decides"]),
        ("parent", "nav", EIGHTEEN, ["may", "desk-decides", "desk-decides"]),
    ],
)
def test_birthdays_change_who_may(who, law, days, standing):
    assert standings(who, law, days) == standing


@pytest.mark.parametrize(
    ("who", "guide", "days"),
    [
        # A child of 12–15 may keep something back from a parent.
        ("parent", "child-keeps-back", [False, True, True]),
        ("self", "child-decides", [False, True, True]),
    ],
)
def test_from_twelve_the_child_has_a_say(who, guide, days):
    found = [line_for(Who(who), Kind.COMPLAINT, Law.HEALTH, day, born=BORN) for day in TWELVE]
    assert [guide in line.guide for line in found] == days


def test_between_sixteen_and_eighteen_nav_is_told_of_the_parent():
    found = [line_for(Who.SELF, Kind.COMPLAINT, Law.NAV, day, born=BORN) for day in EIGHTEEN]
    assert [list(line.guide) for line in found] == [["parent-too"], [], []]


@pytest.mark.parametrize(
    ("who", "kin", "law", "standing", "bring", "mark"),
    [
        ("self", "unknown", "health", "may", None, "C"),
        ("child", "unknown", "health", "desk-decides", None, "C"),
        ("parent", "unknown", "health", "may", None, "C"),
        ("attorney", "unknown", "health", "may-with", "power-of-attorney", "C"),
        ("lawyer", "unknown", "health", "may", None, "C"),
        ("guardian", "unknown", "health", "may-with", "mandate", "C"),
        ("kin", "can-decide", "health", "may-with", "power-of-attorney", "C"),
        ("kin", "cannot-decide", "health", "desk-decides", None, "X"),
        ("kin", "own-rights", "health", "may", None, "C"),
        ("kin", "unknown", "health", "desk-decides", None, "I"),
        ("parent-older", "can-decide", "health", "may-with", "power-of-attorney", "C"),
        ("parent-older", "cannot-decide", "health", "desk-decides", None, "X"),
        ("kin-of-deceased", "unknown", "health", "desk-decides", None, "C/I"),
        ("professional", "unknown", "health", "desk-decides", None, "I"),
        ("unknown", "unknown", "health", "desk-decides", None, "I"),
        # Nav: the party, or one with a power of attorney. Child welfare: parents are parties.
        ("self", "unknown", "nav", "may", None, "C"),
        ("attorney", "unknown", "nav", "may-with", "power-of-attorney", "C"),
        ("guardian", "unknown", "nav", "may-with", "mandate", "C"),
        ("kin", "can-decide", "nav", "may-with", "power-of-attorney", "C"),
        ("kin", "cannot-decide", "nav", "desk-decides", None, "I"),
        ("kin", "own-rights", "nav", "desk-decides", None, "I"),
        ("parent", "unknown", "child-welfare", "may", None, "C"),
        ("self", "unknown", "child-welfare", "may", None, "C"),
        ("self", "unknown", "?", "may", None, "C"),
        ("kin", "own-rights", "?", "desk-decides", None, "I"),
    ],
)
def test_each_line_of_the_law_for_a_complaint(who, kin, law, standing, bring, mark):
    """Without a birthday: the age is what the answer says."""
    line = line_for(Who(who), Kind.COMPLAINT, LAWS[law], DAY, kin=Kin(kin))
    assert (line.standing, line.bring, line.mark) == (standing, bring, mark)


@pytest.mark.parametrize("kin", Kin)
@pytest.mark.parametrize(
    "who",
    [
        "self", "child", "parent", "parent-older", "guardian", "attorney", "lawyer", "kin",
        "kin-of-deceased",
    ],
)  # fmt: skip
def test_supervision_is_open_to_all_next_of_kin(who, kin):
    line = line_for(Who(who), Kind.SUPERVISION, None, DAY, kin=kin)
    assert (line.standing, line.mark) == ("may", "C")


@pytest.mark.parametrize(
    "kind", ["enquiry", "coordinator-change", "reminder", "municipal-question"]
)
def test_anybody_may_ask_an_office_and_nobody_is_told_who_is_known_there(kind):
    for who in Who:
        line = line_for(who, Kind(kind), None, DAY)
        own = who in {Who.SELF, Who.CHILD, Who.PARENT, Who.PARENT_OLDER}
        assert line.standing == "may"
        assert ("nothing-confirmed" in line.guide) is not own


def test_next_of_kin_without_capacity_are_received_and_shown_every_way():
    line = line_for(Who.KIN, Kind.COMPLAINT, Law.HEALTH, DAY, kin=Kin.CANNOT_DECIDE)
    assert set(line.guide) == {"guardian", "county-governor", "supervision", "ombud"}


def test_the_next_of_kin_of_a_deceased_may_complain_of_sight_of_the_journal():
    asked = (Who.KIN_OF_DECEASED, Kind.COMPLAINT, Law.HEALTH, DAY)
    assert line_for(*asked, journal=True).standing == "may"
    assert {"supervision", "journal"} <= set(line_for(*asked).guide)


def test_nobody_is_turned_away():
    """Whoever it is, however old, whatever it is about: there is a line, with the desk's guidance where it is not theirs."""
    births = [None, D(2027, 1, 1), D(2026, 11, 22), D(2015, 1, 1), D(2010, 1, 1), D(1940, 1, 1)]
    for who, kind, law, born, kin in product(Who, Kind, LAWS.values(), births, Kin):
        line = line_for(who, kind, law, DAY, born=born, kin=kin)
        assert line.standing != "desk-decides" or line.guide


def test_every_line_can_be_reached():
    found = {
        line_for(who, kind, law, DAY, born=D(2026 - age, 1, 1), kin=kin)
        for who, kind, law, age, kin in product(
            Who, Kind, Law, (5, 11, 12, 14, 15, 16, 17, 18, 40), Kin
        )
    }
    assert found == set(LINES)


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        (D(2014, 3, 8), D(2026, 3, 7), 11),
        (D(2014, 3, 8), D(2026, 3, 8), 12),
        (D(2012, 2, 29), D(2028, 2, 28), 15),
        (D(2012, 2, 29), D(2027, 2, 28), 15),
        (D(2012, 2, 29), D(2027, 2, 27), 14),
        (D(2026, 11, 22), D(2026, 11, 22), 0),
        (D(2027, 1, 1), D(2026, 11, 22), 0),
    ],
)
def test_age_in_whole_years(born, day, years):
    assert years_old(born, day) == years


def test_what_is_shown_makes_it_ones_own_and_nothing_else_does():
    for who, expected in [
        (Who.ATTORNEY, "may"), (Who.GUARDIAN, "may"), (Who.SELF, "may"), (Who.UNKNOWN, "desk-decides"),
    ]:  # fmt: skip
        line = line_for(who, Kind.COMPLAINT, Law.HEALTH, DAY)
        assert standing_when(line, shown=True) == expected
        assert standing_when(line, shown=False) == line.standing


def test_every_right_to_act_has_its_place_in_the_table():
    assert set(WHO_BY_BASIS) == set(Basis)
    assert WHO_BY_BASIS[Basis.KIN] is Who.KIN


@pytest.mark.parametrize(("data", "standing"), [("journal", "may"), ("access", "desk-decides")])
def test_the_guide_and_the_table_meet(data, standing):
    said = Answers(wrong=Wrong.OWN_DATA, data=Data(data), who=Who.KIN_OF_DECEASED)
    assert line_of(path_for(said, DAY), DAY).standing == standing
