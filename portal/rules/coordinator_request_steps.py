"""(gangen i en melding om behov) The pages of a request with login: which apply, in which order, and which is next."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar

from portal.rules.coordinator_request import ChildAge, Wants, Whom

Answers = Mapping[str, Mapping[str, str]]
Code = TypeVar("Code", bound=StrEnum)


class Step(StrEnum):
    """A page of the request, named as its address is."""

    WHO = "hvem"
    CONSENT = "personens-onske"
    PERSON = "personen"
    SERVICE = "tjenesten"
    YOU = "deg"
    OWN_WORDS = "egne-ord"
    WISH = "onske"
    TODAY = "i-dag"
    HELPERS = "hjelp-fra"
    INTERPRETER = "tolk"


class Knows(StrEnum):
    """Whether the person it is about knows that somebody asks, and wants it."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True)
class Situation:
    """What decides which pages there are. None where it is not answered, or answered with a code nobody knows.

    `represented` (på vegne av): it is typed by somebody with the right to act for the person, and counts as the person's own.
    """

    whom: Whom | None = None
    wants: Wants | None = None
    age: ChildAge | None = None
    knows: Knows | None = None
    represented: bool = False

    @classmethod
    def of(cls, answers: Answers, *, represented: bool = False) -> Self:
        """Read the codes out of what has been typed so far, step by step."""
        who, consent = answers.get(Step.WHO, {}), answers.get(Step.CONSENT, {})
        whom = Whom.SELF if represented else known(Whom, who.get("whom"))
        return cls(
            whom=whom,
            wants=known(Wants, who.get("wants")),
            age=known(ChildAge, consent.get("age")) if whom is Whom.CHILD else None,
            knows=known(Knows, consent.get("knows")),
            represented=represented,
        )

    @property
    def for_another(self) -> bool:
        """Whether somebody else than the one who types is the person it is about."""
        return self.whom not in (None, Whom.SELF)

    @property
    def about_other(self) -> bool:
        """Whether the words on the pages are about another than the one who types."""
        return self.for_another or self.represented

    @property
    def young_child(self) -> bool:
        """A child under 16: the parent answers for it (pasient- og brukerrettighetsloven § 4-4)."""
        return self.whom is Whom.CHILD and self.age is ChildAge.UNDER_16

    @property
    def must_know(self) -> bool:
        """(personen skal vite om det) Whether nothing may be told unless the person knows of it and wants it.

        From 16 one decides oneself on health matters (pasient- og brukerrettighetsloven § 4-3); a service also needs a
        yes before it tells who it is about (taushetsplikt: helsepersonelloven chapter 5, forvaltningsloven § 13).
        """
        return self.for_another and not self.young_child

    @property
    def stops(self) -> bool:
        """(ingen henvendelse uten personens ønske) The person does not know or does not want it, or nobody is sure.

        Then no name and no word about health is taken: the way on is to talk with the unit.
        """
        return self.must_know and self.knows in (Knows.NO, Knows.UNSURE)


def may_keep(step: str, situation: Situation) -> bool:
    """(dataminimering) Whether what is typed on a page may be kept in the draft.

    Nothing about another person, while it is not said that the person knows of it and wants it.
    """
    if situation.stops:
        return step in ABOUT_THE_ASKER
    wanted = situation.young_child or situation.knows is Knows.YES
    return wanted or not situation.for_another or step not in ABOUT_THE_OTHER


def known(codes: type[Code], text: str | None) -> Code | None:
    """The code behind a typed value, None when there is no such code."""
    return next((code for code in codes if code == text), None)


def always(_situation: Situation) -> bool:
    """For everybody."""
    return True


def for_self(situation: Situation) -> bool:
    """Only about oneself: what else there is to tell, the person tells after saying yes."""
    return situation.whom is Whom.SELF


def for_another(situation: Situation) -> bool:
    """Only when it is about another than the one who types."""
    return situation.for_another


def for_service(situation: Situation) -> bool:
    """Only for somebody who asks at work."""
    return situation.whom is Whom.SERVICE


Applies = Callable[[Situation], bool]
PATH: tuple[tuple[Step, Applies], ...] = (
    (Step.WHO, always),
    (Step.CONSENT, for_another),
    (Step.PERSON, for_another),
    (Step.SERVICE, for_service),
    (Step.YOU, always),
)
EXTRAS: tuple[tuple[Step, Applies], ...] = (
    (Step.OWN_WORDS, always),
    (Step.WISH, for_self),
    (Step.TODAY, for_self),
    (Step.HELPERS, for_self),
    (Step.INTERPRETER, always),
)
ABOUT_THE_ASKER = (Step.WHO, Step.YOU)
ABOUT_THE_OTHER = (Step.PERSON, Step.OWN_WORDS)


def path(situation: Situation) -> list[Step]:
    """The pages everybody in this situation answers, in order."""
    return [step for step, applies in PATH if applies(situation)]


def extras(situation: Situation) -> list[Step]:
    """What may be added before it is sent. A start-only request takes little: the person has not said yes yet."""
    return [step for step, applies in EXTRAS if applies(situation)]


def may_open(step: str, situation: Situation, done: Collection[str]) -> bool:
    """Whether the page is reached: all before it are done. What may be added comes after all of them."""
    needed = path(situation)
    before = needed[: needed.index(Step(step))] if step in needed else needed
    return step in [*needed, *extras(situation)] and set(before) <= set(done)


def first_open(
    situation: Situation, done: Collection[str], begun: Collection[str] = ()
) -> Step | None:
    """The first page that still needs an answer; None when all can be sent.

    `begun` are the pages with something typed: what may be added must then be whole as well.
    """
    for step in path(situation):
        if step not in done:
            return step
    for step in extras(situation):
        if step in begun and step not in done:
            return step
    return None


def step_before(step: str, situation: Situation) -> Step | None:
    """The page in front of this one, None for the first and for what may be added."""
    needed = path(situation)
    place = needed.index(Step(step)) if step in needed else 0
    return needed[place - 1] if place else None
