"""(svar) What the municipality can answer, what an answer must hold, and how long a slip can be taken back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from portal.rules.case import Outcome
from portal.rules.events import Code

TAKEN_BACK_WITHIN = timedelta(minutes=10)


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

    def as_words(self) -> dict[str, str | bool | None]:
        """All it says, by name."""
        return asdict(self)

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """An answer's words from what `as_words` gave."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in words.items() if name in known})


def can_take_back(made_at: datetime, withdrawn_at: datetime | None, now: datetime) -> bool:
    """Whether a slip can still be undone: within ten minutes, once."""
    return withdrawn_at is None and made_at <= now < made_at + TAKEN_BACK_WITHIN
