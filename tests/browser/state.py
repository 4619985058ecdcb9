"""What a page state is: a name, and how a person gets there."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.steps import Person

CALL = "/namsos/{sprak}/koordinator/ring-meg"
OFFICER = "namsos-saksbehandler"
LONG_NAME = (
    "Wilhelmina-Charlotte Storebø Aleksandersen-Bjørnstjernehaugen von Undersaakershelligdomstuen"
)
LONG_WORD = "Menneskerettighetskonvensjonsbestemmelsesfortolkning"


@dataclass(frozen=True)
class State:
    """`reach` brings a person there. Staff states start logged in as an officer of Namsos."""

    name: str
    reach: Callable[[Person], object]
    languages: tuple[str, ...] = ("nb", "nn", "en")
    staff: bool = False
    form: bool = False


def at(path: str) -> Callable[[Person], object]:
    return lambda person: person.stands_at(path)


def sent_empty(path: str, button: str) -> Callable[[Person], object]:
    return lambda person: person.stands_at(path).presses(button)
