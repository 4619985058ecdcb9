"""The pages of a complaint with login, and what is known of it when it is sent."""

from datetime import date

import pytest

from portal.rules.complaint_answers import Answer, Answers, By, Kin, Matter, Who, Wrong
from portal.rules.complaint_guide import path_for
from portal.rules.complaint_path import Code
from portal.rules.complaint_steps import (
    ANOTHER,
    GUIDE,
    Answered,
    Situation,
    Step,
    day_of,
    first_open,
    may_open,
    step_before,
)

TOLD = date(2026, 11, 2)
TODAY = date(2026, 11, 21)
PLAN = Answered("AAAA-BBBB-CCCC", TOLD, "plan", "health", "ke", own=True)
OF_CHILD = Answered("DDDD-EEEE-FFFF", TOLD, "coordinator", "health", "ke", own=False)
OF_NAV = Answered("GGGG-HHHH-JJJJ", TOLD, "both", "nav", "ke", own=True)
BOTH = {Step.ABOUT, Step.YOU}


@pytest.mark.parametrize(
    ("step", "done", "opens"),
    [
        ("gjelder", set(), True),
        ("deg", set(), False),
        ("deg", {Step.ABOUT}, True),
        ("hva-skjedde", {Step.ABOUT}, False),
        ("hva-skjedde", {Step.YOU}, False),
        ("hva-skjedde", BOTH, True),
        ("mer-a-vite", BOTH, True),
    ],
)
def test_a_page_opens_when_those_before_it_are_done(step, done, opens):
    assert may_open(step, done) is opens


@pytest.mark.parametrize(
    ("done", "begun", "open_page"),
    [
        (set(), set(), Step.ABOUT),
        (set(), {GUIDE}, Step.ABOUT),
        ({Step.YOU}, BOTH, Step.ABOUT),
        ({Step.ABOUT}, {Step.ABOUT}, Step.YOU),
        (BOTH, BOTH, None),
        (BOTH, {*BOTH, GUIDE}, None),
        (BOTH, {*BOTH, Step.FACTS}, Step.FACTS),
        ({*BOTH, Step.FACTS}, {*BOTH, Step.FACTS}, None),
    ],
)
def test_the_first_page_that_lacks_something(done, begun, open_page):
    assert first_open(done, begun) is open_page


def test_only_the_second_page_has_one_before_it():
    assert {step: step_before(step) for step in Step if step_before(step)} == {Step.YOU: Step.ABOUT}


@pytest.mark.parametrize(
    ("codes", "represented", "asks"),
    [
        ({}, False, True),
        ({}, True, False),
        ({"who": "self"}, False, False),
        ({"who": "child"}, False, False),
        ({"who": "parent"}, False, True),
        ({"who": "kin", "kin": "own-rights"}, False, False),
        ({"who": "kin", "kin": "can-decide"}, False, True),
        ({"who": "nonsense"}, False, True),
    ],
)
def test_the_name_of_another_is_asked_where_there_may_be_another(codes, represented, asks):
    assert Situation.of({GUIDE: codes}, represented=represented).asks_about_whom is asks


def test_what_the_guide_was_told_is_read_out_of_the_draft():
    codes = {"wrong": "refused", "by": "hospital", "answer": "dated", "told_on": "2026-11-02"}
    assert Situation.of({GUIDE: codes}).guided == Answers(
        wrong=Wrong.REFUSED, by=By.HOSPITAL, answer=Answer.DATED, told_on=TOLD
    )


@pytest.mark.parametrize("text", [None, "", "2.11.2026", "2026-13-40", "x"])
def test_what_is_no_date_is_none(text):
    assert day_of(text) is None


GUIDED = Answers(wrong=Wrong.TOO_LONG, who=Who.KIN, kin=Kin.CAN_DECIDE)
OF_PLAN = Answers(
    wrong=Wrong.REFUSED, by=By.MUNICIPAL, matter=Matter.PLAN, who=Who.SELF,
    answer=Answer.DATED, told_on=TOLD,
)  # fmt: skip


@pytest.mark.parametrize(
    ("guided", "reference", "about_name", "who", "path"),
    [
        (Answers(), None, None, Who.SELF, Code.FIND),
        (Answers(), None, "Per Prøve", Who.UNKNOWN, Code.FIND),
        (Answers(), ANOTHER, None, Who.SELF, Code.FIND),
        (Answers(), "ZZZZ-ZZZZ-ZZZZ", None, Who.SELF, Code.FIND),
        (Answers(), PLAN.reference, None, Who.SELF, Code.A),
        (Answers(), PLAN.reference, "Per Prøve", Who.UNKNOWN, Code.A),
        (Answers(), OF_CHILD.reference, None, Who.PARENT, Code.A),
        (Answers(), OF_NAV.reference, None, Who.SELF, Code.E1),
        (GUIDED, PLAN.reference, None, Who.KIN, Code.G),
    ],
)
def test_where_it_leads_by_the_guide_and_by_the_answer_chosen(
    guided, reference, about_name, who, path
):
    situation = Situation(guided=guided, answered=(PLAN, OF_CHILD, OF_NAV))
    answers = situation.answers(reference, about_name)
    assert answers.who is who
    assert path_for(answers, TODAY).main.code is path


def test_an_answer_that_is_chosen_says_what_it_was_about_and_when():
    assert Situation(answered=(PLAN,)).answers(PLAN.reference, None) == OF_PLAN
