"""Who may act for whom: grants as they stand, and what one person holds for another right now.

Asked of the database at every request and in every transaction: what is taken back opens nothing from that moment.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.rules import representation as rules
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import Basis, Grant, Held, Scope
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow

__all__ = [
    "Acting",
    "NewGrant",
    "acting",
    "between",
    "grant_from",
    "held",
    "holder_names",
    "is_protected",
    "opened",
    "write",
]


@dataclass(frozen=True, kw_only=True)
class NewGrant:
    """A grant to write down. `accepted`: it counts at once, as what a register or the desk has found.

    `holder` None waits for whoever brings the code behind `code_hash`. `evidence` is an archive's reference or a code of where it
    was seen; `assessment` the id of the one it rests on.
    """

    person: str
    person_name: str
    holder: str | None
    holder_name: str | None
    basis: Basis
    scopes: Iterable[Scope]
    sections: Iterable[Section] = SECTIONS
    since: date
    until: date | None
    born: date | None = None
    evidence: str | None = None
    assessment: str | None = None
    code_hash: bytes | None = None
    language: str
    accepted: bool
    checked: bool = False


@dataclass(frozen=True)
class Acting:
    """For whom somebody acts now, as every page tells it. `holder_name` is what the grant calls who acts."""

    held: Held
    person_name: str
    holder_name: str | None


def write(session: Session, actor: Actor, new: NewGrant) -> str:
    """Keep a grant and give its id. The caller has asked whether it may be given, and writes the event."""
    grant_id, keyring, moment = new_id(), keyring_of(session), now(session)

    def sealed(column: str, text: str | None) -> bytes | None:
        return seal(keyring, f"grants.{column}", grant_id, text) if text else None

    add(
        session,
        GrantRow,
        id=grant_id,
        municipality=actor.municipality,
        person=new.person,
        holder=new.holder,
        basis=new.basis.value,
        scopes=",".join(one.value for one in Scope if one in set(new.scopes)),
        sections=",".join(one.value for one in SECTIONS if one in set(new.sections)),
        kept_back="",
        since=new.since,
        until=new.until,
        born=sealed("born", new.born.isoformat() if new.born else None),
        person_name=sealed("person_name", new.person_name),
        holder_name=sealed("holder_name", new.holder_name),
        evidence=sealed("evidence", new.evidence),
        assessment=new.assessment,
        code_hash=new.code_hash,
        language=new.language,
        offered_at=moment,
        offered_by_kind=actor.kind,
        offered_by=actor.id,
        accepted_at=moment if new.accepted else None,
        quietly=False,
        checked_at=moment if new.checked else None,
    )
    return grant_id


def held(session: Session, actor: Actor) -> Held | None:
    """What the actor may do now for the one acted for, None for who acts for nobody, or may no longer."""
    found = acting(session, actor.municipality, actor.id, actor.acting_for)
    return found.held if found else None


def acting(session: Session, municipality: str, holder: str, person: str | None) -> Acting | None:
    """As `held`, with the names of both."""
    if person is None:
        return None
    rows = between(session, municipality, holder=holder, person=person)
    grants = [grant_from(session, row) for row in rows]
    moment = now(session)
    found = rules.held(
        grants, moment, local_day(moment), protected=is_protected(session, {holder, person})
    )
    if found is None:
        return None
    first = rows[0]
    person_name = opened(session, first, "person_name") or ""
    return Acting(found, person_name, opened(session, first, "holder_name"))


def between(session: Session, municipality: str, *, holder: str, person: str) -> list[GrantRow]:
    """Every grant of one for the other that was not ended, the oldest first."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=municipality, holder=holder, person=person)
        .where(GrantRow.ended_at.is_(None))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    )
    return list(rows)


def holder_names(session: Session, person: str) -> dict[tuple[str, str], str]:
    """What those who act, or have acted, for the person are called, by ("citizen", id)."""
    rows = session.scalars(
        select(GrantRow).filter_by(person=person).where(GrantRow.holder.is_not(None))
    )
    names = {row.holder: opened(session, row, "holder_name") for row in rows}
    return {("citizen", one): name for one, name in names.items() if one and name}


def is_protected(session: Session, people: set[str]) -> bool:
    """(adressebeskyttelse) Whether any of these has a protected address: then nobody represents or is represented here."""
    wanted = select(func.count()).where(
        PersonRow.id.in_(people), PersonRow.protected_at.is_not(None)
    )
    return bool(session.scalar(wanted))


def grant_from(session: Session, row: GrantRow) -> Grant:
    """A row as the rules need it."""
    born = opened(session, row, "born")
    return Grant(
        id=row.id,
        person=row.person,
        holder=row.holder,
        basis=Basis(row.basis),
        scopes=frozenset(Scope(one) for one in row.scopes.split(",") if one),
        sections=frozenset(Section(one) for one in row.sections.split(",") if one),
        since=row.since,
        until=row.until,
        accepted_at=row.accepted_at,
        ended_at=row.ended_at,
        checked_at=row.checked_at,
        born=date.fromisoformat(born) if born else None,
        kept_back=frozenset(Section(one) for one in row.kept_back.split(",") if one),
    )


def opened(session: Session, row: GrantRow, column: str) -> str | None:
    """The words of a sealed column, None when there are none."""
    value = getattr(row, column)
    return unseal(keyring_of(session), f"grants.{column}", row.id, value) if value else None
