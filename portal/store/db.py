"""The database: one engine, one session per transaction, and what must hold for a receipt to be a promise.

Settings per connection come from the fault table: a commit is on disk before it is answered, nobody waits long for a lock,
and a database that is away becomes DatabaseAway within seconds, whatever the driver calls it.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Engine, Insert, Table, create_engine, event, insert, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from portal.store import migrate
from portal.store.crypto import Keyring, new_id, seal, unseal
from portal.store.tables.base import Base

Clock = Callable[[], datetime]

POOL_SIZE = 20
POOL_WAIT_SECONDS = 2.5
SQLITE_BUSY_MS = 5000
POSTGRES_CONNECT_SECONDS = 2
POSTGRES_DEAD_PEER_MS = 3000
POSTGRES_SESSION = {
    "statement_timeout": "5s",
    "lock_timeout": "3s",
    "idle_in_transaction_session_timeout": "30s",
    "synchronous_commit": "on",
    "timezone": "UTC",
}


class DatabaseAway(Exception):
    """The database cannot be reached, is locked too long, or all connections are taken.

    Nothing is saved, except that when `at_commit` is true nobody knows: the same key sent again gives the answer.
    """

    def __init__(self, *, at_commit: bool = False) -> None:
        super().__init__("the database is away")
        self.at_commit = at_commit


class Database:
    """The one way to the tables: `with database.transaction() as session: …`."""

    def __init__(self, url: str, keyring: Keyring, *, clock: Clock, archives: bool = False) -> None:
        """Connects to nothing yet. `clock` gives aware moments in UTC; `archives`: what comes in goes to an archive too."""
        self.url = url
        self.keyring = keyring
        self.clock = clock
        self.archives = archives
        self.engine = make_engine(url)
        self._turn = threading.Lock()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """All or nothing: commits at the end of the block, rolls back on any exception.

        Raises DatabaseAway in place of what the driver says about a database that is not there.
        """
        committing = False
        try:
            with self._one_writer(), self._session() as session:
                try:
                    session.connection()
                    yield session
                    session.flush()
                    committing = True
                    session.commit()
                except BaseException:
                    if (
                        committing
                    ):  # nobody knows what state the connection is in: not back to the pool
                        session.invalidate()
                    raise
        except SQLAlchemyError as error:
            if is_away(error):
                raise DatabaseAway(at_commit=committing) from error
            raise

    def ready(self) -> dict[str, bool]:
        """What must be true before people are let in; every value is False when the database is away."""
        answers = {"database": False, "migrated": False, "keys": False}
        try:
            with self.transaction() as session:
                answers["database"] = True
                revision = session.execute(text("SELECT version_num FROM alembic_version"))
                answers["migrated"] = revision.scalar() == migrate.head()
        except (DatabaseAway, SQLAlchemyError):
            pass
        probe = new_id()
        sealed = seal(self.keyring, "ready.probe", probe, "ready")
        answers["keys"] = unseal(self.keyring, "ready.probe", probe, sealed) == "ready"
        return answers

    def unsafe_settings(self) -> list[str]:
        """Settings of the server under which an answered commit could be lost. Production refuses to start on any."""
        with self.transaction() as session:
            if self.engine.dialect.name == "sqlite":
                wanted = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
                ask = "PRAGMA {}"
            else:
                wanted = dict.fromkeys(("fsync", "full_page_writes", "synchronous_commit"), "on")
                ask = "SHOW {}"
            found = {name: str(session.execute(text(ask.format(name))).scalar()) for name in wanted}
        return [name for name, value in wanted.items() if found[name] != value]

    def dispose(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def _one_writer(self) -> Iterator[None]:
        """SQLite lets one write at a time; threads in a queue here wait less than those who knock and sleep there."""
        if self.engine.dialect.name != "sqlite":
            yield
            return
        if not self._turn.acquire(timeout=SQLITE_BUSY_MS / 1000):
            raise DatabaseAway
        try:
            yield
        finally:
            self._turn.release()

    def _session(self) -> Session:
        return Session(
            self.engine,
            expire_on_commit=False,
            info={"keyring": self.keyring, "clock": self.clock, "archives": self.archives},
        )


def keyring_of(session: Session) -> Keyring:
    """The keys that go with this session."""
    return cast(Keyring, session.info["keyring"])


def now(session: Session) -> datetime:
    """The moment, from the clock the house was given."""
    return cast(Clock, session.info["clock"])()


def archives(session: Session) -> bool:
    """Whether this house has an archive to send what comes in to."""
    return bool(session.info.get("archives"))


def add(session: Session, row: type[Base], **values: Any) -> None:
    """Insert one row, at once: what fails fails here, not at the end."""
    session.execute(_insert(row), values)


def dialect_of(session: Session) -> str:
    """The engine's name: "sqlite" or "postgresql"."""
    return session.get_bind().dialect.name


@cache
def _insert(row: type[Base]) -> Insert:
    return insert(cast(Table, row.__table__))


def insert_into(where: Session | str, row: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT that knows ON CONFLICT, for a session or a dialect's name: SQLAlchemy keeps the two apart.

    On a busy path build it once, in a cached function: making a statement costs more than sending it.
    """
    dialect = where if isinstance(where, str) else dialect_of(where)
    table = cast(Table, row.__table__)
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def make_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine with the house's settings. Bound values never appear in its errors or logs."""
    if make_url(url).get_backend_name() == "sqlite":
        engine = _engine(url, {"timeout": SQLITE_BUSY_MS / 1000})
        _prepare_sqlite(engine, foreign_keys=foreign_keys)
        return engine
    options = " ".join(f"-c {name}={value}" for name, value in POSTGRES_SESSION.items())
    return _engine(
        url,
        {
            "connect_timeout": POSTGRES_CONNECT_SECONDS,
            "tcp_user_timeout": POSTGRES_DEAD_PEER_MS,
            "options": options,
        },
    )


def _engine(url: str, connect_args: dict[str, Any]) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        connect_args=connect_args,
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_timeout=POOL_WAIT_SECONDS,
        pool_pre_ping=True,
    )


def _prepare_sqlite(engine: Engine, *, foreign_keys: bool) -> None:
    """Write-ahead log, synced at every commit; the write lock is taken at BEGIN so that no reader upgrades into a deadlock."""

    def on_connect(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={SQLITE_BUSY_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            f"foreign_keys={'ON' if foreign_keys else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the error says "not there or too busy", as against a mistake of ours."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError):
        # SQLite calls a missing table an operational error too; that one is a mistake of ours.
        return getattr(error.orig, "sqlite_errorname", "") != "SQLITE_ERROR"
    return isinstance(error, InterfaceError | PoolTimeout)
