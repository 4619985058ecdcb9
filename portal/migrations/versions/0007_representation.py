"""Grants to act for another, assessments, employees' relations and reasons, requests about one's own data, sealed events.

What an event touches beside its subject gets an index of its own, also for the events there are: nobody's are looked for in all.

Parents who were let in to a plan before this go on being told of news. They act again when the desk has confirmed parental
responsibility anew: a name can only be sealed by the application.

Revision ID: 0007
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TABLES = ("assessments", "grants", "relations", "openings", "privacy_requests", "seals")
ID = re.compile(r"[0-9a-f]{32}")
PART = 1000
CODES = sa.String(120)


def moment(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def code(name: str, length: int = 32, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def sealed(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def day(name: str, *, nullable: bool = False) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Date(), nullable=nullable)


def flag(name: str) -> sa.Column:  # type: ignore[type-arg]
    return sa.Column(name, sa.Boolean(), nullable=False)


def to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}"))


def key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    for make in (make_assessments, make_grants, make_relations, make_openings, make_privacy):
        make()
    make_event_objects()
    op.create_table(
        "seals",
        code("id"),
        code("municipality", 8),
        sa.Column("number", sa.Integer(), nullable=False),
        code("hash", 64),
        moment("at"),
        code("signature", 200),
        key("seals"),
    )
    op.create_index(op.f("ix_seals_municipality"), "seals", ["municipality"])
    for column in ("protected_at", "restricted_at"):
        op.add_column("people", moment(column, nullable=True))
    with op.batch_alter_table("requests") as table:
        table.add_column(code("acting_for", nullable=True))
        table.add_column(code("basis", 16, nullable=True))
        table.create_foreign_key(op.f("fk_requests_acting_for"), "people", ["acting_for"], ["id"])
    told_apart("drafts", "journey", add=True)
    told_apart("late_posts", "path", add=True)


def told_apart(name: str, last: str, *, add: bool) -> None:
    """What is typed for another is not the same as what is typed for oneself: `acting_for` is part of the key."""
    short = op.f(f"uq_{name}_municipality_owner_{last}")
    whole = op.f(f"uq_{name}_municipality_owner_acting_for_{last}")
    with op.batch_alter_table(name) as table:
        if add:
            empty = sa.Column("acting_for", sa.String(32), nullable=False, server_default="")
            table.add_column(empty)
            table.drop_constraint(short, type_="unique")
            table.create_unique_constraint(whole, ["municipality", "owner", "acting_for", last])
        else:
            table.drop_constraint(whole, type_="unique")
            table.drop_column("acting_for")
            table.create_unique_constraint(short, ["municipality", "owner", last])


def make_event_objects() -> None:
    objects = op.create_table(
        "event_objects",
        code("municipality", 8),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        code("object"),
        sa.ForeignKeyConstraint(
            ["municipality", "number"],
            ["events.municipality", "events.number"],
            name=op.f("fk_event_objects_municipality_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("municipality", "number", "object", name=op.f("pk_event_objects")),
    )
    op.create_index(
        op.f("ix_event_objects_municipality_object_number"),
        "event_objects",
        ["municipality", "object", "number"],
    )
    names = ("municipality", "number", "actor_id", "acting_for", "subject", "object")
    events = sa.table("events", *(sa.column(name) for name in names))
    place = (events.c.municipality, events.c.number)
    wanted = sa.select(events).order_by(*place).limit(PART)
    rows = op.get_bind().execute(wanted).all()
    while rows:
        touched = [
            {"municipality": row.municipality, "number": row.number, "object": one}
            for row in rows
            for one in sorted(touched_by(row))
        ]
        if touched:
            op.bulk_insert(objects, touched)
        last = sa.tuple_(rows[-1].municipality, rows[-1].number)
        rows = op.get_bind().execute(wanted.where(sa.tuple_(*place) > last)).all()


def touched_by(row: "sa.Row[tuple[str, ...]]") -> set[str]:
    """As the application does for every event from now on."""
    named = [*row.object.split(","), row.acting_for]
    if not row.subject and not row.object:
        named.append(row.actor_id)
    return {one for one in named if ID.fullmatch(one)} - {row.subject}


def make_grants() -> None:
    op.create_table(
        "grants",
        code("id"),
        code("municipality", 8),
        code("person"),
        code("holder", nullable=True),
        code("basis", 16),
        code("scopes", 160),
        code("sections", 120),
        code("kept_back", 120),
        day("since"),
        day("until", nullable=True),
        sealed("born", nullable=True),
        sealed("person_name"),
        sealed("holder_name", nullable=True),
        sealed("evidence", nullable=True),
        code("assessment", nullable=True),
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=True),
        code("language", 8),
        moment("offered_at"),
        code("offered_by_kind", 12),
        code("offered_by"),
        moment("accepted_at", nullable=True),
        moment("ended_at", nullable=True),
        code("ended_by_kind", 12, nullable=True),
        code("ended_by", nullable=True),
        flag("quietly"),
        moment("checked_at", nullable=True),
        moment("renewal_asked_at", nullable=True),
        moment("warned_at", nullable=True),
        to("grants", "person", "people"),
        to("grants", "holder", "people"),
        to("grants", "assessment", "assessments"),
        key("grants"),
        sa.UniqueConstraint("code_hash", name=op.f("uq_grants_code_hash")),
    )
    op.create_index(op.f("ix_grants_person"), "grants", ["person"])
    op.create_index(op.f("ix_grants_holder_person"), "grants", ["holder", "person"])
    op.create_index(op.f("ix_grants_municipality_until"), "grants", ["municipality", "until"])


def make_assessments() -> None:
    op.create_table(
        "assessments",
        code("id"),
        code("municipality", 8),
        code("person"),
        sealed("words"),
        day("assessed_on"),
        day("until"),
        moment("at"),
        code("by"),
        moment("ended_at", nullable=True),
        code("ended_by", nullable=True),
        to("assessments", "person", "people"),
        key("assessments"),
    )
    op.create_index(op.f("ix_assessments_person"), "assessments", ["person"])


def make_relations() -> None:
    op.create_table(
        "relations",
        code("id"),
        code("municipality", 8),
        code("staff"),
        code("person"),
        moment("at"),
        code("by"),
        moment("ended_at", nullable=True),
        to("relations", "staff", "staff"),
        to("relations", "person", "people"),
        key("relations"),
    )
    op.create_index(op.f("ix_relations_person"), "relations", ["person"])


def make_openings() -> None:
    op.create_table(
        "openings",
        code("id"),
        code("municipality", 8),
        code("staff"),
        code("object"),
        code("reason", 24),
        sealed("words", nullable=True),
        flag("closed"),
        moment("at"),
        moment("until"),
        code("seen_by", nullable=True),
        moment("seen_at", nullable=True),
        to("openings", "staff", "staff"),
        key("openings"),
    )
    op.create_index(
        op.f("ix_openings_staff_object_until"), "openings", ["staff", "object", "until"]
    )
    unseen = ["municipality", "closed", "seen_at"]
    op.create_index(op.f("ix_openings_municipality_closed_seen_at"), "openings", unseen)


def make_privacy() -> None:
    op.create_table(
        "privacy_requests",
        code("id"),
        code("municipality", 8),
        code("reference", 14),
        code("person"),
        code("asked_by"),
        code("kind", 16),
        sa.Column("event", sa.Integer(), nullable=True),
        sealed("words", nullable=True),
        code("language", 8),
        moment("asked_at"),
        day("due_on"),
        code("outcome", 16, nullable=True),
        sealed("answer", nullable=True),
        moment("answered_at", nullable=True),
        code("answered_by", nullable=True),
        to("privacy_requests", "person", "people"),
        to("privacy_requests", "asked_by", "people"),
        key("privacy_requests"),
        sa.UniqueConstraint("reference", name=op.f("uq_privacy_requests_reference")),
    )
    op.create_index(op.f("ix_privacy_requests_person"), "privacy_requests", ["person"])
    open_ones = ["municipality", "answered_at", "due_on"]
    op.create_index(
        op.f("ix_privacy_requests_municipality_answered_at_due_on"), "privacy_requests", open_ones
    )


def downgrade() -> None:
    told_apart("late_posts", "path", add=False)
    told_apart("drafts", "journey", add=False)
    with op.batch_alter_table("requests") as table:
        table.drop_constraint(op.f("fk_requests_acting_for"), type_="foreignkey")
        table.drop_column("basis")
        table.drop_column("acting_for")
    for column in ("restricted_at", "protected_at"):
        op.drop_column("people", column)
    op.drop_table("event_objects")
    for table_name in reversed(TABLES):
        op.drop_table(table_name)
