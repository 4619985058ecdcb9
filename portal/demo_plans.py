"""The demo's plans: lives that nobody has lived.

Everything goes through the store as in real life, at its own time. Seeding twice changes nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.municipality import Profile
from portal.rules.plan import ME, Draft, Goal, Kind, Measure, Sector, Topic
from portal.store import people, plan, plan_consents, plan_parts
from portal.store.db import now

Past = Callable[[float], AbstractContextManager[Any]]
Write = Callable[[str, Draft], str]


@dataclass(frozen=True)
class Life:
    """Whose plan, how many days ago it began, and what has been written in it since."""

    who: str
    days_ago: int
    write: Callable[[Write, Write, date], None]


def marte(mine: Write, desk: Write, today: date) -> None:
    """An adult with mental health services."""
    mine(
        "important",
        Draft(
            kind=Kind.TEXT,
            code=Topic.IMPORTANT,
            words={"text": "Å klare hverdagen selv, og slippe å fortelle alt på nytt."},
        ),
    )
    work = mine(
        "work",
        Draft(
            kind=Kind.GOAL, code=Goal.OPEN, words={"text": "Jeg vil tilbake i jobb to dager i uka."}
        ),
    )
    nav = desk(
        "nav",
        Draft(
            kind=Kind.PARTICIPANT,
            code=Sector.NAV,
            words={
                "name": "Rune Eksempel Dahl",
                "role": "Veileder",
                "organisation": "Nav",
                "phone": "+4700000311",
            },
        ),
    )
    health = desk(
        "health",
        Draft(
            kind=Kind.PARTICIPANT,
            code=Sector.MUNICIPALITY,
            words={
                "name": "Silje Eksempel Moen",
                "role": "Psykisk helsearbeider",
                "organisation": "Psykisk helse og rus",
                "phone": "+4700000312",
            },
        ),
    )
    desk(
        "course",
        Draft(
            kind=Kind.MEASURE,
            code=Measure.YES,
            parent=work,
            responsible=nav,
            due_on=today + timedelta(days=40),
            words={
                "what": "Finne et sted å prøve seg i jobb",
                "extent": "To dager i uka i tre måneder",
                "how": "Nav avtaler med arbeidsgiveren",
            },
        ),
    )
    desk(
        "talks",
        Draft(
            kind=Kind.MEASURE,
            code=Measure.UNDER_WAY,
            parent=work,
            responsible=health,
            due_on=today - timedelta(days=6),
            words={"what": "Samtaler om å stå i arbeid", "extent": "Hver uke"},
        ),
    )
    mine(
        "walk",
        Draft(
            kind=Kind.MEASURE,
            code=Measure.UNDER_WAY,
            parent=work,
            responsible=ME,
            words={"what": "Gå en tur hver morgen"},
        ),
    )


LIVES = (Life("innbygger-marte", 19, marte),)


def tell(profile: Profile, life: Life, officer: Actor, days_ago: Past) -> None:
    """Let one plan come to be, unless it is there already. `days_ago(n)` is a transaction n days back."""
    citizen = next(one for one in CITIZENS if one.subject == life.who)
    with days_ago(life.days_ago) as session:
        person = people.find_or_begin(session, profile.number, NUMBERS[life.who])
        mine = Actor("citizen", person.id, profile.number)
        if plan.mine(session, mine):
            return
        reference = plan.begin(
            session,
            officer,
            person=person.id,
            name=citizen.name,
            unit=profile.unit.code,
            language="nb",
            born=citizen.born,
            phone="+4700000301",
        )
        plan_consents.to_plan(session, mine, reference)
    with days_ago(life.days_ago - 1) as session:

        def writer(actor: Actor) -> Write:
            def write(name: str, draft: Draft) -> str:
                key = f"demo-{profile.slug}-{life.who}-{name}"
                return plan_parts.add(session, actor, reference, draft, key=key)

            return write

        life.write(writer(mine), writer(officer), local_day(now(session)))
