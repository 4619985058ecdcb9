"""(karantene) Files that nobody could look for harm in when they came: kept, shown as waiting, and settled when somebody has.

Looking takes seconds and stands between two transactions. Two who look at the same file settle it once.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.events import Code
from portal.store import events, notices
from portal.store.attachments import CONTENT, State, content_of
from portal.store.crypto import seal
from portal.store.db import keyring_of, now
from portal.store.tables.request import AttachmentRow

WORKER = "worker"


def waiting(session: Session, after: str = "", limit: int = 5) -> list[str]:
    """The ids of files that wait, in every municipality, in order of id; `after` is the last one seen."""
    rows = (
        select(AttachmentRow.id)
        .where(AttachmentRow.state == State.WAITING, AttachmentRow.id > after)
        .order_by(AttachmentRow.id)
        .limit(limit)
    )
    return list(session.scalars(rows))


def content(session: Session, file_id: str) -> bytes | None:
    """What is to be looked at, for the scanner and nobody else; None when it waits no longer."""
    row = session.get(AttachmentRow, file_id)
    if row is None or row.state != State.WAITING:
        return None
    return content_of(session, row)


def settle(session: Session, file_id: str, *, harmful: bool) -> bool:
    """Somebody has looked, with the event of it. What is harmful is taken away and only its name stays.

    Whose case it came with is told that there is news. False when it waits no longer.
    """
    row = session.scalars(
        select(AttachmentRow)
        .filter_by(id=file_id, state=State.WAITING.value)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return False
    row.state, row.checked_at = State.KEPT.value, now(session)
    if harmful:
        row.state, row.size = State.REFUSED.value, 0
        row.content = seal(keyring_of(session), CONTENT, row.id, "")
    session.flush()
    events.append(
        session,
        municipality=row.municipality,
        code=Code.COMPLAINT_FILE_CHECKED,
        actor_kind="system",
        actor_id=WORKER,
        subject=row.case_id or row.draft_id or "",
        object=row.id,
        at=now(session),
    )
    if harmful and row.case_id:
        notices.news(session, row.case_id)
    return True
