"""Every state a page can be in, and how a person gets there. The tests check them; the pictures show them."""

from portal.config import ROOT
from tests.browser.state import CALL, LONG_NAME, LONG_WORD, OFFICER, State, at, sent_empty
from tests.browser.states_acting import ACTS
from tests.browser.states_citizen import CITIZEN
from tests.browser.states_complaint import COMPLAINTS
from tests.browser.states_desk import DESK
from tests.browser.states_desk_acting import DESK_ACTING
from tests.browser.states_desk_complaint import DESK_COMPLAINTS
from tests.browser.states_plan import PLANS
from tests.browser.states_privacy import PRIVACY
from tests.browser.steps import Person, asks_to_be_called, logs_in

__all__ = ["CALL", "LONG_NAME", "LONG_WORD", "OFFICER", "STATES", "State"]

ARTICLES = sorted(path.stem for path in (ROOT / "portal" / "content" / "nb").glob("*.md"))


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
STATES = [
    *PUBLIC, *CITIZEN, *DESK, *DESK_ACTING, *PLANS, *ACTS, *PRIVACY, *COMPLAINTS, *DESK_COMPLAINTS,
]  # fmt: skip
