"""What a person is told with a refusal: where to complain, how long, and who can help."""

from dataclasses import replace
from datetime import date

import pytest

from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.complaint_right import complaint_right
from portal.rules.deadlines import NoRule

DAY = date(2026, 11, 21)
PROFILES = load_profiles(ROOT / "portal" / "municipalities")
STORBY = PROFILES["storby"]
NORTH = "forvaltningsenhet-nord"


@pytest.mark.parametrize(
    ("law", "weeks", "ombud"), [("health", 4, True), ("nav", 3, False), ("child-welfare", 3, False)]
)
def test_the_law_decides_the_weeks_and_who_can_help(law, weeks, ombud):
    right = complaint_right(STORBY, NORTH, law, DAY)
    assert (right.weeks, right.ombud is not None) == (weeks, ombud)
    assert right.decided_by["nb"] == "Statsforvalteren"
    assert right.missing == ()


def test_the_complaint_goes_to_the_unit_that_decided():
    right = complaint_right(STORBY, NORTH, "health", DAY)
    assert right.unit["nb"] == "Forvaltningsenheten i bydel Nord"
    assert right.address == ("Postboks 11", "0009 Storby")
    assert right.phone == "00 00 00 11"


def test_what_a_unit_lacks_it_has_from_the_coordinating_one():
    bare = replace(STORBY.units[NORTH], post=None, visit=None, phone=None)
    profile = replace(STORBY, units={**STORBY.units, NORTH: bare})
    right = complaint_right(profile, NORTH, "health", DAY)
    assert (right.address, right.phone) == (("Postboks 0", "0099 Storby"), "00 00 00 10")
    assert right.unit["nb"] == "Forvaltningsenheten i bydel Nord"


def test_a_place_to_bring_it_will_do():
    unit = replace(STORBY.unit, post=None)
    profile = replace(STORBY, unit=unit, units={unit.code: unit})
    right = complaint_right(profile, unit.code, "health", DAY)
    assert (right.address, right.missing) == (("Liksomplassen 1, Storby",), ())


@pytest.mark.parametrize(
    ("slug", "missing"),
    [
        ("namsos", ()),
        ("fjordvik", ()),
        ("storby", ()),
        ("vik", ("phone",)),
        ("iveland", ("address", "phone")),
    ],
)
def test_what_a_municipality_has_not_given_is_named(slug, missing):
    profile = PROFILES[slug]
    assert complaint_right(profile, profile.unit.code, "health", DAY).missing == missing


def test_a_unit_that_is_gone_answers_through_the_coordinating_one():
    assert complaint_right(STORBY, "borte", "nav", DAY).unit == STORBY.unit.name


def test_no_rule_no_right():
    with pytest.raises(NoRule):
        complaint_right(STORBY, NORTH, "child-welfare", date(2022, 12, 31))
    with pytest.raises(ValueError, match="custom"):
        complaint_right(STORBY, NORTH, "custom", DAY)
