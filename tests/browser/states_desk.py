"""Every state of the desk: lists, cases, the five answers, asking the person, colleagues, messages."""

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PIL import Image

from portal import demo, demo_requests
from portal.forms.base import new_key
from portal.photos import made_anew
from portal.public_holidays import holidays_around
from portal.rules.access import Actor
from portal.rules.answers import WITH_COMPLAINT, AnswerKind, AnswerWords
from portal.rules.case import local_day
from portal.rules.coordinator_request import Request
from portal.rules.deadlines import Law, complaint_deadline
from portal.store import (
    attachments,
    case,
    case_answers,
    case_confirm,
    case_messages,
    coordinator_request,
)
from portal.store.case_held import held
from portal.store.db import now
from tests.browser.citizens import ASKED, Citizen, Step, has_asked, has_begun, somebody_new
from tests.browser.employees import (
    LEAD,
    SECOND_OFFICER,
    is_at_work,
    is_away,
    opens,
    the_test_message_is_sent,
)
from tests.browser.state import CALL, LONG_NAME, LONG_WORD, State, at, sent_empty
from tests.browser.steps import Person, asks_to_be_called

DESK_SPEAKS = ("nb", "nn")
SLUGS = ("be-om-mer", "forelopig-svar", "koordinator", "delvis", "avslag")
LONG_TEXT = f"{LONG_WORD}. Vi har lest det du skrev.\n\nVi har snakket med {LONG_NAME}."
REASONS = "Du har fortalt at du får den hjelpen du trenger nå, og at en tjeneste er nok for deg."
FOR_OTHER = replace(
    ASKED, whom="other", wants="unsure", about_name="Ola Prøve", about_phone="+4722222223"
)
FOR_CHILD = replace(
    ASKED, whom="child", wants="coordinator", about_name="Vesla Prøve", child_age="under-16"
)
EVERYTHING = replace(
    ASKED,
    name=LONG_NAME,
    reach="email",
    email=f"{LONG_WORD.lower()}.{LONG_WORD.lower()}@example.com",
    address=f"{LONG_WORD}veien 1\n7800 Namsos",
    postcode="7800",
    own_words=LONG_TEXT,
    wished_coordinator=LONG_NAME,
    help_today=LONG_TEXT,
    helpers=f"Fastlegen, {LONG_WORD} og hjemmesykepleien",
    interpreter=True,
    spoken="Nordsamisk",
)
SERVICE = replace(
    FOR_OTHER,
    whom="service",
    wants="agreed",
    about_name=LONG_NAME,
    about_address=f"{LONG_WORD}veien 2\n7800 Namsos",
    service="hospital",
    workplace=f"{LONG_WORD} sykehus",
    agreed_name=LONG_NAME,
    agreed_phone="+4722222224",
    agreed_from="1.12.2026",
)


# What the desk has done


def answered(kind: AnswerKind, text: str = REASONS, days: int | None = None, **more: Any) -> Step:
    """One of the five answers; `days` is how far ahead its new date lies."""

    def give(session: Any, officer: Actor, reference: str) -> None:
        today = local_day(now(session))
        ahead = {"new_date": (today + timedelta(days=days)).isoformat()} if days else {}
        words = AnswerWords(text=text, language="nb", **ahead, **more)
        case_answers.give(
            session,
            officer,
            reference,
            kind=kind,
            words=words,
            key=new_key(),
            **rests_on_health_law(kind, today),
        )

    return give


def rests_on_health_law(kind: AnswerKind, today: date) -> dict[str, Any]:
    if kind not in WITH_COMPLAINT:
        return {"law": None, "complaint_due": None}
    due = complaint_deadline(today, Law.HEALTH, holidays_around(today)).due
    return {"law": Law.HEALTH.value, "complaint_due": due}


MORE_WANTED = answered(AnswerKind.MORE_WANTED, LONG_TEXT)
PRELIMINARY = answered(AnswerKind.PRELIMINARY, days=20)
VACANT = answered(AnswerKind.COORDINATOR, days=30, vacant=True)
IN_PART = answered(AnswerKind.IN_PART, granted="Du får en fast person å ringe til.")
REFUSED = answered(AnswerKind.REFUSED)


def taken_back(session: Any, officer: Actor, reference: str) -> None:
    row = held(session, officer, reference)
    case_answers.take_back(
        session, officer, reference, case_answers.of_case(session, row.id)[-1].id
    )


def wrote(session: Any, officer: Actor, reference: str) -> None:
    case_messages.write(session, officer, held(session, officer, reference).id, LONG_TEXT)


def confirmed(session: Any, officer: Actor, reference: str) -> None:
    case_confirm.asked(
        session, officer, reference, how="phone", wants=True, number=None, key=new_key()
    )


def parent_confirmed(session: Any, officer: Actor, reference: str) -> None:
    born = local_day(now(session)) - timedelta(days=9 * 365)
    case_confirm.parent(session, officer, reference, how="register", born=born, key=new_key())


def has_sent_pictures(citizen: Citizen, said: Request) -> str:
    """Sent a moment ago, with two pictures of a letter. Gives the reference."""
    profile = citizen.site.app.extensions["profiles"][citizen.kommune]
    has_begun(citizen, hvem={"whom": "self", "wants": "both"})
    with citizen.transaction() as db:
        for colour in ("white", "grey"):
            drawn = io.BytesIO()
            Image.new("RGB", (60, 80), colour).save(drawn, "PNG")
            attachments.add_to_draft(db, citizen.actor, made_anew(drawn.getvalue()))
    draft = citizen.draft()
    assert draft is not None
    with citizen.transaction() as db:
        receipt = coordinator_request.send(
            db,
            citizen.actor,
            draft_key=draft.key,
            request=said,
            unit=profile.unit.code,
            unit_email=profile.unit.email,
            unit_language="nb",
            today=local_day(now(db)),
        )
    return receipt.reference


# How a person gets there


def at_case(
    *steps: Step,
    path: str = "",
    said: Request = ASKED,
    days_ago: float = 0,
    kommune: str = "namsos",
) -> Any:
    """At a page of a case that somebody new has asked for."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site, kommune)
        reference = has_asked(citizen, *steps, said=said, days_ago=days_ago)
        return opens(person, reference, path, kommune)

    return reach


def pressed(reach: Any, button: str) -> Any:
    return lambda person: reach(person).presses(button)


def at_answer(slug: str, *steps: Step) -> Any:
    return at_case(*steps, path=f"/svar/{slug}")


def with_block(person: Person) -> None:
    """A text block is in the box, its blanks not filled in."""
    at_answer("be-om-mer")(person)
    person.does(person.page.locator("summary").first, "Enter")
    person.does(person.page.locator("[name=block][value=more-needs]"), "Enter")


def first_case(person: Person) -> Person:
    person.stands_at("/namsos/{sprak}/ansatt")
    return person.does(person.page.locator(".inbox a").first, "Enter")


def case_just_taken(person: Person) -> None:
    """A case of this run's own, so that no other test meets it taken."""
    asks_to_be_called(person.stands_at(CALL), name=LONG_NAME)
    reference = person.page.locator(".reference").inner_text()
    opens(person, reference).presses("Jeg tar den")


def answer_form(person: Person) -> Person:
    case_just_taken(person)
    return person.follows("Skriv hva dere ble enige om")


def case_answered(person: Person) -> None:
    answer_form(person).chooses("outcome", "appointment").writes(
        "note", f"{LONG_WORD}. {LONG_NAME}."
    )
    person.presses("Lagre resultatet")


def case_with_everything(person: Person) -> None:
    """Long names, pictures, an answer, a conversation and a note."""
    citizen = somebody_new(person.site)
    reference = has_sent_pictures(citizen, EVERYTHING)
    officer = demo.officer_of(person.site.app.extensions["profiles"]["namsos"])
    for step in (case.take, MORE_WANTED, wrote):
        with citizen.transaction() as db:
            step(db, officer, reference)
    with citizen.transaction() as db:
        row = held(db, officer, reference)
        case_messages.write(db, citizen.actor, row.id, f"Hei! {LONG_WORD}?\n{LONG_NAME}")
        case.note_outcome(db, officer, reference, "not-reached", LONG_TEXT, False)
    opens(person, reference)


def answers_wrong(person: Person) -> None:
    """Texts longer than a line, and three that are wrong: the page comes back with all of it."""
    at_answer("koordinator")(person).chooses("found", "yes").writes("name", LONG_NAME)
    person.writes("role", f"{LONG_WORD} og {LONG_WORD}").writes("phone", "12").writes("text", "…")
    person.writes("first_day", "i morgen").presses("Send svaret")


def looked_over(slug: str) -> Any:
    """The page before a refusal is sent."""

    def reach(person: Person) -> None:
        at_answer(slug)(person).chooses("law", "health").writes("text", f"{REASONS}\n\n{LONG_TEXT}")
        if slug == "delvis":
            person.writes("granted", f"{LONG_WORD} med {LONG_NAME}.")
        person.presses("Se over svaret")

    return reach


def refusal_that_cannot_be(person: Person) -> None:
    """Vik has not given the unit's number."""
    at_case(path="/svar/avslag", kommune="vik")(is_at_work(person, "vik-saksbehandler"))


def absence(person: Person) -> None:
    """As the lead sees it, while two are away. The next state finds them at work again."""
    today = date.today()
    is_away(person.site, SECOND_OFFICER, today, today + timedelta(days=9), cover=LEAD)
    is_at_work(person, LEAD).stands_at("/namsos/{sprak}/ansatt/fravaer")
    is_away(person.site, SECOND_OFFICER, None, None)


def absence_wrong(person: Person) -> None:
    is_at_work(person, LEAD).stands_at("/namsos/{sprak}/ansatt/fravaer")
    person.writes("first", "31.12.2026").writes("last", "1.12").presses("Lagre fraværet")


def many_units(person: Person) -> None:
    """As the lead of a town with several units, none of which has pressed for the month's test message."""
    the_test_message_is_sent(person.site, "storby")
    is_at_work(person, "storby-leder").stands_at("/storby/{sprak}/ansatt")


def long_list(person: Person) -> None:
    """The longest words a line can have, and colleagues with long names. The next state finds them at work again."""
    site, today = person.site, date.today()
    for said, *steps in ((ASKED, VACANT), (SERVICE, case.open_case), (ASKED, case.take)):
        has_asked(somebody_new(site, "storby"), *steps, said=said)
    is_away(site, "storby-saksbehandler", today, today, cover="storby-leder")
    is_at_work(person, "storby-leder").stands_at("/storby/{sprak}/ansatt")
    is_away(site, "storby-saksbehandler", None, None)


def a_test_stands_unpressed(person: Person) -> None:
    the_test_message_is_sent(person.site, "fjordvik")
    is_at_work(person, "fjordvik-saksbehandler").stands_at("/fjordvik/{sprak}/ansatt")


def task_waiting(person: Person) -> None:
    """Somebody without phone and e-mail has an answer: a letter must be sent."""
    said = replace(EVERYTHING, reach="letter", email=None, phone=None)
    has_asked(somebody_new(person.site, "fjordvik"), MORE_WANTED, said=said)
    is_at_work(person, "fjordvik-saksbehandler").stands_at("/fjordvik/{sprak}/ansatt/oppgaver")


def state(name: str, reach: Any, *, form: bool = False) -> State:
    return State(f"desk-{name}", reach, DESK_SPEAKS, staff=True, form=form)


ASK = at_case(said=FOR_OTHER, path="/spurt")
PARENT = at_case(said=FOR_CHILD, path="/foreldreansvar")
HAND_OVER = at_case(case.take, path="/gi-videre")
SEND = {"delvis": "Se over svaret", "avslag": "Se over svaret"}
LISTS = [
    state("inbox", at("/namsos/{sprak}/ansatt")),
    state("inbox-mine", at("/namsos/{sprak}/ansatt?vis=mine")),
    state("inbox-unconfirmed", at("/namsos/{sprak}/ansatt?vis=bekreftes")),
    state("inbox-closed", at("/namsos/{sprak}/ansatt?vis=avsluttede")),
    state("inbox-storby", many_units),
    state("inbox-long", long_list),
    state("inbox-test", a_test_stands_unpressed),
    state("tasks", task_waiting),
    state("tasks-none", at("/namsos/{sprak}/ansatt/oppgaver")),
    state("register", at("/namsos/{sprak}/ansatt/registrer"), form=True),
    state(
        "register-errors",
        sent_empty("/namsos/{sprak}/ansatt/registrer", "Registrer saken"),
        form=True,
    ),
]
A_CASE = [
    state("case", first_case),
    state("case-taken", case_just_taken),
    state("answer", answer_form, form=True),
    state("answer-errors", pressed(answer_form, "Lagre resultatet"), form=True),
    state("case-answered", case_answered),
    state("case-online", at_case()),
    state("case-everything", case_with_everything),
    state("case-for-other", at_case(said=FOR_OTHER)),
    state("case-for-child", at_case(said=FOR_CHILD)),
    state("case-service", at_case(confirmed, said=SERVICE)),
    state("case-parent", at_case(parent_confirmed, said=FOR_CHILD)),
    state("case-late", at_case(case.take, days_ago=40)),
    state("case-preliminary", at_case(PRELIMINARY)),
    state("case-coordinator", at_case(demo_requests.appointed)),
    state("case-vacant", at_case(VACANT)),
    state("case-in-part", at_case(IN_PART)),
    state("case-refused", at_case(REFUSED, days_ago=3)),
    state("case-taken-back", at_case(REFUSED, taken_back)),
]
ANSWERS = [
    *[state(f"write-{slug}", at_answer(slug), form=True) for slug in SLUGS],
    *[
        state(
            f"write-{slug}-errors",
            pressed(at_answer(slug), SEND.get(slug, "Send svaret")),
            form=True,
        )
        for slug in SLUGS
    ],
    state("write-koordinator-long", answers_wrong, form=True),
    state(
        "write-wish",
        at_case(said=EVERYTHING, path="/svar/koordinator"),
        form=True,
    ),
    state("write-block", with_block, form=True),
    state("write-lacking", refusal_that_cannot_be, form=True),
    state("check-avslag", looked_over("avslag")),
    state("check-delvis", looked_over("delvis")),
]
PEOPLE = [
    state("ask", ASK, form=True),
    state("ask-errors", pressed(ASK, "Lagre svaret"), form=True),
    state("parent", PARENT, form=True),
    state("parent-errors", pressed(PARENT, "Bekreft"), form=True),
    state("hand-over", HAND_OVER, form=True),
    state("hand-over-errors", pressed(HAND_OVER, "Gi saken videre"), form=True),
    state("absence", absence, form=True),
    state("absence-errors", absence_wrong, form=True),
    state("message", at_case(wrote, path="/melding"), form=True),
    state("message-errors", pressed(at_case(path="/melding"), "Send meldingen"), form=True),
]
DESK = LISTS + A_CASE + ANSWERS + PEOPLE
