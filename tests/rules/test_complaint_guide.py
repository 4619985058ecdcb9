"""«Noe er galt»: every row of the law by a natural way, every «vet ikke» to somewhere, and never nowhere."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from portal.rules.complaint_answers import (
    Answer,
    Answers,
    By,
    Data,
    Kin,
    Matter,
    Trouble,
    Who,
    Wrong,
)
from portal.rules.complaint_guide import (
    Question,
    asked_only,
    next_question,
    path_for,
    question_before,
    questions,
)
from portal.rules.complaint_path import Code, Kind, Ombud, helpers
from portal.rules.deadlines import Law

DAY = date(2026, 11, 22)


def said(words: str, **changes) -> Answers:
    """Answers as one would type them: «wrong=refused by=hospital»."""
    codes = dict(each.split("=") for each in words.split())
    return replace(Answers.of({"who": "self", **codes}), **changes)


def codes(answers: Answers) -> list[str]:
    found = path_for(answers, DAY)
    return [row.code for row in (found.main, *found.beside)]


@pytest.mark.parametrize(
    ("words", "main", "to"),
    [
        # a  refused or not answered: plan, coordinator, child coordinator
        ("wrong=refused by=municipal-health matter=plan", "a", "deciding-office"),
        ("wrong=refused by=municipal-health matter=coordinator", "a", "deciding-office"),
        ("wrong=no-answer by=municipal-health matter=plan", "a", "deciding-office"),
        ("wrong=coordinator trouble=none-named by=municipal-health", "a", "deciding-office"),
        ("wrong=coordinator trouble=not-done by=municipal-health", "a", "deciding-office"),
        # b  the plan lacks something
        ("wrong=plan-lacks by=municipal-health", "b", "deciding-office"),
        # c1–c3
        ("wrong=not-received by=municipal-health", "c1", "service"),
        ("wrong=badly-done by=municipal-health", "c2", "county-governor"),
        ("wrong=badly-done by=hospital", "c2", "county-governor"),
        ("wrong=coordinator trouble=careless by=municipal-health", "c2", "county-governor"),
        ("wrong=harm by=hospital", "c3", "board-of-health"),
        ("wrong=harm by=municipal-health", "c3", "board-of-health"),
        # d, d2
        ("wrong=refused by=municipal-health matter=help", "d", "deciding-office"),
        ("wrong=refused by=hospital matter=abroad", "d2", "health-appeals"),
        # e1–e4
        ("wrong=refused by=nav-municipal", "e1", "nav-office"),
        ("wrong=plan-lacks by=nav-municipal", "e1", "nav-office"),
        ("wrong=refused by=nav-state", "e2", "nav-unit"),
        ("wrong=badly-done by=nav-municipal", "e3", "nav-office"),
        ("wrong=refused by=child-welfare", "e4", "child-welfare"),
        ("wrong=plan-lacks by=child-welfare", "e4", "child-welfare"),
        # f, f2
        ("wrong=refused by=hospital matter=plan", "f", "hospital"),
        ("wrong=refused by=hospital matter=coordinator", "f", "hospital"),
        ("wrong=not-received by=hospital", "f", "hospital"),
        ("wrong=refused by=hospital matter=coercion", "f2", "control-commission"),
        # g
        ("wrong=too-long by=municipal-health", "g", "deciding-office"),
        ("wrong=too-long by=nav-municipal", "g", "nav-office"),
        ("wrong=too-long by=hospital", "g", "hospital"),
        # h1–h3
        ("wrong=own-data data=access by=municipal-health", "h1", "municipality"),
        ("wrong=own-data data=access by=hospital", "h1", "hospital"),
        ("wrong=own-data data=journal by=municipal-health", "h2", "service"),
        ("wrong=own-data data=journal by=hospital", "h2", "hospital"),
        ("wrong=own-data data=snooping by=municipal-health", "h3", "county-governor"),
        # i, j
        ("wrong=coordinator trouble=wants-other by=municipal-health", "i", "coordinating-unit"),
        ("wrong=school", "j", "coordinating-unit"),
        ("wrong=not-received by=school", "j", "coordinating-unit"),
    ],
)
def test_each_row_is_found_by_a_natural_way(words, main, to):
    found = path_for(said(words), DAY)
    assert (found.main.code, found.main.recipient) == (main, to)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wrong=no-answer by=municipal-health matter=plan", "a g"),
        ("wrong=too-long by=municipal-health", "g a c2"),
        ("wrong=too-long by=nav-state", "g e2"),
        ("wrong=coordinator trouble=not-done by=municipal-health", "a i"),
        ("wrong=refused by=nav", "e1 e2"),
        ("wrong=harm by=hospital", "c3 c2"),
        ("wrong=harm by=child-welfare", "find c3"),
        ("wrong=plan-lacks by=school", "b j"),
        ("wrong=own-data data=snooping by=nav-municipal", "find h1 h3"),
    ],
)
def test_what_may_be_right_stands_beside(words, found):
    assert codes(said(words)) == found.split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("wrong=unknown", "find"),
        ("wrong=other by=unknown", "find"),
        ("wrong=unknown by=hospital", "find f c2"),
        ("wrong=refused by=unknown matter=unknown", "find a"),
        ("wrong=refused by=unknown matter=plan", "find a"),
        ("wrong=refused by=municipal-health matter=unknown", "find a d"),
        ("wrong=plan-lacks by=unknown", "find b"),
        ("wrong=not-received by=unknown", "find c1"),
        ("wrong=badly-done by=unknown", "find c2"),
        ("wrong=coordinator trouble=unknown by=unknown", "find i a c2"),
        ("wrong=own-data data=unknown by=municipal-health", "find h1 h2 h3"),
        # What went wrong decides it, so that «vet ikke» to who did it does no harm.
        ("wrong=refused by=unknown matter=coordinator", "a"),
        ("wrong=refused by=unknown matter=help", "d"),
        ("wrong=harm by=unknown", "c3 c2 find"),
        ("wrong=too-long by=unknown", "g find"),
        ("wrong=own-data data=journal by=unknown", "h2"),
    ],
)
def test_in_doubt_it_goes_to_the_municipality_which_must_pass_it_on(words, found):
    main = path_for(said(words), DAY).main
    assert codes(said(words)) == found.split()
    if found.startswith("find"):
        assert (main.kind, main.recipient) == (Kind.COMPLAINT, "coordinating-unit")
        assert "forvaltningsloven § 11" in main.basis
    elif "by=unknown" in words and main.code not in {"c3"}:
        assert main.recipient == "coordinating-unit"


def test_every_combination_gives_one_main_row_and_no_row_twice():
    """Those with «vet ikke» among them: that is most."""
    details = [
        *({"trouble": each} for each in Trouble),
        *({"data": each} for each in Data),
        *({"matter": each} for each in Matter),
    ]
    seen = set()
    for wrong, by, who, detail in product(Wrong, By, Who, details):
        found = path_for(Answers(wrong=wrong, by=by, who=who, **detail), DAY)
        rows = [found.main.code, *(row.code for row in found.beside)]
        assert len(rows) == len(set(rows)), (wrong, by, who, detail)
        assert found.main.recipient
        seen.add(found.main.code)
    assert seen == set(Code)


@pytest.mark.parametrize("kin", Kin)
@pytest.mark.parametrize("answer", Answer)
def test_nothing_known_at_all_is_still_a_path(kin, answer):
    found = path_for(Answers(kin=kin, answer=answer), DAY)
    assert (found.unsure, found.main.law, found.main.ombud) == (True, None, Ombud.IF_HEALTH)


@pytest.mark.parametrize(
    ("by", "law", "ombud"),
    [
        ("municipal-health", Law.HEALTH, "yes"),
        ("hospital", Law.HEALTH, "yes"),
        ("nav", Law.NAV, "no"),
        ("nav-municipal", Law.NAV, "no"),
        ("nav-state", Law.NAV, "no"),
        ("child-welfare", Law.CHILD_WELFARE, "no"),
        ("school", None, "no"),
        ("other", None, "if-health"),
        ("unknown", None, "if-health"),
    ],
)
def test_who_did_it_tells_the_law_and_who_can_help(by, law, ombud):
    main = path_for(said(f"wrong=other by={by}"), DAY).main
    assert (main.code, main.law, main.ombud) == (Code.FIND, law, ombud)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # § 7-4: all next of kin may ask for supervision; § 7-4 and sight of the journal for a deceased.
        ("wrong=refused by=municipal-health matter=plan who=kin", "a c2"),
        ("wrong=refused by=municipal-health matter=plan who=parent-older", "a c2"),
        ("wrong=refused by=nav-municipal who=kin", "e1"),
        ("wrong=refused by=municipal-health matter=help who=kin-of-deceased", "c2 h2 d"),
        ("wrong=badly-done by=hospital who=kin-of-deceased", "c2 h2"),
        ("wrong=harm by=hospital who=kin-of-deceased", "c3 c2 h2"),
        ("wrong=own-data data=journal by=hospital who=kin-of-deceased", "h2 c2"),
        ("wrong=unknown by=unknown who=kin-of-deceased", "find c2 h2"),
        ("wrong=refused by=nav-municipal who=kin-of-deceased", "e1"),
    ],
)
def test_who_asks_may_open_another_way(words, found):
    assert codes(said(words)) == found.split()


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("wrong=unknown", "hva hvem-avgjorde hvem-er-du svaret"),
        ("wrong=refused", "hva hvem-avgjorde gjelder hvem-er-du svaret"),
        ("wrong=refused by=nav", "hva hvem-avgjorde hvem-er-du svaret"),
        ("wrong=no-answer", "hva hvem-avgjorde gjelder hvem-er-du"),
        ("wrong=too-long", "hva hvem-avgjorde hvem-er-du"),
        ("wrong=school", "hva hvem-er-du"),
        ("wrong=harm by=hospital", "hva hvem-avgjorde hvem-er-du"),
        ("wrong=own-data data=journal", "hva opplysninger hvem-avgjorde hvem-er-du svaret"),
        (
            "wrong=own-data data=access by=municipal-health",
            "hva opplysninger hvem-avgjorde hvem-er-du",
        ),
        (
            "wrong=coordinator trouble=wants-other",
            "hva koordinatoren hvem-avgjorde hvem-er-du",
        ),
        (
            "wrong=plan-lacks by=municipal-health who=kin",
            "hva hvem-avgjorde hvem-er-du parorende svaret",
        ),
    ],
)
def test_only_the_questions_that_matter_are_asked(words, asked):
    answers = said(words)
    assert list(questions(answers)) == asked.split()
    done: list[str] = []
    while question := next_question(answers, done):
        assert question_before(question, answers) == (done[-1] if done else None)
        done.append(question)
    assert done == asked.split()


def test_a_changed_mind_leaves_nothing_behind():
    before = said("wrong=refused by=hospital matter=coercion answer=dated", told_on=DAY)
    after = replace(before, wrong=Wrong.SCHOOL)
    assert asked_only(after) == Answers(wrong=Wrong.SCHOOL, who=Who.SELF)
    assert path_for(after, DAY) == path_for(said("wrong=school"), DAY)


def test_a_date_counts_only_with_a_dated_answer():
    words = "wrong=refused by=nav answer="
    assert path_for(said(words + "dated", told_on=DAY), DAY).answers.told_on == DAY
    for other in (Answer.UNDATED, Answer.NONE, Answer.UNKNOWN):
        assert path_for(said(words + other, told_on=DAY), DAY).answers.told_on is None


def test_a_code_nobody_knows_is_not_knowing():
    assert Answers.of({"wrong": "custom", "by": "", "who": "self"}) == Answers(who=Who.SELF)
    assert question_before(Question.KIN, Answers()) is None


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2026, 2030])
def test_the_guide_finds_a_path_on_every_day_there_is(year):
    for wrong, by in product(Wrong, By):
        assert path_for(Answers(wrong=wrong, by=by), date(year, 1, 1)).main.code


@pytest.mark.parametrize(
    ("by", "who"),
    [
        (
            "municipal-health",
            "office ombud county-governor patient-organisation legal-aid",
        ),
        ("nav-municipal", "office county-governor legal-aid"),
        (
            "unknown",
            "office ombud-if-health county-governor patient-organisation legal-aid",
        ),
    ],
)
def test_somebody_can_help_whatever_it_is(by, who):
    main = path_for(said(f"wrong=not-received by={by}"), DAY).main
    assert list(helpers(main)) == who.split()
