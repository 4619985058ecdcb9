"""Every state of the pages a citizen logs in to see: the request, its receipt, and «Mine saker»."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from PIL import Image

from portal import demo_requests
from portal.rules.access import Actor
from portal.rules.answers import AnswerKind, AnswerWords
from portal.rules.case import local_day
from portal.rules.deadlines import Law
from portal.rules.levels import Level
from portal.store import case, case_messages, people
from portal.store.case_held import held
from portal.store.db import now
from tests.browser.citizens import (
    ASKED,
    WHO,
    YOU,
    Citizen,
    Step,
    comes_in,
    goes_on_elsewhere,
    has_asked,
    has_begun,
    has_minutes_left,
    is_set,
    somebody_new,
)
from tests.browser.state import LONG_NAME, LONG_WORD, State, at
from tests.browser.states_desk import EVERYTHING, FOR_CHILD, has_sent_pictures, parent_confirmed
from tests.browser.steps import Person

STEP = "/{kommune}/{{sprak}}/koordinator/{step}"
LONG_TEXT = f"{LONG_WORD}. Jeg mister oversikten over hvem som gjør hva.\n\n{LONG_NAME}."
CHILDS = {"whom": "child", "wants": "coordinator"}
FOR_OTHER = {"whom": "other", "wants": "unsure"}
FOR_SERVICE = {"whom": "service", "wants": "agreed"}
KNOWS = {"knows": "yes"}
ABOUT = {"about_name": LONG_NAME, "about_phone": "22 22 22 23"}
WORK = {
    "service": "hospital",
    "workplace": f"{LONG_WORD} videregående skole",
    "agreed_name": LONG_NAME,
    "agreed_phone": "22 22 22 24",
    "agreed_from": "1.12.2026",
}
MORE = {
    "egne_ord": {"own_words": LONG_TEXT},
    "onske": {"wished_coordinator": LONG_NAME},
    "i_dag": {"help_today": LONG_TEXT},
    "hjelp_fra": {"helpers": LONG_WORD},
    "tolk": {"interpreter": "y", "spoken": LONG_WORD},
}
ABOUT_ANOTHER = replace(
    ASKED, whom="other", wants="unsure", about_name=LONG_NAME, about_phone="+4722222223"
)


# The request


def on_page(step: str, *, kommune: str = "namsos", **begun: dict[str, str]) -> Any:
    """Somebody new at a page of the request, with the pages before it answered."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site, kommune)
        if begun:
            has_begun(citizen, **begun)
        return comes_in(person, citizen).stands_at(STEP.format(kommune=kommune, step=step))

    return reach


def sent_as_it_is(reach: Any, button: str = "Lagre og gå videre") -> Any:
    return lambda person: reach(person).presses(button)


def answers_wrong(person: Person) -> None:
    """Texts longer than a line, and three that are wrong: the page comes back with all of it."""
    on_page("deg", kommune="storby", hvem=WHO)(person).writes("name", LONG_NAME)
    person.chooses("reach", "email").writes("phone", "+47 22 22 22 22 22 22 22")
    person.writes("email", f"{LONG_WORD}@").writes("postcode", "9999").presses("Lagre og gå videre")


def draft_forgotten(person: Person) -> None:
    on_page("begynn", hvem=WHO)(person).presses("Slett utkastet")


def open_in_two_places(person: Person) -> None:
    """«Se over» after something was changed elsewhere, with a case that waits already."""
    citizen = somebody_new(person.site)
    has_asked(citizen, days_ago=2)
    has_begun(citizen, hvem=WHO, deg=YOU)
    comes_in(person, citizen).stands_at(STEP.format(kommune="namsos", step="se-over"))
    goes_on_elsewhere(citizen, hvem=WHO | {"wants": "plan"})
    person.presses("Send")


def page_of_another(person: Person) -> None:
    """A page that was open when another person logged in here."""
    on_page("deg", hvem=WHO)(person).writes("name", LONG_NAME)
    comes_in(person, somebody_new(person.site)).presses("Lagre og gå videre")


def with_a_photo(person: Person) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (1200, 900), "white").save(drawn, "JPEG")
    on_page("bilde", **OWN)(person).page.locator("[name=picture]").set_input_files(
        {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}
    )
    person.presses("Legg ved bildet")


OWN = {"hvem": WHO, "deg": YOU}
CHILD = {"hvem": CHILDS, "personens_onske": {"age": "under-16"}}
OTHER = {"hvem": FOR_OTHER, "personens_onske": KNOWS}
SERVICE = {"hvem": FOR_SERVICE, "personens_onske": KNOWS, "personen": ABOUT}
FIRST = on_page("hvem")
INTERPRETER = on_page("tolk", hvem=WHO, deg=YOU, tolk={"interpreter": "y", "spoken": ""})

REQUEST = [
    State("ask-who", FIRST, form=True),
    State("ask-who-errors", sent_as_it_is(FIRST), form=True),
    State("ask-consent-child", on_page("personens-onske", hvem=CHILDS), form=True),
    State(
        "ask-consent-errors", sent_as_it_is(on_page("personens-onske", hvem=FOR_OTHER)), form=True
    ),
    State("ask-stop", on_page("snakk-med-oss", hvem=FOR_OTHER)),
    State("ask-child", on_page("personen", **CHILD), form=True),
    State("ask-person", on_page("personen", **OTHER), form=True),
    State("ask-person-errors", sent_as_it_is(on_page("personen", **OTHER)), form=True),
    State("ask-service", on_page("tjenesten", **SERVICE), form=True),
    State("ask-service-errors", sent_as_it_is(on_page("tjenesten", **SERVICE)), form=True),
    State("ask-you", on_page("deg", hvem=WHO), form=True),
    State("ask-you-errors", answers_wrong, form=True),
    State("ask-words", on_page("egne-ord", **OWN, egne_ord=MORE["egne_ord"]), form=True),
    State("ask-wish", on_page("onske", **OWN), form=True),
    State("ask-today", on_page("i-dag", **OWN), form=True),
    State("ask-helpers", on_page("hjelp-fra", **OWN), form=True),
    State("ask-interpreter-errors", sent_as_it_is(INTERPRETER, "Lagre"), form=True),
    State(
        "ask-picture-errors", sent_as_it_is(on_page("bilde", **OWN), "Legg ved bildet"), form=True
    ),
    State("ask-picture-added", with_a_photo, form=True),
    State("ask-check", on_page("se-over", **OWN)),
    State("ask-check-full", on_page("se-over", **OWN, **MORE)),
    State("ask-check-service", on_page("se-over", **SERVICE, tjenesten=WORK, deg=YOU)),
    State("ask-check-changed", open_in_two_places),
    State("ask-draft", on_page("begynn", hvem=WHO)),
    State("ask-draft-forgotten", draft_forgotten),
    State("ask-anothers-page", page_of_another),
]


# «Mine saker»


def answered(kind: AnswerKind, days: int | None = None, **more: Any) -> Step:
    """What the desk answers; `days` is how far ahead the new date lies."""

    def give(session: Any, officer: Actor, reference: str) -> None:
        today = local_day(now(session))
        ahead = {"new_date": (today + timedelta(days=days)).isoformat()} if days else {}
        law = {"law": Law.HEALTH.value, "complaint_due": today + timedelta(weeks=4)}
        words = AnswerWords(text=LONG_TEXT, language="nb", **ahead, **more)
        complaint = law if kind in (AnswerKind.IN_PART, AnswerKind.REFUSED) else {}
        demo_requests.give(session, officer, reference, kind, words, **complaint)

    return give


def wrote(session: Any, officer: Actor, reference: str) -> None:
    case_messages.write(session, officer, held(session, officer, reference).id, LONG_TEXT)


MORE_WANTED = answered(AnswerKind.MORE_WANTED)
PRELIMINARY = answered(AnswerKind.PRELIMINARY, days=20)
VACANT = answered(AnswerKind.COORDINATOR, days=20, vacant=True)
IN_PART = answered(AnswerKind.IN_PART, granted=f"{LONG_NAME} hjelper med {LONG_WORD}.")


def at_case(*steps: Step, days_ago: float = 3, path: str = "", **dates: timedelta) -> Any:
    """Somebody new at a case of theirs, after what the desk has done. `dates` are set so long ago."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site)
        reference = has_asked(citizen, *steps, days_ago=days_ago)
        moment = person.site.app.extensions["clock"]()
        if dates:
            is_set(citizen, reference, **{name: moment - ago for name, ago in dates.items()})
        return stands_at_case(comes_in(person, citizen), reference, path)

    return reach


def stands_at_case(person: Person, reference: str, path: str = "") -> Person:
    return person.stands_at(f"/namsos/{{sprak}}/saker/{reference}{path}")


def asked_for(reach: Callable[[Person, Citizen, str], object]) -> Any:
    """The person somebody else has asked for, with a number the register would give."""

    def begin(person: Person) -> None:
        citizen = somebody_new(person.site)
        reference = has_asked(somebody_new(person.site), said=about(citizen), days_ago=1)
        reach(comes_in(person, citizen), citizen, reference)

    return begin


def about(citizen: Citizen) -> Any:
    """A request by somebody else about this person."""
    return replace(ABOUT_ANOTHER, about_number=number_of(citizen))


def number_of(citizen: Citizen) -> str | None:
    with citizen.transaction() as db:
        return people.number_of(db, citizen.actor.id)


def reminded(person: Person) -> None:
    at_case(case.take, days_ago=40)(person).presses("Minn kommunen på saken")


def written(person: Person) -> None:
    """A conversation of three, with a long word in it."""
    at_case(wrote, path="/skriv")(person).writes("text", LONG_TEXT).presses("Send meldingen")


def withdrawn(person: Person) -> None:
    at_case(path="/trekk")(person).presses("Trekk henvendelsen")


def said_no(person: Person, _citizen: Citizen, reference: str) -> None:
    stands_at_case(person, reference, "/bekreft").chooses("answer", "no").presses("Send svaret")


def several(person: Person) -> None:
    """A draft and more cases than one, in different states."""
    citizen = somebody_new(person.site)
    has_asked(citizen, demo_requests.refused, days_ago=60)
    has_asked(citizen, MORE_WANTED, days_ago=40)
    has_asked(citizen, days_ago=1)
    has_begun(citizen, hvem=WHO)
    comes_in(person, citizen).stands_at("/namsos/{sprak}/saker")


def empty(person: Person) -> None:
    comes_in(person, somebody_new(person.site)).stands_at("/namsos/{sprak}/saker")


def receipt_for_another(person: Person) -> None:
    citizen = somebody_new(person.site)
    reference = has_asked(citizen, said=ABOUT_ANOTHER)
    stands_at_case(comes_in(person, citizen), reference, "/kvittering")


def everything(person: Person) -> None:
    citizen = somebody_new(person.site)
    reference = has_sent_pictures(citizen, EVERYTHING)
    stands_at_case(comes_in(person, citizen), reference)


def for_the_child(person: Person) -> None:
    """A parent whom the desk has confirmed."""
    citizen = somebody_new(person.site)
    reference = has_asked(citizen, parent_confirmed, said=FOR_CHILD, days_ago=2)
    stands_at_case(comes_in(person, citizen), reference)


CASES = [
    State("cases-none", empty),
    State("cases", several),
    State("case-received", at_case()),
    State("case-month-passed", at_case(case.take, days_ago=40)),
    State("case-reminded", reminded),
    State("case-not-opened", at_case(days_ago=9, escalated_at=timedelta(days=1))),
    State("case-more-wanted", at_case(MORE_WANTED)),
    State("case-preliminary", at_case(PRELIMINARY)),
    State("case-coordinator", at_case(demo_requests.appointed)),
    State("case-vacant", at_case(VACANT)),
    State("case-in-part", at_case(IN_PART)),
    State("case-refused", at_case(demo_requests.refused)),
    State("case-written", written),
    State("case-everything", everything),
    State("case-of-the-child", for_the_child),
    State("case-withdrawn", withdrawn),
    State("case-asked-for", asked_for(lambda person, _one, ref: stands_at_case(person, ref))),
    State("case-not-wanted", asked_for(said_no)),
    State("case-write", at_case(MORE_WANTED, path="/skriv"), form=True),
    State("case-write-errors", sent_as_it_is(at_case(path="/skriv"), "Send meldingen"), form=True),
    State("case-withdraw", at_case(path="/trekk"), form=True),
    State(
        "case-confirm",
        asked_for(lambda person, _one, ref: stands_at_case(person, ref, "/bekreft")),
        form=True,
    ),
    State(
        "case-confirm-errors",
        asked_for(
            lambda person, _one, ref: stands_at_case(person, ref, "/bekreft").presses("Send svaret")
        ),
        form=True,
    ),
    State("case-receipt", at_case(days_ago=0, path="/kvittering")),
    State("case-receipt-start-only", receipt_for_another),
]

# The login ends, or is not sure enough


def half_inside(person: Person) -> None:
    comes_in(person, somebody_new(person.site), Level.SUBSTANTIAL).stands_at(
        "/namsos/{sprak}/saker"
    )


def warned(minutes: float, path: str = "/skriv", **left: float) -> Any:
    """So many minutes after the page was opened, so much is left of the login."""

    def reach(person: Person) -> None:
        citizen = somebody_new(person.site)
        reference = has_asked(citizen)
        person.page.clock.install()
        stands_at_case(comes_in(person, citizen), reference, path)
        has_minutes_left(citizen, **left)
        person.page.clock.fast_forward(f"{minutes:02}:00")
        person.page.locator("#session[open]").wait_for()

    return reach


TIME_UP = "/vik/innlogging/tiden-er-ute?next=/vik/{sprak}/saker"
LOGIN = [
    State("time-up", at(TIME_UP)),
    State("time-up-kept", at(TIME_UP + "&lagret=ja")),
    State("time-up-not-kept", at(TIME_UP + "&lagret=nei")),
    State("step-up", half_inside),
    State("session-ends-soon", warned(26, idle=4)),
    State("session-two-hours", warned(26, whole=4)),
    State("session-over", warned(31, idle=-1)),
    State("session-over-without-form", warned(31, "", idle=-1)),
]
CITIZEN = REQUEST + CASES + LOGIN
