"""Which pages a request has, in which order, and when it stops. Read off the issue, not off the code."""

import pytest

from portal.rules.coordinator_request_steps import (
    Situation,
    Step,
    extras,
    first_open,
    may_keep,
    may_open,
    path,
    step_before,
)

OF_SELF = {"hvem": {"whom": "self", "wants": "both"}}
OF_YOUNG_CHILD = {
    "hvem": {"whom": "child", "wants": "plan"},
    "personens-onske": {"age": "under-16", "knows": ""},
}
OF_TEENAGER = {
    "hvem": {"whom": "child", "wants": "plan"},
    "personens-onske": {"age": "from-16", "knows": "yes"},
}
OF_NEIGHBOUR = {
    "hvem": {"whom": "other", "wants": "unsure"},
    "personens-onske": {"knows": "yes"},
}
OF_SCHOOL = {
    "hvem": {"whom": "service", "wants": "agreed"},
    "personens-onske": {"knows": "yes"},
}
SHORT = ["hvem", "deg"]
ABOUT_ANOTHER = ["hvem", "personens-onske", "personen", "deg"]
EVERYTHING = ["egne-ord", "onske", "i-dag", "hjelp-fra", "tolk"]
LITTLE = ["egne-ord", "tolk"]


@pytest.mark.parametrize(
    ("answers", "pages", "more"),
    [
        ({}, SHORT, LITTLE),
        (OF_SELF, SHORT, EVERYTHING),
        (OF_YOUNG_CHILD, ABOUT_ANOTHER, LITTLE),
        (OF_TEENAGER, ABOUT_ANOTHER, LITTLE),
        (OF_NEIGHBOUR, ABOUT_ANOTHER, LITTLE),
        (OF_SCHOOL, ["hvem", "personens-onske", "personen", "tjenesten", "deg"], LITTLE),
        ({"hvem": {"whom": "sudo"}}, SHORT, LITTLE),
    ],
)
def test_pages_of_each_who(answers, pages, more):
    situation = Situation.of(answers)
    assert path(situation) == pages
    assert extras(situation) == more


def test_three_pages_at_the_shortest():
    assert len(path(Situation.of(OF_SELF))) + 1 == 3  # and the check page


@pytest.mark.parametrize(
    ("whom", "age", "knows", "stops"),
    [
        ("self", "", "no", False),
        ("child", "under-16", "", False),
        ("child", "under-16", "no", False),
        ("child", "from-16", "yes", False),
        ("child", "from-16", "no", True),
        ("child", "from-16", "unsure", True),
        ("child", "", "no", True),
        ("other", "", "yes", False),
        ("other", "", "no", True),
        ("other", "", "unsure", True),
        ("other", "under-16", "no", True),  # the age is asked of parents only
        ("service", "", "yes", False),
        ("service", "", "no", True),
        ("service", "", "unsure", True),
        ("other", "", "perhaps", False),  # no answer yet: the page asks again
    ],
)
def test_nobody_is_named_who_does_not_know_or_does_not_want(whom, age, knows, stops):
    answers = {"hvem": {"whom": whom}, "personens-onske": {"age": age, "knows": knows}}
    assert Situation.of(answers).stops is stops


UNASKED = {"hvem": {"whom": "other"}}
UNWANTED = {"hvem": {"whom": "other"}, "personens-onske": {"knows": "no"}}


@pytest.mark.parametrize(
    ("answers", "not_kept"),
    [
        (OF_SELF, set()),
        (OF_YOUNG_CHILD, set()),
        (OF_TEENAGER, set()),
        (OF_NEIGHBOUR, set()),
        ({}, set()),
        (UNASKED, {"personen", "egne-ord"}),
        (UNWANTED, {step.value for step in Step} - {"hvem", "deg"}),
    ],
)
def test_nothing_is_kept_about_a_person_who_has_not_wanted_it(answers, not_kept):
    situation = Situation.of(answers)
    assert {step for step in Step if not may_keep(step, situation)} == not_kept


@pytest.mark.parametrize(
    ("step", "answers", "done", "opens"),
    [
        ("hvem", {}, [], True),
        ("deg", {}, [], False),
        ("deg", OF_SELF, ["hvem"], True),
        ("personen", OF_SELF, ["hvem"], False),
        ("personen", OF_NEIGHBOUR, ["hvem"], False),
        ("personen", OF_NEIGHBOUR, ["hvem", "personens-onske"], True),
        ("deg", OF_NEIGHBOUR, ["hvem", "personens-onske"], False),
        ("tjenesten", OF_NEIGHBOUR, ["hvem", "personens-onske", "personen"], False),
        ("tjenesten", OF_SCHOOL, ["hvem", "personens-onske", "personen"], True),
        ("egne-ord", OF_SELF, ["hvem"], False),
        ("egne-ord", OF_SELF, SHORT, True),
        ("onske", OF_NEIGHBOUR, ABOUT_ANOTHER, False),
        ("tolk", OF_NEIGHBOUR, ABOUT_ANOTHER, True),
        ("no-such-page", OF_SELF, SHORT, False),
    ],
)
def test_a_page_opens_when_all_before_it_are_done(step, answers, done, opens):
    assert may_open(step, Situation.of(answers), done) is opens


@pytest.mark.parametrize(
    ("answers", "done", "begun", "page"),
    [
        ({}, [], [], "hvem"),
        (OF_SELF, ["hvem"], [], "deg"),
        (OF_SELF, SHORT, [], None),
        (OF_SELF, SHORT, ["i-dag"], "i-dag"),  # too long, say: it must be mended first
        (OF_SELF, [*SHORT, "i-dag"], ["i-dag"], None),
        (OF_NEIGHBOUR, SHORT, [], "personens-onske"),
        (OF_NEIGHBOUR, ABOUT_ANOTHER, ["i-dag"], None),  # not asked about another
        (OF_SCHOOL, ABOUT_ANOTHER, [], "tjenesten"),
    ],
)
def test_the_first_open_page(answers, done, begun, page):
    assert first_open(Situation.of(answers), done, begun) == page


@pytest.mark.parametrize(
    ("step", "answers", "before"),
    [
        ("hvem", OF_SELF, None),
        ("deg", OF_SELF, "hvem"),
        ("deg", OF_SCHOOL, "tjenesten"),
        ("personen", OF_NEIGHBOUR, "personens-onske"),
        ("egne-ord", OF_SELF, None),
    ],
)
def test_the_way_back(step, answers, before):
    assert step_before(step, Situation.of(answers)) == before


def test_addresses_of_the_pages_are_norwegian_and_kebab_case():
    assert all(step.value.replace("-", "").isascii() and step.value.islower() for step in Step)
