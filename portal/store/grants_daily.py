"""What each day brings to those who act for others: to be renewed, about to end, a birthday near, an offer nobody took.

Each is said once in its days (rules/representation_dates.py): the moment it was said stands in the row, and what was said before
those days was about something else. Nothing is said where a protected address has closed it.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from portal.rules.case import local_day, midnight
from portal.rules.events import Code
from portal.rules.representation import TABLE, Basis, Grant, of_age
from portal.rules.representation_dates import (
    BIRTHDAYS,
    ENDING,
    RENEWAL,
    Window,
    is_due,
    to_prepare,
    to_renew,
    to_warn,
)
from portal.rules.representation_giving import CODE_LIVES
from portal.store import daily_pages, grant_notices, representation
from portal.store.daily_pages import DAILY, Day, Part, note, part
from portal.store.db import now
from portal.store.grants_given import write
from portal.store.tables.people import PersonRow
from portal.store.tables.representation import GrantRow


def renewals(session: Session, day: Day, after: str = "") -> Part:
    """(fornyelse) Ask the giver, in the last month, whether it is to go on. Not where a longer one is given or offered."""
    later = aliased(GrantRow)
    renewed = exists().where(
        later.person == GrantRow.person,
        later.holder == GrantRow.holder,
        later.basis == GrantRow.basis,
        later.ended_at.is_(None),
        or_(later.until.is_(None), later.until > GrantRow.until),
    )
    rows = _living(
        session,
        day,
        after,
        GrantRow.basis == Basis.GIVEN.value,
        GrantRow.until > day.on,
        GrantRow.until <= day.on + RENEWAL,
        ~renewed,
    )
    due = [
        row
        for row in rows
        for grant in [representation.grant_from(session, row)]
        if _due(grant, day, [to_renew(grant)], row.renewal_asked_at)
    ]
    for row in due:
        write(session, row.id, renewal_asked_at=now(session))
        grant_notices.tell(session, day.municipality, row.person)
    for row in due:
        note(session, day, Code.GRANT_RENEWAL_ASKED, row.person, row.id)
    return part([row.id for row in rows], len(due))


def endings(session: Session, day: Day, after: str = "") -> Part:
    """(varsel) Tell the one who acts, in the last week, that it ends: on its own day, or on a birthday."""
    ends = or_(
        GrantRow.until.between(day.on, day.on + ENDING),
        GrantRow.basis.in_([basis.value for basis in BIRTHDAYS]),
    )
    rows = _living(session, day, after, ends)
    due = [
        row
        for row in rows
        for grant in [representation.grant_from(session, row)]
        if _due(grant, day, [to_warn(grant)], row.warned_at)
    ]
    _say(session, day, due, lambda row: [row.holder])
    return part([row.id for row in rows], len(due))


def birthdays(session: Session, day: Day, after: str = "") -> Part:
    """(fødselsdager) Tell both, three months before, that 12, 16 or 18 years changes who may do what."""
    rows = _living(session, day, after, GrantRow.basis.in_([basis.value for basis in BIRTHDAYS]))
    due = [
        row
        for row in rows
        for grant in [representation.grant_from(session, row)]
        if _due(grant, day, to_prepare(grant), row.warned_at)
    ]
    _say(session, day, due, lambda row: [row.person, row.holder])
    return part([row.id for row in rows], len(due))


def lapsed(session: Session, day: Day, after: str = "") -> Part:
    """(utløpte tilbud) Offers nobody took in fourteen days end, and their codes with them."""
    rows = session.scalars(
        _some(day, after)
        .where(GrantRow.accepted_at.is_(None))
        .where(GrantRow.offered_at <= midnight(day.on) - CODE_LIVES)
    ).all()
    for row in rows:
        write(session, row.id, ended_at=now(session), ended_by_kind="system", ended_by=DAILY)
    for row in rows:
        note(session, day, Code.GRANT_ENDED, row.person, row.id)
    return part([row.id for row in rows], len(rows))


def _living(
    session: Session, day: Day, after: str, *where: ColumnElement[bool]
) -> Sequence[GrantRow]:
    """The next grants that were accepted and not ended, of people whose address is not protected, held until the commit."""
    protected = exists().where(
        PersonRow.id.in_([GrantRow.person, GrantRow.holder]), PersonRow.protected_at.is_not(None)
    )
    return session.scalars(
        _some(day, after).where(GrantRow.accepted_at.is_not(None), ~protected, *where)
    ).all()


def _some(day: Day, after: str) -> Select[GrantRow]:
    return (
        select(GrantRow)
        .where(GrantRow.municipality == day.municipality, GrantRow.id > after)
        .where(GrantRow.ended_at.is_(None))
        .order_by(GrantRow.id)
        .limit(daily_pages.PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _due(
    grant: Grant, day: Day, windows: Iterable[Window | None], said_at: datetime | None
) -> bool:
    """Whether something of it is to be said on the day, of a grant whose age still counts."""
    known = [window for window in windows if window is not None]
    counts = of_age(TABLE[grant.basis], grant.born, day.on)
    return counts and is_due(known, day.on, local_day(said_at) if said_at else None)


def _say(
    session: Session, day: Day, due: Sequence[GrantRow], to: Callable[[GrantRow], list[str | None]]
) -> None:
    for row in due:
        write(session, row.id, warned_at=now(session))
        for person in to(row):
            if person is not None:
                grant_notices.tell(session, day.municipality, person)
    for row in due:
        note(session, day, Code.GRANT_WARNED, row.person, row.id)
