"""What must hold for a receipt to be a promise, as checks that also the planted bugs are put to.

A `send` takes a database, a key and a wish, and gives a receipt: the way the page sends, or a mutant of it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from portal.rules.case import CallWish
from portal.store import coordinator, events, limits, wishes
from portal.store.db import Database
from portal.store.tables import Base
from portal.store.tables.case import CaseRow
from portal.store.tables.events import EventRow
from portal.store.tables.outbox import OutboxRow
from tests.store.people import KARI, NAMSOS, TODAY, contents, count

Send = Callable[[Database, str, CallWish], coordinator.Receipt]
HOUR = datetime(2026, 11, 21, 11, tzinfo=UTC)
THREADS = 6
VERBS = ("INSERT", "UPDATE")
WRITES = ("INSERT", "UPDATE", "DELETE", "WITH")


class Planted(Exception):
    """The fault we planted."""


def send(database: Database, key: str, wish: CallWish) -> coordinator.Receipt:
    """One press of the button, in one transaction."""
    with database.transaction() as session:
        return send_in(session, key, wish)


def send_in(session: Session, key: str, wish: CallWish) -> coordinator.Receipt:
    """All that a press writes: the count of the address, the case, its event and its message."""
    limits.hit(session, NAMSOS, "ring-meg", "203.0.113.7", HOUR)
    return coordinator.ask_for_call(
        session,
        municipality=NAMSOS,
        unit="ke",
        key=key,
        wish=wish,
        local_day=TODAY,
        unit_email="ke@namsos.example",
    )


def wish_number(number: int) -> CallWish:
    """A wish with a number of its own, so that it makes a case of its own."""
    return replace(KARI, phone=f"+47{99_000_000 + number}")


def check_one_case_per_key(database: Database, send: Send, keys: int, times: int = 3) -> None:
    """Each key is sent several times at once: one case, one event, one message, one receipt that opens."""
    posts = [(f"key-{number}", number) for number in range(keys) for _ in range(times)]
    with ThreadPoolExecutor(THREADS) as pool:
        receipts = list(
            pool.map(lambda post: (post[0], send(database, post[0], wish_number(post[1]))), posts)
        )
    by_key: dict[str, list[coordinator.Receipt]] = defaultdict(list)
    for key, receipt in receipts:
        by_key[key].append(receipt)
    for key, group in by_key.items():
        assert len({replace(one, repeated=False) for one in group}) == 1, f"{key}: two receipts"
        assert [one.repeated for one in group].count(False) == 1, f"{key}: first twice"
    assert count(database, CaseRow) == keys, "cases"
    assert count(database, OutboxRow) == keys, "messages"
    assert count(database, EventRow, code="call.asked") == keys, "events"
    with database.transaction() as session:
        assert events.verify(session, NAMSOS) == []
        for group in by_key.values():
            opened = wishes.receipt(session, NAMSOS, group[0].id)
            assert opened == replace(group[0], repeated=False), "a receipt that does not open"


def check_all_or_nothing(database: Database, send: Send) -> int:
    """The n-th write fails, for every n: nothing is left, and the key still works. Gives how many writes there are."""
    for number in range(1, 100):
        before = contents(database)
        with failing_write(database, number) as struck, suppress(Planted):
            send(database, f"fault-{number}", wish_number(500_000 + number))
        if not struck:
            return number - 1
        assert contents(database) == before, f"something is left after write {number}: {struck}"
        receipt = send(database, f"fault-{number}", wish_number(500_000 + number))
        assert not receipt.repeated, "the key was used up by a submit that failed"
    raise AssertionError("a submit with a hundred writes")


def check_triggers(database: Database, send: Send) -> set[str]:
    """The database itself refuses a write, table by table: nothing is left, and the key still works."""
    refused = set()
    places = [(table.name, verb) for table in Base.metadata.sorted_tables for verb in VERBS]
    for number, (table, verb) in enumerate(places, start=600_000):
        before = contents(database)
        with refusing(database, table, verb):
            try:
                send(database, f"trigger-{number}", wish_number(number))
            except SQLAlchemyError as error:
                assert "planted" in str(error), error
                refused.add(f"{table}-{verb}")
            else:
                continue
        assert contents(database) == before, f"something is left when {verb} {table} fails"
        receipt = send(database, f"trigger-{number}", wish_number(number))
        assert not receipt.repeated, "the key was used up by a submit that failed"
    return refused


@contextmanager
def failing_write(database: Database, number: int) -> Iterator[list[str]]:
    """Let the n-th write fail after the server has done it; the last one is the commit. Gives what was struck."""
    seen: list[str] = []
    struck: list[str] = []

    def strike(what: str) -> None:
        seen.append(what)
        if len(seen) == number:
            struck.append(what)
            raise Planted(what)

    def on_statement(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith(WRITES):
            strike(statement)

    dialect = database.engine.dialect
    do_commit = dialect.do_commit

    def strike_commit(connection):
        try:
            strike("COMMIT")
        except Planted:
            dialect.do_rollback(connection)
            raise
        do_commit(connection)

    event.listen(database.engine, "after_cursor_execute", on_statement)
    dialect.do_commit = strike_commit
    try:
        yield struck
    finally:
        event.remove(database.engine, "after_cursor_execute", on_statement)
        del dialect.do_commit


@contextmanager
def refusing(database: Database, table: str, verb: str) -> Iterator[None]:
    """A trigger that refuses one kind of write to one table."""
    if database.engine.dialect.name == "sqlite":
        make = [
            f'CREATE TRIGGER planted BEFORE {verb} ON "{table}"'
            " BEGIN SELECT RAISE(ABORT, 'planted'); END"
        ]
        drop = ["DROP TRIGGER planted"]
    else:
        make = [
            "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql"
            " AS $$ BEGIN RAISE EXCEPTION 'planted'; END $$",
            f'CREATE TRIGGER planted BEFORE {verb} ON "{table}"'
            " FOR EACH ROW EXECUTE FUNCTION refuse()",
        ]
        drop = [f'DROP TRIGGER planted ON "{table}"', "DROP FUNCTION refuse()"]
    for statements in (make, None, drop):
        if statements is None:
            yield
            continue
        with database.transaction() as session:
            for statement in statements:
                session.execute(text(statement))
