"""(noe er galt) What the guide asks, as codes. «Vet ikke» is always an answer, and is what stands until another is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)


class Wrong(StrEnum):
    """Hva er galt: (ikke svar, avslag eller mindre, planen mangler noe, får ikke hjelpen, dårlig/utrygt/krenkende, død eller
    alvorlig skadd, tar for lang tid, koordinatoren, egne opplysninger, skolen deltar ikke, annet, vet ikke).
    """

    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    PLAN_LACKS = "plan-lacks"
    NOT_RECEIVED = "not-received"
    BADLY_DONE = "badly-done"
    HARM = "harm"
    TOO_LONG = "too-long"
    COORDINATOR = "coordinator"
    OWN_DATA = "own-data"
    SCHOOL = "school"
    OTHER = "other"
    UNKNOWN = "unknown"


class Trouble(StrEnum):
    """Hva er galt med koordinatoren: (vil bytte, gjør ikke jobben, gjør den dårlig, ingen er oppnevnt, vet ikke)."""

    WANTS_OTHER = "wants-other"
    NOT_DONE = "not-done"
    CARELESS = "careless"
    NONE_NAMED = "none-named"
    UNKNOWN = "unknown"


class Data(StrEnum):
    """Hva gjelder opplysningene: (se/rette/begrense, nektet å se journalen, noen har snoket eller røpet, vet ikke)."""

    ACCESS = "access"
    JOURNAL = "journal"
    SNOOPING = "snooping"
    UNKNOWN = "unknown"


class By(StrEnum):
    """Hvem avgjorde eller gjorde det. NAV is Nav without knowing which part of it."""

    MUNICIPAL = "municipal-health"
    NAV_MUNICIPAL = "nav-municipal"
    NAV_STATE = "nav-state"
    NAV = "nav"
    CHILD_WELFARE = "child-welfare"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    OTHER = "other"
    UNKNOWN = "unknown"


class Matter(StrEnum):
    """Hva gjelder svaret: (plan, koordinator eller barnekoordinator, annen hjelp, behandling i utlandet, tvang i psykisk helsevern)."""

    PLAN = "plan"
    COORDINATOR = "coordinator"
    HELP = "help"
    ABROAD = "abroad"
    COERCION = "coercion"
    UNKNOWN = "unknown"


class Who(StrEnum):
    """Hvem er du: (den det gjelder fra 16, barn 12–15, forelder til barn under 16, forelder til en eldre, verge eller
    fremtidsfullmektig, med skriftlig fullmakt, advokat, pårørende, pårørende til en som er død, fagperson, vet ikke).
    """

    SELF = "self"
    CHILD = "child"
    PARENT = "parent"
    PARENT_OLDER = "parent-older"
    GUARDIAN = "guardian"
    ATTORNEY = "attorney"
    LAWYER = "lawyer"
    KIN = "kin"
    KIN_OF_DECEASED = "kin-of-deceased"
    PROFESSIONAL = "professional"
    UNKNOWN = "unknown"


class Kin(StrEnum):
    """Hva gjelder det for pårørende: (egne rettigheter, personen kan avgjøre selv, kan ikke avgjøre selv, vet ikke)."""

    OWN_RIGHTS = "own-rights"
    CAN_DECIDE = "can-decide"
    CANNOT_DECIDE = "cannot-decide"
    UNKNOWN = "unknown"


class Answer(StrEnum):
    """Har du fått svar: (ja, med dato; ja, uten dato; nei; vet ikke). The date itself is kept beside it."""

    DATED = "dated"
    UNDATED = "undated"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answers:
    """What was answered, nothing about who the person is. `told_on` counts only with a dated answer."""

    wrong: Wrong = Wrong.UNKNOWN
    trouble: Trouble = Trouble.UNKNOWN
    data: Data = Data.UNKNOWN
    by: By = By.UNKNOWN
    matter: Matter = Matter.UNKNOWN
    who: Who = Who.UNKNOWN
    kin: Kin = Kin.UNKNOWN
    answer: Answer = Answer.UNKNOWN
    told_on: date | None = None

    @classmethod
    def of(cls, codes: Mapping[str, str], told_on: date | None = None) -> Self:
        """From typed codes, by the names of the fields. What is missing, or no code, is «vet ikke»."""
        return cls(
            wrong=known(Wrong, codes.get("wrong")),
            trouble=known(Trouble, codes.get("trouble")),
            data=known(Data, codes.get("data")),
            by=known(By, codes.get("by")),
            matter=known(Matter, codes.get("matter")),
            who=known(Who, codes.get("who")),
            kin=known(Kin, codes.get("kin")),
            answer=known(Answer, codes.get("answer")),
            told_on=told_on,
        )


def known(codes: type[Choice], text: str | None) -> Choice:
    """The code behind a typed value; «vet ikke» when there is no such code."""
    return next((code for code in codes if code == text), codes("unknown"))
