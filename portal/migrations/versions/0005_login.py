"""Sessions know how sure the login was and whom somebody acts for; late posts; logout tokens seen.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID, HASH, MOMENT = sa.String(32), sa.LargeBinary(32), sa.DateTime(timezone=True)
LEVEL = sa.String(16)


def added_columns() -> dict[str, list[sa.Column]]:  # type: ignore[type-arg]
    """Sessions from before were high, or an employee's; nothing else could be."""
    return {
        "sessions": [
            sa.Column("level", LEVEL, nullable=False, server_default="high"),
            sa.Column("acting_for", ID, nullable=True),
            sa.Column("ended_elsewhere", sa.Boolean, nullable=False, server_default=sa.false()),
        ],
        "pending_logins": [
            sa.Column("level", LEVEL, nullable=False, server_default="high"),
            sa.Column("fresh", sa.Boolean, nullable=False, server_default=sa.false()),
            sa.Column("representation", sa.Boolean, nullable=False, server_default=sa.false()),
        ],
    }


def upgrade() -> None:
    for table, columns in added_columns().items():
        for column in columns:
            op.add_column(table, column)
    op.execute("UPDATE sessions SET level = 'staff' WHERE kind = 'staff'")
    op.create_table(
        "late_posts",
        sa.Column("id", ID, nullable=False),
        sa.Column("municipality", sa.String(8), nullable=False),
        sa.Column("owner", ID, nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("typed", sa.LargeBinary, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_posts")),
        sa.UniqueConstraint(
            "municipality", "owner", "path", name=op.f("uq_late_posts_municipality_owner_path")
        ),
    )
    op.create_index(op.f("ix_late_posts_at"), "late_posts", ["at"])
    op.create_table(
        "logout_tokens",
        sa.Column("token_hash", HASH, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_logout_tokens")),
    )
    op.create_index(op.f("ix_logout_tokens_at"), "logout_tokens", ["at"])


def downgrade() -> None:
    for table in ("logout_tokens", "late_posts"):
        op.drop_table(table)
    for table, columns in added_columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
