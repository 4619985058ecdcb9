"""Logins under way and sessions. Secrets of the browser are kept as keyed hashes only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.rules.events import Code
from portal.rules.levels import Level
from portal.rules.session import (
    ABSOLUTE,
    IDLE,
    LATE,
    LOGIN_UNDER_WAY,
    SEEN_AGAIN_AFTER,
    is_alive,
    is_late,
)
from portal.store import events
from portal.store.crypto import lookup
from portal.store.db import keyring_of, now
from portal.store.tables.staff import PendingLoginRow, PressRow, SessionRow

MOST_PENDING = 5
KEPT_AFTER_LIFE = IDLE + LATE
LOGGED_IN = {"staff": Code.STAFF_LOGGED_IN, "citizen": Code.CITIZEN_LOGGED_IN}
LOGGED_OUT = {"staff": Code.STAFF_LOGGED_OUT, "citizen": Code.CITIZEN_LOGGED_OUT}


@dataclass(frozen=True)
class Pending:
    """What we asked the provider, to hold the answer against.

    `carried` are codes of the public guide that go along through the login, never words.
    """

    kind: str
    municipality: str
    nonce: str
    verifier: str
    next_path: str | None
    level: Level
    fresh: bool = False
    representation: bool = False
    asked_at: datetime | None = None
    carried: str | None = None


@dataclass(frozen=True)
class Live:
    """A session that counts now: whose it is, how sure the login was, when it ends if nothing more
    is opened and when it ends whatever happens, and the code of what to say.
    """

    person: str
    level: Level
    acting_for: str | None
    idle_until: datetime
    ends_at: datetime
    notice: str | None


@dataclass(frozen=True)
class Owner:
    """Whose session it was, and for whom they acted in it; None for themself."""

    person: str
    acting_for: str | None


def hashed(session: Session, purpose: str, secret: str) -> bytes:
    """The keyed hash of a browser's secret."""
    return lookup(keyring_of(session), purpose, secret)


def remember_login(session: Session, pending: Pending, *, state: str, browser: str) -> None:
    """Keep what was asked. A browser has at most five logins under way; the oldest goes."""
    moment = now(session)
    forget_pending(session)
    owner = hashed(session, "login.browser", browser)
    newest = select(PendingLoginRow.state_hash).where(PendingLoginRow.browser_hash == owner)
    kept = newest.order_by(PendingLoginRow.created_at.desc()).limit(MOST_PENDING - 1)
    session.execute(
        delete(PendingLoginRow).where(
            PendingLoginRow.browser_hash == owner,
            PendingLoginRow.state_hash.not_in(list(session.scalars(kept))),
        )
    )
    session.add(
        PendingLoginRow(
            state_hash=hashed(session, "login.state", state),
            browser_hash=owner,
            kind=pending.kind,
            municipality=pending.municipality,
            nonce=pending.nonce,
            verifier=pending.verifier,
            next_path=pending.next_path,
            level=pending.level.value,
            fresh=pending.fresh,
            representation=pending.representation,
            carried=pending.carried,
            created_at=moment,
        )
    )


def carried_here(session: Session, pending: Pending, *, browser: str) -> str | None:
    """The codes that wait in this browser for a login that leads to the same page, the latest; None when there are none."""
    return session.scalar(
        select(PendingLoginRow.carried)
        .where(
            PendingLoginRow.kind == pending.kind,
            PendingLoginRow.next_path == pending.next_path,
            PendingLoginRow.municipality == pending.municipality,
            PendingLoginRow.browser_hash == hashed(session, "login.browser", browser),
            PendingLoginRow.carried.is_not(None),
            PendingLoginRow.created_at > now(session) - LOGIN_UNDER_WAY,
        )
        .order_by(PendingLoginRow.created_at.desc())
        .limit(1)
    )


def forget_pending(session: Session) -> None:
    """Away with logins that nobody came back from in time."""
    too_old = now(session) - LOGIN_UNDER_WAY
    session.execute(delete(PendingLoginRow).where(PendingLoginRow.created_at <= too_old))


def forget_dead(session: Session) -> None:
    """Away with sessions that died a day ago, and with the keys of the forms sent in them."""
    too_old = now(session) - KEPT_AFTER_LIFE
    session.execute(delete(SessionRow).where(SessionRow.seen_at < too_old))
    session.execute(delete(PressRow).where(PressRow.at < too_old))


def take_login(session: Session, *, municipality: str, state: str, browser: str) -> Pending | None:
    """What was asked with this state by this browser, once. Another browser takes nothing.

    Its `kind` says at which door the login began, and so whose token the answer may hold.
    """
    row = session.scalar(
        delete(PendingLoginRow)
        .where(
            PendingLoginRow.state_hash == hashed(session, "login.state", state),
            PendingLoginRow.browser_hash == hashed(session, "login.browser", browser),
            PendingLoginRow.municipality == municipality,
        )
        .returning(PendingLoginRow)
    )
    if row is None or now(session) >= row.created_at + LOGIN_UNDER_WAY:
        return None
    if row.carried is not None:
        # They go with one login: whoever logs in here next brings nothing of it.
        carrying = PendingLoginRow.carried.is_not(None)
        same_browser = PendingLoginRow.browser_hash == row.browser_hash
        session.execute(delete(PendingLoginRow).where(same_browser, carrying))
    return Pending(
        row.kind,
        row.municipality,
        row.nonce,
        row.verifier,
        row.next_path,
        Level(row.level),
        row.fresh,
        row.representation,
        row.created_at,
        row.carried,
    )


def begin(
    session: Session,
    *,
    kind: str,
    person: str,
    municipality: str,
    token: str,
    level: Level,
    issuer: str,
    provider_session: str | None,
    acting_for: str | None = None,
) -> None:
    """A new session for an employee or a citizen, and away with those that died a day ago."""
    moment = now(session)
    forget_dead(session)
    row = SessionRow(
        token_hash=hashed(session, "session", token),
        kind=kind,
        municipality=municipality,
        person=person,
        level=level.value,
        acting_for=acting_for,
        issuer=issuer,
        provider_session=provider_session,
        created_at=moment,
        seen_at=moment,
        ended_at=None,
        notice=None,
    )
    session.add(row)
    session.flush()
    note(session, row, LOGGED_IN[kind])


def live(
    session: Session, token: str, *, municipality: str, kind: str, seen: bool = True
) -> Live | None:
    """The session behind a cookie when it counts here and now; it is then seen again.

    Not `seen` is for those who only ask how long it lasts.
    """
    moment = now(session)
    row = session.scalar(
        select(SessionRow).where(
            SessionRow.token_hash == hashed(session, "session", token),
            SessionRow.municipality == municipality,
            SessionRow.kind == kind,
            SessionRow.ended_at.is_(None),
        )
    )
    if row is None or not is_alive(row.created_at, row.seen_at, moment):
        return None
    if seen and moment - row.seen_at >= SEEN_AGAIN_AFTER:
        row.seen_at = moment
    return Live(
        row.person,
        Level(row.level),
        row.acting_for,
        row.seen_at + IDLE,
        row.created_at + ABSOLUTE,
        row.notice,
    )


def renew(session: Session, old: str, new: str, *, acting_for: str | None) -> bool:
    """Give a session that has not ended a new secret: the old one opens nothing any more. False when there is none."""
    row = session.get(SessionRow, hashed(session, "session", old))
    if row is None or row.ended_at is not None:
        return False
    row.token_hash, row.acting_for = hashed(session, "session", new), acting_for
    session.flush()
    return True


def act_for_oneself(session: Session, token: str) -> None:
    """The session acts for nobody else any more. It keeps its secret: nothing that was open opens more than before."""
    row = session.get(SessionRow, hashed(session, "session", token))
    if row is not None:
        row.acting_for = None
        session.flush()


def end(session: Session, token: str) -> str | None:
    """End a session (logged out, or another begins in the same browser). Twice is once.

    Whose it was, also when its time was up before; None when there is no such session.
    """
    row = session.get(SessionRow, hashed(session, "session", token))
    if row is None:
        return None
    if row.ended_at is None:
        row.ended_at = now(session)
        session.flush()
        note(session, row, LOGGED_OUT[row.kind])
    return row.person


def late_owner(session: Session, token: str, *, municipality: str, kind: str) -> Owner | None:
    """Whose session the clock, or a logout elsewhere, ended at most 24 hours ago.

    None for any other session: one ended by «Logg ut», or by another login in the browser, has no
    late owner.
    """
    row = session.get(SessionRow, hashed(session, "session", token))
    if row is None or (row.kind, row.municipality) != (kind, municipality):
        return None
    moment = now(session)
    if row.ended_at is None:
        late = is_late(row.created_at, row.seen_at, moment)
    else:
        late = row.ended_elsewhere and moment <= row.ended_at + LATE
    return Owner(row.person, row.acting_for) if late else None


def note(session: Session, row: SessionRow, code: Code) -> None:
    """The event of a login or logout, in the same transaction."""
    events.append(
        session,
        municipality=row.municipality,
        code=code,
        actor_kind=row.kind,
        actor_id=row.person,
        at=now(session),
    )


def set_notice(session: Session, token: str, code: str | None) -> None:
    """What the session's next page says, as a code; None when it has been said."""
    row = session.get(SessionRow, hashed(session, "session", token))
    if row is not None:
        row.notice = code
