"""What happened, and the end of each municipality's chain."""

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base


class ChainRow(Base):
    """The end of one municipality's chain. Its lock is what puts events in order."""

    __tablename__ = "chains"

    municipality: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class EventRow(Base):
    """One event; see rules/events.py. Only ever inserted."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "municipality", "subject", "number"),)

    municipality: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[str] = mapped_column(String(64))
    acting_for: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(ID_LENGTH))
    object: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EventObjectRow(Base):
    """A person or a thing an event touches and does not have as its subject (rules/traces.py), so that it is found from there.

    It says nothing the event does not say, and goes with it.
    """

    __tablename__ = "event_objects"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality", "number"],
            ["events.municipality", "events.number"],
            ondelete="CASCADE",
        ),
        Index(None, "municipality", "object", "number"),
    )

    municipality: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    object: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
