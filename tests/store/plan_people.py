"""A plan in an invented Namsos, with those who may see it: what the tests of messages and notices begin with."""

from datetime import timedelta

from sqlalchemy import select, update

from portal.rules.access import Actor
from portal.store import plan, plan_consents
from portal.store.db import Database
from portal.store.tables.outbox import OutboxRow
from portal.store.tables.plan import PlanReaderRow, PlanRow
from tests.acting import acting
from tests.store.citizens import JON, citizen
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
