"""One key per draft: the same key and content give the same receipt, the same key with other content is refused.

The key is inserted first, and the database's unique constraint decides who came first: never check, then insert.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Insert, bindparam, select, update
from sqlalchemy.orm import Session

from portal.store.crypto import lookup, new_id
from portal.store.db import dialect_of, insert_into, keyring_of, now
from portal.store.tables.submission import SubmissionRow


class KeyReused(Exception):
    """The key was sent before with other content. Nothing is written."""


@dataclass(frozen=True)
class Begun:
    """A submission of this key: `wish_id`, `case_id` or `part_id` is what it made before, all None the first time."""

    id: str
    wish_id: str | None
    case_id: str | None = None
    part_id: str | None = None


BEFORE = select(
    SubmissionRow.id,
    SubmissionRow.content_hash,
    SubmissionRow.wish_id,
    SubmissionRow.case_id,
    SubmissionRow.part_id,
).where(
    SubmissionRow.municipality == bindparam("municipality"),
    SubmissionRow.owner == bindparam("owner"),
    SubmissionRow.key_hash == bindparam("key_hash"),
)


def begin(
    session: Session, municipality: str, owner: str, key: str, content: Mapping[str, object]
) -> Begun:
    """Claim the key, or find what it made. Waits while another transaction holds the same key."""
    keyring = keyring_of(session)
    spelled = json.dumps(dict(content), sort_keys=True, ensure_ascii=True)
    content_hash = lookup(keyring, "submissions.content", spelled)
    identity = {
        "municipality": municipality,
        "owner": owner,
        "key_hash": lookup(keyring, "submissions.key", key),
    }
    submission = new_id()
    claimed = session.execute(
        _claim(dialect_of(session)),
        {**identity, "id": submission, "content_hash": content_hash, "sent_at": now(session)},
    ).scalar()
    if claimed:
        return Begun(submission, None)
    before = session.execute(BEFORE, identity).one()
    if not hmac.compare_digest(before.content_hash, content_hash):
        raise KeyReused
    return Begun(before.id, before.wish_id, before.case_id, before.part_id)


def finish(
    session: Session,
    submission: str,
    wish_id: str | None = None,
    *,
    case_id: str | None = None,
    part_id: str | None = None,
) -> None:
    """Remember what the key made: a wish to be called, a case, or a part of a plan."""
    session.execute(
        update(SubmissionRow)
        .where(SubmissionRow.id == submission)
        .values(wish_id=wish_id, case_id=case_id, part_id=part_id)
    )


def made_by(session: Session, municipality: str, owner: str, key: str) -> str | None:
    """The case this key has made, None when it has made none."""
    key_hash = lookup(keyring_of(session), "submissions.key", key)
    return session.scalar(
        select(SubmissionRow.case_id).filter_by(
            municipality=municipality, owner=owner, key_hash=key_hash
        )
    )


def is_known(session: Session, municipality: str, owner: str, key: str) -> bool:
    """Whether the key has been sent before: a repeated press must never run into a limit."""
    key_hash = lookup(keyring_of(session), "submissions.key", key)
    found = session.scalar(
        select(SubmissionRow.id).filter_by(
            municipality=municipality, owner=owner, key_hash=key_hash
        )
    )
    return found is not None


@cache
def _claim(dialect: str) -> Insert:
    """The key, unless it is there."""
    return (
        insert_into(dialect, SubmissionRow)
        .on_conflict_do_nothing(index_elements=["municipality", "owner", "key_hash"])
        .returning(SubmissionRow.id)
    )
