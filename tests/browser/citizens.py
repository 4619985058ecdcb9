"""Invented citizens of a running site: who they are, what they have typed and asked before, and what came of it.

The demo's own people log in through the stand-in (`is_let_in`); a person whom nobody else in the run is to meet comes in with
a session of their own (`comes_in`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

from sqlalchemy import func, select, update

from portal import demo
from portal.dev_idporten.citizens import NUMBERS
from portal.forms.base import new_key
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.coordinator_request import Request
from portal.rules.levels import Level
from portal.rules.session import ABSOLUTE, IDLE
from portal.store import coordinator_request, drafts, people, sessions
from portal.store.coordinator_request import JOURNEY
from portal.store.db import now
from portal.store.tables.case import CaseRow
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.staff import SessionRow
from tests.browser.live_site import Site
from tests.browser.steps import Person

NORA, BIRGER, JON, HILDE, MARTE, SARA = (
    f"innbygger-{name}" for name in ("nora", "birger", "jon", "hilde", "marte", "sara")
)
NO_NUMBER, NEVER_HIGH = "innbygger-elena", "innbygger-roald"
NEW_NUMBERS = count(10_000_000)
TOKENS = count(1)
WHO = {"whom": "self", "wants": "both"}
YOU = {"name": "Kari Prøve", "reach": "sms", "phone": "22 22 22 22"}
ASKED = Request(
    whom="self",
    wants="both",
    language="nb",
    name="Kari Prøve",
    reach="sms",
    phone="+4722222222",
    own_words="Jeg mister oversikten.",
)
Step = Callable[[Any, Actor, str], object]


@dataclass(frozen=True)
class Citizen:
    """Somebody the site knows, in one municipality."""

    actor: Actor
    site: Site
    kommune: str

    def transaction(self) -> Any:
        return self.site.app.extensions["database"].transaction()

    def draft(self) -> drafts.Draft | None:
        """What is kept of the request, read behind the pages' back."""
        with self.transaction() as db:
            return drafts.of(db, self.actor, JOURNEY)

    def typed(self, step: str) -> dict[str, str]:
        draft = self.draft()
        return draft.answers.get(step, {}) if draft else {}

    def cases(self) -> list[str]:
        """The references of what this person has sent."""
        with self.transaction() as db:
            return list(db.scalars(select(CaseRow.reference).filter_by(asker=self.actor.id)))

    def messages_to_the_unit(self, reference: str, template: str) -> int:
        with self.transaction() as db:
            case_id = db.scalar(select(CaseRow.id).filter_by(reference=reference))
            rows = select(func.count()).select_from(OutboxRow)
            return db.scalar(rows.filter_by(case_id=case_id, template=template))


def citizen_of(site: Site, number: str, kommune: str = "namsos") -> Citizen:
    municipality = site.app.extensions["profiles"][kommune].number
    with site.app.extensions["database"].transaction() as db:
        person = people.find_or_begin(db, municipality, number)
    return Citizen(Actor("citizen", person.id, municipality), site, kommune)


def known(site: Site, who: str, kommune: str = "namsos") -> Citizen:
    """One of the demo's people."""
    return citizen_of(site, NUMBERS[who], kommune)


def somebody_new(site: Site, kommune: str = "namsos") -> Citizen:
    """A person nobody else in this run is."""
    return citizen_of(site, f"148{next(NEW_NUMBERS)}", kommune)


# Given


def comes_in(person: Person, citizen: Citizen, level: Level = Level.HIGH) -> Person:
    """Logged in a moment ago."""
    token = f"token-{next(TOKENS)}-of-{citizen.actor.id}"
    with citizen.transaction() as db:
        people.seen(db, citizen.actor.id)
        sessions.begin(
            db,
            kind="citizen",
            level=level,
            person=citizen.actor.id,
            municipality=citizen.actor.municipality,
            token=token,
            issuer=citizen.site.base + "/dev-idporten",
            provider_session=None,
        )
    name = citizen.site.app.extensions["settings"].cookie_name("innbygger")
    person.page.context.add_cookies([{"name": name, "value": token, "url": citizen.site.base}])
    return person


def has_begun(citizen: Citizen, **steps: dict[str, str]) -> None:
    """Has typed this, and nothing else, on pages by name: «-» is written «_»."""
    with citizen.transaction() as db:
        drafts.forget(db, citizen.actor, JOURNEY)
    goes_on_elsewhere(citizen, **steps)


def goes_on_elsewhere(citizen: Citizen, **steps: dict[str, str]) -> None:
    """Types this as well, in another window."""
    draft, owner = citizen.draft(), citizen.actor
    key = draft.key if draft else new_key()
    with citizen.transaction() as db:
        for step, values in steps.items():
            name = step.replace("_", "-")
            drafts.save(
                db, owner.id, owner.municipality, JOURNEY, step=name, values=values, key=key
            )


def has_asked(citizen: Citizen, *steps: Step, days_ago: float = 0, said: Request = ASKED) -> str:
    """Has sent a request so many days ago; `steps` are what the desk did since, some minutes apart. Gives the reference."""
    profile = citizen.site.app.extensions["profiles"][citizen.kommune]
    officer = demo.officer_of(profile)
    with demo.past(citizen.site.app) as ago:
        with ago(days_ago) as db:
            receipt = coordinator_request.send(
                db,
                citizen.actor,
                draft_key=new_key(),
                request=said,
                unit=profile.unit.code,
                unit_email=profile.unit.email,
                unit_language="nb",
                today=local_day(now(db)),
            )
        for number, step in enumerate(steps, start=1):
            with ago(days_ago - number / 1440) as db:
                step(db, officer, receipt.reference)
    return receipt.reference


def is_set(citizen: Citizen, reference: str, **values: object) -> None:
    """Dates of a case, put where the story needs them."""
    with citizen.transaction() as db:
        db.execute(update(CaseRow).filter_by(reference=reference).values(**values))


def the_clock_ends_the_session(citizen: Citizen) -> None:
    """As after half an hour without a page."""
    with citizen.transaction() as db:
        earlier = now(db) - IDLE - timedelta(minutes=1)
        db.execute(
            update(SessionRow)
            .filter_by(person=citizen.actor.id, kind="citizen", level=Level.HIGH, ended_at=None)
            .values(seen_at=earlier, created_at=earlier)
        )


def has_minutes_left(citizen: Citizen, idle: float = 30, whole: float = 120) -> None:
    """The session lasts so long when nothing more is opened, and so long in all."""
    with citizen.transaction() as db:
        moment = now(db)
        values = {
            "seen_at": moment - IDLE + timedelta(minutes=idle),
            "created_at": moment - ABSOLUTE + timedelta(minutes=whole),
        }
        db.execute(
            update(SessionRow).filter_by(person=citizen.actor.id, ended_at=None).values(values)
        )


# When


def is_let_in(person: Person, who: str) -> Person:
    """At the stand-in, past our own page when the time was up: be one of the invented citizens."""
    button = person.page.locator(f"button[value='{who}']")
    onwards = person.page.get_by_role("link", name=person.say("Logg inn og fortsett"))
    button.or_(onwards).first.wait_for()
    if onwards.count():
        person.follows("Logg inn og fortsett")
    return person.does(button, "Enter")


def fills_in(person: Person, *, button: str = "Lagre og gå videre", **values: str) -> Person:
    """Answers a page of the request, choices and texts alike, and goes on."""
    types(person, **values)
    return person.presses(button)


def types(person: Person, **values: str) -> Person:
    """Answers, and presses nothing."""
    for field, value in values.items():
        kind = person.page.locator(f"[name={field}]").first.get_attribute("type")
        if kind in ("radio", "checkbox"):
            person.chooses(field, value)
        else:
            person.writes(field, value)
    return person


def holds(person: Person, **values: str) -> None:
    """The page has these answers in its fields."""
    for field, value in values.items():
        place = person.page.locator(f"[name={field}]")
        if place.first.get_attribute("type") in ("radio", "checkbox"):
            chosen = person.page.locator(f"[name={field}][value='{value}']")
            assert chosen.is_checked(), f"{field} is not {value}"
        else:
            assert place.input_value() == value, field
