"""(noe er galt) From a few plain answers to a row of the table of paths. Total: every combination of answers gives one main row.

«Vet ikke» is always an answer, and so is what is not answered. Never «you cannot».
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from portal.rules.complaint_answers import Answer, Answers, By, Who, Wrong
from portal.rules.complaint_bodies import OWN_UNIT, Body
from portal.rules.complaint_path import Code, Ombud, Row, Time
from portal.rules.complaint_table import TABLE, TODAY, row_on
from portal.rules.complaint_ways import (
    ABOUT_A_DECISION,
    HEALTH_LAW,
    LAW_OF,
    OUTSIDE_HEALTH,
    codes_for,
)


class Question(StrEnum):
    """A page of the guide, named as its address could be."""

    WRONG = "hva"
    COORDINATOR = "koordinatoren"
    DATA = "opplysninger"
    BY = "hvem-avgjorde"
    MATTER = "gjelder"
    WHO = "hvem-er-du"
    KIN = "parorende"
    ANSWER = "svaret"


@dataclass(frozen=True)
class Found:
    """One main row, and what may be right beside it; with the answers that were asked for, the others back at «vet ikke»."""

    main: Row
    beside: tuple[Row, ...]
    answers: Answers

    @property
    def unsure(self) -> bool:
        """Whether it is «send it, we find the right place»."""
        return self.main.code is Code.FIND


def path_for(answers: Answers, day: date, table: tuple[Row, ...] = TABLE) -> Found:
    """(veien) The path on that day, from 2020 on. Answers to questions that are not asked do not count."""
    counted = asked_only(answers)
    main, *beside = (fitted(row_on(code, day, table), counted.by) for code in codes_for(counted))
    return Found(main, tuple(beside), counted)


SENT_TO = {
    By.HOSPITAL: Body.HOSPITAL,
    By.NAV_MUNICIPAL: Body.NAV_OFFICE,
    By.NAV: Body.NAV_OFFICE,
    By.NAV_STATE: Body.NAV_UNIT,
    By.CHILD_WELFARE: Body.CHILD_WELFARE,
    By.SCHOOL: Body.COORDINATING_UNIT,
    By.OTHER: Body.COORDINATING_UNIT,
    By.UNKNOWN: Body.COORDINATING_UNIT,
}
"""Where what goes to the office that decided goes, by who that was. Of municipal health the profile says which unit."""

OWN_OF = {
    (Code.H1, By.HOSPITAL): Body.HOSPITAL,
    (Code.H1, By.NAV_STATE): Body.NAV_UNIT,
    (Code.I, By.HOSPITAL): Body.HOSPITAL,
}
"""Who answers for its own register (art. 4 nr. 7), and has a coordinating unit of its own (spesialisthelsetjenesteloven § 2-5 b)."""


def fitted(row: Row, by: By) -> Row:
    """The row with what the answer says: which office, which law a FIND rests on when it is known, and whether the ombud helps."""
    recipient = OWN_OF.get((row.code, by), row.recipient)
    if recipient in OWN_UNIT:
        recipient = SENT_TO.get(by, recipient)
    law = LAW_OF.get(by) if row.code is Code.FIND else row.law
    return replace(row, recipient=recipient, law=law, ombud=ombud_of(row, by))


def ombud_of(row: Row, by: By) -> Ombud:
    """(pasient- og brukerombudet) Helps in municipal health and care and at hospitals, not in Nav (§§ 8-1, 8-3)."""
    if row.ombud is not Ombud.IF_HEALTH or by in {By.OTHER, By.UNKNOWN}:
        return row.ombud
    return Ombud.YES if by in HEALTH_LAW else Ombud.NO


# Which questions are asked.

COUNTED = frozenset(row.code for row in TODAY if row.time is Time.COUNTED)
Applies = Callable[[Answers], bool]
QUESTIONS: tuple[tuple[Question, tuple[str, ...], Applies], ...] = (
    (Question.WRONG, ("wrong",), lambda _: True),
    (Question.COORDINATOR, ("trouble",), lambda said: said.wrong is Wrong.COORDINATOR),
    (Question.DATA, ("data",), lambda said: said.wrong is Wrong.OWN_DATA),
    (Question.BY, ("by",), lambda said: said.wrong is not Wrong.SCHOOL),
    (
        Question.MATTER,
        ("matter",),
        lambda said: said.wrong in ABOUT_A_DECISION and said.by not in OUTSIDE_HEALTH - {By.OTHER},
    ),
    (Question.WHO, ("who",), lambda _: True),
    (Question.KIN, ("kin",), lambda said: said.who in {Who.KIN, Who.PARENT_OLDER}),
    (
        Question.ANSWER,
        ("answer", "told_on"),
        lambda said: said.wrong is not Wrong.NO_ANSWER and codes_for(said)[0] in COUNTED,
    ),
)
"""Each with the fields it fills and whether it is asked after these answers, in order."""


def questions(answers: Answers) -> tuple[Question, ...]:
    """The questions these answers lead to, in order."""
    counted = asked_only(answers)
    return tuple(question for question, _names, applies in QUESTIONS if applies(counted))


def next_question(answers: Answers, done: Collection[str]) -> Question | None:
    """The first that is not answered; None when the path is found."""
    return next((each for each in questions(answers) if each not in done), None)


def question_before(question: Question, answers: Answers) -> Question | None:
    """The one in front of this; None for the first, and for one that is not asked."""
    asked = questions(answers)
    place = asked.index(question) if question in asked else 0
    return asked[place - 1] if place else None


def asked_only(answers: Answers) -> Answers:
    """The answers with those to questions that are not asked set back, so that a changed mind leaves nothing behind."""
    blank: dict[str, Any] = {field.name: field.default for field in fields(Answers)}
    for _question, names, applies in QUESTIONS:
        if not applies(answers):
            answers = replace(answers, **{name: blank[name] for name in names})
    if answers.answer is not Answer.DATED:
        answers = replace(answers, told_on=None)
    return answers
