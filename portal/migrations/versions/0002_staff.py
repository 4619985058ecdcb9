"""Employees, their sessions, logins under way, and the forms they have sent.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("municipality", sa.String(length=8), nullable=False),
        sa.Column("identity", sa.LargeBinary(length=32), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=True),
        moment("created_at"),
        moment("disabled_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint(
            "municipality", "identity", name=op.f("uq_staff_municipality_identity")
        ),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("municipality", sa.String(length=8), nullable=False),
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("provider_session", sa.String(length=255), nullable=True),
        moment("created_at"),
        moment("seen_at"),
        moment("ended_at", nullable=True),
        sa.Column("notice", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )
    op.create_index(op.f("ix_sessions_person"), "sessions", ["person"])
    op.create_index(
        op.f("ix_sessions_issuer_provider_session"), "sessions", ["issuer", "provider_session"]
    )
    upgrade_small_tables()


def upgrade_small_tables() -> None:
    op.create_table(
        "pending_logins",
        sa.Column("state_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("browser_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("municipality", sa.String(length=8), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=64), nullable=False),
        sa.Column("next_path", sa.String(length=300), nullable=True),
        moment("created_at"),
        sa.PrimaryKeyConstraint("state_hash", name=op.f("pk_pending_logins")),
    )
    op.create_index(op.f("ix_pending_logins_browser_hash"), "pending_logins", ["browser_hash"])
    op.create_index(op.f("ix_pending_logins_created_at"), "pending_logins", ["created_at"])
    op.create_table(
        "presses",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        moment("at"),
        sa.ForeignKeyConstraint(["person"], ["staff.id"], name=op.f("fk_presses_person")),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_presses")),
    )
    op.create_index(op.f("ix_presses_at"), "presses", ["at"])


def downgrade() -> None:
    for table in ("presses", "pending_logins", "sessions", "staff"):
        op.drop_table(table)
