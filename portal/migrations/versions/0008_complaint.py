"""Complaints, their steps and what may be one; documents with a name; what a receiver called what it got; codes on their way.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID, CODE, KIND = sa.String(32), sa.String(16), sa.String(24)
MOMENT, SEALED = sa.DateTime(timezone=True), sa.LargeBinary()


def added_columns() -> dict[str, list[sa.Column]]:  # type: ignore[type-arg]
    """Every case there was is a request; every picture was looked at when it was drawn anew."""
    return {
        "cases": [sa.Column("kind", CODE, nullable=False, server_default="request")],
        "attachments": [
            sa.Column("name", SEALED, nullable=True),
            sa.Column("state", CODE, nullable=False, server_default="kept"),
            sa.Column("checked_at", MOMENT, nullable=True),
            sa.Column("digest", sa.LargeBinary(32), nullable=True),
        ],
        "pending_logins": [sa.Column("carried", sa.String(400), nullable=True)],
        "outbox": [
            sa.Column("receipt", sa.String(64), nullable=True),
            sa.Column("content_hash", sa.LargeBinary(32), nullable=True),
        ],
    }


def code(name: str, kind: sa.String = CODE, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, kind, nullable=nullable)


def moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, MOMENT, nullable=nullable)


def day(name: str, *, nullable: bool = True) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Date(), nullable=nullable)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    for table, columns in added_columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(op.f("ix_attachments_state"), "attachments", ["state"])
    make_complaints()
    make_steps()
    make_possible()


def make_complaints() -> None:
    op.create_table(
        "complaints",
        code("id", ID),
        code("case_id", ID),
        code("asker", ID, nullable=True),
        code("acting_for", ID, nullable=True),
        code("basis", nullable=True),
        code("standing"),
        code("path"),
        code("office", KIND),
        code("law", nullable=True),
        day("told_on"),
        day("complaint_due"),
        code("about_case", ID, nullable=True),
        sa.Column("calls", sa.Boolean(), nullable=False),
        sa.Column("words", SEALED, nullable=True),
        moment("sent_at"),
        code("state", KIND),
        moment("state_at"),
        to("complaints", "case_id", "cases"),
        to("complaints", "asker", "people"),
        to("complaints", "acting_for", "people"),
        to("complaints", "about_case", "cases"),
        key("complaints"),
        sa.UniqueConstraint("case_id", name=op.f("uq_complaints_case_id")),
    )
    op.create_index(op.f("ix_complaints_asker"), "complaints", ["asker"])


def make_steps() -> None:
    op.create_table(
        "complaint_steps",
        code("id", ID),
        code("complaint_id", ID),
        code("kind", KIND),
        moment("at"),
        code("by_kind", sa.String(8)),
        code("by", ID),
        day("on"),
        sa.Column("words", SEALED, nullable=True),
        code("outbox_id", ID, nullable=True),
        to("complaint_steps", "complaint_id", "complaints"),
        to("complaint_steps", "outbox_id", "outbox"),
        key("complaint_steps"),
    )
    op.create_index(op.f("ix_complaint_steps_complaint_id"), "complaint_steps", ["complaint_id"])


def make_possible() -> None:
    table = "possible_complaints"
    op.create_table(
        table,
        code("id", ID),
        code("municipality", sa.String(8)),
        code("kind"),
        code("object", ID),
        code("case_id", ID, nullable=True),
        code("plan_id", ID, nullable=True),
        moment("written_at"),
        day("due_on", nullable=False),
        moment("flagged_at"),
        code("flagged_by", ID),
        code("outcome", nullable=True),
        moment("answered_at", nullable=True),
        code("answered_by", ID, nullable=True),
        code("complaint_case", ID, nullable=True),
        to(table, "case_id", "cases"),
        to(table, "plan_id", "plans"),
        to(table, "complaint_case", "cases"),
        key(table),
        sa.UniqueConstraint("object", name=op.f(f"uq_{table}_object")),
    )
    for column in ("case_id", "plan_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        op.f(f"ix_{table}_municipality_answered_at_due_on"),
        table,
        ["municipality", "answered_at", "due_on"],
    )


def downgrade() -> None:
    for table in ("possible_complaints", "complaint_steps", "complaints"):
        op.drop_table(table)
    op.drop_index(op.f("ix_attachments_state"), "attachments")
    for table, columns in added_columns().items():
        for column in reversed(columns):
            op.drop_column(table, column.name)
