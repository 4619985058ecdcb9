"""What is to leave the house."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class OutboxRow(Base):
    """One message on its way. It holds a template's code, never a text.

    States: pending, sent, desk (a person must take over), handled. `locked_until` is the lease of the worker that has it;
    `carried_by` the message it travels in when several to the same receiver become one. `receipt` is what a receiver that answers
    has called it, `content_hash` the SHA-256 of what was handed over. `person` is the citizen it is to, if any.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "municipality", "coalesce"),
        Index(None, "case_id", "state"),
    )

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(16))
    template: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[bytes] = sealed()
    person: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    plan_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    coalesce: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(16))
    put_at: Mapped[datetime]
    due_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    carried_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    attempts: Mapped[int] = mapped_column(default=0)
    receipt: Mapped[str | None] = mapped_column(String(64))
    content_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    reason: Mapped[str | None] = mapped_column(String(40))
    ended_at: Mapped[datetime | None]
