"""New keys for old: every sealed column is opened and sealed again with the key that writes."""

from sqlalchemy import Column, Table, func, select, update
from sqlalchemy.orm import Session

from portal.store.crypto import head_of, seal, unseal
from portal.store.db import keyring_of
from portal.store.tables import Base

ROOM = 4_000_000
"""As many bytes of one column as a round moves: others wait for their turn to write meanwhile."""


def sealed_columns() -> list[tuple[Table, Column[bytes]]]:
    """Every column made with sealed(), of every table."""
    return [
        (table, column)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if column.info.get("sealed")
    ]


def reseal(session: Session, *, limit: int = 500) -> int:
    """Move up to `limit` values to the writing key; how many were moved. Repeat, a transaction each, until it gives 0.

    A value somebody else changes meanwhile is left for the next round.
    """
    moved = 0
    for table, column in sealed_columns():
        moved += reseal_column(session, table, column, limit - moved)
    return moved


def reseal_column(session: Session, table: Table, column: Column[bytes], limit: int) -> int:
    """Move up to `limit` values of one column, fewer when they are large, as pictures are."""
    keyring, name = keyring_of(session), f"{table.name}.{column.name}"
    head = head_of(keyring.writing)
    left = (
        select(table.c.id)
        .where(column.is_not(None), func.substr(column, 1, len(head)) != head)
        .order_by(table.c.id)
        .limit(limit)
    )
    moved, room = 0, ROOM
    for row_id in session.scalars(left).all():
        old = session.execute(select(column).where(table.c.id == row_id)).scalar()
        if old is None:  # somebody has deleted it in the meantime
            continue
        room -= len(old)
        new = seal(keyring, name, row_id, unseal(keyring, name, row_id, old))
        done = session.execute(
            update(table)
            .where(table.c.id == row_id, column == old)
            .values({column.name: new})
            .returning(table.c.id)
        )
        moved += len(done.all())
        if room <= 0:
            break
    return moved
