"""Citizens who have logged in, or whom somebody has asked for."""

from datetime import datetime

from sqlalchemy import LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import Base, identity, sealed


class PersonRow(Base):
    """One person in one municipality. `name` is what the person has told us, never a register's word.

    `protected_at`: since when the address is protected (adressebeskyttelse). `restricted_at`: since when use of the person's data
    is restricted (GDPR art. 18).
    """

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("municipality", "number_hash"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    number_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    number: Mapped[bytes] = sealed()
    name: Mapped[bytes | None] = sealed()
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    protected_at: Mapped[datetime | None]
    restricted_at: Mapped[datetime | None]
