"""What has been sent in with which key, so that the same press twice is the same receipt."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity


class SubmissionRow(Base):
    """One key used by one owner ("anonymous", "staff:<id>" or "citizen:<id>"), with a keyed hash of what was sent.

    It made a call wish, for a request with login a case, or a part of a plan.
    """

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("municipality", "owner", "key_hash"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(64))
    key_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    content_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    sent_at: Mapped[datetime]
    wish_id: Mapped[str | None] = mapped_column(ForeignKey("wishes.id"))
    case_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    part_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
