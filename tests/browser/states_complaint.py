"""Every state of «Noe er galt»: the guide, where it leads, and the letter."""

from datetime import date, timedelta
from typing import Any

from tests.browser.complaints import GUIDE, REFUSED, goes_through_the_guide
from tests.browser.state import LONG_NAME, LONG_WORD, State, at
from tests.browser.steps import Person

YESTERDAY = f"{date.today() - timedelta(days=1):%d.%m.%Y}"
LONG_TEXT = f"{LONG_WORD}. Jeg mister oversikten over hvem som gjør hva.\n\n{LONG_NAME}."
DATED = REFUSED | {"answer": "dated", "told_on": YESTERDAY}


# The guide


def answered(kommune: str = "namsos", **picks: str) -> Any:
    """Where these answers lead."""
    return lambda person: goes_through_the_guide(person, kommune, **picks)


def unsure_of_it(person: Person) -> None:
    """In the middle: everything before is «vet ikke», and so is this."""
    person.stands_at(GUIDE.format(kommune="namsos")).chooses("wrong", "refused")
    person.presses("Gå videre").chooses("by", "unknown").presses("Gå videre")
    person.chooses("matter", "unknown")


def says_a_day_without_one(person: Person) -> None:
    person.stands_at(GUIDE.format(kommune="namsos")).chooses("wrong", "plan-lacks")
    person.presses("Gå videre").chooses("by", "municipal-health").presses("Gå videre")
    person.presses("Gå videre").chooses("answer", "dated").presses("Gå videre")


# The letter


def at_letter(**picks: str) -> Any:
    return lambda person: answered(**picks)(person).presses("Skriv et brev du kan sende i posten")


def without_a_word(person: Person) -> None:
    at_letter(**DATED)(person).presses("Lag brevet")


def finished(person: Person) -> None:
    """Of somebody who acts for another, with texts longer than a line."""
    at_letter(**(DATED | {"who": "attorney"}))(person)
    for field in ("about", "happened", "wanted", "facts"):
        person.writes(field, LONG_TEXT)
    person.writes("decision", LONG_WORD).writes("name", LONG_NAME)
    person.writes("address", f"{LONG_WORD}veien 1, 7800 Namsos").writes("phone", "22 22 22 22")
    person.presses("Lag brevet")


def finished_without_an_address(person: Person) -> None:
    """To an office whose address is not known here, and which the unit passes on to."""
    at_letter(wrong="refused", by="nav-municipal", who="self", answer="none")(person)
    person.writes("about", "Avslag på sosialhjelp.").presses("Lag brevet")


def state(name: str, reach: Any, *, form: bool = False) -> State:
    return State(f"wrong-{name}", reach, form=form)


COMPLAINT = [
    state("guide", at(GUIDE.format(kommune="namsos")), form=True),
    state("guide-unsure", unsure_of_it, form=True),
    state("guide-errors", says_a_day_without_one, form=True),
    state("complaint", answered(**DATED)),
    state("complaint-late", answered("storby", **(DATED | {"told_on": "1.3.2026"}))),
    state("supervision", answered("vik", wrong="badly-done", by="municipal-health", who="kin")),
    state("find", answered("fjordvik")),
    state("letter", at_letter(**DATED), form=True),
    state("letter-errors", without_a_word, form=True),
    state("letter-finished", finished),
    state("letter-no-address", finished_without_an_address),
]
