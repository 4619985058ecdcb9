"""(rettigheter etter personvernforordningen) What people may ask about their own data, by when they are answered, and by whom.

Each of these is answered by a person: nothing here decides anything by itself (art. 22). The articles are cited from memory (M);
the archive's duty is read in the law (arkivlova § 13, pasientjournalloven § 25: C/I).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.rules.deadlines import months_after


class Kind(StrEnum):
    """What is asked: (hvorfor har noen sett, rette, begrense, protestere, slette, annet)."""

    WHY = "why"
    CORRECT = "correct"
    RESTRICT = "restrict"
    OBJECT = "object"
    DELETE = "delete"
    OTHER = "other"


class Outcome(StrEnum):
    """What came of it: (ja, delvis, nei, trukket)."""

    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Ground(StrEnum):
    """Why something is refused, or granted in part: (arkivplikt, oppgaven krever det, opplysningen er riktig, en vurdering,
    vilkårene er ikke oppfylt, grunnene veier tyngre, åpenbart grunnløs).
    """

    ARCHIVE = "archive"
    TASK = "task"
    IS_RIGHT = "is-right"
    ASSESSMENT = "assessment"
    NOT_MET = "not-met"
    WEIGHTIER = "weightier"
    UNFOUNDED = "unfounded"


@dataclass(frozen=True)
class Row:
    """A right: where it stands, on what grounds it can be refused, and whether it must be said in words what is wanted."""

    law: str
    grounds: tuple[Ground, ...]
    needs_words: bool = False


TABLE: dict[Kind, Row] = {
    Kind.WHY: Row("art. 15, pasientjournalloven § 22 a: C/M", (Ground.UNFOUNDED,)),
    Kind.CORRECT: Row(
        "art. 16: M", (Ground.IS_RIGHT, Ground.ASSESSMENT, Ground.UNFOUNDED), needs_words=True
    ),
    Kind.RESTRICT: Row("art. 18: M", (Ground.NOT_MET, Ground.UNFOUNDED)),
    Kind.OBJECT: Row("art. 21: M", (Ground.WEIGHTIER, Ground.TASK, Ground.UNFOUNDED)),
    Kind.DELETE: Row("art. 17: M", (Ground.ARCHIVE, Ground.TASK, Ground.UNFOUNDED)),
    Kind.OTHER: Row("art. 12: M", (Ground.UNFOUNDED,), needs_words=True),
}
"""The rights that apply here. Portability (art. 20) is a file anybody takes out (`privacy.all`): nobody needs to ask for it."""

GROUND_LAW: dict[Ground, str] = {
    Ground.ARCHIVE: "arkivlova § 13, pasientjournalloven § 25, art. 17 nr. 3: C/I",
    Ground.TASK: "art. 6 nr. 1 c og e, art. 17 nr. 3 b: M",
    Ground.IS_RIGHT: "art. 16: M",
    Ground.ASSESSMENT: "art. 16: I",
    Ground.NOT_MET: "art. 18 nr. 1: M",
    Ground.WEIGHTIER: "art. 21 nr. 1: M",
    Ground.UNFOUNDED: "art. 12 nr. 5: M",
}
"""Where each ground stands."""

MONTHS = 1
"""(svarfrist) Without undue delay, and within a month of the request (art. 12 nr. 3: M)."""

LATER = (1, 2)
"""(forlenget frist) So many months more, once, when it is complex or there are many; told with the reason within the first (art. 12 nr. 3: M)."""


class Near(StrEnum):
    """How near the last day is: (fristen er gått, frist i dag, frist i morgen)."""

    PASSED = "passed"
    TODAY = "today"
    TOMORROW = "tomorrow"


GIVEN_BY_DESK = (Outcome.GRANTED, Outcome.PARTLY, Outcome.REFUSED)


def due_on(asked_on: date) -> date:
    """The last day for an answer."""
    return months_after(asked_on, MONTHS)


def is_late(due: date, today: date) -> bool:
    """Whether the month has gone."""
    return today > due


def near(due: date, today: date) -> Near | None:
    """What to be reminded of, None while there is more than a day."""
    if is_late(due, today):
        return Near.PASSED
    return {0: Near.TODAY, 1: Near.TOMORROW}.get((due - today).days)


def put_off_until(asked_on: date, months: int) -> date:
    """The last day when so many months are added. ValueError for more than the law gives."""
    if months not in LATER:
        raise ValueError("months")
    return months_after(asked_on, MONTHS + months)


def may_put_off(asked_on: date, due: date, today: date) -> bool:
    """Whether more time may still be taken: once, and only within the first month."""
    return due == due_on(asked_on) and today <= due


def needs_ground(outcome: Outcome) -> bool:
    """Whether the answer must say why the person does not get all they asked for (art. 12 nr. 4: M)."""
    return outcome in {Outcome.PARTLY, Outcome.REFUSED}


def grounds_for(kind: Kind) -> tuple[Ground, ...]:
    """The grounds there are for saying no to this, in full or in part."""
    return TABLE[kind].grounds


def fault_in(kind: Kind, outcome: Outcome, ground: Ground | None, text: str) -> str | None:
    """Why this is no answer, as a code; None when it is one. An answer always has words of its own."""
    if outcome not in GIVEN_BY_DESK:
        return "outcome"
    if needs_ground(outcome) != (ground is not None):
        return "ground"
    if ground is not None and ground not in grounds_for(kind):
        return "ground"
    return None if text.strip() else "words"


def may_answer(answerer_kind: str, answerer: str, asked_about: str | None) -> bool:
    """(ikke automatisert, fire øyne) Only a person at work answers, and never about what they did themselves.

    `asked_about` is the employee whose doing the question is about, None when it is about nobody's.
    """
    return answerer_kind == "staff" and bool(answerer) and answerer != asked_about
