"""(holde noe tilbake) What a child of 12–15 keeps back of the plan from a parent: pasient- og brukerrettighetsloven §§ 3-4, 4-4."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import TABLE, Grant
from portal.store import events, plan_consents, representation
from portal.store.plan_held import NotThere, held
from portal.store.plan_preview import accepted, counting
from portal.store.tables.representation import GrantRow


@dataclass(frozen=True)
class Parent:
    """A parent, or who has the care, who sees the plan today. `grant` stands for all they hold as that; `sections` are kept back."""

    grant: str
    name: str
    sections: frozenset[Section]


def parents(session: Session, actor: Actor) -> list[Parent]:
    """Those who act for the actor as parents today, each once."""
    rows = {row.id: row for row in accepted(session, actor)}
    return [
        Parent(
            grants[0].id,
            representation.opened(session, rows[grants[0].id], "holder_name") or "",
            frozenset().union(*(one.kept_back for one in grants)),
        )
        for grants in _by_parent(session, actor)
    ]


def keep_back(
    session: Session, actor: Actor, reference: str, wanted: Mapping[str, Collection[str]]
) -> None:
    """Keep these sections back from these parents, by the id of `Parent.grant`, in place of those before; none shows it all again.

    A parent who is not named is left as it was. The same twice is once. Raises NotThere, also for whose plan it is not.
    """
    row = held(session, actor, reference)
    if actor.id != row.person or not plan_consents.holds_back(session, actor, row):
        raise NotThere
    for grants in _by_parent(session, actor):
        kept = frozenset(Section(one) for one in wanted.get(grants[0].id, ()))
        for grant in grants if grants[0].id in wanted else ():
            if grant.kept_back != kept:
                _keep(session, actor, grant, kept)


def keeps_something_back(session: Session, municipality: str, person: str) -> bool:
    """Whether the person keeps something back from a parent who acts for them today. For the desk: that it is so, never what or from whom."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=municipality, person=person)
        .where(GrantRow.kept_back != "", GrantRow.accepted_at.is_not(None))
        .execution_options(populate_existing=True)
    ).all()
    return any(counting(session, rows).values())


def _keep(session: Session, actor: Actor, grant: Grant, kept: frozenset[Section]) -> None:
    codes = ",".join(one.value for one in SECTIONS if one in kept)
    session.execute(
        update(GrantRow)
        .where(GrantRow.id == grant.id)
        .values(kept_back=codes)
        .execution_options(synchronize_session=False)
    )
    events.append_by(session, actor, Code.GRANT_KEPT_BACK, subject=grant.person, touched=grant.id)


def _by_parent(session: Session, actor: Actor) -> list[list[Grant]]:
    """The grants in force of those who decide for the actor: each parent's together."""
    counted = counting(session, accepted(session, actor)).values()
    deciding = [[one for one in grants if TABLE[one.basis].decides] for grants in counted]
    return [grants for grants in deciding if grants]
