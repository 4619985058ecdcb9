"""What a lawyer is asked to look at: every rule with its mark, the unsure ones first."""

import dataclasses
from datetime import date

import pytest

from portal import legal_review
from portal.articles import ArticleLibrary
from portal.config import ROOT
from portal.legal_review import MEANING, review, rule_set_rows
from portal.rules import privacy, retention
from portal.rules.deadlines import RULE_SETS, Concerns, Law, RuleSet
from portal.rules.representation import Basis

LINES = review(ArticleLibrary.load(ROOT / "portal" / "content").every())


@pytest.mark.parametrize(
    "line",
    [
        "C rules/deadlines.py RULE_SETS – pasient- og brukerrettighetsloven § 7-5: "
        "4 weeks (complaint, health)",
        "C rules/deadlines.py RULE_SETS – sosialtjenesteloven § 47 og forvaltningsloven § 29: "
        "3 weeks (complaint, nav)",
        "C rules/deadlines.py RULE_SETS – barnevernsloven § 12-9 og forvaltningsloven § 29: "
        "3 weeks (complaint, child-welfare)",
        "I rules/deadlines.py RULE_SETS – forvaltningsloven § 11 a: 1 month (answer, every law)",
        "P rules/deadlines.py RULE_SETS – pasient- og brukerrettighetsloven § 7-5 (health): "
        "in use for days from 2012-01-01",
        "C rules/deadlines.py RULE_SETS – forvaltningsloven 2025 § 17: "
        "1 month (answer, every law), adopted, no start date: not in use",
    ],
)
def test_deadlines_are_listed_with_their_marks(line: str) -> None:
    assert line in LINES


@pytest.mark.parametrize(
    "line",
    [
        "C rules/plan_check.py check – the ten items and the child's: IP-forskriften § 9",
        "I rules/plan_lateness.py attention – a measure is unanswered 14 days after it was asked",
        "I rules/plan_follow_up.py message_answer_by – a message is answered within 5 working days",
        "C rules/plan_transitions.py – eighteen: pasient- og brukerrettighetsloven §§ 2-5 b and 2-5 c",
        "I rules/plan_transitions.py – eighteen: begin 24 months before",
    ],
)
def test_the_rules_of_the_plan_are_listed_with_their_marks(line: str) -> None:
    assert line in LINES


@pytest.mark.parametrize(
    "line",
    [
        "C rules/representation.py TABLE – parent: pasient- og brukerrettighetsloven §§ 3-4, 4-4",
        "C rules/representation.py TABLE – guardian: vergemålsloven §§ 20–22, 31–33",
        "I rules/representation.py TABLE – register: forvaltningsloven § 12",
        "I rules/representation.py TABLE – kin: at most 12 months",
        "C rules/registering.py Kin – the nearest next of kin, in this order after whom the person has named: "
        "pasient- og brukerrettighetsloven § 1-3 b",
        "I registers/altinn.py PACKAGES – innbygger-helsetjenester (register): follow-cases, notices, see-plan",
        "I login/representation.py ROLES – kommune:helseOgOmsorg (register): ask, complain, follow-cases, "
        "notices, see-plan, write-plan",
        "M rules/privacy.py TABLE – correct: art. 16",
        "I rules/retention.py TABLE – case: arkivlova § 13, pasientjournalloven § 25",
    ],
)
def test_who_may_act_for_whom_is_listed_with_its_marks(line: str) -> None:
    assert line in LINES


def test_every_basis_is_listed() -> None:
    for basis in Basis:
        assert any(f"TABLE – {basis}: " in line for line in LINES)


@pytest.mark.parametrize(
    ("where", "kinds"),
    [
        ("rules/retention.py TABLE", retention.Data),
        ("rules/privacy.py TABLE", privacy.Kind),
        ("rules/privacy.py GROUND_LAW", privacy.Ground),
        ("rules/retention.py LEFT_OPEN", retention.LEFT_OPEN),
    ],
    ids=["kept", "rights", "grounds", "left open"],
)
def test_every_row_of_what_is_kept_and_asked_is_listed(where: str, kinds) -> None:
    for kind in kinds:
        assert any(f" {where} – {kind}: " in line for line in LINES), kind


def test_every_rule_set_is_listed() -> None:
    for each in RULE_SETS:
        assert any(each.basis in line for line in LINES)


def test_every_line_begins_with_a_mark_that_is_explained() -> None:
    listed = LINES[len(MEANING) + 1 : -2]
    assert listed
    assert {line.split(" ")[0] for line in listed} <= set(MEANING)


def test_the_unsure_come_first() -> None:
    marks = [line[0] for line in LINES[len(MEANING) + 1 : -2]]
    assert marks == sorted(marks, key=lambda mark: mark == "C")


def test_a_rule_that_has_ended_says_when() -> None:
    ended = RuleSet(
        Concerns.COMPLAINT, Law.NAV, "en lov § 1", "C",
        weeks=3, valid_from=date(2020, 1, 1), since_mark="M", valid_to=date(2027, 12, 31),
    )  # fmt: skip
    assert rule_set_rows(ended)[1] == (
        "M",
        "rules/deadlines.py RULE_SETS",
        "en lov § 1 (nav): in use for days from 2020-01-01 to 2027-12-31",
    )


def test_a_start_date_that_is_given_at_last_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    started = dataclasses.replace(RULE_SETS[-1], valid_from=date(2028, 1, 1), since_mark="C")
    monkeypatch.setattr(legal_review, "RULE_SETS", (started,))
    assert (
        "C rules/deadlines.py RULE_SETS – forvaltningsloven 2025 § 17 (every law): "
        "in use for days from 2028-01-01" in review([])
    )
