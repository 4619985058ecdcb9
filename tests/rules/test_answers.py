"""What an answer must hold, which answers a case can get, and how long a slip can be undone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from portal.rules.answers import (
    AnswerKind,
    AnswerWords,
    can_take_back,
    is_open_to_answers,
    lacking,
    offered,
    outcome_of,
)

REASONS = "Du trenger bare én tjeneste nå, og den får du allerede."
DUE = date(2026, 12, 21)
WHOLE = AnswerWords(
    text=REASONS,
    language="nb",
    new_date="2027-01-14",
    granted="Du får en koordinator.",
    coordinator_name="Koro Dinator",
    coordinator_phone="+47 74 21 71 00",
    coordinator_from="2026-12-01",
)
VACANT = AnswerWords(text="", language="nb", vacant=True, new_date="2026-12-20")
MADE = datetime(2026, 11, 21, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize("kind", AnswerKind)
def test_a_whole_answer_lacks_nothing(kind):
    assert lacking(kind, WHOLE, "health", DUE) == ()


@pytest.mark.parametrize(
    ("kind", "gone", "missing"),
    [
        ("more-wanted", {"text": ""}, ("text",)),
        ("preliminary", {"text": ""}, ("text",)),
        ("preliminary", {"new_date": None}, ("new_date",)),
        ("coordinator", {"coordinator_name": None}, ("coordinator_name",)),
        ("coordinator", {"coordinator_phone": None}, ("coordinator_phone",)),
        ("coordinator", {"coordinator_from": None}, ("coordinator_from",)),
        ("coordinator", {"text": ""}, ()),
        ("coordinator", {"vacant": True, "new_date": None}, ("new_date",)),
        ("coordinator", {"vacant": True, "coordinator_name": None}, ()),
        ("in-part", {"granted": None}, ("granted",)),
        ("in-part", {"text": ""}, ("text",)),
        ("refused", {"text": ""}, ("text",)),
        ("refused", {"text": "Nei, dessverre."}, ("text",)),
        ("refused", {"granted": None}, ()),
    ],
)
def test_what_is_missing_is_named(kind, gone, missing):
    assert lacking(AnswerKind(kind), replace(WHOLE, **gone), "health", DUE) == missing


@pytest.mark.parametrize("kind", [AnswerKind.REFUSED, AnswerKind.IN_PART])
@pytest.mark.parametrize(
    ("law", "due", "missing"),
    [
        (None, DUE, ("law",)),
        ("custom", DUE, ("law",)),
        ("nav", None, ("complaint_due",)),
        (None, None, ("law", "complaint_due")),
        ("child-welfare", DUE, ()),
    ],
)
def test_a_refusal_rests_on_a_law_and_has_a_last_day_to_complain(kind, law, due, missing):
    assert lacking(kind, WHOLE, law, due) == missing


@pytest.mark.parametrize(
    ("kind", "words", "outcome"),
    [
        ("more-wanted", WHOLE, None),
        ("preliminary", WHOLE, None),
        ("coordinator", WHOLE, "coordinator-appointed"),
        ("coordinator", VACANT, "coordinator-vacant"),
        ("in-part", WHOLE, "granted-in-part"),
        ("refused", WHOLE, "refused"),
    ],
)
def test_what_comes_of_it(kind, words, outcome):
    assert outcome_of(AnswerKind(kind), words) == outcome


ALL = ("more-wanted", "preliminary", "coordinator", "in-part", "refused")
DECISIONS = ("coordinator", "in-part", "refused")


@pytest.mark.parametrize(
    ("status", "outcome", "kinds"),
    [
        ("received", None, ALL),
        ("opened", None, ALL),
        ("taken", None, ALL),
        ("taken", "not-reached", ALL),
        ("answered", "appointment", ALL),
        ("answered", "wants-nothing", ALL),
        ("answered", "coordinator-appointed", DECISIONS),
        ("answered", "coordinator-vacant", DECISIONS),
        ("answered", "granted-in-part", DECISIONS),
        ("answered", "refused", DECISIONS),
        ("closed", "refused", ()),
        ("closed", "withdrawn", ()),
        ("closed", "not-wanted", ()),
    ],
)
def test_the_answers_a_case_can_get(status, outcome, kinds):
    assert offered(status, outcome) == kinds


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        ("received", ("more-wanted", "preliminary")),
        ("opened", ("more-wanted", "preliminary")),
        ("taken", ("more-wanted", "preliminary")),
        ("answered", ()),
        ("closed", ()),
    ],
)
def test_a_complaint_is_decided_by_its_own_steps(status, kinds):
    assert offered(status, None, "complaint") == kinds


@pytest.mark.parametrize(
    ("whom", "confirmed", "about_self", "is_open"),
    [
        ("self", False, False, True),
        ("child", False, True, False),
        ("other", False, True, False),
        ("service", False, True, False),
        ("child", True, False, True),
        ("other", True, False, True),
        ("service", True, False, True),
        (None, False, True, True),
        (None, False, False, False),
    ],
)
def test_nobody_is_answered_about_another_who_has_not_said_yes(
    whom, confirmed, about_self, is_open
):
    assert is_open_to_answers(whom, confirmed=confirmed, about_self=about_self) is is_open


@pytest.mark.parametrize(
    ("later", "possible"),
    [
        (timedelta(0), True),
        (timedelta(minutes=9, seconds=59), True),
        (timedelta(minutes=10), False),
        (timedelta(days=1), False),
        (-timedelta(seconds=1), False),
    ],
)
def test_a_slip_can_be_undone_for_ten_minutes(later, possible):
    assert can_take_back(MADE, None, MADE + later) is possible
    assert can_take_back(MADE, MADE, MADE + later) is False


def test_words_survive_being_kept():
    assert AnswerWords.of(WHOLE.as_words() | {"of_a_later_version": "x"}) == WHOLE
    assert (WHOLE.new_day, WHOLE.from_day) == (date(2027, 1, 14), date(2026, 12, 1))
    assert (VACANT.new_day, VACANT.from_day) == (date(2026, 12, 20), None)
