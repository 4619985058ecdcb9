"""Pictures of letters that go with a request, and files with a complaint: first a draft's, then the case's.

Opened one at a time, each with its event. Only what `photos` and `pdf_files` drew anew is kept here, sealed as every text about a
person. What nobody could look for harm in waits: its owner sees it, the desk does not until it is checked.
"""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, false, func, or_, select, true, update
from sqlalchemy.orm import Session

from portal.files import LARGEST_KEPT, PDF, SafeFile
from portal.photos import LARGEST_STORED, Photo
from portal.rules.access import Actor, Permission, Target, may
from portal.rules.case import Kind
from portal.rules.events import Code
from portal.rules.follow_up import DRAFT_KEPT
from portal.store import case_held_for, events, openings
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add, keyring_of, now
from portal.store.tables.case import CaseRow
from portal.store.tables.request import AttachmentRow, DraftRow

MOST = 5
CONTENT, NAME = "attachments.content", "attachments.name"
COMPLAINT = "complaint"
"""The one journey that rests on another right than asking does."""


class State(StrEnum):
    """Whether a file may be opened: WAITING until it is checked, REFUSED when it was found harmful and is gone."""

    KEPT = "kept"
    WAITING = "waiting"
    REFUSED = "refused"


class NoDraft(Exception):
    """The actor has no draft that the file could go with."""


class TooMany(Exception):
    """The draft has five files already."""


@dataclass(frozen=True)
class Picture:
    """A picture or another file in a list. `size` is bytes; what it shows is opened by `read` alone.

    `name` is what the sender called it, None for a photo of a letter. `digest` is the SHA-256 of the content, None for those from
    before it was kept.
    """

    id: str
    size: int
    added_at: datetime
    name: str | None = None
    media_type: str = "image/jpeg"
    state: State = State.KEPT
    digest: bytes | None = None


@dataclass(frozen=True)
class Opened:
    """What a file shows."""

    content: bytes
    media_type: str
    name: str | None = None


def add_to_draft(
    session: Session,
    actor: Actor,
    file: Photo | SafeFile,
    *,
    journey: str = "request",
    code: Code = Code.DRAFT_SAVED,
    name: str | None = None,
    state: State = State.KEPT,
    checked: bool = False,
) -> str:
    """Keep a file with the actor's draft, with its event. Gives its id. Raises NoDraft, or TooMany at the sixth.

    The same file again, as from a double press, is the one that is there. `checked`: somebody has looked for harm in it.
    `code` is DRAFT_SAVED_LATE when the session had ended. The draft is kept for another 30 days.
    """
    if len(file.content) > (LARGEST_KEPT if file.media_type == PDF else LARGEST_STORED):
        raise ValueError("a file larger than those we draw")
    draft = _held(session, actor, journey)
    if draft is None:
        raise NoDraft
    same = _same(session, draft, file.content)
    if same is not None:
        return same
    if _count(session, draft) >= MOST:
        raise TooMany
    moment = now(session)
    place = {"municipality": actor.municipality, "owner": actor.id, "draft_id": draft}
    looked = {"state": state.value, "checked_at": moment if checked else None}
    picture = _write(session, file, name, added_at=moment, **place, **looked)
    events.append_by(session, actor, code, subject=draft, touched=picture)
    return picture


def _write(session: Session, file: Photo | SafeFile, name: str | None, **more: Any) -> str:
    """The row of a file, sealed; gives its id."""
    picture, keyring = new_id(), keyring_of(session)
    text = base64.b64encode(file.content).decode("ascii")
    add(
        session,
        AttachmentRow,
        id=picture,
        case_id=None,
        content=seal(keyring, CONTENT, picture, text),
        media_type=file.media_type,
        size=len(file.content),
        name=seal(keyring, NAME, picture, name) if name else None,
        digest=sha256(file.content).digest(),
        **more,
    )
    return picture


def of_draft(session: Session, actor: Actor, journey: str = "request") -> list[Picture]:
    """The files of the actor's own draft, oldest first; none when there is no draft."""
    return _listed(session, AttachmentRow.draft_id.in_(_draft(session, actor, journey)))


def of_case(session: Session, case_id: str) -> list[Picture]:
    """The files of a case, oldest first. Whether somebody may see the case is the caller's question."""
    return _listed(session, AttachmentRow.case_id == case_id)


def read(
    session: Session, actor: Actor, picture: str, *, reference: str | None = None
) -> Opened | None:
    """What a file shows, with the event that it was read; None when it is not there or not for this actor.

    With a `reference` it is a file of that case, else one of the actor's own draft.
    """
    row = session.get(AttachmentRow, picture)
    if row is None or row.municipality != actor.municipality:
        return None
    if reference is None:
        allowed = _is_in_own_draft(session, actor, row)
    else:
        allowed = _may_see_case(session, actor, row.case_id, reference)
    if not allowed or not _may_be_opened(actor, row):
        return None
    events.append_by(
        session,
        actor,
        Code.CASE_PICTURE_READ,
        subject=row.case_id or row.draft_id or "",
        touched=row.id,
    )
    return Opened(content_of(session, row), row.media_type, _name(session, row.id, row.name))


def remove(session: Session, actor: Actor, picture: str) -> bool:
    """Take a file out of the actor's draft, with its event. False when there is none; what is sent stays sent."""
    gone = session.execute(
        delete(AttachmentRow)
        .where(AttachmentRow.id == picture, AttachmentRow.draft_id.in_(_draft(session, actor)))
        .returning(AttachmentRow.draft_id)
    ).scalar()
    if gone:
        events.append_by(session, actor, Code.DRAFT_SAVED, subject=gone, touched=picture)
    return gone is not None


def move_to_case(session: Session, draft_id: str, case_id: str) -> int:
    """Give the draft's files to the case that was sent. How many. Belongs in the transaction that sends.

    The draft is held first: a file added meanwhile either comes along or finds no draft.
    """
    session.execute(select(DraftRow.id).filter_by(id=draft_id).with_for_update())
    moved = session.execute(
        update(AttachmentRow)
        .where(AttachmentRow.draft_id == draft_id)
        .values(draft_id=None, case_id=case_id)
        .returning(AttachmentRow.id)
    )
    return len(moved.all())


def forget_draft(session: Session, draft_ids: Iterable[str]) -> None:
    """Take away the files of drafts that are deleted, by a press or after 30 days."""
    session.execute(delete(AttachmentRow).where(AttachmentRow.draft_id.in_(list(draft_ids))))


def _may_draft(session: Session, actor: Actor) -> ColumnElement[bool]:
    """The journeys the actor can have a draft of at all: in their own name, or by leave of the one they act for."""
    here, is_complaint = case_held_for.here(session, actor), DraftRow.journey == COMPLAINT
    complains = true() if may(actor, Permission.COMPLAIN, here) else false()
    asks = true() if may(actor, Permission.ASK_WITH_LOGIN, here) else false()
    return or_(and_(is_complaint, complains), and_(~is_complaint, asks))


def _draft(session: Session, actor: Actor, journey: str | None = None) -> Select[str]:
    """The actor's drafts of the one they act for now, else their own; of one journey or all."""
    return select(DraftRow.id).where(
        _may_draft(session, actor),
        DraftRow.municipality == actor.municipality,
        DraftRow.owner == actor.id,
        DraftRow.acting_for == (actor.acting_for or ""),
        DraftRow.journey == journey if journey else true(),
    )


def _is_in_own_draft(session: Session, actor: Actor, row: AttachmentRow) -> bool:
    own = _draft(session, actor).where(DraftRow.id == row.draft_id)
    return row.draft_id is not None and session.scalar(own) is not None


def _held(session: Session, actor: Actor, journey: str) -> str | None:
    """The actor's draft, saved now and held until the commit: of two pictures at once the second is counted too."""
    moment = now(session)
    return session.execute(
        update(DraftRow)
        .where(
            DraftRow.id.in_(_draft(session, actor, journey)),
            DraftRow.saved_at > moment - DRAFT_KEPT,
        )
        .values(saved_at=moment)
        .returning(DraftRow.id)
        .execution_options(synchronize_session=False)
    ).scalar()


def _count(session: Session, draft_id: str) -> int:
    rows = select(func.count()).select_from(AttachmentRow).filter_by(draft_id=draft_id)
    return session.scalar(rows) or 0


def _same(session: Session, draft_id: str, content: bytes) -> str | None:
    """The file of the draft that shows just this, None when there is none."""
    rows = session.scalars(select(AttachmentRow).filter_by(draft_id=draft_id, size=len(content)))
    return next((row.id for row in rows if content_of(session, row) == content), None)


def content_of(session: Session, row: AttachmentRow) -> bytes:
    """What a file shows, for the stores; who else asks goes by `read`."""
    return base64.b64decode(unseal(keyring_of(session), CONTENT, row.id, row.content))


def _listed(session: Session, where: ColumnElement[bool]) -> list[Picture]:
    """Everything but what they show."""
    table = AttachmentRow
    columns = (table.id, table.size, table.added_at, table.name, table.media_type, table.state)
    found = select(*columns, table.digest).where(where).order_by(table.added_at, table.id)
    return [
        Picture(
            row.id,
            row.size,
            row.added_at,
            name=_name(session, row.id, row.name),
            media_type=row.media_type,
            state=State(row.state),
            digest=row.digest,
        )
        for row in session.execute(found)
    ]


def _name(session: Session, row_id: str, sealed: bytes | None) -> str | None:
    return unseal(keyring_of(session), NAME, row_id, sealed) if sealed else None


def _may_be_opened(actor: Actor, row: AttachmentRow) -> bool:
    """What is not yet checked is opened by who sent it alone; what was harmful is gone."""
    if row.state == State.WAITING:
        return actor.kind == "citizen" and row.owner == actor.id
    return row.state == State.KEPT


def _may_see_case(session: Session, actor: Actor, case_id: str | None, reference: str) -> bool:
    """The access table's word: the case's readers, and the desk by unit."""
    case = session.get(CaseRow, case_id) if case_id else None
    if case is None or case.reference != reference:
        return False
    if actor.kind == "staff":
        if not may(actor, Permission.READ_CASE, Target(case.municipality, case.unit)):
            return False
        openings.let_in_case(session, actor, case)
        return True
    own = Permission.READ_OWN_CASE
    if case.kind == Kind.COMPLAINT:
        own = Permission.READ_OWN_COMPLAINT
    return may(actor, own, case_held_for.target_of(session, actor, case))
