"""Every state of «Noe er galt»: the guide, where it leads, the letter; the complaint with login, and one's own once it is sent."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal import demo_requests
from portal.rules.complaint_answers import By, Kin, Who, Wrong
from portal.rules.complaint_course import Outcome
from portal.store.attachments import State as Kept
from tests.browser.citizens import comes_in, has_asked, somebody_new, types
from tests.browser.complaints import (
    ABOUT,
    CHECK,
    COMPLAINT,
    FILES,
    GUIDE,
    REFUSED,
    WORDS,
    WRITTEN,
    Step,
    a_document,
    a_picture,
    brought_to,
    draft_with,
    goes_through_the_guide,
    has_complained,
    is_writing,
    step,
    writes_elsewhere,
)
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


def wrong(name: str, reach: Any, *, form: bool = False) -> State:
    return State(f"wrong-{name}", reach, form=form)


PUBLIC = [
    wrong("guide", at(GUIDE.format(kommune="namsos")), form=True),
    wrong("guide-unsure", unsure_of_it, form=True),
    wrong("guide-errors", says_a_day_without_one, form=True),
    wrong("complaint", answered(**DATED)),
    wrong("complaint-late", answered("storby", **(DATED | {"told_on": "1.3.2026"}))),
    wrong("supervision", answered("vik", wrong="badly-done", by="municipal-health", who="kin")),
    wrong("find", answered("fjordvik")),
    wrong("letter", at_letter(**DATED), form=True),
    wrong("letter-errors", without_a_word, form=True),
    wrong("letter-finished", finished),
    wrong("letter-no-address", finished_without_an_address),
]


# Writing it


LONG_WORDS = {
    "gjelder": {"concerns": LONG_TEXT},
    "deg": {"name": LONG_NAME, "phone": "22 22 22 22", "calls": "y"},
    "hva_skjedde": {"happened": LONG_TEXT},
    "hva_du_vil": {"wanted": LONG_TEXT},
    "svaret": {"decision": LONG_WORD},
    "mer_a_vite": {"facts": LONG_TEXT},
}
FOR_ANOTHER = {
    "guide": {"wrong": "refused", "by": "municipal-health", "matter": "plan", "who": "kin"},
    "gjelder": ABOUT,
    "deg": {"name": "Kari Prøve", "about_name": LONG_NAME},
}


def writing(path: str = CHECK, **begun: dict[str, str]) -> Any:
    """Somebody new at a page of the complaint, with this typed."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site)
        if begun:
            is_writing(citizen, **begun)
        return comes_in(person, citizen).stands_at(path)

    return reach


def sent_as_it_is(reach: Any, button: str = "Lagre og gå videre") -> Any:
    return lambda person: reach(person).presses(button)


def chooses_an_answer(person: Person) -> None:
    """Somebody who has had two answers that can be complained of."""
    citizen = somebody_new(person.site)
    for days in (20, 40):
        has_asked(citizen, demo_requests.refused, days_ago=days)
    comes_in(person, citizen).stands_at(step("gjelder"))


def calls_without_a_number(person: Person) -> None:
    writing(step("deg"), gjelder=ABOUT)(person)
    types(person, name=LONG_NAME, calls="y").presses("Lagre og gå videre")


def draft_forgotten(person: Person) -> None:
    writing(COMPLAINT, **WRITTEN)(person).presses("Slett utkastet")


def open_in_two_places(person: Person) -> None:
    citizen = somebody_new(person.site)
    is_writing(citizen, **WRITTEN)
    comes_in(person, citizen).stands_at(CHECK)
    writes_elsewhere(citizen, gjelder={"concerns": LONG_TEXT})
    person.presses("Send klagen")


def before_the_login(person: Person) -> None:
    answered(**DATED)(person).presses("Logg inn og skriv det her")


def with_files(person: Person) -> None:
    """One that is kept, and one that nobody has looked at yet."""
    citizen = somebody_new(person.site)
    files = (
        (f"{LONG_WORD}.pdf", a_document(), Kept.KEPT),
        ("IMG_0001.jpg", a_picture(), Kept.WAITING),
    )
    with citizen.transaction() as db:
        draft_with(db, citizen, files)
    comes_in(person, citizen).stands_at(FILES)


# One's own


def own(*steps: Step, path: str = "", days_ago: float = 3, **sent: Any) -> Any:
    """Somebody new at what they have sent, after what the desk has done."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site)
        reference = has_complained(citizen, *steps, days_ago=days_ago, **sent)
        return comes_in(person, citizen).stands_at(
            f"/namsos/{{sprak}}/saker/{reference}/klagen{path}"
        )

    return reach


def added(person: Person) -> None:
    own(path="/legg-til")(person).writes("text", LONG_TEXT).presses("Legg til")


def withdrawn(person: Person) -> None:
    own(path="/trekk")(person).presses("Ja, trekk den")


def among_the_cases(person: Person) -> None:
    """Of several kinds, in several states, with a request beside them."""
    citizen = somebody_new(person.site)
    refusal = has_asked(citizen, demo_requests.refused, days_ago=60)
    has_complained(citizen, KEPT, FORWARDED, days_ago=50, about=refusal)
    has_complained(citizen, wrong=Wrong.BADLY_DONE)
    comes_in(person, citizen).stands_at("/namsos/{sprak}/saker")


LONG = replace(
    WORDS, concerns=LONG_TEXT, happened=LONG_TEXT, wanted=LONG_TEXT, facts=LONG_TEXT,
    decision=LONG_WORD, name=LONG_NAME, calls=True,
)  # fmt: skip
KEPT, FORWARDED = brought_to("kept", text=LONG_TEXT), brought_to("forwarded", text=None)
DECIDED = brought_to("decided-elsewhere", on=date.today(), outcome=Outcome.PARTLY_UPHELD)
KIN = {"who": Who.KIN, "kin": Kin.CANNOT_DECIDE, "said": replace(LONG, about_name=LONG_NAME)}


def complain(name: str, reach: Any, *, form: bool = False) -> State:
    return State(f"complain-{name}", reach, form=form)


JOURNEY = [
    complain("log-in", before_the_login),
    complain("begin", writing(COMPLAINT)),
    complain("draft", writing(COMPLAINT, **WRITTEN)),
    complain("draft-forgotten", draft_forgotten),
    complain("about", chooses_an_answer, form=True),
    complain("about-errors", sent_as_it_is(writing(step("gjelder"))), form=True),
    complain("you", writing(step("deg"), gjelder=ABOUT), form=True),
    complain("you-errors", calls_without_a_number, form=True),
    complain("happened", writing(step("hva-skjedde"), **LONG_WORDS), form=True),
    complain("files", with_files, form=True),
    complain("files-errors", sent_as_it_is(writing(FILES, **WRITTEN), "Legg ved filen"), form=True),
    complain("check", writing(**WRITTEN)),
    complain("check-full", writing(**LONG_WORDS)),
    complain("check-another", writing(**FOR_ANOTHER)),
    complain("check-changed", open_in_two_places),
]
OWN = [
    complain("receipt", own(path="/kvittering", days_ago=0, said=LONG)),
    complain("receipt-another", own(path="/kvittering", days_ago=0, **KIN)),
    complain("own", own()),
    complain("own-long", own(said=LONG)),
    complain("own-late", own(days_ago=40)),
    complain("own-kept", own(KEPT)),
    complain("own-forwarded", own(KEPT, FORWARDED)),
    complain("own-decided", own(KEPT, FORWARDED, DECIDED, days_ago=9)),
    complain("own-supervision", own(wrong=Wrong.BADLY_DONE)),
    complain("own-of-nav", own(by=By.NAV_MUNICIPAL)),
    complain("own-added", added),
    complain("own-withdrawn", withdrawn),
    complain("own-add", own(path="/legg-til"), form=True),
    complain("own-add-errors", sent_as_it_is(own(path="/legg-til"), "Legg til"), form=True),
    complain("own-withdraw", own(path="/trekk"), form=True),
    complain("cases", among_the_cases),
]
COMPLAINTS = PUBLIC + JOURNEY + OWN
