"""Who works where and with what role, and which forms they have already sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Role
from portal.rules.events import Code
from portal.store import events
from portal.store.crypto import Keyring, lookup, new_id, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.tables.staff import PressRow, SessionRow, StaffRow


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


def everyone(session: Session, municipality: str) -> list[Employee]:
    """All who have access in a municipality, by name."""
    wanted = select(StaffRow).where(
        StaffRow.municipality == municipality, StaffRow.disabled_at.is_(None)
    )
    found = [employee_from(session, row) for row in session.scalars(wanted)]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def admit(session: Session, wanted: Employee, *, issuer: str, subject: str) -> Employee:
    """Let in whoever logs in as this subject, with this name, role and unit; gives the employee.

    Somebody the login has belonged to before keeps the id, and with it the cases; the id of `wanted`
    is for somebody new. An event tells of what somebody may do, not of a new name.
    """
    keyring, identity = keyring_of(session), identity_hash(keyring_of(session), issuer, subject)
    sealed = seal(keyring, "staff.name", wanted.id, wanted.name)
    new = {
        "id": wanted.id,
        "municipality": wanted.municipality,
        "identity": identity,
        "name": sealed,
        "role": wanted.role.value,
        "unit": wanted.unit,
        "created_at": now(session),
    }
    made = insert_into(session, StaffRow).values(new).on_conflict_do_nothing()
    is_new = session.execute(made.returning(StaffRow.id)).first() is not None
    row = session.scalars(
        select(StaffRow)
        .where(StaffRow.municipality == wanted.municipality, StaffRow.identity == identity)
        .with_for_update()
    ).one()
    is_other = (row.role, row.unit, row.disabled_at) != (wanted.role.value, wanted.unit, None)
    row.role, row.unit, row.disabled_at = wanted.role.value, wanted.unit, None
    if unseal(keyring, "staff.name", row.id, row.name) != wanted.name:
        row.name = seal(keyring, "staff.name", row.id, wanted.name)
    session.flush()
    if is_new or is_other:
        may = ",".join(filter(None, (row.role, row.unit)))
        note(session, row, Code.STAFF_ADMITTED, may)
    return employee_from(session, row)


def disable(session: Session, employee_id: str) -> None:
    """Take the access away; open sessions end with it. Twice is once."""
    row = session.get(StaffRow, employee_id)
    if row is None or row.disabled_at is not None:
        return
    row.disabled_at = now(session)
    theirs = (SessionRow.kind == "staff", SessionRow.person == employee_id)
    still_open = update(SessionRow).where(*theirs, SessionRow.ended_at.is_(None))
    session.execute(still_open.values(ended_at=now(session)))
    session.flush()
    note(session, row, Code.STAFF_REMOVED)


def note(session: Session, row: StaffRow, code: Code, touched: str = "") -> None:
    """The event of an access that was given or taken, in the same transaction."""
    events.append(
        session,
        municipality=row.municipality,
        code=code,
        actor_kind="system",
        subject=row.id,
        object=touched,
        at=now(session),
    )


def new_employee(municipality: str, name: str, role: Role, unit: str | None) -> Employee:
    """Somebody who is not here yet."""
    return Employee(new_id(), municipality, name, role, unit)


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
