"""The table of paths, as the law has it: each row written by hand, and on the days when a text or a body changed."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from portal.config import ROOT
from portal.profiles import load_profiles
from portal.rules.complaint_bodies import SUCCESSIONS, Body, body_on, receiver
from portal.rules.complaint_path import Code, Form, Kind, Ombud, Time
from portal.rules.complaint_table import TABLE, TO_COME, row_on
from portal.rules.deadlines import Law, NoRule

D = date
DAY = D(2026, 11, 22)
PROFILES = load_profiles(ROOT / "portal" / "municipalities")
ABOLISHED = {"fylkesmannen", "helsetilsynet-i-fylket", "sivilombudsmannen"}

K, T = "complaint", "supervision"
SF = "county-governor"
ROWS = [
    # code, kind, law, paragraph, to, decided by, written/signed/named, weeks counted, ombud, mark
    ("a", K, "health", "§§ 2-5, 2-5 b, 2-5 c og 7-2", "deciding-office", SF, "ws", "counted", "yes", "C"),
    ("b", K, "health", "IP-forskriften §§ 9 og 11", "deciding-office", SF, "ws", "counted", "yes", "C/I"),
    ("c1", K, "health", "§§ 2-1 a og 7-2", "service", SF, "ws", "counted", "yes", "C"),
    ("c2", T, None, "§ 7-4", SF, SF, "", "none", "yes", "C"),
    ("c3", "alert", None, "§ 7-6", "board-of-health", "board-of-health", "", "none", "yes", "C"),
    ("d", K, "health", "§§ 2-7 og 7-2", "deciding-office", SF, "ws", "counted", "yes", "C"),
    ("d2", K, None, "§ 2-4 a", "health-appeals", "health-appeals", "", "in-letter", "yes", "C"),
    ("e1", K, "nav", "sosialtjenesteloven §§ 28, 33 og 47", "nav-office", SF, "wsn", "counted", "no", "C"),
    ("e2", K, "nav", "NAV-loven § 15", "nav-unit", "nav-appeals", "wsn", "counted", "no", "C/M"),
    ("e3", "enquiry", None, "", "nav-office", None, "", "none", "no", "P/I"),
    ("e4", K, "child-welfare", "barnevernsloven §§ 12-9 og 15-9", "child-welfare", SF, "wsn", "counted", "no", "C"),
    ("f", K, "health", "§ 7-2", "hospital", SF, "ws", "counted", "yes", "C"),
    ("f2", K, None, "psykisk helsevernloven", "control-commission", "control-commission", "", "in-letter", "yes", "M"),
    ("g", "reminder", None, "forvaltningsloven § 11 a", "deciding-office", None, "w", "none", "if-health", "C/P"),
    ("h1", "personal-data", None, "15–18", "municipality", "data-authority", "", "none", "if-health", "C/P"),
    ("h2", K, "health", "§§ 5-1 og 7-2", "service", SF, "ws", "counted", "yes", "C"),
    ("h3", T, None, "§ 7-4", SF, SF, "", "none", "yes", "C/P"),
    ("i", "coordinator-change", None, "", "coordinating-unit", None, "", "none", "yes", "C/P"),
    ("j", "municipal-question", None, "IP-forskriften § 7", "coordinating-unit", "municipality", "", "none", "no", "I"),
    ("find", K, None, "forvaltningslovforskriften § 4", "coordinating-unit", None, "ws", "counted", "if-health", "I"),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_says_what_the_law_says(row):
    code, kind, law, paragraph, to, decider, form, time, ombud, mark = row
    found = row_on(Code(code), DAY)
    demands = {Form.WRITTEN: "w", Form.SIGNED: "s", Form.NAMES_DECISION: "n"}
    assert (found.kind, found.law) == (Kind(kind), Law(law) if law else None)
    assert paragraph in found.basis
    assert (found.recipient, found.decider) == (Body(to), Body(decider) if decider else None)
    assert "".join(demands.get(each, "") for each in found.form) == form
    assert (found.time, found.ombud, found.mark) == (Time(time), Ombud(ombud), mark)


def test_there_is_a_row_for_each_code_and_none_more():
    assert [row[0] for row in ROWS] == list(Code)


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("a", ["parliamentary-ombud", "court"]),
        ("c2", []),
        ("e1", ["parliamentary-ombud", "court"]),
        ("e3", ["parliamentary-ombud"]),
        ("g", ["parliamentary-ombud"]),
        ("h1", ["privacy-appeals", "court"]),
        ("h3", ["data-authority", "police"]),
        ("f2", ["court"]),
        ("i", []),
    ],
)
def test_the_way_on(code, after):
    assert list(row_on(Code(code), DAY).after) == after


@pytest.mark.parametrize(
    ("day", "code", "holds"),
    [
        # The right to a coordinator of its own, and the regulation on the plan: from 1 August 2022.
        (D(2022, 7, 31), "a", "§§ 2-5 og 7-2"),
        (D(2022, 8, 1), "a", "§§ 2-5, 2-5 b, 2-5 c og 7-2"),
        (D(2022, 7, 31), "b", "2011 nr. 1256"),
        (D(2022, 8, 1), "b", "IP-forskriften"),
        (D(2022, 7, 31), "j", "2011 nr. 1256"),
        (D(2022, 8, 1), "j", "IP-forskriften § 7"),
        # The act on child welfare: from 1 January 2023.
        (D(2022, 12, 31), "e4", "§ 3-2 a"),
        (D(2023, 1, 1), "e4", "§§ 12-9 og 15-9"),
        # The chapter on secrecy: from 1 July 2026.
        (D(2026, 6, 30), "h3", "§§ 21 og 21 a"),
        (D(2026, 7, 1), "h3", "kapittel 5"),
    ],
)
def test_the_text_of_the_day(day, code, holds):
    assert holds in row_on(Code(code), day).basis


WALK = [
    D(2020, 1, 1), D(2020, 12, 31), D(2021, 1, 1), D(2021, 6, 30), D(2021, 7, 1), D(2022, 7, 31),
    D(2022, 8, 1), D(2022, 12, 31), D(2023, 1, 1), D(2026, 5, 31), D(2026, 6, 1), D(2026, 6, 30),
    D(2026, 7, 1), DAY, D(2036, 11, 22),
]  # fmt: skip


@pytest.mark.parametrize("day", WALK, ids=str)
def test_each_day_has_one_row_of_each_and_only_the_bodies_of_that_day(day):
    for code in Code:
        assert len([row for row in TABLE if row.code is code and row.holds(day)]) == 1, code
        names = set(row_on(code, day).names)
        assert ("fylkesmannen" in names) <= (day <= D(2020, 12, 31))
        assert ("county-governor" in names) <= (day >= D(2021, 1, 1))
        assert ("sivilombudsmannen" in names) <= (day <= D(2021, 6, 30))
        assert ("parliamentary-ombud" in names) <= (day >= D(2021, 7, 1))
        assert "helsetilsynet-i-fylket" not in names


@pytest.mark.parametrize(
    ("day", "decides"),
    [
        (D(2011, 12, 31), "helsetilsynet-i-fylket"),
        (D(2012, 1, 1), "fylkesmannen"),
        (D(2020, 12, 31), "fylkesmannen"),
        (D(2021, 1, 1), "county-governor"),
        (DAY, "county-governor"),
    ],
)
def test_whoever_is_asked_for_the_body_of_the_day_comes_out(day, decides):
    """Also when an abolished body is asked for by an old code."""
    for asked in ("county-governor", "fylkesmannen", "helsetilsynet-i-fylket"):
        assert body_on(Body(asked), day) == decides


def test_nothing_abolished_comes_out_today():
    assert {body_on(each, DAY) for each in Body} == {each for each in Body if each not in ABOLISHED}


@pytest.mark.parametrize("succession", SUCCESSIONS)
def test_one_body_begins_the_day_after_the_other_ends(succession):
    for before, after in pairwise(succession):
        assert after.since == before.until + timedelta(days=1)


def test_the_adopted_law_is_not_in_use_before_it_has_a_start():
    assert {row.code for row in TO_COME} == {Code.E1, Code.E2, Code.E4, Code.G}
    for day in WALK:
        assert not any("2025" in row_on(code, day).basis for code in Code)


def test_when_the_adopted_law_has_a_start_it_takes_over_on_that_day():
    start = D(2028, 1, 1)
    new = {row.code: row for row in TO_COME}
    table = tuple(
        replace(row, valid_from=start)
        if row in TO_COME
        else replace(row, valid_to=start - timedelta(days=1))
        if row.code in new and row.holds(start)
        else row
        for row in TABLE
    )
    for code in new:
        assert "2025" not in row_on(code, D(2027, 12, 31), table).basis
        assert "forvaltningsloven 2025 §" in row_on(code, start, table).basis
    assert row_on(Code.A, start, table).basis == row_on(Code.A, DAY).basis


def test_a_day_before_the_first_row_has_none():
    with pytest.raises(NoRule):
        row_on(Code.H1, D(2018, 7, 19))


@pytest.mark.parametrize("slug", PROFILES)
def test_each_municipality_has_somebody_who_receives_whatever_it_is(slug):
    """What is not the municipality's unit comes to the coordinating unit, and is passed on."""
    profile = PROFILES[slug]
    stays = {"coordinating-unit", "deciding-office", "service", "municipality"}
    for body in Body:
        found = receiver(profile, body)
        assert found.unit == profile.unit
        assert found.passes_on_to == (None if body in stays else body)


def test_the_profile_says_which_office_decided():
    storby = PROFILES["storby"]
    north = receiver(storby, Body.DECIDING_OFFICE, "forvaltningsenhet-nord")
    assert (north.unit.code, north.passes_on_to) == ("forvaltningsenhet-nord", None)
    assert receiver(storby, Body.DECIDING_OFFICE, "borte").unit == storby.unit
    assert receiver(storby, Body.NAV_OFFICE, "forvaltningsenhet-nord").unit == storby.unit
