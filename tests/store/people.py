"""Invented people and the few steps most store tests begin with."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select, text

from portal.rules.access import Actor, Role
from portal.rules.case import CallWish
from portal.store import coordinator, staff
from portal.store.db import Database
from portal.store.tables import Base
from portal.store.tables.events import EventRow

NAMSOS, VIK = "5007", "4639"
TODAY = date(2026, 11, 21)
KARI = CallWish(
    name="Kari Prøvesen",
    phone="+4799999901",
    when="morning",
    language="nb",
    interpreter=False,
    interpreter_language=None,
    about="self",
    relation=None,
    district=None,
    entry=None,
)
OLA = replace(KARI, name="Ola Prøvesen", phone="+4799999902")
LEAD = Actor("staff", "1" * 32, NAMSOS, Role.LEAD)
OFFICER = Actor("staff", "2" * 32, NAMSOS, Role.OFFICER, "ke")
COLLEAGUE = Actor("staff", "3" * 32, NAMSOS, Role.OFFICER, "ke")
READER = Actor("staff", "4" * 32, NAMSOS, Role.READER, "ke")
OTHER_UNIT = Actor("staff", "5" * 32, NAMSOS, Role.OFFICER, "annen")
NEIGHBOUR = Actor("staff", "6" * 32, VIK, Role.LEAD)
NAMES = {
    LEAD: "Leda Prøve",
    OFFICER: "Siri Prøve",
    COLLEAGUE: "Tor Prøve",
    READER: "Lise Prøve",
    OTHER_UNIT: "Arne Prøve",
    NEIGHBOUR: "Nils Prøve",
}


def enrol(database: Database) -> None:
    """Give all the invented employees a row."""
    with database.transaction() as session:
        for actor, name in NAMES.items():
            employee = staff.Employee(actor.id, actor.municipality, name, actor.role, actor.unit)
            staff.enrol(session, employee, issuer="https://login.example", subject=actor.id)


def ask(database: Database, key: str = "k" * 32, wish: CallWish = KARI, **changes):
    """Ask to be called, in a transaction of its own."""
    asked = {
        "municipality": NAMSOS,
        "unit": "ke",
        "local_day": TODAY,
        "unit_email": "ke@namsos.example",
    }
    with database.transaction() as session:
        return coordinator.ask_for_call(session, key=key, wish=wish, **(asked | changes))


def happened(database: Database, municipality: str = NAMSOS) -> list[str]:
    """The codes of all events, in order."""
    with database.transaction() as session:
        return list(
            session.scalars(
                select(EventRow.code).filter_by(municipality=municipality).order_by(EventRow.number)
            )
        )


def count(database: Database, table: type[Base], **having) -> int:
    """How many rows."""
    with database.transaction() as session:
        return session.scalar(select(func.count()).select_from(table).filter_by(**having))


def change(database: Database, statement: str, **values) -> None:
    """Do something to the database behind the house's back."""
    with database.transaction() as session:
        session.execute(text(statement), values)


def contents(database: Database) -> dict[str, list[tuple]]:
    """Everything in every table: two equal answers mean that nothing was left behind."""
    with database.transaction() as session:
        return {
            table.name: sorted(map(repr, session.execute(select(table))))
            for table in Base.metadata.sorted_tables
        }


def at_once(threads: int, what: Callable[[int], object]) -> list[object]:
    """Call `what(0) … what(threads - 1)` at the same moment; what each gave or raised."""
    gate = threading.Barrier(threads)

    def one(number: int) -> object:
        gate.wait(10)
        try:
            return what(number)
        except Exception as error:
            return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(one, range(threads)))
