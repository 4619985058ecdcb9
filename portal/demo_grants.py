"""The demo's grants: a neighbour who helps, a guardian, and a father who may see his daughter's plan for some months after 16.

Other parents get theirs where their child's plan is begun.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from portal.dev_idporten.citizens import CITIZENS, NUMBERS
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.municipality import Profile
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import TABLE, Basis, Scope, longest_until
from portal.store import events, people, representation
from portal.store.db import now
from portal.store.representation import NewGrant

YEAR = timedelta(days=365)
NAMES = {one.subject: one.name for one in CITIZENS}
BORN = {one.subject: one.born for one in CITIZENS}


@dataclass(frozen=True)
class Given:
    """That one may act for the other, by their names at the stand-in. A year long at most where the basis has an end."""

    person: str
    holder: str
    basis: Basis
    scopes: frozenset[Scope]
    sections: tuple[Section, ...] = field(default=SECTIONS)


HELPED = frozenset({Scope.SEE_PLAN, Scope.WRITE_PLAN, Scope.FOLLOW_CASES, Scope.NOTICES})
EVERYWHERE = Given(
    "innbygger-marte",
    "innbygger-birger",
    Basis.GIVEN,
    HELPED,
    (Section.GOALS, Section.MEASURES, Section.MEETINGS),
)
"""A neighbour who sees what is to be done and when, but neither the texts nor the team."""
IN_FULL = Given(
    "innbygger-ingolf", "innbygger-torunn", Basis.GUARDIAN, TABLE[Basis.GUARDIAN].scopes
)

AFTER_SIXTEEN = Given("innbygger-sara", "innbygger-tor", Basis.YOUNG, TABLE[Basis.YOUNG].scopes)
"""A father who has no standing access any more: the desk has let him see for three months."""


def seed(profile: Profile, officer: Actor, session: Any, *, full: bool) -> None:
    """Let the grants be given, unless they are there already."""
    for given in (EVERYWHERE, IN_FULL, AFTER_SIXTEEN) if full else (EVERYWHERE,):
        person, holder = (
            people.find_or_begin(session, profile.number, NUMBERS[subject]).id
            for subject in (given.person, given.holder)
        )
        there = representation.between(session, profile.number, holder=holder, person=person)
        if not there:
            give(session, officer, given, person, holder)


def give(session: Any, officer: Actor, given: Given, person: str, holder: str) -> None:
    """Write one down, with the events of who gave it and who accepted, or that the desk registered it."""
    by_person = given.basis is Basis.GIVEN
    giver = Actor("citizen", person, officer.municipality) if by_person else officer
    today = local_day(now(session))
    longest = longest_until(given.basis, today)
    new = NewGrant(
        person=person,
        person_name=NAMES[given.person],
        holder=holder,
        holder_name=NAMES[given.holder],
        basis=given.basis,
        scopes=given.scopes,
        sections=given.sections,
        since=today,
        until=min(today + YEAR, longest) if longest else None,
        born=BORN[given.person] if TABLE[given.basis].until_age else None,
        language="nb",
        accepted=True,
    )
    grant = representation.write(session, giver, new)
    if not by_person:
        events.append_by(session, giver, Code.GRANT_REGISTERED, subject=person, touched=grant)
        return
    events.append_by(session, giver, Code.GRANT_OFFERED, subject=person, touched=grant)
    taker = Actor("citizen", holder, officer.municipality)
    events.append_by(session, taker, Code.GRANT_ACCEPTED, subject=person, touched=grant)
