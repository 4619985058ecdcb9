"""(ta det opp) What the person presses to have taken up at the next meeting: once, whoever of the readers presses, in any language.

A point is found again by what it is about, a code: «check:review», «transition:sixteen». Its words are the person's to change.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.plan import Draft, Kind, Part, Point
from portal.rules.plan_consent import Section
from portal.store import plan_parts, submissions
from portal.store.crypto import lookup
from portal.store.db import keyring_of
from portal.store.plan_held import NoConsent, NotThere, view_of, written_in
from portal.store.tables.submission import SubmissionRow

__all__ = ["NoConsent", "NotThere", "raise_once", "raised"]


def raise_once(session: Session, actor: Actor, reference: str, about: str, text: str) -> bool:
    """Add a point for the next meeting, unless one about this is there and open. Whether it is new.

    What has been discussed, or taken away, can be raised anew. Raises NotThere and NoConsent.
    """
    row = written_in(session, actor, reference)
    if Section.MEETINGS not in view_of(session, actor).sections:
        raise NotThere
    begun = submissions.begin(
        session, row.municipality, _owner(row.id), _key(about), {"about": about}
    )
    there = plan_parts.living_of(session, row.id).one(begun.part_id)
    if there is not None and there.code == Point.OPEN:
        return False
    draft = Draft(kind=Kind.POINT, code=Point.OPEN, words={"text": text})
    part_id = plan_parts.first_version(session, actor, row, draft)
    submissions.finish(session, begun.id, part_id=part_id)
    return True


def raised(
    session: Session, municipality: str, plan_id: str, codes: Iterable[str]
) -> dict[str, str]:
    """The point that was last added about each of these: code → the part's id. The caller has let the actor in."""
    keyring = keyring_of(session)
    hashes = {lookup(keyring, "submissions.key", _key(about)): about for about in codes}
    rows = session.execute(
        select(SubmissionRow.key_hash, SubmissionRow.part_id).where(
            SubmissionRow.municipality == municipality,
            SubmissionRow.owner == _owner(plan_id),
            SubmissionRow.key_hash.in_(hashes),
        )
    )
    return {hashes[key_hash]: part_id for key_hash, part_id in rows if part_id}


def point_of(about: str, points: dict[str, str], parts: Iterable[Part]) -> Part | None:
    """The point about this as it stands, None when there is none (any more)."""
    return next((part for part in parts if part.id == points.get(about)), None)


def _owner(plan_id: str) -> str:
    return f"plan:{plan_id}"


def _key(about: str) -> str:
    return f"raise:{about}"
