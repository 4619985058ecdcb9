"""What a person typed on a page when the session had ended: kept sealed, given back on that page to that person alone.

What was typed while one acted for somebody is given back when one acts for the same again, and never else.
One for each person, page and whom they acted for, at most ten for a person, a day at the longest. Journeys with a draft keep it there instead.
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


def keep(
    session: Session,
    owner: str,
    municipality: str,
    path: str,
    values: Values,
    *,
    acting_for: str | None = None,
) -> None:
    """Keep what was typed on the page at `path`, in place of what was kept of that page before.

    `acting_for` is the person the owner acted for, None for themself.
    """
    place = {"municipality": municipality, "owner": owner, "acting_for": acting_for or ""}
    row_id, moment = new_id(), now(session)
    typed = seal(keyring_of(session), COLUMN, row_id, json.dumps(dict(values)))
    new = {"id": row_id, "typed": typed, "at": moment}
    session.execute(
        insert_into(session, LatePostRow)
        .values(**place, path=path, **new)
        .on_conflict_do_update(index_elements=[*place, "path"], set_=new)
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
        .filter_by(**_place(actor), path=path)
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
    session.execute(delete(LatePostRow).filter_by(**_place(actor), path=path))


def waiting(session: Session, actor: Actor) -> dict[str, str]:
    """For whom the actor typed something that was not sent, with the page of the latest: {person: path}. Oneself is left out."""
    rows = session.execute(
        select(LatePostRow.acting_for, LatePostRow.path)
        .filter_by(municipality=actor.municipality, owner=actor.id)
        .where(LatePostRow.acting_for != "", LatePostRow.at > now(session) - KEPT)
        .order_by(LatePostRow.at)
    )
    return {row.acting_for: row.path for row in rows}


def _place(actor: Actor) -> dict[str, str]:
    return {
        "municipality": actor.municipality,
        "owner": actor.id,
        "acting_for": actor.acting_for or "",
    }


def forget_old(session: Session) -> None:
    """Away with what nobody came back for within a day."""
    session.execute(delete(LatePostRow).where(LatePostRow.at <= now(session) - KEPT))
