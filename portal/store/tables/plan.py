"""The plan: its parts and their versions, who may see it, consents, messages, links to participants, what is followed up."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class PlanRow(Base):
    """The one plan of a person in a municipality (IP-forskriften § 9). Plain codes and dates only.

    `case_id` is the case it came from. `born` is the person's birthday as the desk has written it.
    `coordinator` is an employee; None is a vacancy. `coordinator_phone` is the number given to the person.
    `news_at` is when those who may see it were last told that something is new.
    """

    __tablename__ = "plans"
    __table_args__ = (
        UniqueConstraint("municipality", "person"),
        Index(None, "municipality", "coordinator"),
    )

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(14), unique=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"))
    person_name: Mapped[bytes] = sealed()
    born: Mapped[bytes | None] = sealed()
    language: Mapped[str] = mapped_column(String(8))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    status: Mapped[str] = mapped_column(String(16))
    status_at: Mapped[datetime]
    coordinator: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    coordinator_phone: Mapped[bytes | None] = sealed()
    coordinator_since: Mapped[date | None]
    begun_at: Mapped[datetime]
    begun_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    news_at: Mapped[datetime | None]
    news_again_at: Mapped[datetime | None]


class PlanPartRow(Base):
    """A part as it stands: the same as its latest version. `due_on` and `code` are plain so that `daily` can find what is late."""

    __tablename__ = "plan_parts"
    __table_args__ = (Index(None, "plan_id", "begun_at", "id"), Index(None, "kind", "due_on"))

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    responsible: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    due_on: Mapped[date | None]
    words: Mapped[bytes] = sealed()
    at: Mapped[datetime]
    by_kind: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    begun_at: Mapped[datetime]
    begun_by_kind: Mapped[str] = mapped_column(String(12))
    removed: Mapped[bool]


class PlanVersionRow(Base):
    """One version of a part, never changed after."""

    __tablename__ = "plan_versions"
    __table_args__ = (
        UniqueConstraint("part_id", "version"),
        Index(None, "plan_id", "at"),
    )

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    part_id: Mapped[str] = mapped_column(ForeignKey("plan_parts.id"))
    version: Mapped[int]
    code: Mapped[str] = mapped_column(String(16))
    parent: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    responsible: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    due_on: Mapped[date | None]
    words: Mapped[bytes] = sealed()
    at: Mapped[datetime]
    by_kind: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    removed: Mapped[bool]


class PlanReaderRow(Base):
    """Somebody who may see the plan and take part: the person, or a parent until the child is 16 (`until`, not included).

    `reach` is how they want to be told that something is new, `contact` the number or address for it.
    """

    __tablename__ = "plan_readers"
    __table_args__ = (UniqueConstraint("plan_id", "person"),)

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(String(8))
    name: Mapped[bytes | None] = sealed()
    reach: Mapped[str | None] = mapped_column(String(8))
    contact: Mapped[bytes | None] = sealed()
    language: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime]
    until: Mapped[date | None]


class PlanConsentRow(Base):
    """A consent: to the plan (`participant` None), or to share some of it with a participant. Given and withdrawn, never deleted.

    `sections` are the codes of what is shared, with commas. `paper` is the archive's reference of one that was signed on paper.
    """

    __tablename__ = "plan_consents"

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    participant: Mapped[str | None] = mapped_column(ForeignKey("plan_parts.id"))
    sections: Mapped[str] = mapped_column(String(120))
    paper: Mapped[bytes | None] = sealed()
    given_at: Mapped[datetime]
    given_by_kind: Mapped[str] = mapped_column(String(12))
    given_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_kind: Mapped[str | None] = mapped_column(String(12))
    withdrawn_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class PlanMessageRow(Base):
    """Something the person, a parent or the coordinator wrote to the other."""

    __tablename__ = "plan_messages"
    __table_args__ = (Index(None, "plan_id", "at", "id"),)

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    by_kind: Mapped[str] = mapped_column(String(12))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime]
    text: Mapped[bytes] = sealed()


class PlanLinkRow(Base):
    """A link by which a participant without an account answers one measure. Link and code are kept as hashes."""

    __tablename__ = "plan_links"

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"), index=True)
    measure: Mapped[str] = mapped_column(ForeignKey("plan_parts.id"))
    participant: Mapped[str] = mapped_column(ForeignKey("plan_parts.id"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    ends_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class PlanFollowUpRow(Base):
    """Something nobody is following up: its cause, how many steps it has gone, and when it was settled."""

    __tablename__ = "plan_follow_ups"
    __table_args__ = (UniqueConstraint("plan_id", "cause", "object", "since"),)

    id: Mapped[str] = identity()
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.id"))
    cause: Mapped[str] = mapped_column(String(24))
    object: Mapped[str] = mapped_column(String(ID_LENGTH))
    since: Mapped[date]
    step: Mapped[int]
    noticed_at: Mapped[datetime]
    stepped_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)
