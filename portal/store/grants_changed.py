"""(endre og avslutte) What a giver takes back or narrows counts at once; more than was accepted is asked of the other anew."""

from dataclasses import replace

from sqlalchemy.orm import Session

from portal.rules import representation_giving as rules
from portal.rules.access import Actor
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan_consent import Section
from portal.rules.representation import Grant, Scope
from portal.store import events, grant_notices, representation, submissions
from portal.store.db import now
from portal.store.grants_given import Giving, NotThere, given_by, new_offer, row_of, write
from portal.store.tables.representation import GrantRow

__all__ = ["change", "end"]


def end(session: Session, actor: Actor, grant: str, *, quietly: bool = False) -> None:
    """(avslutt) End a grant at once, or take back an offer. Twice is once.

    The other is told that something is new, unless the person acted for ends it `quietly`. Raises NotThere.
    """
    row = row_of(session, actor, grant, hold=True)
    if row is None or not (row.ended_at or rules.may_end(_grant(session, row), actor.id)):
        raise NotThere
    if row.ended_at is not None:
        if row.person != actor.id and row.ended_by != actor.id:
            raise NotThere
        return
    mine = row.person == actor.id
    _end(session, actor, row, quietly=quietly and mine)
    other = row.holder if mine else row.person
    if row.accepted_at is not None and other is not None and not (quietly and mine):
        grant_notices.tell(session, actor.municipality, other)
    events.append_by(session, actor, Code.GRANT_ENDED, subject=row.person, touched=row.id)


def change(session: Session, actor: Actor, grant: str, wanted: Giving, *, key: str) -> str | None:
    """(endre) What of it is less counts at once. Where it is also more, gives the id of the offer the other is asked by.

    `wanted.like` is the grant itself. The same key and content change once. Raises NotThere, TooMany, KeyReused.
    """
    row = row_of(session, actor, grant, hold=True)
    if row is None or not given_by(session, row, actor, [row], {}).may_change:
        raise NotThere
    owner = f"citizen:{actor.id}"
    begun = submissions.begin(session, actor.municipality, owner, key, wanted.content())
    if begun.part_id is not None:
        return begun.part_id if begun.part_id != grant else None
    old = _grant(session, row)
    narrowed = _narrow(session, row, wanted)
    more = not rules.is_less(old, wanted.scopes, wanted.sections, wanted.until)
    named = replace(wanted, own_name=representation.opened(session, row, "person_name") or "")
    offer = new_offer(session, actor, named, row.holder) if more else None
    submissions.finish(session, begun.id, part_id=offer or grant)
    if (narrowed or offer) and row.holder is not None:
        grant_notices.tell(session, actor.municipality, row.holder)
    if narrowed:
        events.append_by(session, actor, Code.GRANT_CHANGED, subject=row.person, touched=grant)
    if offer:
        events.append_by(session, actor, Code.GRANT_OFFERED, subject=row.person, touched=offer)
    return offer


def replaced(session: Session, actor: Actor, row: GrantRow) -> list[str]:
    """Older grants that the one just accepted covers: ended, since it gives all they do. The caller writes their events."""
    new = replace(_grant(session, row), accepted_at=now(session), holder=actor.id)
    today = local_day(now(session))
    found = [
        old
        for old in representation.between(
            session, actor.municipality, holder=actor.id, person=row.person
        )
        if old.accepted_at is not None and rules.covers(new, _grant(session, old), today)
    ]
    for old in found:
        _end(session, actor, old, quietly=True)
    return [old.id for old in found]


def _narrow(session: Session, row: GrantRow, wanted: Giving) -> bool:
    """Keep of a grant only what is also wanted; whether that changed anything."""
    old = _grant(session, row)
    scopes, sections = old.scopes & wanted.scopes, old.sections & wanted.sections
    until = min(wanted.until, old.until) if old.until else wanted.until
    if (scopes, sections, until) == (old.scopes, old.sections, old.until):
        return False
    write(
        session,
        row.id,
        scopes=",".join(one.value for one in Scope if one in scopes),
        sections=",".join(one.value for one in Section if one in sections),
        until=until,
        renewal_asked_at=None,
        warned_at=None,
    )
    return True


def _end(session: Session, actor: Actor, row: GrantRow, *, quietly: bool) -> None:
    write(
        session,
        row.id,
        ended_at=now(session),
        ended_by_kind=actor.kind,
        ended_by=actor.id,
        quietly=quietly,
    )


def _grant(session: Session, row: GrantRow) -> Grant:
    return representation.grant_from(session, row)
