"""(klagen) What somebody says is wrong, in their own words, and whose matter it is.

Only what it concerns is required (pasient- og brukerrettighetsloven § 7-3: C, forvaltningsloven § 32; that nothing else is: C/I).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from portal.rules.complaint_answers import Answers, Kin, Who

OWN = frozenset({Who.SELF, Who.CHILD})
"""Who sends what is about themself."""


@dataclass(frozen=True)
class Complaint:
    """Everything that was said. `concerns` is what it is about; None is not said.

    `who` is the code of who sends it, `language` the page's, `phone` E.164. `decision` is the answer complained of in the sender's
    words, `about_name` the person it is about when that is another. `address` is where a letter goes, of one on paper. `calls`: (ring
    meg om klagen) the unit is to help write it.
    """

    concerns: str
    name: str
    language: str
    who: str = Who.UNKNOWN
    happened: str | None = None
    wanted: str | None = None
    decision: str | None = None
    facts: str | None = None
    about_name: str | None = None
    phone: str | None = None
    address: str | None = None
    calls: bool = False

    def __post_init__(self) -> None:
        """Refuse what the desk could not answer: nothing said, an unknown code, a call to nobody."""
        if not self.concerns.strip():
            raise ValueError("a complaint about nothing")
        if self.who not in set(Who):
            raise ValueError("a complaint with an unknown code")
        if self.calls and not self.phone:
            raise ValueError("a call without a number")

    def as_words(self) -> dict[str, str | bool | None]:
        """All it says, by name."""
        return asdict(self)

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Self:
        """A complaint from what `as_words` gave; words of a later version that are unknown here are left out."""
        names = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in words.items() if name in names})


def is_own(answers: Answers, complaint: Complaint) -> bool:
    """(egen klage) Whether it is the sender's own matter, so that they follow it to the end.

    What next of kin complain of in their own right is theirs (pasient- og brukerrettighetsloven § 7-2). Of another, without a right
    to act that is in force, one gets the receipt and nothing more: nobody is told that somebody is known (helsepersonelloven § 21,
    forvaltningsloven § 13). Who has not said whom it is about, and names nobody, is taken to speak of themself (I).
    """
    if answers.who is Who.UNKNOWN:
        return not complaint.about_name
    return answers.who in OWN or answers.kin is Kin.OWN_RIGHTS
