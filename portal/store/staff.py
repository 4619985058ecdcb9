"""Who works where and with what role, and which forms they have already sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Role
from portal.store.crypto import Keyring, lookup, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.tables.staff import PressRow, StaffRow


@dataclass(frozen=True)
class Employee:
    """An employee as the desk needs one. `unit` is None for those who work for every unit."""

    id: str
    municipality: str
    name: str
    role: Role
    unit: str | None

    @property
    def actor(self) -> Actor:
        """The employee as somebody who does something."""
        return Actor("staff", self.id, self.municipality, self.role, self.unit)


def identity_hash(keyring: Keyring, issuer: str, subject: str) -> bytes:
    """What an employee is found by: neither issuer nor subject can be read back."""
    return lookup(keyring, "staff.identity", f"{issuer}\n{subject}")


def enrol(session: Session, employee: Employee, *, issuer: str, subject: str) -> None:
    """Give somebody access, or change the role, unit, name or login of somebody who has it."""
    keyring = keyring_of(session)
    row = session.get(StaffRow, employee.id)
    if row is None:
        row = StaffRow(id=employee.id, created_at=now(session), disabled_at=None)
        session.add(row)
    row.municipality = employee.municipality
    row.identity = identity_hash(keyring, issuer, subject)
    row.name = seal(keyring, "staff.name", employee.id, employee.name)
    row.role = employee.role.value
    row.unit = employee.unit


def find(session: Session, municipality: str, issuer: str, subject: str) -> Employee | None:
    """The employee behind a login, None when the municipality knows nobody by it."""
    wanted = identity_hash(keyring_of(session), issuer, subject)
    row = session.scalar(
        select(StaffRow).where(
            StaffRow.municipality == municipality,
            StaffRow.identity == wanted,
            StaffRow.disabled_at.is_(None),
        )
    )
    return employee_from(session, row) if row else None


def get(session: Session, municipality: str, employee_id: str) -> Employee | None:
    """The employee as of now, None when the access is gone or belongs to another municipality."""
    row = session.get(StaffRow, employee_id)
    if row is None or row.municipality != municipality or row.disabled_at is not None:
        return None
    return employee_from(session, row)


def disable(session: Session, employee_id: str) -> None:
    """Take the access away; open sessions stop at their next request."""
    row = session.get(StaffRow, employee_id)
    if row is not None:
        row.disabled_at = now(session)


def employee_from(session: Session, row: StaffRow) -> Employee:
    """A row with its name opened."""
    name = unseal(keyring_of(session), "staff.name", row.id, row.name)
    return Employee(row.id, row.municipality, name, Role(row.role), row.unit)


def first_press(session: Session, employee_id: str, key: str) -> bool:
    """True the first time this person sends the form with this key, False ever after.

    Belongs in the transaction that does what the form asks for: both happen or neither.
    """
    row = {"person": employee_id, "key": key, "at": now(session)}
    press = (
        insert_into(session, PressRow).values(row).on_conflict_do_nothing().returning(PressRow.key)
    )
    return session.execute(press).first() is not None


def names_of(session: Session, ids: Iterable[str | None]) -> dict[str, str]:
    """The names of employees, by id."""
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    rows = session.execute(select(StaffRow.id, StaffRow.name).where(StaffRow.id.in_(wanted))).all()
    keyring = keyring_of(session)
    return {one: unseal(keyring, "staff.name", one, name) for one, name in rows}
