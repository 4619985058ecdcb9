"""What of a plan each reader sees: the table of kinds and sections, comments, who answers for what, and the letters."""

from datetime import UTC, date, datetime

import pytest

from portal.rules.plan import Kind
from portal.rules.plan_consent import SECTIONS, Consent, Section
from portal.rules.plan_follow_up import Cause
from portal.rules.plan_view import (
    NOTHING,
    OWN,
    STAFF,
    View,
    consents_seen,
    kinds_in,
    noticed_by,
    participant_view,
    seen_by,
    view_of,
)
from portal.rules.representation import Basis, Held, Scope
from tests.plan_whole import parts

AT = datetime(2026, 10, 5, 8, tzinfo=UTC)
WHOLE = parts()
# By name in tests/plan_whole.py: what a reader of this one section sees, read by a person from the plan itself.
GOALS = {"work", "trial", "song", "evaluated", "period"}
MEASURES = {"course", "walk", "asked", "no", "done", "proposed", "decided", "said", "period"}
TEXTS = {"important", "child", "cooperation", "period"}
TEAM = {"nav", "mother", "roles", "period"}
MEETINGS = {"meeting", "discussed", "waiting", "period"}
SEEN = {
    Section.GOALS: GOALS,
    Section.MEASURES: MEASURES | {"nav", "mother"},
    Section.TEXTS: TEXTS,
    Section.TEAM: TEAM,
    Section.MEETINGS: MEETINGS,
}


def names(shown) -> set[str]:
    known = {part.id: name for name, part in WHOLE.items()}
    return {known[part.id] for part in shown}


def held(*scopes: Scope, sections=SECTIONS, basis: Basis = Basis.GIVEN, kept=()) -> Held:
    return Held(
        "p" * 32,
        (basis,),
        frozenset(scopes),
        frozenset(sections),
        date(2027, 1, 1),
        frozenset(kept),
    )


@pytest.mark.parametrize("section", SECTIONS)
def test_one_section_and_nothing_of_the_others(section) -> None:
    assert names(seen_by(WHOLE.values(), frozenset({section}))) == SEEN[section]


def test_every_kind_has_a_section_but_the_period_and_comments() -> None:
    assert kinds_in(SECTIONS) == set(Kind) - {Kind.COMMENT}
    assert kinds_in(()) == {Kind.PERIOD}
    assert set().union(*SEEN.values()) == set(WHOLE), "every part of the plan stands in the table"


def test_all_sections_are_all_of_it_as_it_is() -> None:
    assert seen_by(WHOLE.values(), frozenset(SECTIONS)) == list(WHOLE.values())


def test_who_answers_for_a_measure_is_named_and_not_reached() -> None:
    shown = {part.id: part for part in seen_by(WHOLE.values(), frozenset({Section.MEASURES}))}
    nav = shown[WHOLE["nav"].id]
    assert (nav.says("name"), nav.says("organisation")) == ("Rune Eksempel Dahl", "Nav")
    assert (nav.says("phone"), nav.says("email")) == ("", "")
    both = frozenset({Section.MEASURES, Section.TEAM})
    assert WHOLE["nav"] in seen_by(WHOLE.values(), both)


def test_a_comment_goes_with_what_it_is_about() -> None:
    comment = WHOLE["said"]
    assert comment in seen_by(WHOLE.values(), frozenset({Section.MEASURES}))
    assert comment not in seen_by(WHOLE.values(), frozenset({Section.GOALS, Section.TEAM}))


@pytest.mark.parametrize(
    ("what", "given", "seen"),
    [
        ("nothing", None, NOTHING),
        ("no plan", held(Scope.ASK), View("helper", frozenset(), False, False)),
        ("reads", held(Scope.SEE_PLAN), View("helper", frozenset(SECTIONS), False, False)),
        ("writes", held(Scope.SEE_PLAN, Scope.WRITE_PLAN), View("helper")),
        (
            "writes in some",
            held(Scope.SEE_PLAN, Scope.WRITE_PLAN, sections=[Section.GOALS]),
            View("helper", frozenset({Section.GOALS}), True, False),
        ),
        ("parent", held(*Scope, basis=Basis.PARENT), View("parent")),
        (
            "parent kept from the team",
            held(*Scope, basis=Basis.PARENT, sections=SECTIONS[:3], kept=SECTIONS[3:]),
            View("parent", frozenset(SECTIONS[:3]), True, False, True),
        ),
        ("guardian", held(*Scope, basis=Basis.GUARDIAN), View("helper")),
    ],
)  # fmt: skip
def test_how_each_who_acts_sees_it(what, given, seen) -> None:
    assert view_of(given) == seen, what


def test_the_person_and_the_desk_see_and_write_all() -> None:
    for view in (OWN, STAFF):
        assert (view.whole, view.writes, view.messages, view.kept_back) == (True, True, True, False)


def consent(participant, *sections, ended=None) -> Consent:
    return Consent("c" * 32, participant, sections, None, AT, ended)


def test_a_participant_sees_what_is_shared_today() -> None:
    consents = [consent(None), consent("nav", "goals"), consent("gp", "texts", ended=AT)]
    assert participant_view(consents, "nav").sections == {Section.GOALS}
    assert participant_view(consents, "gp").sections == frozenset()
    assert participant_view(consents, "nobody").sections == frozenset()
    assert not participant_view(consents, "nav").writes


@pytest.mark.parametrize(
    ("view", "all_of_them"),
    [
        (View("self"), True),
        (View("staff"), True),
        (View("parent", frozenset({Section.TEAM})), True),
        (View("parent", frozenset({Section.GOALS})), False),
        (View("helper"), False),
    ],
)
def test_what_is_shared_with_whom_is_for_who_decides_it_and_sees_the_team(
    view, all_of_them
) -> None:
    both = [consent(None), consent("nav", "goals")]
    assert consents_seen(both, view) == (both if all_of_them else both[:1])


def test_a_participant_sees_no_consents() -> None:
    assert consents_seen([consent(None), consent("nav", "goals")], View("participant")) == []


def test_what_nobody_follows_up_is_told_to_who_sees_it() -> None:
    reads, writes = View("helper", messages=False), View("helper")
    shown = frozenset({"a"})
    assert noticed_by(Cause.MEASURE_LATE, "a", shown, reads)
    assert not noticed_by(Cause.MEASURE_LATE, "b", shown, writes)
    assert noticed_by(Cause.NO_COORDINATOR, "", shown, reads)
    assert noticed_by(Cause.MESSAGE_UNANSWERED, "", shown, writes)
    assert not noticed_by(Cause.MESSAGE_UNANSWERED, "", shown, reads)
