"""Who may act for whom, assessments of competence, and what people ask about their own data."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.store.tables.base import ID_LENGTH, Base, identity, sealed


class GrantRow(Base):
    """That one may act for another (rules/representation.py). Ended, never deleted before its time.

    `holder` is None until somebody has used the code that was handed over (`code_hash`, `tries`). `scopes`, `sections` and
    `kept_back` are codes with commas. `person_name` and `holder_name` are what each is called by the other. `evidence` is the
    archive's reference, or where the desk saw it. `assessment` is the one a next of kin's insight rests on.
    `quietly`: the holder was not told that it ended. `renewal_asked_at`, `warned_at`: said once that the end is near.
    """

    __tablename__ = "grants"
    __table_args__ = (Index(None, "holder", "person"), Index(None, "municipality", "until"))

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    holder: Mapped[str | None] = mapped_column(ForeignKey("people.id"))
    basis: Mapped[str] = mapped_column(String(16))
    scopes: Mapped[str] = mapped_column(String(160))
    sections: Mapped[str] = mapped_column(String(120))
    kept_back: Mapped[str] = mapped_column(String(120))
    since: Mapped[date]
    until: Mapped[date | None]
    born: Mapped[bytes | None] = sealed()
    person_name: Mapped[bytes] = sealed()
    holder_name: Mapped[bytes | None] = sealed()
    evidence: Mapped[bytes | None] = sealed()
    assessment: Mapped[str | None] = mapped_column(ForeignKey("assessments.id"))
    code_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    offered_at: Mapped[datetime]
    offered_by_kind: Mapped[str] = mapped_column(String(12))
    offered_by: Mapped[str] = mapped_column(String(ID_LENGTH))
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_kind: Mapped[str | None] = mapped_column(String(12))
    ended_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    quietly: Mapped[bool]
    checked_at: Mapped[datetime | None]
    renewal_asked_at: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]


class AssessmentRow(Base):
    """(manglende beslutningskompetanse) That somebody could not decide one concrete matter: who assessed it, when and why.

    `words` is sealed JSON: the decision, who assessed, why, and what the nearest next of kin may know or do.
    """

    __tablename__ = "assessments"

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    words: Mapped[bytes] = sealed()
    assessed_on: Mapped[date]
    until: Mapped[date]
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class RelationRow(Base):
    """(egen slektning) That an employee is close to a person, and so has nothing to look for there (forvaltningsloven § 6)."""

    __tablename__ = "relations"

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    staff: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(String(ID_LENGTH))
    ended_at: Mapped[datetime | None]


class OpeningRow(Base):
    """Why an employee opened a case or a plan that was not theirs, or what is kept about a person. It opens until `until`.

    `object` is the case's, the plan's or the person's id. `closed`: it was closed to them (protected address, own relative, restricted), and a
    second person is to look at it: `seen_by`, `seen_at`.
    """

    __tablename__ = "openings"
    __table_args__ = (
        Index(None, "staff", "object", "until"),
        Index(None, "municipality", "closed", "seen_at"),
    )

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    staff: Mapped[str] = mapped_column(ForeignKey("staff.id"))
    object: Mapped[str] = mapped_column(String(ID_LENGTH))
    reason: Mapped[str] = mapped_column(String(24))
    words: Mapped[bytes | None] = sealed()
    closed: Mapped[bool]
    at: Mapped[datetime]
    until: Mapped[datetime]
    seen_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    seen_at: Mapped[datetime | None]


class PrivacyRequestRow(Base):
    """What somebody asks about their own data: why somebody looked, to correct, restrict, object or delete. Answered by a person.

    `kind` and `outcome` are codes of `rules/privacy.py`. `event` is the number of the event it is about, when it is about one.
    """

    __tablename__ = "privacy_requests"
    __table_args__ = (Index(None, "municipality", "answered_at", "due_on"),)

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8))
    reference: Mapped[str] = mapped_column(String(14), unique=True)
    person: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    asked_by: Mapped[str] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(16))
    event: Mapped[int | None]
    words: Mapped[bytes | None] = sealed()
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    outcome: Mapped[str | None] = mapped_column(String(16))
    answer: Mapped[bytes | None] = sealed()
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class SealRow(Base):
    """The end of the events that have been taken away when their time was up: the chain goes on from here.

    `signature` is made with the key that is kept away from the web process.
    """

    __tablename__ = "seals"

    id: Mapped[str] = identity()
    municipality: Mapped[str] = mapped_column(String(8), index=True)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    signature: Mapped[str] = mapped_column(String(200))
