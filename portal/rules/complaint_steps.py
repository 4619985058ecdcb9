"""(gangen i en klage) The pages of a complaint with login: which there are, which is next, and what the guide's answers come to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Self

from portal.rules.complaint import OWN
from portal.rules.complaint_answers import Answer, Answers, By, Kin, Matter, Who, Wrong
from portal.rules.coordinator_request import Wants
from portal.rules.deadlines import Law

Typed = Mapping[str, Mapping[str, str]]
"""What is kept of a draft, by step and field."""

GUIDE = "guide"
"""The step of a draft that holds the codes of the public guide, by the names it sends them with. `told_on` is an ISO date."""

UNKNOWN = "unknown"
ANOTHER = "another"
"""The complaint is about an answer that is not among the sender's own cases."""


class Step(StrEnum):
    """A page of the complaint, named as its address is."""

    ABOUT = "gjelder"
    YOU = "deg"
    HAPPENED = "hva-skjedde"
    WANTED = "hva-du-vil"
    DECISION = "svaret"
    FACTS = "mer-a-vite"


PATH = (Step.ABOUT, Step.YOU)
"""What everybody answers, in order: what it is about, and who sends it (pasient- og brukerrettighetsloven § 7-3)."""

EXTRAS = (Step.HAPPENED, Step.WANTED, Step.DECISION, Step.FACTS)
"""What may be added before it is sent, once the others are done."""


@dataclass(frozen=True)
class Answered:
    """An answer that can be complained of, in a case the sender may see. `own`: the case is about the one it is sent for.

    `unit` is the code of the one that has the case, and looks at its answer again.
    """

    reference: str
    told_on: date
    wants: str | None
    law: str | None
    unit: str
    own: bool


@dataclass(frozen=True)
class Situation:
    """What decides what the pages ask.

    `represented` (på vegne av): it is written by somebody with the right to complain for the person. `guided` is what the guide was
    told. `answered` are the answers there are to choose among; None on pages that do not ask for one.
    """

    represented: bool = False
    guided: Answers = field(default_factory=Answers)
    answered: tuple[Answered, ...] | None = None

    @classmethod
    def of(
        cls,
        typed: Typed,
        *,
        represented: bool = False,
        answered: tuple[Answered, ...] | None = None,
    ) -> Self:
        """Read the guide's codes out of what is kept."""
        return cls(represented, answers_of(typed.get(GUIDE, {})), answered)

    @property
    def asks_about_whom(self) -> bool:
        """Whether it may be about another, so that the name of the one it is about has a place."""
        speaks_of_self = self.guided.who in OWN or self.guided.kin is Kin.OWN_RIGHTS
        return not (self.represented or speaks_of_self)

    def chosen(self, reference: str | None) -> Answered | None:
        """The answer with this reference; None when it is another, or none was chosen."""
        return next((each for each in self.answered or () if each.reference == reference), None)

    def answers(self, reference: str | None, about_name: str | None) -> Answers:
        """What is known when it is sent, for the table of paths.

        An answer chosen among one's own cases says what the guide would have asked of it, and counts where the guide was told
        nothing: it is a refusal of the municipality's, with a day. Who names nobody else is taken to speak of themself (I).
        """
        found, chosen = self.guided, self.chosen(reference)
        if chosen is not None and found.wrong is Wrong.UNKNOWN:
            found = replace(
                found,
                wrong=Wrong.REFUSED,
                by=OFFICES.get(chosen.law or "", By.MUNICIPAL),
                matter=MATTERS.get(chosen.wants or "", Matter.UNKNOWN),
                answer=Answer.DATED,
                told_on=chosen.told_on,
            )
        if found.who is Who.UNKNOWN and not about_name:
            parent = chosen is not None and not chosen.own
            found = replace(found, who=Who.PARENT if parent else Who.SELF)
        return found


MATTERS = {
    Wants.PLAN.value: Matter.PLAN,
    Wants.COORDINATOR.value: Matter.COORDINATOR,
    Wants.BOTH.value: Matter.PLAN,
}
"""What a request was for, as the guide would have it. Both are the same law, the same time and the same way."""

OFFICES = {Law.NAV.value: By.NAV_MUNICIPAL, Law.CHILD_WELFARE.value: By.CHILD_WELFARE}
"""Who in the municipality has answered by which law; by any other it is health and care."""


def day_of(text: str | None) -> date | None:
    """A kept date; None when it is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def may_open(step: str, done: Collection[str]) -> bool:
    """Whether the page is reached: all before it are done. What may be added comes after all of them."""
    before = PATH[: PATH.index(Step(step))] if step in PATH else PATH
    return set(before) <= set(done)


def first_open(done: Collection[str], begun: Collection[str] = ()) -> Step | None:
    """The first page that still needs an answer; None when all can be sent.

    `begun` are the pages with something typed: what may be added must then be whole as well.
    """
    needed = (*PATH, *(step for step in EXTRAS if step in begun))
    return next((step for step in needed if step not in done), None)


def step_before(step: str) -> Step | None:
    """The page in front of this one, None for the first and for what may be added."""
    place = PATH.index(Step(step)) if step in PATH else 0
    return PATH[place - 1] if place else None


def codes_of(answers: Answers) -> dict[str, str]:
    """What the guide was told, as the draft keeps it: codes and a date, and nothing for «vet ikke»."""
    codes = {name: str(code) for name, code in vars(answers).items() if code}
    return {name: code for name, code in codes.items() if code != UNKNOWN}


def answers_of(codes: Mapping[str, str]) -> Answers:
    """The other way: what is no code of ours is «vet ikke»."""
    return Answers.of(codes, day_of(codes.get("told_on")))
