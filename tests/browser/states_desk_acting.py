"""The desk's states of who acts for whom, closed doors and what people ask about their own data."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import update

from portal import demo
from portal.forms.base import new_key
from portal.rules.access import Actor
from portal.rules.opening import Kind as Opened
from portal.rules.opening import Reason
from portal.rules.privacy import Kind, Outcome
from portal.rules.protected import Reason as Why
from portal.rules.registering import EndReason, Kin, Unclear
from portal.rules.representation import Basis, Scope
from portal.store import (
    assessments,
    case,
    grant_notices,
    grants_registered,
    grants_unclear,
    openings,
    openings_seen,
    outbox,
    people,
    privacy_answers,
    privacy_requests,
    protected,
    relations,
)
from portal.store.assessments import NewAssessment, Words
from portal.store.case_mine_changes import UnitMail
from portal.store.db import now
from portal.store.grants_registered import Registering
from portal.store.privacy_answers import Given
from portal.store.privacy_requests import NewRequest
from portal.store.tables.outbox import OutboxRow
from tests.browser.citizens import NEW_NUMBERS, Citizen, has_asked, somebody_new
from tests.browser.employees import LEAD, SECOND_OFFICER, employee, is_at_work
from tests.browser.live_site import Site
from tests.browser.state import LONG_NAME, LONG_WORD, State, sent_empty
from tests.browser.steps import Person

DESK = "/namsos/{sprak}/ansatt"
ACTING = f"{DESK}/pa-vegne-av"
LONG_WORDS = f"{LONG_WORD}. Personen ligger på legevakta, og {LONG_NAME} ber om svar."
MAIL = UnitMail(lambda _code: "ke@namsos.example", "nb")
Reach = Callable[[Person], Any]


# What the desk knows


def officer_of(citizen: Citizen) -> Actor:
    return demo.officer_of(citizen.site.app.extensions["profiles"][citizen.kommune])


def today_of(citizen: Citizen) -> Any:
    with citizen.transaction() as db:
        return now(db).date()


def written_down(citizen: Citizen, basis: Basis = Basis.PAPER, name: str = LONG_NAME) -> str:
    """That somebody new may act for the person. Gives the grant's id."""
    today = today_of(citizen)
    new = Registering(
        basis=basis, number=f"148{next(NEW_NUMBERS)}", holder_name=name, person_name="Kari Prøve",
        since=today, until=today + timedelta(days=300), evidence=f"26/1234-5 {LONG_WORD}",
        language="nb", scopes=frozenset(set(Scope) - {Scope.PRIVACY}),
    )  # fmt: skip
    with citizen.transaction() as db:
        return grants_registered.write_down(db, officer_of(citizen), citizen.actor.id, new)


def assessed(citizen: Citizen) -> str:
    """That the person could not decide one thing. Gives the assessment's id."""
    today = today_of(citizen)
    words = Words(
        decision="Om hun skal ha hjelp om natten.", assessed_by="Fastlegen", why=LONG_WORDS,
        may_do="Samtykke til at hjemmetjenesten får vite det.", kin=Kin.CHILD,
        not_told="Hun sover, og kan ikke forstå en beskjed nå.",
    )  # fmt: skip
    new = NewAssessment(
        words=words, assessed_on=today, until=today + timedelta(days=60),
        scopes=frozenset({Scope.SEE_PLAN}), number=f"148{next(NEW_NUMBERS)}",
        holder_name="Ola Prøve", person_name="Kari Prøve", language="nb",
    )  # fmt: skip
    with citizen.transaction() as db:
        made = assessments.register(db, officer_of(citizen), citizen.actor.id, new, key=new_key())
    assert made
    return made


def noted(citizen: Citizen, code: Unclear = Unclear.PARENTS_DISAGREE) -> None:
    with citizen.transaction() as db:
        grants_unclear.note(db, officer_of(citizen), citizen.actor.id, code)


def is_protected(citizen: Citizen) -> None:
    with citizen.transaction() as db:
        protected.protect(db, officer_of(citizen), citizen.actor.id, Why.REGISTER)


def opened(citizen: Citizen, by: Actor, kind: Opened, reference: str, words: str | None) -> None:
    with citizen.transaction() as db:
        thing = openings.find(db, by, kind, reference)
        assert thing is not None
        openings.make(db, by, thing, Reason.OTHER, words)


def has_asked_about_data(citizen: Citizen, kind: Kind = Kind.CORRECT) -> str:
    with citizen.transaction() as db:
        people.set_name(db, citizen.actor.id, LONG_NAME)
        new = NewRequest(kind, f"Fødselsdatoen er feil. {LONG_WORDS}", "nb")
        return privacy_requests.ask(
            db, citizen.actor, new, key=new_key(), unit="koordinerende-enhet", mail=MAIL
        )


def second_officer(site: Site) -> Actor:
    return employee(site, SECOND_OFFICER).actor


def lead_of(site: Site) -> Actor:
    return employee(site, LEAD).actor


# How an employee gets there


def of_somebody(path: str, *given: Callable[[Citizen], object]) -> Reach:
    """At a page of somebody new, of whom this is written down."""

    def reach(person: Person) -> Person:
        citizen = somebody_new(person.site)
        for each in given:
            each(citizen)
        return person.stands_at(f"{ACTING}/person/{citizen.actor.id}{path}")

    return reach


def much(citizen: Citizen) -> None:
    """Grants that count and one that is ended, an assessment, and something to find out."""
    ended = written_down(citizen, name="Jon Prøve")
    with citizen.transaction() as db:
        grants_registered.end(db, officer_of(citizen), ended, EndReason.DISAGREEMENT)
    written_down(citizen)
    written_down(citizen, Basis.GUARDIAN, "Eva Prøve")
    assessed(citizen)
    noted(citizen)


def seen_in_spite(person: Person) -> None:
    """A protected person's page, for the employee who has said why."""
    citizen = somebody_new(person.site)
    written_down(citizen)
    is_protected(citizen)
    opened(citizen, officer_of(citizen), Opened.PERSON, citizen.actor.id, LONG_WORDS)
    person.stands_at(f"{ACTING}/person/{citizen.actor.id}")


def ends_wrong(person: Person) -> None:
    grant = written_down(somebody_new(person.site))
    person.stands_at(f"{ACTING}/rett/{grant}/avslutt").presses("Avslutt nå")


def reads_assessment(person: Person) -> None:
    person.stands_at(f"{ACTING}/vurdering/{assessed(somebody_new(person.site))}")


def unclear(person: Person) -> None:
    for code in Unclear:
        noted(somebody_new(person.site), code)
    person.stands_at(f"{ACTING}/avklares")


def anothers(person: Person) -> None:
    """A case that the lead has taken: the question of why."""
    citizen = somebody_new(person.site)
    reference, other = has_asked(citizen), second_officer(person.site)
    with citizen.transaction() as db:
        case.take(db, other, reference)
    person.stands_at(f"{DESK}/sak/{reference}")


def closed_wrong(person: Person) -> None:
    of_somebody("", is_protected)(person)
    person.presses("Lagre grunnen og åpne")


def looks_over(person: Person) -> str:
    """What two have opened, one of them looked over; the lead is there. Gives the other's id."""
    officer, lead, waits = second_officer(person.site), lead_of(person.site), ""
    for finding in ("Det haster ikke, og kunne ventet.", None):
        citizen = somebody_new(person.site)
        reference = has_asked(citizen)
        is_protected(citizen)
        opened(citizen, officer, Opened.CASE, reference, LONG_WORDS)
        with citizen.transaction() as db:
            thing = openings.find(db, officer, Opened.CASE, reference)
            assert thing is not None
            (one,) = openings.of_objects(db, citizen.actor.municipality, [thing.id])
            if finding:
                openings_seen.look(db, lead, one.id, finding)
            waits = one.id
    is_at_work(person, LEAD)
    return waits


def opens_list(person: Person) -> None:
    looks_over(person)
    person.stands_at(f"{DESK}/apninger")


def looks_wrong(person: Person) -> None:
    waits = looks_over(person)
    person.stands_at(f"{DESK}/apninger/{waits}").presses("Jeg har sett over")


def nothing_to_look_over(person: Person) -> None:
    is_at_work(person, "storby-leder").stands_at("/storby/{sprak}/ansatt/apninger")


def relatives(person: Person) -> None:
    citizen, lead = somebody_new(person.site), lead_of(person.site)
    reference, other = has_asked(citizen), second_officer(person.site)
    with citizen.transaction() as db:
        thing = openings.find(db, lead, Opened.CASE, reference)
        assert thing is not None
        relations.declare(db, lead, thing, other.id)
    is_at_work(person, LEAD).stands_at(f"{DESK}/mine-relasjoner")


def requests(person: Person) -> None:
    for kind in (Kind.CORRECT, Kind.DELETE, Kind.OTHER):
        has_asked_about_data(somebody_new(person.site), kind)
    person.stands_at(f"{DESK}/innsyn")


def request_wrong(path: str, button: str) -> Reach:
    def reach(person: Person) -> None:
        reference = has_asked_about_data(somebody_new(person.site))
        person.stands_at(f"{DESK}/innsyn/{reference}{path}").presses(button)

    return reach


def answered(person: Person) -> None:
    """Put off, then answered; the message did not come through."""
    citizen = somebody_new(person.site)
    reference = has_asked_about_data(citizen, Kind.OTHER)
    officer = officer_of(citizen)
    with citizen.transaction() as db:
        privacy_answers.put_off(db, officer, reference, 2, LONG_WORDS, key=new_key())
        given = Given(Outcome.GRANTED, None, LONG_WORDS)
        privacy_answers.answer(db, officer, reference, given, key=new_key())
    person.stands_at(f"{DESK}/innsyn/{reference}")


def whom_to_call(person: Person) -> None:
    """News about who acts for whom that no message could tell."""
    citizen = somebody_new(person.site, "vik")
    with citizen.transaction() as db:
        people.set_name(db, citizen.actor.id, LONG_NAME)
        grant_notices.tell(db, citizen.actor.municipality, citizen.actor.id)
        told = update(OutboxRow).filter_by(person=citizen.actor.id)
        db.execute(told.values(state=outbox.DESK, ended_at=now(db)))
    is_at_work(person, "vik-saksbehandler").stands_at("/vik/{sprak}/ansatt/oppgaver")


def state(name: str, reach: Reach, *, form: bool = False) -> State:
    return State(f"desk-{name}", reach, ("nb", "nn"), staff=True, form=form)


def pressed(reach: Reach, button: str) -> Reach:
    return lambda person: reach(person).presses(button)


DESK_ACTING = [
    state("acting-errors", sent_empty(ACTING, "Finn personen"), form=True),
    state("acting-person", of_somebody("", much)),
    state("acting-closed", seen_in_spite),
    state("acting-new-errors", pressed(of_somebody("/ny/fullmakt"), "Registrer"), form=True),
    state("acting-end-errors", ends_wrong, form=True),
    state("assessment-errors", pressed(of_somebody("/vurdering"), "Registrer"), form=True),
    state("assessment", reads_assessment),
    state("protect", of_somebody("/beskyttet"), form=True),
    state("unclear", unclear),
    state("reason", anothers, form=True),
    state("reason-closed-errors", closed_wrong, form=True),
    state("openings", opens_list),
    state("openings-none", nothing_to_look_over),
    state("opening-errors", looks_wrong, form=True),
    state("relations", relatives),
    state("privacy", requests),
    state("privacy-errors", request_wrong("", "Send svaret"), form=True),
    state("privacy-later-errors", request_wrong("/utsett", "Utsett svaret"), form=True),
    state("privacy-answered", answered),
    state("tasks-whom", whom_to_call),
]
