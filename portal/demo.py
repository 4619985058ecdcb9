"""The demo's invented people: employees of several roles, and requests in different states.

Everything goes through the store as in real life, with a clock set back so that the list has ages.
Seeding twice changes nothing: each request has its own key. No phone number begins with 0, so
nobody owns the numbers here.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from portal import demo_complaints, demo_plans, demo_requests
from portal.demo_requests import Past
from portal.dev_idporten.people import OFFICER, PEOPLE, STRANGER, Person
from portal.login.providers import stand_in_issuer
from portal.rules.access import Actor, Role
from portal.rules.case import CallWish, local_day
from portal.rules.municipality import Profile, unit_for
from portal.store import case, coordinator, staff
from portal.store.db import Database, now
from portal.store.staff import Employee

ROLES = {
    "leder": Role.LEAD,
    "saksbehandler": Role.OFFICER,
    "leser": Role.READER,
    "administrator": Role.ADMINISTRATOR,
}
SECOND_OFFICER = "-to"
Step = Callable[[Any, Actor, str], None]


@dataclass(frozen=True)
class Story:
    """Somebody who asked to be called so many days ago, and what the desk has done since."""

    days_ago: int
    wish: CallWish
    steps: tuple[Step, ...] = ()


def wish(name: str, number: int, **more: Any) -> CallWish:
    """An invented wish to be called; what is not said is the ordinary."""
    ordinary: dict[str, Any] = {
        "when": "any",
        "language": "nb",
        "interpreter": False,
        "interpreter_language": None,
        "about": "self",
        "relation": None,
        "district": None,
        "entry": None,
    }
    return CallWish(name=name, phone=f"+470000{number:04}", **(ordinary | more))


def met(session: Any, actor: Actor, reference: str) -> None:
    """An appointment was made, and the person is told."""
    note = "Ønsker møte på formiddagen. Tar med en venn."
    case.note_outcome(session, actor, reference, "appointment", note, True)


def not_reached(session: Any, actor: Actor, reference: str) -> None:
    """Nobody answered the phone."""
    case.note_outcome(session, actor, reference, "not-reached", "", False)


STORIES = (
    Story(41, wish("Arne Vik", 101), (case.open_case, case.take, met, case.close)),
    Story(33, wish("Berit", 102, about="other", relation="child")),
    Story(12, wish("Kamil Nowak", 103, when="morning"), (case.take, met)),
    Story(6, wish("Gerd Moen", 104, when="midday"), (case.take, not_reached)),
    Story(
        2,
        wish(
            "Halima Yusuf",
            105,
            language="other",
            interpreter=True,
            interpreter_language="somali",
            about="other",
            relation="parent",
        ),
        (case.open_case,),
    ),
    Story(0, wish("Lars", 106, when="afternoon")),
)


def seed(app: Flask) -> None:
    """Fill the demo. Called at every start; what is there already stays as it is."""
    enrol_employees(app)
    with past(app) as days_ago:
        for profile in app.extensions["profiles"].values():
            for story in STORIES:
                tell(profile, story, days_ago)
            for asked in demo_requests.STORIES:
                demo_requests.tell(profile, asked, officer_of(profile), days_ago)
            for complained in demo_complaints.STORIES:
                demo_complaints.tell(profile, complained, officer_of(profile), days_ago)
            demo_plans.seed(profile, officer_of(profile), days_ago)


def enrol_employees(app: Flask) -> None:
    """Let the invented employees in, at the address the demo has now."""
    settings = app.extensions["settings"]
    if not settings.accepts.stand_in_login:
        raise RuntimeError("invented people belong in the demo and test modes only")
    profiles: dict[str, Profile] = app.extensions["profiles"]
    with app.extensions["database"].transaction() as session:
        for person in PEOPLE:
            if person.municipality in profiles and person.work != STRANGER:
                employee = employee_from(person, profiles[person.municipality])
                issuer = stand_in_issuer(settings)
                staff.enrol(session, employee, issuer=issuer, subject=person.subject)


def employee_from(person: Person, profile: Profile) -> Employee:
    """The invented person as an employee. A second officer works in another unit, if there is one."""
    role = ROLES[person.work]
    units = list(profile.units)
    mine = units[1] if person.subject.endswith(SECOND_OFFICER) and len(units) > 1 else None
    unit = None if role in {Role.LEAD, Role.ADMINISTRATOR} else mine or profile.unit.code
    return Employee(person.subject, profile.number, person.name, role, unit)


def tell(profile: Profile, story: Story, days_ago: Past) -> None:
    """Let one story happen, at its own time, unless it has happened already."""
    unit = unit_for(profile, story.wish.district, story.wish.entry)
    with days_ago(story.days_ago) as session:
        receipt = coordinator.ask_for_call(
            session,
            municipality=profile.number,
            unit=unit.code,
            key=f"demo-{profile.slug}-{story.wish.phone}",
            wish=story.wish,
            local_day=local_day(now(session)),
            unit_email=unit.email,
        )
    for number, step in enumerate(() if receipt.repeated else story.steps, start=1):
        with days_ago(story.days_ago - number / 1440) as session:
            step(session, officer_of(profile), receipt.reference)


@contextmanager
def past(app: Flask) -> Iterator[Past]:
    """`days_ago(n)`: a transaction in which it is n days ago, and seven minutes."""
    settings, clock = app.extensions["settings"], Clock(app.extensions["clock"]())
    database, today = (
        Database(
            settings.database_url, settings.keyring, clock=clock, archives=bool(settings.archive)
        ),
        clock.now,
    )

    @contextmanager
    def days_ago(days: float) -> Iterator[Any]:
        clock.now = today - timedelta(days=days, minutes=7)
        with database.transaction() as session:
            yield session

    try:
        yield days_ago
    finally:
        database.dispose()


def officer_of(profile: Profile) -> Actor:
    """The invented officer of the coordinating unit, who has done what is done."""
    person = next(one for one in PEOPLE if one.municipality == profile.slug and one.work == OFFICER)
    return employee_from(person, profile).actor


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """The moment it stands at."""
        return self.now
