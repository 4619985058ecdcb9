"""What has changed in a plan: its versions, each with the one before it.

Call these for a plan that has been read (`plan.read` checks who reads and writes the event). However long the plan's life,
a page of changes is the same number of questions to the database.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan import Kind, Part
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.plan_view import EVERYTHING, kinds_in
from portal.rules.protected import is_kin, without_place
from portal.rules.session import ABSOLUTE
from portal.store import protected, representation, staff
from portal.store.crypto import unseal
from portal.store.db import keyring_of, now
from portal.store.plan_parts import as_it_was
from portal.store.tables.events import EventRow
from portal.store.tables.plan import PlanPartRow, PlanReaderRow, PlanRow, PlanVersionRow

PAGE_SIZE = 20
OF_ONE_PART = 10

Names = dict[tuple[str, str], str]


@dataclass(frozen=True)
class Change:
    """One version of a part. `before` is the version before it, None for the first; `latest`: it is how the part stands."""

    after: Part
    before: Part | None
    latest: bool


@dataclass(frozen=True)
class ChangePage:
    """Some of the changes, the newest first; whether there are older ones; and who made them, by (kind, id)."""

    changes: list[Change]
    more: bool
    names: Names


def of_plan(
    session: Session, plan_id: str, *, page: int = 1, sections: Collection[Section] = SECTIONS
) -> ChangePage:
    """One page of all that has changed in what a reader of these sections sees of a plan."""
    wanted = _versions().where(PlanVersionRow.plan_id == plan_id, *_within(plan_id, sections))
    return _page(session, plan_id, wanted, (max(page, 1) - 1) * PAGE_SIZE, PAGE_SIZE)


def of_part(session: Session, plan_id: str, part_id: str) -> ChangePage:
    """The newest versions of one part."""
    wanted = _versions().where(PlanVersionRow.plan_id == plan_id, PlanVersionRow.part_id == part_id)
    return _page(session, plan_id, wanted, 0, OF_ONE_PART)


def last_visit(session: Session, actor: Actor, plan_id: str) -> datetime | None:
    """When the reader was here the time before this: the latest reading that cannot be of the login of today."""
    return session.scalar(
        select(func.max(EventRow.at)).where(
            EventRow.municipality == actor.municipality,
            EventRow.subject == plan_id,
            EventRow.object == plan_id,
            EventRow.code == Code.PLAN_OWN_READ.value,
            EventRow.actor_id == actor.id,
            EventRow.at < now(session) - ABSOLUTE,
        )
    )


def count_since(
    session: Session,
    actor: Actor,
    plan_id: str,
    since: datetime | None,
    *,
    sections: Collection[Section] = SECTIONS,
) -> int:
    """How many times others have changed something in these sections after a moment; 0 when there is no moment to count from."""
    if since is None:
        return 0
    others = or_(PlanVersionRow.by_kind != actor.kind, PlanVersionRow.by != actor.id)
    counted = (
        select(func.count())
        .select_from(PlanVersionRow)
        .join(PlanPartRow, PlanPartRow.id == PlanVersionRow.part_id)
        .where(PlanVersionRow.plan_id == plan_id, PlanVersionRow.at > since, others)
        .where(*_within(plan_id, sections))
    )
    return int(session.scalar(counted) or 0)


def _within(plan_id: str, sections: Collection[Section]) -> list[ColumnElement[bool]]:
    """Of parts that are seen with these sections, and of comments on them (`rules.plan_view`)."""
    if frozenset(sections) >= EVERYTHING:
        return []
    kinds = [kind.value for kind in kinds_in(sections)]
    over = aliased(PlanPartRow)
    shown = select(over.id).where(over.plan_id == plan_id, over.kind.in_(kinds))
    of_comments = and_(PlanPartRow.kind == Kind.COMMENT.value, PlanPartRow.parent.in_(shown))
    return [or_(PlanPartRow.kind.in_(kinds), of_comments)]


Before = aliased(PlanVersionRow)
Versions = Select[PlanVersionRow, PlanPartRow, PlanVersionRow]


def _versions() -> Versions:
    before = and_(
        Before.part_id == PlanVersionRow.part_id, Before.version == PlanVersionRow.version - 1
    )
    return (
        select(PlanVersionRow, PlanPartRow, Before)
        .join(PlanPartRow, PlanPartRow.id == PlanVersionRow.part_id)
        .outerjoin(Before, before)
        .order_by(PlanVersionRow.at.desc(), PlanVersionRow.version.desc(), PlanVersionRow.id)
    )


def _page(session: Session, plan_id: str, wanted: Versions, skipped: int, size: int) -> ChangePage:
    rows = session.execute(wanted.offset(skipped).limit(size + 1)).all()
    changes = [
        Change(
            after=as_it_was(session, version, part),
            before=as_it_was(session, before, part) if before else None,
            latest=version.version == part.version,
        )
        for version, part, before in rows[:size]
    ]
    person = session.scalar(select(PlanRow.person).where(PlanRow.id == plan_id)) or ""
    names = _names(session, plan_id, person, changes)
    if protected.is_protected(session, person):
        changes = [_unplaced(one) for one in changes if not is_kin(one.after)]
        names = {who: name for who, name in names.items() if who[0] == "staff" or who[1] == person}
    return ChangePage(changes, len(rows) > size, names)


def _unplaced(change: Change) -> Change:
    before = change.before and without_place(change.before)
    return Change(without_place(change.after), before, change.latest)


def _names(session: Session, plan_id: str, person: str, changes: Iterable[Change]) -> Names:
    """Employees, everybody who reads or has read the plan, and who acts or has acted for the person."""
    wrote = sorted({one.after.by for one in changes if one.after.by_kind == "staff"})
    names: Names = {("staff", one): name for one, name in staff.names_of(session, wrote).items()}
    names |= representation.holder_names(session, person)
    keyring = keyring_of(session)
    for reader in session.scalars(select(PlanReaderRow).where(PlanReaderRow.plan_id == plan_id)):
        if reader.name:
            said = unseal(keyring, "plan_readers.name", reader.id, reader.name)
            names["citizen", reader.person] = said
    return names
