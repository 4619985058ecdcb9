"""(gi fullmakt) What a person gives another of their own matters: offered, seen, and given to whom it was given to before.

Nobody is told by the answer whether a national number was known here: it is found or begun in the same two statements. A code is
not stored. It is a keyed hash of the grant's id, so that the giver can be shown it, and who only has the database cannot.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from portal.rules import representation_giving as rules
from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day, midnight
from portal.rules.events import Code
from portal.rules.plan_consent import Section
from portal.rules.representation import MAY_BE_GIVEN, Basis, Grant, Scope
from portal.rules.representation_giving import Hindrance, State
from portal.store import events, grant_notices, limits, people, representation, submissions
from portal.store.crypto import Keyring, lookup, unseal
from portal.store.db import keyring_of, now
from portal.store.representation import NewGrant
from portal.store.submissions import KeyReused
from portal.store.tables.events import EventObjectRow, EventRow
from portal.store.tables.plan import PlanRow
from portal.store.tables.representation import GrantRow

__all__ = [
    "CannotGive",
    "Given",
    "Giving",
    "KeyReused",
    "NotThere",
    "OwnNumber",
    "TooMany",
    "code_of",
    "given_by",
    "hash_of",
    "hindrance",
    "mine",
    "new_code",
    "offer",
    "one",
    "row_of",
]


class NotThere(Exception):
    """There is no such grant, or it is not this actor's to see or change."""


class CannotGive(Exception):
    """The actor gives nobody a right here by themself; `why` says why."""

    def __init__(self, why: Hindrance) -> None:
        super().__init__(why.value)
        self.why = why


class OwnNumber(Exception):
    """The number is the giver's own."""


class TooMany(Exception):
    """More in a day than anybody does in earnest."""


@dataclass(frozen=True, kw_only=True)
class Giving:
    """What somebody gives. `until` is the first day it no longer counts. `name` is what the giver calls the other.

    It goes to whom the giver's earlier grant `like` went to, to the national number (11 digits), or to who brings the code.
    """

    name: str
    own_name: str
    scopes: frozenset[Scope]
    sections: frozenset[Section]
    since: date
    until: date
    language: str
    number: str | None = None
    like: str | None = None

    def content(self) -> dict[str, object]:
        """What the one-time key stands for."""
        return {
            "name": self.name,
            "scopes": sorted(self.scopes),
            "sections": sorted(self.sections),
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "number": self.number,
            "like": self.like,
        }


@dataclass(frozen=True)
class Given:
    """A grant as one of its two sees it. `mine`: the reader is the one acted for. `name` is the other.

    `used_at` is when it was last acted by; `renewed`: there is one that lasts longer. `by_code`: nobody has brought the code yet.
    """

    grant: Grant
    mine: bool
    name: str
    state: State
    offered_at: datetime
    used_at: datetime | None
    renewed: bool
    by_code: bool

    @property
    def may_end(self) -> bool:
        """Whether the reader may end it with a press."""
        who = self.grant.person if self.mine else self.grant.holder
        return rules.may_end(self.grant, who or "") and self.state is not State.OVER

    @property
    def may_change(self) -> bool:
        """Whether the reader gave it here, and it has not ended."""
        counts = self.state in {State.COUNTS, State.COMING}
        return self.mine and self.grant.basis is Basis.GIVEN and counts


def hindrance(session: Session, actor: Actor) -> Hindrance | None:
    """Why the actor cannot give, None when they can."""
    born = _born(session, actor)
    protected = representation.is_protected(session, {actor.id})
    return rules.hindrance(born, local_day(now(session)), protected=protected)


def mine(session: Session, actor: Actor) -> list[Given]:
    """All that lets somebody act for the actor, the latest first; one event names the grants."""
    if not may(actor, Permission.LIST_GRANTS, Target(actor.municipality)):
        return []
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=actor.municipality, person=actor.id)
        .order_by(GrantRow.offered_at.desc(), GrantRow.id)
        .execution_options(populate_existing=True)
    ).all()
    if rows:
        ids = ",".join(row.id for row in rows)
        events.append_by(session, actor, Code.GRANT_LISTED, subject=actor.id, touched=ids)
    used = _last_used(session, actor)
    return [given_by(session, row, actor, list(rows), used) for row in rows]


def one(session: Session, actor: Actor, grant: str) -> Given | None:
    """A grant of the actor's, given or held, with the event that it was read; None when it is not theirs."""
    row = row_of(session, actor, grant)
    if row is None or (row.person != actor.id and (row.accepted_at is None or row.ended_at)):
        return None
    used = _last_used(session, actor) if row.person == actor.id else {}
    events.append_by(session, actor, Code.GRANT_READ, subject=row.person, touched=row.id)
    return given_by(session, row, actor, [row], used)


def offer(session: Session, actor: Actor, giving: Giving, *, key: str) -> str:
    """(tilbud) Offer somebody the right to act; gives the grant's id. The same key and content give the same.

    It counts when the other has said yes. Raises NotThere, CannotGive, OwnNumber, TooMany, KeyReused.
    """
    _refuse(session, actor)
    owner = f"citizen:{actor.id}"
    begun = submissions.begin(session, actor.municipality, owner, key, giving.content())
    if begun.part_id is not None:
        return begun.part_id
    holder = _holder(session, actor, giving)
    known = people.get(session, actor.municipality, actor.id)
    if known is not None and known.name is None:
        people.set_name(session, actor.id, giving.own_name)
    grant = new_offer(session, actor, giving, holder)
    # A key of this owner that made a grant: the column of what it made that has no table of its own.
    submissions.finish(session, begun.id, part_id=grant)
    if holder is not None:
        grant_notices.tell(session, actor.municipality, holder)
    events.append_by(session, actor, Code.GRANT_OFFERED, subject=actor.id, touched=grant)
    return grant


def new_offer(session: Session, actor: Actor, giving: Giving, holder: str | None) -> str:
    """Write an offer, counted among those of the day. Without a holder whoever brings its code may take it. Raises TooMany."""
    day = midnight(local_day(now(session)))
    if limits.hit(session, actor.municipality, "grant-offer", actor.id, day) > rules.OFFERS_A_DAY:
        raise TooMany
    grant = representation.write(
        session,
        actor,
        NewGrant(
            person=actor.id,
            person_name=giving.own_name,
            holder=holder,
            holder_name=giving.name,
            basis=Basis.GIVEN,
            scopes=giving.scopes & MAY_BE_GIVEN,
            sections=giving.sections,
            since=giving.since,
            until=giving.until,
            language=giving.language,
            accepted=False,
        ),
    )
    if holder is None:
        mark = hash_of(keyring_of(session), actor.municipality, code_of(keyring_of(session), grant))
        write(session, grant, code_hash=mark)
    return grant


def new_code(session: Session, actor: Actor, grant: str) -> str | None:
    """The code of the actor's own open offer, to be shown to them; None when there is none."""
    row = row_of(session, actor, grant)
    if row is None or row.person != actor.id or row.code_hash is None or row.holder is not None:
        return None
    moment = now(session)
    one = representation.grant_from(session, row)
    if not rules.may_be_accepted(one, row.offered_at, moment, local_day(moment)):
        return None
    return code_of(keyring_of(session), grant)


def code_of(keyring: Keyring, grant: str) -> str:
    """Twelve signs: 60 bits that only the house's own key can make again."""
    number = int.from_bytes(lookup(keyring, "grants.code", grant)[:8], "big")
    signs = len(rules.ALPHABET)
    return "".join(
        rules.ALPHABET[number // signs**place % signs] for place in range(rules.CODE_SIGNS)
    )


def hash_of(keyring: Keyring, municipality: str, code: str) -> bytes:
    """What an offer is found by when its code is brought."""
    return lookup(keyring, "grants.code-hash", f"{municipality}\n{code}")


def row_of(session: Session, actor: Actor, grant: str, *, hold: bool = False) -> GrantRow | None:
    """A grant the actor gives or holds; `hold` keeps it as it is until the commit."""
    wanted = (
        select(GrantRow)
        .filter_by(id=grant, municipality=actor.municipality)
        .where(or_(GrantRow.person == actor.id, GrantRow.holder == actor.id))
        .execution_options(populate_existing=True)
    )
    if actor.kind != "citizen" or actor.acting_for is not None:
        return None
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def write(session: Session, grant: str, **values: Any) -> None:
    """Write something about a grant that is held."""
    session.execute(
        update(GrantRow)
        .where(GrantRow.id == grant)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def given_by(
    session: Session,
    row: GrantRow,
    actor: Actor,
    among: list[GrantRow],
    used: dict[str, datetime],
) -> Given:
    """A row as the actor sees it. `among` are the other grants there are, `used` when each holder last acted."""
    grant, moment = representation.grant_from(session, row), now(session)
    mine = row.person == actor.id
    never = row.accepted_at is None
    if never and row.ended_by_kind == "system":
        grant = replace(grant, ended_at=None)  # too old, which is how it is told
    declined = never and row.ended_by_kind == "citizen" and row.ended_by != row.person
    return Given(
        grant=grant,
        mine=mine,
        name=representation.opened(session, row, "holder_name" if mine else "person_name") or "",
        state=rules.state_of(grant, row.offered_at, moment, local_day(moment), declined=declined),
        offered_at=row.offered_at,
        used_at=_used_since(row, used),
        renewed=any(is_renewal(later, row) for later in among),
        by_code=row.holder is None,
    )


def _used_since(row: GrantRow, used: dict[str, datetime]) -> datetime | None:
    """When its holder last acted for the giver, None when that was before this grant."""
    at = used.get(row.holder or "")
    return at if at and row.accepted_at and at >= row.accepted_at else None


def is_renewal(later: GrantRow, row: GrantRow) -> bool:
    """Whether this grant, or offer, to the same holder lasts longer than the other."""
    who = (row.holder, row.basis)
    same = row.holder is not None and (later.holder, later.basis) == who and later.ended_at is None
    longer = row.until is not None and (later.until is None or later.until > row.until)
    return same and longer


def _refuse(session: Session, actor: Actor) -> None:
    if not may(actor, Permission.GIVE_GRANT, Target(actor.municipality)):
        raise NotThere
    if (why := hindrance(session, actor)) is not None:
        raise CannotGive(why)


def _holder(session: Session, actor: Actor, giving: Giving) -> str | None:
    """Who it is for, None for whoever brings the code."""
    if giving.like is not None:
        before = row_of(session, actor, giving.like)
        if before is None or before.person != actor.id or before.holder is None:
            raise NotThere
        return before.holder
    if giving.number is None:
        return None
    holder = people.find_or_begin(session, actor.municipality, giving.number).id
    if holder == actor.id:
        raise OwnNumber
    return holder


def _born(session: Session, actor: Actor) -> date | None:
    """The birthday as the desk has written it in the plan, else the one in the national number where it is certain."""
    plan = session.scalars(
        select(PlanRow).filter_by(municipality=actor.municipality, person=actor.id)
    ).one_or_none()
    if plan is not None and plan.born is not None:
        return date.fromisoformat(unseal(keyring_of(session), "plans.born", plan.id, plan.born))
    number = people.number_of(session, actor.id)
    return rules.birthday_in(number) if number else None


def _last_used(session: Session, actor: Actor) -> dict[str, datetime]:
    """When each of those who act for the actor last did so, by person: events, never a mark."""
    touches = select(EventObjectRow.number).where(
        EventObjectRow.municipality == actor.municipality, EventObjectRow.object == actor.id
    )
    rows = session.execute(
        select(EventRow.actor_id, EventRow.at)
        .where(EventRow.municipality == actor.municipality, EventRow.actor_kind == "citizen")
        .where(or_(EventRow.subject == actor.id, EventRow.number.in_(touches)))
        .where(or_(EventRow.acting_for == actor.id, EventRow.code == Code.ACTING_BEGUN.value))
        .where(EventRow.actor_id != actor.id)
        .order_by(EventRow.number)
    )
    return {row.actor_id: row.at for row in rows}
