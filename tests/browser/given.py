"""Invented grants at a running site: who lets whom act, who acts now, and how a press of theirs would have gone before."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from portal import demo
from portal.demo_life import DESK, PARENT, SELF, Scene, Step
from portal.forms.base import new_key
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import TABLE, Basis, Scope
from portal.rules.representation_giving import readable
from portal.store import (
    events,
    grants,
    grants_answered,
    grants_given,
    people,
    plan,
    plan_consents,
    plan_held,
    representation,
)
from portal.store.db import now
from portal.store.grants_given import Giving
from portal.store.plan_messages import UnitMail
from portal.store.representation import NewGrant
from tests.acting import act_for
from tests.browser.citizens import Citizen, comes_in, somebody_new
from tests.browser.live_site import Site
from tests.browser.steps import Person

ALL = frozenset(one for one in Scope if one is not Scope.PRIVACY)
HELPER, GIVER = "Hanna Hjelper", "Kari Prøve"


def called(site: Site, name: str) -> Citizen:
    """Somebody new who has told their name."""
    return is_called(somebody_new(site), name)


def is_called(citizen: Citizen, name: str) -> Citizen:
    with citizen.transaction() as db:
        people.set_name(db, citizen.actor.id, name)
    return citizen


def offers(
    giver: Citizen, to: str, holder: Citizen | None = None, *, days_ago: float = 9, days: int = 365,
    scopes: Iterable[Scope] = ALL, sections: Iterable[Section] = SECTIONS,
) -> str:  # fmt: skip
    """An offer made so many days ago: to the holder, by number, or to who brings its code. Gives the grant."""
    with demo.past(giver.site.app) as ago, ago(days_ago) as db:
        today, actor = local_day(now(db)), giver.actor
        number = people.number_of(db, holder.actor.id) if holder else None
        named = people.get(db, actor.municipality, actor.id)
        giving = Giving(
            name=to, own_name=(named and named.name) or GIVER, language="nb", number=number,
            scopes=frozenset(scopes), sections=frozenset(sections),
            since=today, until=today + timedelta(days=days),
        )  # fmt: skip
        return grants_given.offer(db, actor, giving, key=new_key())


def gives(giver: Citizen, holder: Citizen, to: str = HELPER, *, used: bool = False, **more: Any) -> str:  # fmt: skip
    """What was offered and taken the same day. `used`: the holder has acted by it once."""
    days_ago = more.pop("days_ago", 9)
    grant = offers(giver, to, holder, days_ago=days_ago, **more)
    with demo.past(giver.site.app) as ago, ago(max(days_ago - 0.5, 0)) as db:
        grants_answered.accept(db, holder.actor, grant, by_code=False)
        if used:
            grants.begin_acting(db, holder.actor, grant)
    return grant


def is_parent_of(parent: Citizen, child: Citizen, name: str, born: date, to: str = HELPER) -> str:
    """Parental responsibility, written down by the desk. Gives the grant."""
    officer = demo.officer_of(child.site.app.extensions["profiles"][child.kommune])
    new = NewGrant(
        person=child.actor.id, person_name=name, holder=parent.actor.id, holder_name=to,
        basis=Basis.PARENT, scopes=TABLE[Basis.PARENT].scopes, born=born, language="nb", accepted=True,
        since=born, until=None,
    )  # fmt: skip
    with child.transaction() as db:
        grant = representation.write(db, officer, new)
        events.append_by(db, officer, Code.GRANT_REGISTERED, subject=child.actor.id, touched=grant)
    return grant


def has_childs_plan(parent: Citizen, name: str, born: date, *steps: Step) -> Citizen:
    """A child with a plan a parent has said yes to; `steps` are the demo's, of nine days ago."""
    child = is_called(somebody_new(parent.site), name)
    profile = parent.site.app.extensions["profiles"]["namsos"]
    officer = demo.officer_of(profile)
    is_parent_of(parent, child, name, born)
    with demo.past(parent.site.app) as ago, ago(9) as db:
        reference = plan.begin(
            db, officer, person=child.actor.id, name=name, unit=profile.unit.code, language="nb", born=born,
        )  # fmt: skip
        plan_consents.to_plan(db, acting_for(parent, child).actor, reference)
        row = plan_held.visible(db, officer, reference)
        assert row is not None
        unit = UnitMail(lambda code: profile.units[code].email, "nb")
        actors = {DESK: officer, SELF: child.actor, PARENT: acting_for(parent, child).actor}
        scene = Scene(db, reference, row.id, actors, local_day(now(db)), unit, child.actor.id)
        for step in steps:
            step(scene)
    return child


def code_of(giver: Citizen, grant: str) -> str:
    """As the giver was shown it."""
    with giver.transaction() as db:
        code = grants_given.new_code(db, giver.actor, grant)
    assert code is not None
    return readable(code)


def acts(person: Person, holder: Citizen, giver: Citizen) -> Person:
    """Logged in a moment ago, and acts for the other since."""
    comes_in(person, holder)
    with holder.transaction() as db:
        act_for(db, holder.actor.id, giver.actor.id)
    return person


def acting_for(holder: Citizen, giver: Citizen) -> Citizen:
    """The holder, as the store meets them while they act."""
    return replace(holder, actor=replace(holder.actor, acting_for=giver.actor.id))
