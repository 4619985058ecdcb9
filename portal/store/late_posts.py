"""What a person typed on a page when the session had ended: kept sealed, given back on that page to that person alone.

One for each person and page, at most ten for a person, a day at the longest. Journeys with a draft keep it there instead.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.tables.staff import LatePostRow

COLUMN = "late_posts.typed"
KEPT = timedelta(hours=24)
MOST = 10
Values = Mapping[str, list[str]]


def keep(session: Session, owner: str, municipality: str, path: str, values: Values) -> None:
    """Keep what was typed on the page at `path`, in place of what was kept of that page before."""
    row_id, moment = new_id(), now(session)
    typed = seal(keyring_of(session), COLUMN, row_id, json.dumps(dict(values)))
    new = {"id": row_id, "typed": typed, "at": moment}
    session.execute(
        insert_into(session, LatePostRow)
        .values(municipality=municipality, owner=owner, path=path, **new)
        .on_conflict_do_update(index_elements=["municipality", "owner", "path"], set_=new)
    )
    newest = select(LatePostRow.id).filter_by(municipality=municipality, owner=owner)
    kept = session.scalars(newest.order_by(LatePostRow.at.desc()).limit(MOST)).all()
    session.execute(
        delete(LatePostRow)
        .filter_by(municipality=municipality, owner=owner)
        .where(LatePostRow.id.not_in(kept))
        .execution_options(synchronize_session=False)
    )


def read(session: Session, actor: Actor, path: str) -> dict[str, list[str]] | None:
    """What the actor typed on this page before the session ended, None when there is nothing or it is a day old."""
    row = session.scalars(
        select(LatePostRow)
        .filter_by(municipality=actor.municipality, owner=actor.id, path=path)
        .where(LatePostRow.at > now(session) - KEPT)
    ).one_or_none()
    if row is None:
        return None
    values: dict[str, list[str]] = json.loads(
        unseal(keyring_of(session), COLUMN, row.id, row.typed)
    )
    return values


def forget(session: Session, actor: Actor, path: str) -> None:
    """Away with it: the page has been sent again."""
    session.execute(
        delete(LatePostRow).filter_by(municipality=actor.municipality, owner=actor.id, path=path)
    )


def forget_old(session: Session) -> None:
    """Away with what nobody came back for within a day."""
    session.execute(delete(LatePostRow).where(LatePostRow.at <= now(session) - KEPT))
