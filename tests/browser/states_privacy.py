"""Every state of «Innsyn»: who has looked, what is asked about one's own data, all that is stored and how long."""

from collections.abc import Callable
from typing import Any

from portal import demo
from portal.demo_lives import MARTE as MARTES_LIFE
from portal.dev_idporten.people import PEOPLE
from portal.forms.base import new_key
from portal.rules.access import Actor
from portal.rules.opening import Kind as Opened
from portal.rules.opening import Reason
from portal.rules.privacy import Ground, Kind, Outcome
from portal.store import openings, plan, privacy_answers, privacy_requests
from portal.store.plan_messages import UnitMail
from portal.store.privacy_answers import Given
from portal.store.privacy_requests import NewRequest
from portal.store.traces import Wanted
from portal.store.traces import read as traces_of
from tests.browser.citizens import Citizen, comes_in, has_asked, somebody_new
from tests.browser.given import GIVER, acting_for, acts, called, gives, has_childs_plan, is_called
from tests.browser.plans import has_plan, reference_of
from tests.browser.state import LONG_NAME, LONG_WORD, State
from tests.browser.states_acting import years_old
from tests.browser.states_plan import sent
from tests.browser.steps import Person

INSIGHT = "/namsos/{sprak}/innsyn"
CORRECT = f"{INSIGHT}/spor/rette"
LONG_WORDS = f"{LONG_WORD}: det står feil fødselsdato, og jeg heter {LONG_NAME}."
MAIL = UnitMail(lambda _code: "ke@namsos.example", "nb")
Reach = Callable[[Person], Any]


def at(path: str) -> Reach:
    """Somebody whom nobody knows anything about yet."""
    return lambda person: comes_in(person, somebody_new(person.site)).stands_at(path)


def looked_at(person: Person) -> Citizen:
    """Somebody whose plan and case were read by a lead with a reason, and by a helper with a long name."""
    site = person.site
    citizen = is_called(has_plan(site, *MARTES_LIFE[0].steps), GIVER)
    has_asked(citizen, days_ago=4)
    helper = called(site, LONG_NAME)
    gives(citizen, helper, LONG_NAME, days_ago=3)
    reference = reference_of(citizen)
    with demo.past(site.app) as ago:
        with ago(2) as db:
            plan.read(db, acting_for(helper, citizen).actor, reference)
        with ago(1) as db:
            lead = lead_of(citizen)
            thing = openings.find(db, lead, Opened.PLAN, reference)
            assert thing is not None
            openings.make(db, lead, thing, Reason.OTHER, LONG_WORDS)
            plan.read(db, lead, reference)
    return citizen


def lead_of(citizen: Citizen) -> Actor:
    """The invented lead of the coordinating unit."""
    profile = citizen.site.app.extensions["profiles"][citizen.kommune]
    invented = next(one for one in PEOPLE if one.subject == f"{citizen.kommune}-leder")
    return demo.employee_from(invented, profile).actor


def looked(path: str = "") -> Reach:
    def reach(person: Person) -> Person:
        return comes_in(person, looked_at(person)).stands_at(INSIGHT + path)

    return reach


def chosen(person: Person) -> None:
    """Among employees alone, with the choices unfolded."""
    looked("?hvem=ansatte")(person)


def childs(person: Person) -> None:
    """A parent reads who has looked at a child with a long name."""
    parent = called(person.site, GIVER)
    child = has_childs_plan(parent, LONG_NAME, years_old(parent, 9, 200))
    acts(person, parent, child).stands_at(INSIGHT)


def why(person: Person) -> Person:
    """«Spør hvorfor» about what the lead did."""
    citizen = looked_at(person)
    with citizen.transaction() as db:
        found = traces_of(db, citizen.actor, Wanted())
        assert found is not None
        number = next(one.number for one in found.traces if one.reason)
    return comes_in(person, citizen).stands_at(f"{INSIGHT}/hvorfor/{number}")


def asked(person: Person) -> None:
    """One of each: answered with a no, in part and with a yes, taken back, waiting, and late."""
    citizen = is_called(has_plan(person.site), LONG_NAME)
    officer = lead_of(citizen)
    answers = {
        Kind.DELETE: Given(Outcome.REFUSED, Ground.ARCHIVE, LONG_WORDS),
        Kind.OTHER: Given(Outcome.GRANTED, None, "Vi har skrevet til deg."),
        Kind.RESTRICT: Given(
            Outcome.PARTLY, Ground.NOT_MET, "Vi begrenser det som står om skolen."
        ),
        Kind.OBJECT: None,
        Kind.CORRECT: None,
    }
    with demo.past(person.site.app) as ago:
        for days, (kind, answer) in enumerate(answers.items(), start=1):
            with ago(40 - days) as db:
                new = NewRequest(kind, LONG_WORDS, "nb")
                reference = privacy_requests.ask(
                    db, citizen.actor, new, key=new_key(), unit="ke", mail=MAIL
                )
            if answer:
                with ago(20 - days) as db:
                    privacy_answers.answer(db, officer, reference, answer, key=new_key())
        with ago(1) as db:
            privacy_requests.withdraw(db, citizen.actor, reference)
            privacy_requests.ask(
                db, citizen.actor, NewRequest(Kind.OTHER, "Hvem?", "nb"), key=new_key(), unit="ke", mail=MAIL
            )  # fmt: skip
    comes_in(person, citizen).stands_at(f"{INSIGHT}/mine-henvendelser")


PRIVACY = [
    State("insight-none", at(INSIGHT)),
    State("insight", looked()),
    State("insight-chosen", chosen, ("nb",)),
    State("insight-own", looked("?vis=mine")),
    State("insight-child", childs),
    State("insight-why", why, form=True),
    State("insight-ways", at(f"{INSIGHT}/spor")),
    State("insight-errors", sent(at(CORRECT), "Se over og send"), form=True),
    State("insight-check", sent(why, "Se over og send", text=LONG_WORDS)),
    State("insight-receipt", sent(sent(why, "Se over og send"), "Send")),
    State("insight-asked-none", at(f"{INSIGHT}/mine-henvendelser"), ("nb",)),
    State("insight-asked", asked),
    State("insight-all", looked("/alt")),
    State("insight-kept", at(f"{INSIGHT}/lagring")),
]
