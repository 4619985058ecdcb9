"""What the municipality answers, what is written in a case, and who may see it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class AnswerRow(Base):
    """One answer. `words` is sealed JSON; `before` holds the codes and dates the case goes back to when it is taken back."""

    __tablename__ = "answers"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    language: Mapped[str] = mapped_column(String(8))
    law: Mapped[str | None] = mapped_column(String(16))
    complaint_due: Mapped[date | None]
    words: Mapped[bytes] = sealed()
    before: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None]


class MessageRow(Base):
    """Something a citizen or an employee wrote in a case for the other to read."""

    __tablename__ = "messages"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    by_kind: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    at: Mapped[datetime]
    text: Mapped[bytes] = sealed()


class CaseReaderRow(Base):
    """A citizen who may see a case: the person it is about, a parent until the child is 16 (`until`, not included), or who sent a complaint."""

    __tablename__ = "case_readers"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(8))
    since: Mapped[datetime]
    until: Mapped[date | None]


class ReceiverTestRow(Base):
    """The month's test message to a unit: proof that somebody gets the messages and can log in."""

    __tablename__ = "receiver_tests"
    __table_args__ = (UniqueConstraint("municipality", "unit", "month"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str] = mapped_column(String(64))
    month: Mapped[str] = mapped_column(String(7))
    sent_at: Mapped[datetime]
    pressed_at: Mapped[datetime | None]
    pressed_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    escalated_at: Mapped[datetime | None]
