"""Citizens, requests with login, answers, messages, who may see a case, the month's test message.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_TABLES = (
    "receiver_tests",
    "case_readers",
    "messages",
    "answers",
    "attachments",
    "requests",
    "drafts",
    "people",
)


def moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def code(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def sealed(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def day(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Date(), nullable=True)


def added_columns() -> dict[str, list[sa.Column]]:  # type: ignore[type-arg]
    """What the tables that were there already get."""
    moments = (
        "confirmed_at",
        "answered_at",
        "preliminary_at",
        "reminded_at",
        "overdue_at",
        "escalated_at",
        "news_at",
        "news_again_at",
        "text_removed_at",
    )
    return {
        "cases": [
            code("whom", 16, nullable=True),
            code("wants", 16, nullable=True),
            code("asker", nullable=True),
            code("language", 8, nullable=True),
            code("confirmed_by", 8, nullable=True),
            *(moment(name, nullable=True) for name in moments),
            sa.Column("warned", sa.Integer(), nullable=False, server_default="0"),
        ],
        "staff": [day("away_from"), day("away_until"), code("covered_by", nullable=True)],
        "outbox": [code("person", nullable=True)],
        "submissions": [code("case_id", nullable=True)],
    }


def upgrade() -> None:
    for table, columns in added_columns().items():
        for column in columns:
            op.add_column(table, column)
    op.create_index(op.f("ix_cases_asker"), "cases", ["asker"])
    make_people()
    make_drafts()
    make_requests()
    make_attachments()
    make_answers()
    make_readers()


def make_people() -> None:
    op.create_table(
        "people",
        code("id"),
        code("municipality", 8),
        sa.Column("number_hash", sa.LargeBinary(length=32), nullable=False),
        sealed("number"),
        sealed("name", nullable=True),
        moment("created_at"),
        moment("seen_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint(
            "municipality", "number_hash", name=op.f("uq_people_municipality_number_hash")
        ),
    )


def make_drafts() -> None:
    op.create_table(
        "drafts",
        code("id"),
        code("municipality", 8),
        code("owner"),
        code("journey", 16),
        code("key"),
        sealed("answers"),
        moment("created_at"),
        moment("saved_at"),
        sa.ForeignKeyConstraint(["owner"], ["people.id"], name=op.f("fk_drafts_owner")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint(
            "municipality", "owner", "journey", name=op.f("uq_drafts_municipality_owner_journey")
        ),
    )
    op.create_index(op.f("ix_drafts_saved_at"), "drafts", ["saved_at"])


def make_requests() -> None:
    op.create_table(
        "requests",
        code("id"),
        code("case_id"),
        code("asker"),
        sealed("words", nullable=True),
        moment("sent_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_requests_case_id")),
        sa.ForeignKeyConstraint(["asker"], ["people.id"], name=op.f("fk_requests_asker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("case_id", name=op.f("uq_requests_case_id")),
    )
    op.create_index(op.f("ix_requests_asker"), "requests", ["asker"])


def make_attachments() -> None:
    op.create_table(
        "attachments",
        code("id"),
        code("municipality", 8),
        code("owner"),
        code("draft_id", nullable=True),
        code("case_id", nullable=True),
        sealed("content"),
        code("media_type", 40),
        sa.Column("size", sa.Integer(), nullable=False),
        moment("added_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_draft_id"), "attachments", ["draft_id"])
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"])


def make_answers() -> None:
    op.create_table(
        "answers",
        code("id"),
        code("case_id"),
        code("kind", 16),
        moment("made_at"),
        code("made_by"),
        code("language", 8),
        code("law", 16, nullable=True),
        day("complaint_due"),
        sealed("words"),
        sa.Column("before", sa.Text(), nullable=False),
        moment("withdrawn_at", nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_answers_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
    )
    op.create_index(op.f("ix_answers_case_id"), "answers", ["case_id"])
    op.create_table(
        "messages",
        code("id"),
        code("case_id"),
        code("by_kind", 8),
        code("by"),
        moment("at"),
        sealed("text"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(op.f("ix_messages_case_id"), "messages", ["case_id"])


def make_readers() -> None:
    op.create_table(
        "case_readers",
        code("case_id"),
        code("person"),
        code("role", 8),
        moment("since"),
        day("until"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_readers_case_id")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_case_readers_person")),
        sa.PrimaryKeyConstraint("case_id", "person", name=op.f("pk_case_readers")),
    )
    op.create_index(op.f("ix_case_readers_person"), "case_readers", ["person"])
    op.create_table(
        "receiver_tests",
        code("id"),
        code("municipality", 8),
        code("unit", 64),
        code("month", 7),
        moment("sent_at"),
        moment("pressed_at", nullable=True),
        code("pressed_by", nullable=True),
        moment("escalated_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receiver_tests")),
        sa.UniqueConstraint(
            "municipality", "unit", "month", name=op.f("uq_receiver_tests_municipality_unit_month")
        ),
    )


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    op.drop_index(op.f("ix_cases_asker"), "cases")
    for table, columns in added_columns().items():
        for column in columns:
            op.drop_column(table, column.name)
