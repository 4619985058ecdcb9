"""Indexes for a municipality with very many cases: lists in their order, timelines, messages of one case.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("status != 'closed'")
# Table, columns, and for which rows.
NEW = (
    ("cases", ["municipality", "due_on", "received_at", "id"], OPEN),
    ("cases", ["municipality", "status", "closed_at", "id"], None),
    ("events", ["municipality", "subject", "number"], None),
    ("outbox", ["case_id", "state"], None),
)
OLD = (
    ("cases", ["municipality", "unit", "status", "due_on"]),
    ("events", ["municipality", "subject"]),
    ("outbox", ["case_id"]),
)


def name_of(table: str, columns: list[str]) -> str:
    return op.f(f"ix_{table}_{'_'.join(columns)}")


def upgrade() -> None:
    for table, columns, rows in NEW:
        op.create_index(
            name_of(table, columns), table, columns, sqlite_where=rows, postgresql_where=rows
        )
    for table, columns in OLD:
        op.drop_index(name_of(table, columns), table)


def downgrade() -> None:
    for table, columns in OLD:
        op.create_index(name_of(table, columns), table, columns)
    for table, columns, _rows in reversed(NEW):
        op.drop_index(name_of(table, columns), table)
