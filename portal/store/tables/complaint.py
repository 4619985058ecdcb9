"""Complaints: what was sent, each step after it, and what somebody thinks may be one."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class ComplaintRow(Base):
    """One complaint. It is a case as well, with the clock, the messages and the readers of one.

    `path` is the row of the law's table it was found to be, `office` the code of who decided or did it, and `standing` by what
    right it was sent. `asker` is None for one on paper. `told_on` is the date of the answer complained of, `complaint_due` the
    last day that was shown, and `about_case` that answer's own case. `calls`: the unit is to ring and help write it.
    `words` is sealed JSON, None once the text is removed.
    """

    __tablename__ = "complaints"

    id: Mapped[str] = identity()
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), unique=True)
    asker: Mapped[str | None] = mapped_column(ForeignKey("people.id"), index=True)
    acting_for: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    basis: Mapped[str | None] = mapped_column(String(16))
    standing: Mapped[str] = mapped_column(String(16))
    path: Mapped[str] = mapped_column(String(16))
    office: Mapped[str] = mapped_column(String(24))
    law: Mapped[str | None] = mapped_column(String(16))
    told_on: Mapped[date | None]
    complaint_due: Mapped[date | None]
    about_case: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
    calls: Mapped[bool]
    words: Mapped[bytes | None] = sealed()
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(24))
    state_at: Mapped[datetime]


class ComplaintStepRow(Base):
    """One thing that was done with a complaint: by the desk, by the one who sent it, or by the one who decided in the end.

    `on` is a date somebody else set, as that of a decision. `words` is sealed JSON. `outbox_id` is what carried it out of the house.
    """

    __tablename__ = "complaint_steps"

    id: Mapped[str] = identity()
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.id"), index=True)
    kind: Mapped[str] = mapped_column(String(24))
    at: Mapped[datetime]
    by_kind: Mapped[str] = mapped_column(String(8))
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    on: Mapped[date | None]
    words: Mapped[bytes | None] = sealed()
    outbox_id: Mapped[str | None] = mapped_column(ForeignKey("outbox.id"))


class PossibleComplaintRow(Base):
    """(kan dette være en klage?) A message or a case that somebody at the desk thinks is one, and what was decided about it.

    `object` is the id of what was written, `written_at` when: that is when the clock of a complaint began.
    """

    __tablename__ = "possible_complaints"
    __table_args__ = (Index(None, "municipality", "answered_at", "due_on"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))
    object: Mapped[str] = mapped_column(String(ID_LENGTH), unique=True)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plans.id"), index=True)
    written_at: Mapped[datetime]
    due_on: Mapped[date]
    flagged_at: Mapped[datetime]
    flagged_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    outcome: Mapped[str | None] = mapped_column(String(16))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    complaint_case: Mapped[str | None] = mapped_column(ForeignKey("cases.id"))
