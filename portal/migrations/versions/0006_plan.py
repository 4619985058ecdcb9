"""The plan: parts and versions, readers, consents, messages, links to participants, what is followed up.

Revision ID: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = (
    "plans",
    "plan_parts",
    "plan_versions",
    "plan_readers",
    "plan_consents",
    "plan_messages",
    "plan_links",
    "plan_follow_ups",
)


def moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def code(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def sealed(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def day(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Date(), nullable=True)


def upgrade() -> None:
    for make in (
        make_plans,
        make_parts,
        make_versions,
        make_readers,
        make_consents,
        make_messages,
        make_links,
        make_follow_ups,
    ):
        make()
    op.add_column("outbox", code("plan_id", nullable=True))
    op.add_column("submissions", code("part_id", nullable=True))


def make_plans() -> None:
    op.create_table(
        "plans",
        code("id"),
        code("municipality", 8),
        code("unit", 64),
        code("reference", 14),
        code("person"),
        sealed("person_name"),
        sealed("born", nullable=True),
        code("language", 8),
        code("case_id", nullable=True),
        code("status", 16),
        moment("status_at"),
        code("coordinator", nullable=True),
        sealed("coordinator_phone", nullable=True),
        day("coordinator_since"),
        moment("begun_at"),
        code("begun_by"),
        moment("news_at", nullable=True),
        moment("news_again_at", nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_plans_case_id")),
        sa.ForeignKeyConstraint(["coordinator"], ["staff.id"], name=op.f("fk_plans_coordinator")),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_plans_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
        sa.UniqueConstraint("municipality", "person", name=op.f("uq_plans_municipality_person")),
        sa.UniqueConstraint("reference", name=op.f("uq_plans_reference")),
    )
    op.create_index(
        op.f("ix_plans_municipality_coordinator"), "plans", ["municipality", "coordinator"]
    )


def make_parts() -> None:
    op.create_table(
        "plan_parts",
        code("id"),
        code("plan_id"),
        code("kind", 16),
        sa.Column("version", sa.Integer(), nullable=False),
        code("code", 16),
        code("parent", nullable=True),
        code("responsible", nullable=True),
        day("due_on"),
        sealed("words"),
        moment("at"),
        code("by_kind", 12),
        code("by"),
        moment("begun_at"),
        code("begun_by_kind", 12),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_parts_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_parts")),
    )
    op.create_index(op.f("ix_plan_parts_kind_due_on"), "plan_parts", ["kind", "due_on"])
    op.create_index(
        op.f("ix_plan_parts_plan_id_begun_at_id"), "plan_parts", ["plan_id", "begun_at", "id"]
    )


def make_versions() -> None:
    op.create_table(
        "plan_versions",
        code("id"),
        code("plan_id"),
        code("part_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        code("code", 16),
        code("parent", nullable=True),
        code("responsible", nullable=True),
        day("due_on"),
        sealed("words"),
        moment("at"),
        code("by_kind", 12),
        code("by"),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["part_id"], ["plan_parts.id"], name=op.f("fk_plan_versions_part_id")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_versions_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_versions")),
        sa.UniqueConstraint("part_id", "version", name=op.f("uq_plan_versions_part_id_version")),
    )
    op.create_index(op.f("ix_plan_versions_plan_id_at"), "plan_versions", ["plan_id", "at"])


def make_readers() -> None:
    op.create_table(
        "plan_readers",
        code("id"),
        code("plan_id"),
        code("person"),
        code("role", 8),
        sealed("name", nullable=True),
        code("reach", 8, nullable=True),
        sealed("contact", nullable=True),
        code("language", 8),
        moment("since"),
        day("until"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name=op.f("fk_plan_readers_person")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_readers_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_readers")),
        sa.UniqueConstraint("plan_id", "person", name=op.f("uq_plan_readers_plan_id_person")),
    )
    op.create_index(op.f("ix_plan_readers_person"), "plan_readers", ["person"])


def make_consents() -> None:
    op.create_table(
        "plan_consents",
        code("id"),
        code("plan_id"),
        code("participant", nullable=True),
        code("sections", 120),
        sealed("paper", nullable=True),
        moment("given_at"),
        code("given_by_kind", 12),
        code("given_by"),
        moment("withdrawn_at", nullable=True),
        code("withdrawn_by_kind", 12, nullable=True),
        code("withdrawn_by", nullable=True),
        sa.ForeignKeyConstraint(
            ["participant"], ["plan_parts.id"], name=op.f("fk_plan_consents_participant")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_consents_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_consents")),
    )
    op.create_index(op.f("ix_plan_consents_plan_id"), "plan_consents", ["plan_id"])


def make_messages() -> None:
    op.create_table(
        "plan_messages",
        code("id"),
        code("plan_id"),
        code("by_kind", 12),
        code("by"),
        moment("at"),
        sealed("text"),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_messages_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_messages")),
    )
    op.create_index(
        op.f("ix_plan_messages_plan_id_at_id"), "plan_messages", ["plan_id", "at", "id"]
    )


def make_links() -> None:
    op.create_table(
        "plan_links",
        code("id"),
        code("plan_id"),
        code("measure"),
        code("participant"),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        moment("made_at"),
        code("made_by"),
        moment("ends_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        moment("answered_at", nullable=True),
        moment("ended_at", nullable=True),
        sa.ForeignKeyConstraint(["measure"], ["plan_parts.id"], name=op.f("fk_plan_links_measure")),
        sa.ForeignKeyConstraint(
            ["participant"], ["plan_parts.id"], name=op.f("fk_plan_links_participant")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_links_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_plan_links_token_hash")),
    )
    op.create_index(op.f("ix_plan_links_plan_id"), "plan_links", ["plan_id"])


def make_follow_ups() -> None:
    op.create_table(
        "plan_follow_ups",
        code("id"),
        code("plan_id"),
        code("cause", 24),
        code("object"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        moment("noticed_at"),
        moment("stepped_at"),
        moment("settled_at", nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_follow_ups_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_follow_ups")),
        sa.UniqueConstraint(
            "plan_id",
            "cause",
            "object",
            "since",
            name=op.f("uq_plan_follow_ups_plan_id_cause_object_since"),
        ),
    )
    op.create_index(op.f("ix_plan_follow_ups_settled_at"), "plan_follow_ups", ["settled_at"])


def downgrade() -> None:
    op.drop_column("submissions", "part_id")
    op.drop_column("outbox", "plan_id")
    for table in reversed(TABLES):
        op.drop_table(table)
