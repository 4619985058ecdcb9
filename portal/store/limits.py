"""How often something is done in a stretch of time: exact, also when many come at once."""

from datetime import datetime
from functools import cache

from sqlalchemy import Insert, delete, select
from sqlalchemy.orm import Session

from portal.store.crypto import lookup
from portal.store.db import dialect_of, insert_into, keyring_of
from portal.store.tables.limits import LimitRow


def hit(session: Session, municipality: str, name: str, who: str, window_start: datetime) -> int:
    """Count one more and say how many it now is. `who` (an address, a number) is kept as a keyed hash only."""
    row = {
        "municipality": municipality,
        "name": name,
        "who_hash": lookup(keyring_of(session), f"limits.{name}", who),
        "window_start": window_start,
    }
    hits: int = session.execute(_count(dialect_of(session)), {**row, "hits": 1}).scalar_one()
    return hits


def count(session: Session, municipality: str, name: str, who: str, window_start: datetime) -> int:
    """How many there have been, without one more."""
    found = session.scalar(
        select(LimitRow.hits).filter_by(
            municipality=municipality,
            name=name,
            who_hash=lookup(keyring_of(session), f"limits.{name}", who),
            window_start=window_start,
        )
    )
    return found or 0


@cache
def _count(dialect: str) -> Insert:
    """One more, and how many it now is."""
    return (
        insert_into(dialect, LimitRow)
        .on_conflict_do_update(
            index_elements=["municipality", "name", "who_hash", "window_start"],
            set_={"hits": LimitRow.hits + 1},
        )
        .returning(LimitRow.hits)
    )


def forget_before(session: Session, moment: datetime) -> None:
    """Drop counts whose stretch began before the moment: they protect nobody any more."""
    session.execute(delete(LimitRow).where(LimitRow.window_start < moment))
