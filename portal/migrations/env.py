"""How Alembic meets our databases: one transaction for the whole way, on both engines, one process at a time."""

from alembic import context
from sqlalchemy import Connection, text

from portal.store.db import make_engine
from portal.store.migrate import ONE_AT_A_TIME
from portal.store.tables import Base


def take_turns(connection: Connection) -> None:
    """On PostgreSQL wait for other migrating processes, then never long for a lock a reader holds (SQLite's BEGIN IMMEDIATE does both)."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))


def check_references(connection: Connection) -> None:
    """SQLite rebuilds tables with references switched off, so look at all of them before the commit."""
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            raise RuntimeError(f"{len(broken)} rows would point at nothing after this migration")


def migrate() -> None:
    """Run what the command asked for."""
    engine = make_engine(context.config.attributes["url"], foreign_keys=False)
    try:
        with engine.begin() as connection:
            take_turns(connection)
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                render_as_batch=True,
            )
            with context.begin_transaction():
                context.run_migrations()
            check_references(connection)
    finally:
        engine.dispose()


migrate()
