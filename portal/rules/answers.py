"""(svar) What the municipality can answer, what an answer must hold, and how long a slip can be taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from portal.rules.case import WAITING, Outcome, Status
from portal.rules.case import Kind as CaseKind
from portal.rules.coordinator_request import Whom
from portal.rules.deadlines import Law
from portal.rules.events import Code

TAKEN_BACK_WITHIN = timedelta(minutes=10)
LEAST_REASONS = 40


class AnswerKind(StrEnum):
    """The five answers of the desk."""

    MORE_WANTED = "more-wanted"
    PRELIMINARY = "preliminary"
    COORDINATOR = "coordinator"
    IN_PART = "in-part"
    REFUSED = "refused"


FINAL = frozenset({AnswerKind.COORDINATOR, AnswerKind.IN_PART, AnswerKind.REFUSED})
WITH_COMPLAINT = frozenset({AnswerKind.IN_PART, AnswerKind.REFUSED})
OUTCOMES = {
    AnswerKind.COORDINATOR: Outcome.COORDINATOR_APPOINTED,
    AnswerKind.IN_PART: Outcome.GRANTED_IN_PART,
    AnswerKind.REFUSED: Outcome.REFUSED,
}
EVENTS = {
    AnswerKind.MORE_WANTED: Code.CASE_MORE_WANTED,
    AnswerKind.PRELIMINARY: Code.CASE_PRELIMINARY,
    AnswerKind.COORDINATOR: Code.CASE_COORDINATOR,
    AnswerKind.IN_PART: Code.CASE_IN_PART,
    AnswerKind.REFUSED: Code.CASE_REFUSED,
}


@dataclass(frozen=True)
class AnswerWords:
    """What an answer says. `language` is the language of the municipality's own words; dates are ISO.

    `vacant`: no coordinator is found yet, and the unit itself is whom to call (helse- og omsorgstjenesteloven § 7-3).
    """

    text: str
    language: str
    new_date: str | None = None
    granted: str | None = None
    vacant: bool = False
    coordinator_name: str | None = None
    coordinator_role: str | None = None
    coordinator_phone: str | None = None
    coordinator_from: str | None = None
    deputy_name: str | None = None
    deputy_phone: str | None = None

    @property
    def new_day(self) -> date | None:
        """When the person hears again."""
        return date.fromisoformat(self.new_date) if self.new_date else None

    @property
    def from_day(self) -> date | None:
        """The coordinator's first day."""
        return date.fromisoformat(self.coordinator_from) if self.coordinator_from else None

    def as_words(self) -> dict[str, str | bool | None]:
        """All it says, by name."""
        return asdict(self)

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """An answer's words from what `as_words` gave."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in words.items() if name in known})


def outcome_of(kind: AnswerKind, words: AnswerWords) -> Outcome | None:
    """What comes of a case with this answer; None when it decides nothing yet."""
    if kind is AnswerKind.COORDINATOR and words.vacant:
        return Outcome.COORDINATOR_VACANT
    return OUTCOMES.get(kind)


def offered(
    status: str, outcome: str | None, case_kind: str = CaseKind.REQUEST
) -> tuple[AnswerKind, ...]:
    """The answers a case can still get: none when it is closed, and after a decision only another one.

    The office may change its own decision (forvaltningsloven § 35), but does not ask or wait any more. A complaint is decided by its
    own steps (`complaint_course`): while it waits for them the office may ask for more, and say when it answers.
    """
    if status == Status.CLOSED:
        return ()
    if case_kind == CaseKind.COMPLAINT:
        waits = status in WAITING
        return tuple(kind for kind in AnswerKind if waits and kind not in FINAL)
    if outcome in {*OUTCOMES.values(), Outcome.COORDINATOR_VACANT}:
        return tuple(kind for kind in AnswerKind if kind in FINAL)
    return tuple(AnswerKind)


def is_open_to_answers(whom: str | None, *, confirmed: bool, about_self: bool) -> bool:
    """Whether the case may get one of the five answers (helsepersonelloven § 21, forvaltningsloven § 13).

    What somebody started for another leads only to an offer of contact until that person has said
    yes, or the desk has confirmed parental responsibility. `whom` is None for a case that began with
    a call, a visit or a letter; then `about_self` tells whether the one who asked spoke of themself.
    """
    return confirmed or (whom == Whom.SELF if whom else about_self)


def lacking(
    kind: AnswerKind, words: AnswerWords, law: str | None, complaint_due: date | None
) -> tuple[str, ...]:
    """(krav til svaret) The names of what must be there before this answer may be sent, empty when all is.

    A refusal, whole or in part, gives reasons, the law it rests on and the last day to complain
    (forvaltningsloven §§ 24, 25, 27; pasient- og brukerrettighetsloven §§ 2-7, 7-5). A preliminary
    answer says why, and when (forvaltningsloven § 11 a).
    """
    needed: dict[str, bool] = {}
    match kind:
        case AnswerKind.MORE_WANTED:
            needed = {"text": bool(words.text)}
        case AnswerKind.PRELIMINARY:
            needed = {"text": bool(words.text), "new_date": bool(words.new_date)}
        case AnswerKind.COORDINATOR if words.vacant:
            needed = {"new_date": bool(words.new_date)}
        case AnswerKind.COORDINATOR:
            needed = {
                "coordinator_name": bool(words.coordinator_name),
                "coordinator_phone": bool(words.coordinator_phone),
                "coordinator_from": bool(words.coordinator_from),
            }
    if kind is AnswerKind.IN_PART:
        needed["granted"] = bool(words.granted)
    if kind in WITH_COMPLAINT:
        needed["text"] = len(words.text) >= LEAST_REASONS
        needed["law"] = law in set(Law)
        needed["complaint_due"] = complaint_due is not None
    return tuple(name for name, there in needed.items() if not there)


def can_take_back(made_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether a slip can still be undone: within ten minutes, once."""
    return withdrawn_at is None and made_at <= now < made_at + TAKEN_BACK_WITHIN
