"""Every state a page can be in, and how a person gets there. The tests check them; the pictures show them."""

from portal.config import ROOT
from tests.browser.state import LONG_NAME, LONG_WORD, OFFICER, State, at, sent_empty
from tests.browser.states_citizen import CITIZEN
from tests.browser.steps import Person, asks_to_be_called, logs_in

__all__ = ["CALL", "LONG_NAME", "LONG_WORD", "OFFICER", "STATES", "State"]

ARTICLES = sorted(path.stem for path in (ROOT / "portal" / "content" / "nb").glob("*.md"))
CALL = "/namsos/{sprak}/koordinator/ring-meg"


def guide_answered(person: Person) -> None:
    person.stands_at("/storby/{sprak}/veiviser").chooses("about", "child").chooses(
        "help", "several"
    )
    person.chooses("topics", "mental-health").chooses("nav", "qualification")
    person.presses("Se hva jeg kan be om")


def long_answers(person: Person) -> None:
    """Texts longer than a line, and a number that is wrong: the page comes back with all of it."""
    person.stands_at(CALL).writes("name", LONG_NAME).writes("phone", "+47 22 22 22 22 22 22 22")
    person.chooses("spoken", "other").writes("which_language", LONG_WORD).presses("Be oss ringe")


def receipt(person: Person) -> None:
    asks_to_be_called(person.stands_at(CALL))


def first_case(person: Person) -> Person:
    person.stands_at("/namsos/{sprak}/ansatt")
    return person.does(person.page.locator(".inbox a").first, "Enter")


def case_just_taken(person: Person) -> None:
    """A case of this run's own, so that no other test meets it taken."""
    asks_to_be_called(person.stands_at(CALL), name=LONG_NAME)
    reference = person.page.locator(".reference").inner_text()
    person.stands_at(f"/namsos/{{sprak}}/ansatt/sak/{reference}").presses("Jeg tar den")


def answer_form(person: Person) -> Person:
    case_just_taken(person)
    return person.follows("Skriv hva dere ble enige om")


def case_answered(person: Person) -> None:
    answer_form(person).chooses("outcome", "appointment").writes(
        "note", f"{LONG_WORD}. {LONG_NAME}."
    )
    person.presses("Lagre resultatet")


def newest_letter(person: Person) -> None:
    receipt(person)
    person.site.deliver()
    person.stands_at("/demo/postkasse").does(
        person.page.locator("main a[href*='/demo/postkasse/']").first, "Enter"
    )


def mailbox(person: Person) -> None:
    receipt(person)
    person.site.deliver()
    person.stands_at("/demo/postkasse")


def login_cancelled(person: Person) -> None:
    logs_in(person, "")


PUBLIC = [
    State("choose", at("/"), ("nb",)),
    State("choose-none", at("/?kommune=Bergen"), ("nb",)),
    State("front", at("/namsos/{sprak}/")),
    State("front-vik", at("/vik/{sprak}/")),
    State("front-iveland", at("/iveland/{sprak}/")),
    State("front-fjordvik", at("/fjordvik/{sprak}/")),
    State("front-storby", at("/storby/{sprak}/")),
    State("overview", at("/namsos/{sprak}/rettigheter")),
    *[State(f"article-{slug}", at(f"/namsos/{{sprak}}/rettigheter/{slug}")) for slug in ARTICLES],
    State("article-statement", at("/storby/{sprak}/rettigheter/koordinerende-enhet")),
    State("search", at("/namsos/{sprak}/sok")),
    State("search-hits", at("/namsos/{sprak}/sok?q=koordinator")),
    State("search-none", at(f"/namsos/{{sprak}}/sok?q={LONG_WORD}")),
    State("guide", at("/namsos/{sprak}/veiviser"), form=True),
    State("guide-result", guide_answered, form=True),
    State("ways", at("/namsos/{sprak}/koordinator")),
    State("ways-storby", at("/storby/{sprak}/koordinator")),
    State("call", at(CALL), form=True),
    State("call-errors", sent_empty(CALL, "Be oss ringe"), form=True),
    State("call-long", long_answers, form=True),
    State("call-storby", at("/storby/{sprak}/koordinator/ring-meg"), form=True),
    State("receipt", receipt),
    State("who-to-call", at("/iveland/{sprak}/hvem-ringer-jeg")),
    State("who-to-call-storby", at("/storby/{sprak}/hvem-ringer-jeg")),
    State("privacy", at("/namsos/{sprak}/personvern")),
    State("accessibility", at("/namsos/{sprak}/tilgjengelighet")),
    *[
        State(f"other-{code}", at(f"/namsos/nb/andre-sprak/{code}"), ("nb",))
        for code in ("pl", "uk", "ar", "so")
    ],
    State("not-found", at("/namsos/{sprak}/finnes-ikke")),
    State("mailbox", mailbox, ("nb",)),
    State("letter", newest_letter, ("nb",)),
    State("login-chooser", at("/namsos/{sprak}/ansatt"), ("nb",)),
    State("login-cancelled", login_cancelled, ("nb", "nn")),
]
DESK = [
    State("desk-inbox", at("/namsos/{sprak}/ansatt"), ("nb", "nn"), staff=True),
    State("desk-inbox-mine", at("/namsos/{sprak}/ansatt?vis=mine"), ("nb", "nn"), staff=True),
    State("desk-case", first_case, ("nb", "nn"), staff=True),
    State("desk-case-taken", case_just_taken, ("nb", "nn"), staff=True),
    State("desk-answer", answer_form, ("nb", "nn"), staff=True, form=True),
    State(
        "desk-answer-errors",
        lambda person: answer_form(person).presses("Lagre resultatet"),
        ("nb", "nn"),
        staff=True,
        form=True,
    ),
    State("desk-case-answered", case_answered, ("nb", "nn"), staff=True),
    State(
        "desk-register", at("/namsos/{sprak}/ansatt/registrer"), ("nb", "nn"), staff=True, form=True
    ),
    State(
        "desk-register-errors",
        sent_empty("/namsos/{sprak}/ansatt/registrer", "Registrer saken"),
        ("nb", "nn"),
        staff=True,
        form=True,
    ),
    State("desk-tasks", at("/namsos/{sprak}/ansatt/oppgaver"), ("nb", "nn"), staff=True),
]
STATES = PUBLIC + CITIZEN + DESK
