"""Utlogging: sessions that end by a press here, or because the provider says that they ended there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.rules.events import Code
from portal.rules.session import ABSOLUTE, is_alive
from portal.store.crypto import lookup
from portal.store.db import insert_into, keyring_of, now
from portal.store.sessions import LOGGED_OUT, hashed, note
from portal.store.tables.staff import LogoutTokenRow, SessionRow

LOGGED_OUT_ELSEWHERE = {
    "staff": Code.STAFF_LOGGED_OUT_ELSEWHERE,
    "citizen": Code.CITIZEN_LOGGED_OUT_ELSEWHERE,
}
TOKENS_KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Left:
    """A login that a browser has left here: whose client it was made with, and at which provider."""

    kind: str
    municipality: str
    issuer: str


def leave(session: Session, tokens: Iterable[str]) -> Left | None:
    """End every session of a browser («Logg ut»). Twice is once, and nothing typed is kept after it.

    Gives the latest login that may still live at its provider, to be ended there too. None when all
    have ended there, or are so old that they must have.
    """
    moment = now(session)
    owned = [hashed(session, "session", token) for token in tokens]
    rows = locked(session, SessionRow.token_hash.in_(owned))
    there = [row for row in rows if row.ended_at is None and moment < row.created_at + ABSOLUTE]
    for row in rows:
        row.ended_elsewhere = False
    end_all([row for row in rows if row.ended_at is None], session, LOGGED_OUT)
    last = max(there, key=lambda row: row.created_at, default=None)
    return Left(last.kind, last.municipality, last.issuer) if last else None


def end_provider_session(
    session: Session, *, municipality: str, kind: str, issuer: str, sid: str
) -> int:
    """End the sessions of a municipality that came from one session at the provider. How many.

    `kind` is whose client it was: "citizen" or "staff". What the clock has ended is left to it.
    """
    moment = now(session)
    rows = locked(
        session,
        SessionRow.issuer == issuer,
        SessionRow.provider_session == sid,
        SessionRow.municipality == municipality,
        SessionRow.kind == kind,
        SessionRow.ended_at.is_(None),
    )
    alive = [row for row in rows if is_alive(row.created_at, row.seen_at, moment)]
    for row in alive:
        row.ended_elsewhere = True
    end_all(alive, session, LOGGED_OUT_ELSEWHERE)
    return len(alive)


def locked(session: Session, *conditions: object) -> list[SessionRow]:
    """Sessions as they are now, held until the commit: a press and the provider's word may meet."""
    asked = select(SessionRow).where(*conditions)  # type: ignore[arg-type]
    held = asked.order_by(SessionRow.token_hash).with_for_update()
    return list(session.scalars(held.execution_options(populate_existing=True)))


def end_all(rows: list[SessionRow], session: Session, codes: dict[str, Code]) -> None:
    """Ended now, with an event each."""
    for row in rows:
        row.ended_at = now(session)
    session.flush()
    for row in rows:
        note(session, row, codes[row.kind])


def use_token(session: Session, *, issuer: str, client_id: str, jti: str) -> bool:
    """Note a logout token as used; False when it has been before. Kept an hour, as a keyed hash."""
    forget_used(session)
    name = "\n".join((issuer, client_id, jti))
    used = {"token_hash": lookup(keyring_of(session), "logout.token", name), "at": now(session)}
    first = insert_into(session, LogoutTokenRow).on_conflict_do_nothing()
    return session.scalar(first.returning(LogoutTokenRow.at), used) is not None


def forget_used(session: Session) -> None:
    """Away with tokens so old that their own time has run out long ago."""
    too_old = now(session) - TOKENS_KEPT
    session.execute(delete(LogoutTokenRow).where(LogoutTokenRow.at < too_old))
