"""The demo's plans: told through the store as in real life, at their own time. Telling twice changes nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

from portal import demo_grants
from portal.demo_life import DESK, PARENT, SELF, Life, Parent, Scene
from portal.demo_lives import LIVES
from portal.dev_idporten.citizens import NUMBERS
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.confirming import sixteenth_birthday
from portal.rules.municipality import Profile
from portal.rules.plan import Status
from portal.store import people, plan, plan_consents, plan_held
from portal.store.db import now
from portal.store.plan_messages import UnitMail

Past = Callable[[float], AbstractContextManager[Any]]

FULL = "namsos"
"""The municipality where all the lives are lived; elsewhere a few, so that the demo starts quickly."""
PHONE, REACHED_AT = "+4700000301", "+4700000201"
GRANTED = 9
"""So many days ago the demo's grants were given."""


def seed(profile: Profile, officer: Actor, days_ago: Past) -> None:
    """Let every plan of a municipality come to be."""
    for life in LIVES:
        if life.everywhere or profile.slug == FULL:
            tell(profile, life, officer, days_ago)
    with days_ago(GRANTED) as session:
        demo_grants.seed(profile, officer, session, full=profile.slug == FULL)


def tell(profile: Profile, life: Life, officer: Actor, days_ago: Past) -> None:
    """Let one plan come to be, unless it is there already. `days_ago(n)` is a transaction n days back."""
    with days_ago(0) as session:
        today = local_day(now(session))
        actors = {DESK: officer, SELF: citizen(session, profile, life.number)}
        for parent in life.parents[:1]:
            known = citizen(session, profile, NUMBERS[parent.subject])
            actors[PARENT] = replace(known, acting_for=actors[SELF].id)
    with days_ago(life.chapters[0].days_ago + 1) as session:
        scene = begin(session, profile, life, actors, today)
    if scene is None:
        return
    for chapter in life.chapters:
        with days_ago(chapter.days_ago) as session:
            scene.session = session
            for step in chapter.steps:
                step(scene)


def begin(
    session: Any, profile: Profile, life: Life, actors: dict[str, Actor], today: date
) -> Scene | None:
    """The invitation, who may see the plan, and the yes to it; None when all that has been."""
    officer, person = actors[DESK], actors[SELF].id
    reference = plan.begin(
        session,
        officer,
        person=person,
        name=life.name,
        unit=profile.unit.code,
        language="nb",
        born=life.born,
        phone=PHONE,
        reach="sms",
        contact=REACHED_AT,
    )
    row = plan_held.visible(session, officer, reference)
    if row is None or row.status != Status.INVITED:
        return None
    for parent in life.parents:
        let_in(session, profile, officer, reference, parent, sixteenth_birthday(life.born))
    plan_consents.to_plan(session, actors.get(PARENT, actors[SELF]), reference)
    return Scene(
        session=session,
        reference=reference,
        plan_id=row.id,
        actors=actors,
        today=today,
        unit=UnitMail(lambda code: profile.units[code].email, profile.languages[0]),
        prefix=f"demo-{profile.slug}-{person}",
    )


def let_in(
    session: Any, profile: Profile, officer: Actor, reference: str, parent: Parent, until: date
) -> None:
    """A parent whose responsibility the desk has confirmed."""
    plan.add_reader(
        session,
        officer,
        reference,
        person=citizen(session, profile, NUMBERS[parent.subject]).id,
        name=parent.name,
        language="nb",
        until=until,
        reach="sms",
        contact=REACHED_AT,
    )


def citizen(session: Any, profile: Profile, number: str) -> Actor:
    """Somebody as they are known in this municipality."""
    person = people.find_or_begin(session, profile.number, number)
    return Actor("citizen", person.id, profile.number)
