"""Cases, the wishes they began with, and notes."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed

SAME_DAY_AND_STILL_WAITING = text(
    "channel = 'call-me' AND status IN ('received', 'opened', 'taken')"
)
STILL_OPEN = text("status != 'closed'")


class CaseRow(Base):
    """One case. Plain codes and dates only: what the desk filters and sorts on.

    `kind` is request or complaint. `asker` is the citizen who sent it with login. A case somebody started for another is
    `confirmed_at` once that person has said yes, `confirmed_by` tells how. `warned` is the number of days before `due_on` the unit was last reminded.
    `news_at` is when the citizen was last told that something is new.
    The other indexes hold the desk's lists in the order they are shown.
    The unique index is what makes "the same phone twice in a day" one case, also when both come at once.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "uq_cases_same_phone_same_day",
            "municipality",
            "unit",
            "phone_hash",
            "received_on",
            unique=True,
            sqlite_where=SAME_DAY_AND_STILL_WAITING,
            postgresql_where=SAME_DAY_AND_STILL_WAITING,
        ),
        Index(
            None,
            "municipality",
            "due_on",
            "received_at",
            "id",
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index(None, "municipality", "status", "closed_at", "id"),
    )

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    unit: Mapped[str] = mapped_column(String(64))
    reference: Mapped[str] = mapped_column(String(14), unique=True)
    kind: Mapped[str] = mapped_column(String(16), default="request", server_default="request")
    channel: Mapped[str] = mapped_column(String(16))
    status: Mapped[str] = mapped_column(String(16))
    phone_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    due_on: Mapped[date]
    opened_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str | None] = mapped_column(String(32))
    outcome_at: Mapped[datetime | None]
    not_reached: Mapped[int] = mapped_column(default=0)
    closed_at: Mapped[datetime | None]
    whom: Mapped[str | None] = mapped_column(String(16))
    wants: Mapped[str | None] = mapped_column(String(16))
    asker: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    language: Mapped[str | None] = mapped_column(String(8))
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str | None] = mapped_column(String(8))
    answered_at: Mapped[datetime | None]
    preliminary_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(default=0, server_default="0")
    overdue_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]
    news_at: Mapped[datetime | None]
    news_again_at: Mapped[datetime | None]
    text_removed_at: Mapped[datetime | None]


class WishRow(Base):
    """One time somebody asked to be called. A case has one for each time."""

    __tablename__ = "wishes"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    asked_at: Mapped[datetime]
    name: Mapped[bytes] = sealed()
    phone: Mapped[bytes] = sealed()
    interpreter_language: Mapped[bytes | None] = sealed()
    entry: Mapped[bytes | None] = sealed()
    when: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    interpreter: Mapped[bool]
    about: Mapped[str] = mapped_column(String(8))
    relation: Mapped[str | None] = mapped_column(String(16))
    district: Mapped[str | None] = mapped_column(String(64))


class NoteRow(Base):
    """What somebody at the desk wrote down."""

    __tablename__ = "notes"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), index=True)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    text: Mapped[bytes] = sealed()
