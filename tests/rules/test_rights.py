"""The guide's rule: whatever somebody answers, there is something to ask for and somebody to ask."""

from itertools import chain, combinations, product

import pytest

from portal.rules.rights import (
    ABOUT,
    HELP,
    LASTING,
    MENTAL_HEALTH,
    NAV,
    TOPICS,
    WISH,
    Answers,
    suggest,
)

ASK_FOR = {"child-coordinator", "coordinator", "plan", "nav-plan-right", "nav-plan"}
TALK_TO = {"entry", "where-you-get-help", "unit", "nav"}
EVERY_CHOICE_OF_TOPICS = [
    frozenset(some)
    for some in chain.from_iterable(combinations(TOPICS, n) for n in range(len(TOPICS) + 1))
]


def everything_anybody_can_answer():
    for about, help_, lasting, nav, wish in product(ABOUT, HELP, LASTING, NAV, WISH):
        for topics in EVERY_CHOICE_OF_TOPICS:
            yield Answers(about, help_, lasting, topics, nav, wish)


def test_nobody_is_told_no():
    for answers in everything_anybody_can_answer():
        found = suggest(answers)
        assert "coordinator" in found.ask_for, answers
        assert "unit" in found.talk_to, answers
        assert set(found.ask_for) <= ASK_FOR and set(found.talk_to) <= TALK_TO
        assert len(set(found.read)) == len(found.read) == 3


def test_answering_nothing_is_the_same_as_not_knowing():
    unsure = Answers("unsure", "unsure", "unsure", frozenset({"unsure"}), "unsure", "unsure")
    assert suggest(Answers()) == suggest(unsure)
    assert suggest(Answers()).ask_for == ("coordinator", "plan")


@pytest.mark.parametrize(
    ("answers", "first", "last"),
    [
        (Answers(wish="person"), "coordinator", "coordinator"),  # pbrl § 2-5 b: without a plan
        (Answers(wish="plan"), "plan", "coordinator"),
        (Answers(wish="both"), "coordinator", "plan"),
        (Answers(about="child"), "child-coordinator", "plan"),  # pbrl § 2-5 c
        (Answers(about="child", wish="plan"), "plan", "coordinator"),
        (Answers(nav="qualification"), "coordinator", "nav-plan-right"),  # sotjl § 33
        (Answers(nav="other"), "coordinator", "nav-plan"),  # sotjl § 28, NAV-loven § 15
        (Answers(nav="no"), "coordinator", "plan"),
    ],
)
def test_what_to_ask_for_follows_the_wish_and_the_law(answers, first, last):
    ask_for = suggest(answers).ask_for
    assert (ask_for[0], ask_for[-1]) == (first, last)


def test_only_a_child_has_a_child_coordinator():
    for answers in everything_anybody_can_answer():
        assert ("child-coordinator" in suggest(answers).ask_for) == (answers.about == "child")


@pytest.mark.parametrize(
    ("answers", "options", "talk_to"),
    [
        (Answers(), {}, ("unit",)),
        (Answers(help="several"), {}, ("where-you-get-help", "unit")),
        (Answers(help="one", nav="other"), {}, ("where-you-get-help", "unit", "nav")),
        (Answers(help="none"), {"ask_where_you_get_help": True}, ("unit",)),
        (Answers(), {"ask_where_you_get_help": True}, ("where-you-get-help", "unit")),
        (
            Answers(topics=frozenset({"mental-health"}), help="one"),
            {"entries": [MENTAL_HEALTH]},
            ("entry", "where-you-get-help", "unit"),
        ),
        (Answers(topics=frozenset({"mental-health"})), {"entries": ["annet"]}, ("unit",)),
        (Answers(topics=frozenset({"illness"})), {"entries": [MENTAL_HEALTH]}, ("unit",)),
    ],
)
def test_whom_to_talk_to(answers, options, talk_to):
    found = suggest(answers, **options)
    assert found.talk_to == talk_to
    assert found.entry == (MENTAL_HEALTH if "entry" in talk_to else None)


@pytest.mark.parametrize(
    ("answers", "know"),
    [
        (Answers(), ()),
        (Answers(help="none"), ("no-help-needed",)),
        (Answers(lasting="no"), ("short-time",)),
        (Answers(about="other"), ("their-yes",)),
        (Answers(about="child"), ("child-heard",)),
        (Answers(nav="other", help="one"), ("nav-no-coordinator",)),
        (Answers(nav="other", help="several"), ()),
        (Answers(wish="person"), ("plan-later",)),
    ],
)
def test_what_is_good_to_know(answers, know):
    assert suggest(answers).know == know


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (Answers(about="child"), "barnekoordinator"),
        (Answers(about="other"), "parorende"),
        (Answers(wish="person"), "koordinator-uten-plan"),
        (Answers(wish="plan"), "innhold-i-planen"),
        (Answers(), "hvem-gjelder-det"),
    ],
)
def test_what_to_read_first(answers, first):
    assert suggest(answers).read[0] == first
