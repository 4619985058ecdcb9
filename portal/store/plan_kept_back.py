"""(holde noe tilbake) What a child of 12–15 keeps back of the plan from a parent: pasient- og brukerrettighetsloven §§ 3-4, 4-4."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import TABLE, Grant, in_force
from portal.store import events, plan_consents, representation
from portal.store.db import now
from portal.store.plan_held import NotThere, held
from portal.store.plan_preview import accepted
from portal.store.tables.representation import GrantRow


@dataclass(frozen=True)
class Parent:
    """A parent, or who has the care, who sees the plan today. `grant` stands for all they hold as that; `sections` are kept back."""

    grant: str
    name: str
    sections: frozenset[Section]


def parents(session: Session, actor: Actor) -> list[Parent]:
    """Those who act for the actor as parents today, each once."""
    return [
        Parent(
            rows[0].id,
            representation.opened(session, rows[0], "holder_name") or "",
            frozenset().union(*(_grant(session, row).kept_back for row in rows)),
        )
        for rows in _by_parent(session, actor).values()
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
    for rows in _by_parent(session, actor).values():
        if rows[0].id not in wanted:
            continue
        kept = ",".join(one.value for one in SECTIONS if one in set(wanted[rows[0].id]))
        for each in rows:
            if each.kept_back != kept:
                _keep(session, actor, each, kept)


def _keep(session: Session, actor: Actor, row: GrantRow, kept: str) -> None:
    session.execute(
        update(GrantRow)
        .where(GrantRow.id == row.id)
        .values(kept_back=kept)
        .execution_options(synchronize_session=False)
    )
    events.append_by(session, actor, Code.GRANT_KEPT_BACK, subject=row.person, touched=row.id)


def _by_parent(session: Session, actor: Actor) -> dict[str, list[GrantRow]]:
    """The grants in force of those who decide for the actor, by who holds them."""
    moment, found = now(session), dict[str, list[GrantRow]]()
    if actor.kind != "citizen" or actor.acting_for is not None:
        return found
    for row in accepted(session, actor):
        grant = _grant(session, row)
        people = {actor.id, row.holder or actor.id}
        protected = representation.is_protected(session, people)
        decides = TABLE[grant.basis].decides
        if decides and in_force(grant, moment, local_day(moment), protected=protected):
            found.setdefault(row.holder or "", []).append(row)
    return found


def _grant(session: Session, row: GrantRow) -> Grant:
    return representation.grant_from(session, row)
