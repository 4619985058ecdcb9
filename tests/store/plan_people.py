"""A plan in an invented Namsos, with those who may see it: what the tests of messages and notices begin with."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from portal.rules.access import Actor
from portal.rules.plan_consent import SECTIONS, Section
from portal.rules.representation import Basis, Scope
from portal.store import plan, plan_consents, representation
from portal.store.db import Database
from portal.store.representation import NewGrant
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanReaderRow, PlanRow
from portal.store.tables.representation import GrantRow
from tests.acting import acting
from tests.store.citizens import BIRGER, JON, citizen
from tests.store.people import OFFICER, TODAY, enrol


def begun(database: Database) -> tuple[Actor, str]:
    """(whose plan, its reference): Siri coordinates, and Marte has said yes."""
    enrol(database)
    marte = citizen(database)
    with database.transaction() as session:
        reference = plan.begin(
            session, OFFICER, person=marte.id, name="Marte Solvik", unit="ke", language="nn"
        )
        plan_consents.to_plan(session, marte, reference)
    return marte, reference


def with_parent(database: Database, reference: str) -> Actor:
    """Jon acts for the person for another year."""
    jon = citizen(database, JON)
    with database.transaction() as session:
        plan.add_reader(
            session, OFFICER, reference,
            person=jon.id, name="Jon Solvik", language="nb", until=TODAY + timedelta(days=365),
        )  # fmt: skip
        person = session.scalars(select(PlanRow.person).filter_by(reference=reference)).one()
    return acting(jon, person)


def with_helper(
    database: Database,
    reference: str,
    scopes: Iterable[Scope] = (Scope.SEE_PLAN, Scope.WRITE_PLAN),
    sections: Iterable[Section] = SECTIONS,
    **more: Any,
) -> Actor:
    """Birger acts for the person, by a grant of theirs for another year."""
    birger, row = citizen(database, BIRGER), row_of(database, reference)
    values = {"person": row.person, "person_name": "Marte Solvik", "holder": birger.id}
    values |= {"holder_name": "Birger Hjelper", "basis": Basis.GIVEN, "language": "nb"}
    values |= {"scopes": scopes, "sections": sections, "accepted": True}
    values |= {"since": TODAY, "until": TODAY + timedelta(days=365)}
    with database.transaction() as session:
        giver = Actor("citizen", row.person, row.municipality)
        representation.write(session, giver, NewGrant(**(values | more)))
    return acting(birger, row.person)


def set_grant(database: Database, holder: str, **values: object) -> None:
    with database.transaction() as session:
        session.execute(update(GrantRow).where(GrantRow.holder == holder).values(**values))


def row_of(database: Database, reference: str) -> PlanRow:
    with database.transaction() as session:
        return session.scalars(select(PlanRow).filter_by(reference=reference)).one()


def set_reader(database: Database, person: str, **values: object) -> None:
    with database.transaction() as session:
        wanted = update(PlanReaderRow).where(PlanReaderRow.person == person)
        session.execute(wanted.values(**values))


def laid_out(database: Database) -> list[OutboxRow]:
    """What is to leave the house, or is a task, about plans."""
    wanted = select(OutboxRow).where(OutboxRow.plan_id.is_not(None))
    with database.transaction() as session:
        return list(session.scalars(wanted.order_by(OutboxRow.put_at, OutboxRow.id)))
