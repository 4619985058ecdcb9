"""A request with login: the draft, what was sent, and the pictures that go with it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class DraftRow(Base):
    """What a person has typed so far, whole or not. One per person, journey and whom it is for; `key` is what sends it once.

    `acting_for` is the person somebody acted for, empty for oneself: what was begun for one is never another's.
    """

    __tablename__ = "drafts"
    __table_args__ = (UniqueConstraint("municipality", "owner", "acting_for", "journey"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(ForeignKey("people.id"))
    acting_for: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default="")
    journey: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(32))
    answers: Mapped[bytes] = sealed()
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class RequestRow(Base):
    """What was sent. `words` is None once the text about somebody who never confirmed is removed.

    `acting_for` is the person it was sent on behalf of, with what `basis`; None for what one sends oneself.
    """

    __tablename__ = "requests"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), unique=True)
    asker: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[bytes | None] = sealed()
    acting_for: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    basis: Mapped[str | None] = mapped_column(String(16))
    sent_at: Mapped[datetime]


class AttachmentRow(Base):
    """A picture or a document, made anew by us: first a draft's, then the case's. The content is sealed base64.

    `name` is what the sender called it. `state` is kept, or waiting while nobody has looked for harm in it; `digest` is the
    SHA-256 of the content, for the list of files that follows a complaint.
    """

    __tablename__ = "attachments"

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(ID_LENGTH))
    draft_id: Mapped[str | None] = mapped_column(String(ID_LENGTH), index=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    content: Mapped[bytes] = sealed()
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    name: Mapped[bytes | None] = sealed()
    state: Mapped[str] = mapped_column(
        String(16), default="kept", server_default="kept", index=True
    )
    checked_at: Mapped[datetime | None]
    digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    added_at: Mapped[datetime]
