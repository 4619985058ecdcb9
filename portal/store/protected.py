"""(adressebeskyttelse) Whose address is protected: set and lifted by the desk, with the code of why."""

from collections.abc import Iterable

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.events import Code
from portal.rules.protected import Lifted, Reason
from portal.store import events, openings
from portal.store.db import now
from portal.store.tables.answer import CaseReaderRow
from portal.store.tables.case import CaseRow
from portal.store.tables.people import PersonRow


class NotThere(Exception):
    """There is no such person in the municipality, or the actor may not."""


def is_protected(session: Session, person: str | None) -> bool:
    """Whether the person's address is protected. Nobody in particular has none."""
    return person is not None and bool(among(session, [person]))


def among(session: Session, people: Iterable[str | None]) -> frozenset[str]:
    """Those of them whose address is protected."""
    wanted = {one for one in people if one}
    if not wanted:
        return frozenset()
    found = select(PersonRow.id).where(
        PersonRow.id.in_(wanted), PersonRow.protected_at.is_not(None)
    )
    return frozenset(session.scalars(found))


def in_case(session: Session, municipality: str, reference: str) -> bool:
    """Whether the case is about somebody with a protected address, or such a one may read it."""
    readers = session.scalars(
        select(CaseReaderRow.person)
        .join(CaseRow, CaseRow.id == CaseReaderRow.case_id)
        .where(CaseRow.municipality == municipality, CaseRow.reference == reference)
    )
    return bool(among(session, readers))


def protect(session: Session, actor: Actor, person: str, reason: Reason) -> bool:
    """Protect the address from this moment; False when it was protected before. Raises NotThere, OwnRelative and ReasonNeeded.

    Nobody acts for the person, and the person for nobody, as long as it lasts: the grants themselves stay as they are.
    """
    row = _held(session, actor, person)
    if row.protected_at is not None:
        return False
    openings.let_in_person(session, actor, person)
    _set(session, row, protected_at=now(session))
    events.append_by(
        session, actor, Code.PERSON_PROTECTED, subject=person, touched=Reason(reason).value
    )
    return True


def lift(session: Session, actor: Actor, person: str, reason: Lifted) -> bool:
    """Lift it; False when it was not protected. Raises as `protect`."""
    row = _held(session, actor, person)
    if row.protected_at is None:
        return False
    openings.let_in_person(session, actor, person)
    _set(session, row, protected_at=None)
    events.append_by(
        session, actor, Code.PERSON_NOT_PROTECTED, subject=person, touched=Lifted(reason).value
    )
    return True


def _held(session: Session, actor: Actor, person: str) -> PersonRow:
    if not may(actor, Permission.REGISTER_GRANT, Target(actor.municipality)):
        raise NotThere
    row = session.scalars(
        select(PersonRow)
        .filter_by(id=person, municipality=actor.municipality)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotThere
    return row


def _set(session: Session, row: PersonRow, **values: object) -> None:
    session.execute(
        update(PersonRow)
        .where(PersonRow.id == row.id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
