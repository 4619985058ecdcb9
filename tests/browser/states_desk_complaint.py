"""Every state of a complaint at the desk: what is shown of it, the steps to its end, and those that came another way."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal import demo
from portal.rules.access import Actor
from portal.rules.complaint_answers import By, Wrong
from portal.rules.complaint_out import Way
from portal.store import case, case_messages, complaint, complaint_out, complaint_possible
from portal.store.attachments import State as Kept
from portal.store.case_held import held
from portal.store.case_mine_changes import UnitMail
from tests.browser.citizens import ASKED, has_asked, somebody_new, types
from tests.browser.complaints import Step, a_document, a_picture, brought_to, has_complained
from tests.browser.employees import is_at_work, opens
from tests.browser.state import LONG_NAME, LONG_WORD, State, at
from tests.browser.states_complaint import DECIDED, FORWARDED, KEPT, KIN, LONG, LONG_TEXT
from tests.browser.states_desk import DESK_SPEAKS
from tests.browser.steps import Person

POSSIBLE = "/namsos/{sprak}/ansatt/mulig-klage"
REGISTER = "/namsos/{sprak}/ansatt/ny-klage"
MAIL = UnitMail(lambda _code: None, "nb")


# What the desk has done


def carried(session: Any, officer: Actor, reference: str) -> None:
    """Forwarded as one locked file, which nobody has said is delivered."""
    brought_to("forwarded", text=None)(session, officer, reference)
    complaint_out.put(session, officer, reference, Way.DOWNLOAD)


# How a person gets there


def at_complaint(
    *steps: Step, path: str = "", days_ago: float = 3, kommune: str = "namsos", **sent: Any
) -> Any:
    """At a page of a complaint that somebody new has sent."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site, kommune)
        reference = has_complained(citizen, *steps, days_ago=days_ago, **sent)
        return opens(person, reference, f"/klage/{path}" if path else "", kommune)

    return reach


def pressed(reach: Any, button: str) -> Any:
    return lambda person: reach(person).presses(button)


def with_everything(person: Person) -> None:
    """Long names, a file that waits and one that does not, more added, a conversation; it came after the last day."""
    citizen = somebody_new(person.site)
    officer = demo.officer_of(person.site.app.extensions["profiles"]["namsos"])
    files = (
        (f"{LONG_WORD}.pdf", a_document(), Kept.KEPT),
        ("IMG_0001.jpg", a_picture(), Kept.WAITING),
    )
    said, told_on = replace(LONG, about_name=LONG_NAME), date.today() - timedelta(days=100)
    reference = has_complained(
        citizen, case.take, KEPT, days_ago=40, said=said, files=files, told_on=told_on
    )
    with citizen.transaction() as db:
        complaint.add(db, citizen.actor, reference, key="a" * 22, text=LONG_TEXT, mail=MAIL)
        row = held(db, officer, reference)
        case_messages.write(db, citizen.actor, row.id, f"Hei! {LONG_WORD}?\n{LONG_NAME}")
    opens(person, reference)


def suspected(*, wordless: bool) -> Any:
    """At the question whether it may be a complaint: of a request with words, or of a wish to be called."""

    def reach(person: Person) -> Person:
        site = person.site
        said = ASKED if wordless else replace(ASKED, own_words=LONG_TEXT)
        reference = has_asked(somebody_new(site), said=said, days_ago=20)
        officer = demo.officer_of(site.app.extensions["profiles"]["namsos"])
        with site.app.extensions["database"].transaction() as db:
            flag = complaint_possible.flag(db, officer, reference)
        return person.stands_at(f"{POSSIBLE}/{flag}")

    return reach


def waiting_list(person: Person) -> None:
    suspected(wordless=False)(person)
    person.stands_at(POSSIBLE)


def registered_wrong(person: Person) -> None:
    """Texts longer than a line, and a day that has not been."""
    person.stands_at(REGISTER).writes("concerns", LONG_TEXT).writes("name", LONG_NAME)
    person.writes("on", "31.12.2099").presses("Registrer klagen")


def looked_over(slug: str, *steps: Step, **chosen: str) -> Any:
    """The step as the person will read it."""

    def reach(person: Person) -> Person:
        at_complaint(*steps, path=slug)(person)
        types(person, **({"text": LONG_TEXT} | chosen))
        return person.presses("Se over svaret")

    return reach


def moves(person: Person) -> None:
    """Of a town with several units."""
    at_complaint(path="kontor", kommune="storby")(is_at_work(person, "storby-leder"))


def desk(name: str, reach: Any, *, form: bool = False) -> State:
    return State(f"desk-complaint-{name}", reach, DESK_SPEAKS, staff=True, form=form)


SUPERVISION = {"wrong": Wrong.BADLY_DONE}
SAY_WHO = at_complaint(path="hvem", **KIN)
BECOMES = at_complaint(path="er-klage", **SUPERVISION)
DESK_COMPLAINTS = [
    desk("new", at_complaint()),
    desk("everything", with_everything),
    desk("late", at_complaint(days_ago=40)),
    desk("of-nav", at_complaint(by=By.NAV_MUNICIPAL)),
    desk("supervision", at_complaint(**SUPERVISION)),
    desk("of-another", at_complaint(**KIN)),
    desk("kept", at_complaint(KEPT)),
    desk("forwarded", at_complaint(KEPT, FORWARDED)),
    desk("decided", at_complaint(KEPT, FORWARDED, DECIDED, days_ago=9)),
    desk("reconsider", at_complaint(path="vurdering"), form=True),
    desk("keep", at_complaint(path="star-fast"), form=True),
    desk("keep-errors", pressed(at_complaint(path="star-fast"), "Se over svaret"), form=True),
    desk("keep-check", looked_over("star-fast")),
    desk("forward", at_complaint(KEPT, path="statsforvalteren"), form=True),
    desk("forward-errors", pressed(at_complaint(KEPT, path="statsforvalteren"), "Send"), form=True),
    desk("decide-errors", pressed(at_complaint(KEPT, FORWARDED, path="avgjorelse"), "Se over svaret"), form=True),
    desk("send-on", at_complaint(path="sendt-videre"), form=True),
    desk("move", moves, form=True),
    desk("who", SAY_WHO, form=True),
    desk("who-errors", pressed(SAY_WHO, "Lagre"), form=True),
    desk("becomes", BECOMES, form=True),
    desk("possible-list", waiting_list),
    desk("possible", suspected(wordless=False), form=True),
    desk("possible-errors", pressed(suspected(wordless=True), "Lagre"), form=True),
    desk("register", at(REGISTER), form=True),
    desk("register-errors", registered_wrong, form=True),
    desk("package", at_complaint(KEPT, carried, path="pakke")),
]  # fmt: skip
