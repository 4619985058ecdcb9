"""The plan of a person: begun, and read. Every reading writes its event in the same transaction.

What is not there and what is not the reader's are answered alike: None.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import local_day
from portal.rules.events import Code
from portal.rules.plan import Kind, Part, Status, living
from portal.rules.plan_consent import content_open_to_desk
from portal.rules.plan_view import View
from portal.rules.representation import TABLE, Basis, birthday
from portal.store import (
    events,
    plan_consents,
    plan_follow_up,
    plan_kept_back,
    plan_messages,
    plan_parts,
    plan_readers,
    protected,
    representation,
)
from portal.store.crypto import new_id, new_reference, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.plan_consents import Consent
from portal.store.plan_follow_up import FollowUp
from portal.store.plan_held import NotThere, readers_of, role_of, view_of, visible
from portal.store.plan_readers import Reader
from portal.store.plan_seen import Coordinator, OwnPlan, SeenPlan, closed_off, narrowed
from portal.store.tables.plan import PlanReaderRow, PlanRow
from portal.store.tables.staff import StaffRow

__all__ = [
    "Consent",
    "Coordinator",
    "FollowUp",
    "NotThere",
    "OwnPlan",
    "SeenPlan",
    "add_reader",
    "begin",
    "mine",
    "read",
]

SELF, PARENT = "self", "parent"


def begin(
    session: Session,
    actor: Actor,
    *,
    person: str,
    name: str,
    unit: str,
    language: str,
    born: date | None = None,
    case_id: str | None = None,
    phone: str | None = None,
    reach: str | None = None,
    contact: str | None = None,
) -> str:
    """(sette i gang) Begin the plan of a citizen, with the actor as its coordinator, and give its reference.

    Nothing is written in it before the person has said yes. A person has one plan: begun twice it is the first one's reference.
    `phone` is the coordinator's own number, `reach` and `contact` how the person is told of news (`plan_readers.Reader`).
    Raises NotThere when the actor may not.
    """
    if not may(actor, Permission.BEGIN_PLAN, Target(actor.municipality, unit)):
        raise NotThere
    whose = {"unit": unit, "person": person, "language": language, "case_id": case_id}
    row = _just_begun(session, actor) | whose
    words = {
        "person_name": name,
        "born": born.isoformat() if born else None,
        "coordinator_phone": phone,
    }
    plan_id = row["id"]
    row |= {column: _sealed(session, plan_id, column, text) for column, text in words.items()}
    made = insert_into(session, PlanRow).values(row).on_conflict_do_nothing()
    if session.execute(made.returning(PlanRow.id)).first() is None:
        known = select(PlanRow.reference).filter_by(municipality=actor.municipality, person=person)
        return str(session.scalar(known))
    told = Reader(person, SELF, name, language, reach=reach, contact=contact)
    plan_readers.let_read(session, plan_id, told)
    events.append_by(session, actor, Code.PLAN_BEGUN, subject=plan_id, touched=plan_id)
    return str(row["reference"])


def _just_begun(session: Session, actor: Actor) -> dict[str, Any]:
    """What is true of every new plan: nobody has said yes, and who began it coordinates it."""
    moment = now(session)
    return {
        "id": new_id(),
        "municipality": actor.municipality,
        "reference": new_reference(),
        "status": Status.INVITED.value,
        "status_at": moment,
        "coordinator": actor.id,
        "coordinator_since": local_day(moment),
        "begun_at": moment,
        "begun_by": actor.id,
    }


def _sealed(session: Session, plan_id: str, column: str, text: str | None) -> bytes | None:
    """A text as it is kept in its column, None where there is none."""
    return seal(keyring_of(session), f"plans.{column}", plan_id, text) if text else None


def add_reader(
    session: Session,
    actor: Actor,
    reference: str,
    *,
    person: str,
    name: str,
    language: str,
    until: date | None,
    reach: str | None = None,
    contact: str | None = None,
    how: str | None = None,
) -> bool:
    """Let a parent act for the child and be told of news, until the 16th birthday; gives whether the parent is new. Raises NotThere.

    `how` is the code of where parental responsibility was checked (`confirming.How`): the event keeps it.
    """
    row = visible(session, actor, reference)
    if row is None or actor.kind != "staff":
        raise NotThere
    parent = Reader(person, PARENT, name, language, until, reach, contact)
    is_new = plan_readers.let_read(session, row.id, parent)
    if is_new:
        _let_act(session, actor, row, parent, how)
        touched = f"{person},{how}" if how else person
        events.append_by(session, actor, Code.PLAN_READER_ADDED, subject=row.id, touched=touched)
    return is_new


def _let_act(session: Session, actor: Actor, row: PlanRow, parent: Reader, how: str | None) -> None:
    """(foreldreansvar) The parent's grant. The birthday follows from the end where the plan does not know it."""
    kept = _opened(session, row, "born")
    born = date.fromisoformat(kept) if kept else parent.until and birthday(parent.until, -16)
    new = representation.NewGrant(
        person=row.person,
        person_name=_opened(session, row, "person_name") or "",
        holder=parent.person,
        holder_name=parent.name,
        basis=Basis.PARENT,
        scopes=TABLE[Basis.PARENT].scopes,
        since=local_day(now(session)),
        until=parent.until,
        born=born,
        evidence=how,
        language=parent.language,
        accepted=True,
    )
    grant = representation.write(session, actor, new)
    events.append_by(session, actor, Code.GRANT_REGISTERED, subject=row.person, touched=grant)


def mine(session: Session, actor: Actor) -> list[OwnPlan]:
    """The plan of the one the citizen acts for, else their own; one event names it. A list, since there may be none."""
    given = representation.held(session, actor)
    target = Target(
        actor.municipality,
        person=actor.acting_for or actor.id,
        scopes=given.scopes if given else frozenset(),
    )
    if not may(actor, Permission.LIST_OWN_PLANS, target):
        return []
    found = session.scalars(
        select(PlanRow).filter_by(municipality=actor.municipality, person=target.person)
    ).all()
    if found:
        ids = ",".join(row.id for row in found)
        events.append_by(session, actor, Code.PLAN_OWN_LISTED, touched=ids)
    role = role_of(session, actor)
    return [
        OwnPlan(row.reference, role, _opened(session, row, "person_name") or "", row.status)
        for row in found
    ]


def read(session: Session, actor: Actor, reference: str) -> SeenPlan | None:
    """All of a plan that the actor may see, with the event that it was read. Without the person's consent an employee gets where
    it stands and whom to call, and nothing of what it says.
    """
    row = visible(session, actor, reference)
    if row is None:
        return None
    staff = actor.kind == "staff"
    code = Code.PLAN_READ if staff else Code.PLAN_OWN_READ
    events.append_by(session, actor, code, subject=row.id, touched=row.id)
    opened = not staff or content_open_to_desk(row.status)
    parts = plan_parts.all_of(session, row.id) if opened else []
    consents = plan_consents.of_plan(session, row.id)
    employees = _employees(session, row, parts)
    born, view = _opened(session, row, "born"), _view(session, actor, row)
    seen = SeenPlan(
        id=row.id,
        reference=row.reference,
        unit=row.unit,
        status=row.status,
        status_at=row.status_at,
        role=view.role,
        person=row.person,
        person_name=_opened(session, row, "person_name") or "",
        born=date.fromisoformat(born) if born else None,
        language=row.language,
        begun_at=row.begun_at,
        case_id=row.case_id,
        coordinator=_coordinator(session, row, employees),
        plan=living(parts),
        gone=tuple(part for part in parts if part.removed),
        consents=tuple(one for one in consents if opened or one.participant is None),
        names=_names(session, parts, readers_of(session, row.id).values(), employees)
        | representation.holder_names(session, row.person),
        follow_ups=plan_follow_up.of_plans(session, [row.id]).get(row.id, ()),
        unread=plan_messages.unread(session, actor, row.id) if view.messages else 0,
    )
    if not staff and protected.is_protected(session, row.person):
        seen = closed_off(seen)
    return narrowed(seen, view)


def _view(session: Session, actor: Actor, row: PlanRow) -> View:
    """What the actor sees; the desk also that a child keeps something back, so that nobody tells a parent by accident."""
    view = view_of(session, actor)
    if actor.kind != "staff":
        return view
    kept = plan_kept_back.keeps_something_back(session, row.municipality, row.person)
    return replace(view, kept_back=kept)


def _opened(session: Session, row: PlanRow, column: str) -> str | None:
    value = getattr(row, column)
    if value is None:
        return None
    return unseal(keyring_of(session), f"plans.{column}", row.id, value)


def _employees(session: Session, row: PlanRow, parts: Iterable[Part]) -> dict[str, StaffRow]:
    """The coordinator, every employee who has written, and who covers for the coordinator."""
    wrote = {part.by for part in parts if part.by_kind == "staff"}
    wanted = {*wrote, row.coordinator} - {None}
    covering = select(StaffRow.covered_by).where(StaffRow.id == row.coordinator)
    rows = session.scalars(
        select(StaffRow)
        .where(or_(StaffRow.id.in_(wanted), StaffRow.id.in_(covering)))
        .execution_options(populate_existing=True)
    )
    return {one.id: one for one in rows}


def _coordinator(
    session: Session, row: PlanRow, employees: dict[str, StaffRow]
) -> Coordinator | None:
    """Who coordinates; nobody when the one who did has left (the access is gone)."""
    found = employees.get(row.coordinator or "")
    if found is None or found.disabled_at is not None:
        return None
    away = None
    if (
        found.away_from
        and found.away_until
        and found.away_from <= local_day(now(session)) <= found.away_until
    ):
        away = (found.away_from, found.away_until)
    cover = employees.get(found.covered_by or "") if away else None
    return Coordinator(
        id=found.id,
        name=_staff_name(session, found),
        phone=_opened(session, row, "coordinator_phone"),
        since=row.coordinator_since,
        away=away,
        cover=_staff_name(session, cover) if cover and cover.disabled_at is None else None,
    )


def _names(
    session: Session,
    parts: Iterable[Part],
    readers: Iterable[PlanReaderRow],
    employees: dict[str, StaffRow],
) -> dict[tuple[str, str], str]:
    keyring = keyring_of(session)
    names = {("staff", one): _staff_name(session, row) for one, row in employees.items()}
    for reader in readers:
        if reader.name:
            name = unseal(keyring, "plan_readers.name", reader.id, reader.name)
            names["citizen", reader.person] = name
    for part in parts:
        if part.kind is Kind.PARTICIPANT:
            names["participant", part.id] = part.says("name")
    return names


def _staff_name(session: Session, row: StaffRow) -> str:
    return unseal(keyring_of(session), "staff.name", row.id, row.name)
