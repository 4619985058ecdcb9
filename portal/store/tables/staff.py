"""Employees, their sessions, and logins that are under way."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed

HASH_LENGTH = 32


class StaffRow(Base):
    """An employee of one municipality. `identity` is the keyed hash of issuer and subject.

    Both days of an absence are included; `covered_by` is the colleague who looks after the cases.
    """

    __tablename__ = "staff"
    __table_args__ = (UniqueConstraint("municipality", "identity"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    identity: Mapped[bytes] = mapped_column(LargeBinary(HASH_LENGTH))
    name: Mapped[bytes] = sealed()
    role: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    away_from: Mapped[date | None]
    away_until: Mapped[date | None]
    covered_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class SessionRow(Base):
    """A session of one person in one municipality. The cookie's secret is kept as a hash only.

    `provider_session` is the provider's `sid`, so that a logout elsewhere can find this one.
    `person` is an employee's or a citizen's id; `level` is how sure the login was; `acting_for` is
    the citizen whom this one may act for by what the provider said. `notice` is a code of what to
    say on the next page. `ended_elsewhere`: another service ended it through the provider, so nobody
    here pressed «Logg ut», and what is typed in an open page is still kept for its owner.
    """

    __tablename__ = "sessions"
    __table_args__ = (Index(None, "issuer", "provider_session"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))
    municipality: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(String(ID_LENGTH), index=True)
    level: Mapped[str] = mapped_column(String(16))
    acting_for: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    issuer: Mapped[str] = mapped_column(String(255))
    provider_session: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_elsewhere: Mapped[bool] = mapped_column(default=False)
    notice: Mapped[str | None] = mapped_column(String(40))


class PendingLoginRow(Base):
    """A login on its way through the provider, tied to one browser and used once.

    `level` is what was asked for; `fresh` that the person had to log in anew; `representation`
    that the provider was also asked whom the person may act for. `carried` are codes of the public
    guide on their way into a draft, never words.
    """

    __tablename__ = "pending_logins"

    state_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_LENGTH), primary_key=True)
    browser_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_LENGTH), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    municipality: Mapped[str] = mapped_column(String(8))
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(64))
    level: Mapped[str] = mapped_column(String(16))
    fresh: Mapped[bool]
    representation: Mapped[bool]
    next_path: Mapped[str | None] = mapped_column(String(300))
    carried: Mapped[str | None] = mapped_column(String(400))
    created_at: Mapped[datetime] = mapped_column(index=True)


class PressRow(Base):
    """A form at the desk that has been sent: the same key a second time changes nothing."""

    __tablename__ = "presses"

    person: Mapped[str] = mapped_column(String(ID_LENGTH), ForeignKey("staff.id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class LatePostRow(Base):
    """What an employee or a citizen had typed on a page when the session had ended, as it was typed.

    One for each owner, page and whom they acted for (empty: themself); shown to that person alone.
    """

    __tablename__ = "late_posts"
    __table_args__ = (UniqueConstraint("municipality", "owner", "acting_for", "path"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    owner: Mapped[str] = mapped_column(String(ID_LENGTH))
    acting_for: Mapped[str] = mapped_column(String(ID_LENGTH), default="", server_default="")
    path: Mapped[str] = mapped_column(String(300))
    typed: Mapped[bytes] = sealed()
    at: Mapped[datetime] = mapped_column(index=True)


class LogoutTokenRow(Base):
    """A logout token of a provider that has been used: the same one again ends nothing."""

    __tablename__ = "logout_tokens"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(HASH_LENGTH), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
