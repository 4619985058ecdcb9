"""Invented people with a plan at a running site: what stands in it, and who is asked about it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from portal import demo, demo_plans
from portal.demo_life import Chapter, Life
from portal.rules.case import local_day
from portal.rules.plan import Part
from portal.store import grants, plan, plan_held, plan_links, plan_parts
from portal.store.db import now
from tests.browser.citizens import NEW_NUMBERS, Citizen, citizen_of, comes_in
from tests.browser.live_site import Site
from tests.browser.steps import Person

PLAN = "/namsos/{sprak}/plan"
DESK = "/namsos/{sprak}/ansatt"
Step = Callable[[Any], None]


def has_plan(site: Site, *steps: Step, days_ago: int = 9, born: date | None = None) -> Citizen:
    """Somebody new with a plan in Namsos that they said yes to; `steps` are the demo's, of so many days ago."""
    number = f"148{next(NEW_NUMBERS)}"
    life = Life(
        number, "Kari Prøve", born or date(1990, 5, 14), (Chapter(days_ago, steps),)
    )  # fmt: skip
    profile = site.app.extensions["profiles"]["namsos"]
    with demo.past(site.app) as ago:
        demo_plans.tell(profile, life, demo.officer_of(profile), ago)
    return citizen_of(site, number)


def is_invited(site: Site) -> Citizen:
    """Asked whether they want a plan, and has not answered."""
    citizen = citizen_of(site, f"148{next(NEW_NUMBERS)}")
    profile = site.app.extensions["profiles"]["namsos"]
    with citizen.transaction() as db:
        plan.begin(
            db, demo.officer_of(profile),
            person=citizen.actor.id, name="Kari Prøve", unit=profile.unit.code, language="nb",
            phone="+4700000301", reach="sms", contact="+4700000201",
        )  # fmt: skip
    return citizen


def reference_of(citizen: Citizen) -> str:
    """Of the first plan this person may see."""
    with citizen.transaction() as db:
        return reference_of_in(db, citizen)


def part_of(citizen: Citizen, words: str) -> Part:
    """The part that says this, as it stands, also when it has been taken away."""
    with citizen.transaction() as db:
        row = plan_held.visible(db, citizen.actor, reference_of_in(db, citizen))
        assert row is not None
        parts = plan_parts.all_of(db, row.id)
    return next(part for part in parts if words in part.words.values())


def reference_of_in(db: Any, citizen: Citizen) -> str:
    """Their own, or that of the first person they may act for."""
    own = plan.mine(db, citizen.actor)
    if own:
        return own[0].reference
    other = grants.acted_for(db, citizen.actor)[0]
    return plan.mine(db, replace(citizen.actor, acting_for=other.held.person))[0].reference


def acts_for(person: Person, citizen: Citizen) -> None:
    """Who has no plan of their own chooses whom to act for."""
    with citizen.transaction() as db:
        others = [] if plan.mine(db, citizen.actor) else grants.acted_for(db, citizen.actor)
    if others:
        person.stands_at("/namsos/{sprak}/pa-vegne-av")
        person.page.locator(f"form[action*='{others[0].grant}'] button").click()


def opens_plan(person: Person, citizen: Citizen, path: str = "") -> Person:
    """Logged in a moment ago, at the plan or a page of it."""
    comes_in(person, citizen)
    acts_for(person, citizen)
    return person.stands_at(f"{PLAN}/{reference_of(citizen)}{path}")


def the_desk_writes(citizen: Citizen, about: str, **changes: Any) -> None:
    """The coordinator changes a part meanwhile."""
    part, profile = part_of(citizen, about), citizen.site.app.extensions["profiles"]["namsos"]
    with citizen.transaction() as db:
        plan_parts.change(
            db, demo.officer_of(profile), reference_of_in(db, citizen),
            part.id, replace(part, **changes), based_on=part.version,
        )  # fmt: skip


def today(citizen: Citizen) -> date:
    with citizen.transaction() as db:
        return local_day(now(db))


def is_asked_by_link(citizen: Citizen, what: str) -> tuple[str, str]:
    """(path, code) of the link by which whoever answers for this measure is asked."""
    part, profile = part_of(citizen, what), citizen.site.app.extensions["profiles"]["namsos"]
    with citizen.transaction() as db:
        made = plan_links.make(
            db, demo.officer_of(profile), reference_of_in(db, citizen), part.id,
            language="nb", by_sms=False,
        )  # fmt: skip
    return made.token, made.code
