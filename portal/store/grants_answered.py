"""(ta imot fullmakt) The other one: finds an offer by its code or among those to them, and says yes or no with their own login.

A code that is wrong, used, declined, taken back or too old is answered alike, and so is the giver's own.
"""

from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.rules import representation_giving as rules
from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day, midnight
from portal.rules.events import Code
from portal.rules.representation import Grant
from portal.store import events, grant_notices, limits, people, protected, representation
from portal.store.db import keyring_of, now
from portal.store.grants_changed import replaced
from portal.store.grants_given import Given, NotThere, TooMany, given_by, hash_of, write
from portal.store.tables.representation import GrantRow

__all__ = [
    "NotThere",
    "Offer",
    "TooMany",
    "accept",
    "decline",
    "find",
    "offers_to",
    "seen",
]

WRONG = "grant-code"


@dataclass(frozen=True)
class Offer:
    """An offer as the one it is for sees it, and who gives."""

    grant: Grant
    giver: str


def offers_to(session: Session, actor: Actor) -> list[Offer]:
    """What is offered to the actor and not yet answered, the oldest first; one event names it. None to who has a protected address."""
    if not _may_answer(session, actor):
        return []
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=actor.municipality, holder=actor.id)
        .where(GrantRow.accepted_at.is_(None), GrantRow.ended_at.is_(None))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    ).all()
    closed = protected.among(session, [row.person for row in rows])
    open_ones = [row for row in rows if row.person not in closed and _is_open(session, row)]
    if open_ones:
        ids = ",".join(row.id for row in open_ones)
        events.append_by(session, actor, Code.GRANT_LISTED, subject=actor.id, touched=ids)
    return [_offer(session, row) for row in open_ones]


def held_by(session: Session, actor: Actor) -> list[Given]:
    """What the actor has taken and nobody has ended, also what is over, the oldest first; one event names it."""
    if not _may_answer(session, actor):
        return []
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=actor.municipality, holder=actor.id)
        .where(GrantRow.accepted_at.is_not(None), GrantRow.ended_at.is_(None))
        .order_by(GrantRow.offered_at, GrantRow.id)
        .execution_options(populate_existing=True)
    ).all()
    closed = protected.among(session, [row.person for row in rows])
    shown = [row for row in rows if row.person not in closed]
    if shown:
        ids = ",".join(row.id for row in shown)
        events.append_by(session, actor, Code.GRANT_LISTED, subject=actor.id, touched=ids)
    return [given_by(session, row, actor, [], {}) for row in shown]


def find(session: Session, actor: Actor, typed: str) -> str | None:
    """The id of the offer behind a code, None when there is none. A wrong one is counted; commit whatever the answer is.

    Raises TooMany after five wrong ones in a day: then a right one is refused too.
    """
    if not _may_answer(session, actor):
        raise NotThere
    code, day = rules.code_from(typed), midnight(local_day(now(session)))
    if limits.count(session, actor.municipality, WRONG, actor.id, day) >= rules.WRONG_TRIES_A_DAY:
        raise TooMany
    mark = hash_of(keyring_of(session), actor.municipality, code or "")
    row = session.scalars(
        select(GrantRow)
        .filter_by(municipality=actor.municipality, code_hash=mark, holder=None)
        .where(GrantRow.person != actor.id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not _is_open_to(session, row):
        limits.hit(session, actor.municipality, WRONG, actor.id, day)
        return None
    return row.id


def seen(session: Session, actor: Actor, grant: str, *, by_code: bool) -> Offer | None:
    """An open offer to the actor, with the event that it was read; None when there is none.

    `by_code`: the actor has brought its code, which opens an offer to nobody in particular.
    """
    row = _row(session, actor, grant, by_code=by_code)
    if row is None:
        return None
    events.append_by(session, actor, Code.GRANT_READ, subject=row.person, touched=row.id)
    return _offer(session, row)


def accept(
    session: Session, actor: Actor, grant: str, *, by_code: bool, own_name: str | None = None
) -> None:
    """«Ja, jeg tar imot»: from now on the actor may act, from the first day given. Older grants it covers end.

    `own_name` is kept as the actor's where they have given none before. Twice is once. Raises NotThere.
    """
    row = _row(session, actor, grant, by_code=by_code, hold=True)
    if row is None:
        if _is_accepted(session, actor, grant):
            return
        raise NotThere
    if own_name:
        people.set_name(session, actor.id, own_name)
    write(session, row.id, holder=actor.id, accepted_at=now(session))
    covered = replaced(session, actor, row)
    grant_notices.tell(session, actor.municipality, row.person)
    events.append_by(session, actor, Code.GRANT_ACCEPTED, subject=row.person, touched=row.id)
    for old in covered:
        events.append_by(session, actor, Code.GRANT_ENDED, subject=row.person, touched=old)


def decline(session: Session, actor: Actor, grant: str, *, by_code: bool) -> None:
    """«Nei»: the offer and its code are dead. The giver is told that something is new. Raises NotThere."""
    row = _row(session, actor, grant, by_code=by_code, hold=True)
    if row is None:
        raise NotThere
    write(session, row.id, ended_at=now(session), ended_by_kind=actor.kind, ended_by=actor.id)
    grant_notices.tell(session, actor.municipality, row.person)
    events.append_by(session, actor, Code.GRANT_DECLINED, subject=row.person, touched=row.id)


def _row(
    session: Session, actor: Actor, grant: str, *, by_code: bool, hold: bool = False
) -> GrantRow | None:
    if not _may_answer(session, actor):
        return None
    to_me = GrantRow.holder == actor.id
    wanted = (
        select(GrantRow)
        .filter_by(id=grant, municipality=actor.municipality)
        .where(or_(to_me, GrantRow.holder.is_(None)) if by_code else to_me)
        .where(GrantRow.person != actor.id)
        .execution_options(populate_existing=True)
    )
    row = session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()
    return row if row is not None and _is_open_to(session, row) else None


def _is_open(session: Session, row: GrantRow) -> bool:
    """Whether it can be accepted."""
    moment = now(session)
    grant = representation.grant_from(session, row)
    return rules.may_be_accepted(grant, row.offered_at, moment, local_day(moment))


def _is_open_to(session: Session, row: GrantRow) -> bool:
    """As `_is_open`, and never from somebody whose address has been protected since."""
    return _is_open(session, row) and not representation.is_protected(session, {row.person})


def _may_answer(session: Session, actor: Actor) -> bool:
    may_answer = may(actor, Permission.ANSWER_GRANT, Target(actor.municipality))
    return may_answer and not representation.is_protected(session, {actor.id})


def _is_accepted(session: Session, actor: Actor, grant: str) -> bool:
    wanted = select(GrantRow.id).filter_by(
        id=grant, municipality=actor.municipality, holder=actor.id, ended_at=None
    )
    return session.scalar(wanted.where(GrantRow.accepted_at.is_not(None))) is not None


def _offer(session: Session, row: GrantRow) -> Offer:
    return Offer(
        representation.grant_from(session, row),
        representation.opened(session, row, "person_name") or "",
    )
