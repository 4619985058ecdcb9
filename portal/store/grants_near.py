"""The daily work with what registers say: the children near 12, 16 and 18 years, and what nobody has asked about for a year."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.representation import Basis, birthday
from portal.store import people, representation
from portal.store.daily_pages import DAILY, PAGE, Day, Part, note, part
from portal.store.db import now
from portal.store.grants_sourced import KIND
from portal.store.tables.representation import GrantRow

AGES = (12, 16, 18)
NEAR = timedelta(days=30)
FORGOTTEN = timedelta(days=365)


@dataclass(frozen=True)
class Child:
    """A child near a birthday, and those who act as parents: national numbers, for the question to the register alone."""

    number: str
    parents: tuple[str, ...]


def children(session: Session, municipality: str, today: date) -> list[Child]:
    """Every child here with a parent who acts for it, near one of the birthdays, that a register was not asked about today."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=municipality, basis=Basis.PARENT.value)
        .where(GrantRow.ended_at.is_(None), GrantRow.holder.is_not(None))
        .order_by(GrantRow.person, GrantRow.offered_at, GrantRow.id)
    )
    parents: dict[str, list[str]] = {}
    for row in rows:
        born = representation.grant_from(session, row).born
        asked = row.checked_at is not None and local_day(row.checked_at) >= today
        if born is not None and is_near(born, today) and row.holder and not asked:
            parents.setdefault(row.person, []).append(row.holder)
    return [
        Child(number, tuple(known for one in theirs if (known := people.number_of(session, one))))
        for person, theirs in parents.items()
        if (number := people.number_of(session, person))
    ]


def unasked(session: Session, day: Day, after: str) -> Part:
    """End what a register said so long ago that it has no use any more: it opens nothing, and need not be kept."""
    rows = session.scalars(
        select(GrantRow)
        .filter_by(municipality=day.municipality, offered_by_kind=KIND)
        .where(GrantRow.id > after, GrantRow.ended_at.is_(None))
        .where(GrantRow.checked_at <= now(session) - FORGOTTEN)
        .order_by(GrantRow.id)
        .limit(PAGE)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for row in rows:
        row.ended_at, row.ended_by_kind, row.ended_by = now(session), "system", DAILY
        session.flush()
        note(session, day, Code.GRANT_ENDED, row.person, row.id)
    return part([row.id for row in rows], len(rows))


def is_near(born: date, today: date) -> bool:
    """Whether one of the birthdays is at most 30 days away, either way."""
    return any(abs(birthday(born, age) - today) <= NEAR for age in AGES)
