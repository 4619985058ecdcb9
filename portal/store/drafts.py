"""Drafts: what a person has typed so far, kept on the server as it was typed, sealed, and shown to that person alone.

A person has one draft for each journey and whom it is for: what is typed while one acts for somebody is never shown in one's own
name or another's. Its key sends it once: a page whose key has been sent is never saved again.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.store import attachments, events, submissions
from portal.store.crypto import Keyring, lookup, new_id, seal, unseal
from portal.store.db import insert_into, keyring_of, now
from portal.store.tables.request import DraftRow

ANSWERS = "drafts.answers"
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Place:
    """Where the one draft lies. `acting_for` is empty for what one types for oneself."""

    municipality: str
    owner: str
    acting_for: str
    journey: str


@dataclass(frozen=True)
class Draft:
    """A draft. `answers` are raw values by step and field; `version` counts the times they changed."""

    id: str
    key: str
    answers: dict[str, dict[str, str]]
    version: int
    saved_at: datetime

    @property
    def kept_until(self) -> datetime:
        """When it is deleted unless it is saved again."""
        return self.saved_at + KEPT


def mark_of(keyring: Keyring, person: str, acting_for: str | None = None) -> str:
    """What a page carries to say whose it is, and for whom they act: nobody can guess another's.

    It is the same for all pages of a person who acts for the same one.
    """
    whose = f"{person}\n{acting_for}" if acting_for else person
    return lookup(keyring, "drafts.mark", whose).hex()[:32]


def owner_of(person: str) -> str:
    """The owner of a citizen's keys among the submissions."""
    return f"citizen:{person}"


def of(session: Session, actor: Actor, journey: str, *, hold: bool = False) -> Draft | None:
    """The actor's own draft, with the event that it was read; None when there is none, or it is older than 30 days.

    `hold` keeps it as it is until the commit, for those who send it.
    """
    row = _row(session, _place(actor, journey), hold=hold)
    if row is None:
        return None
    events.append_by(session, actor, Code.DRAFT_READ, subject=row.id, touched=row.id)
    return _draft(session, row)


def save(
    session: Session,
    owner: str,
    municipality: str,
    journey: str,
    *,
    step: str,
    values: Mapping[str, str],
    key: str,
    late: bool = False,
    acting_for: str | None = None,
) -> Draft | None:
    """Keep what was typed on one page, whole or not. None, and nothing kept, when the page's key has been sent.

    A page that was opened before the draft there is now is kept in it: two tabs are one request. `late` is for what
    came after the clock had ended the owner's session; `acting_for` is the person the owner typed it for, None for themself.
    """
    place = Place(municipality, owner, acting_for or "", journey)
    row = _row(session, place, hold=True)
    if row is None or row.key != key:
        if submissions.made_by(session, municipality, owner_of(owner), key):
            return None
        row = row or _begin(session, place, key)
    before = _draft(session, row)
    answers = {**before.answers, step: dict(values)}
    saved = _write(session, row, answers, before)
    _note(session, row, Code.DRAFT_SAVED_LATE if late else Code.DRAFT_SAVED)
    return saved


def keep_only(session: Session, actor: Actor, journey: str, steps: Collection[str]) -> Draft | None:
    """Take away all that was typed on other pages than these, and the pictures."""
    row = _row(session, _place(actor, journey), hold=True)
    if row is None:
        return None
    before = _draft(session, row)
    kept = {step: values for step, values in before.answers.items() if step in steps}
    attachments.forget_draft(session, [row.id])
    saved = _write(session, row, kept, before)
    _note(session, row, Code.DRAFT_SAVED)
    return saved


def forget(session: Session, actor: Actor, journey: str) -> bool:
    """«Slett utkastet», pictures included. False when there is none."""
    row = _row(session, _place(actor, journey), hold=True)
    if row is None:
        return False
    remove(session, row.id)
    _note(session, row, Code.DRAFT_FORGOTTEN)
    return True


def remove(session: Session, draft_id: str) -> None:
    """Delete a draft and the pictures still in it: when it is sent, forgotten or too old."""
    attachments.forget_draft(session, [draft_id])
    session.execute(
        delete(DraftRow).where(DraftRow.id == draft_id).execution_options(synchronize_session=False)
    )


def has_become(
    session: Session,
    actor: Actor,
    journey: str,
    key: str,
    case_id: str,
    *,
    with_pictures: bool = True,
) -> None:
    """The actor's draft with this key has become a case: its pictures go along, or are taken away with it."""
    draft_id = session.scalar(
        select(DraftRow.id).filter_by(**asdict(_place(actor, journey)), key=key)
    )
    if draft_id is None:
        return
    if with_pictures:
        attachments.move_to_case(session, draft_id, case_id)
    remove(session, draft_id)


def waiting(session: Session, actor: Actor, journey: str) -> frozenset[str]:
    """For whom the actor has a draft that waits, themself left out: the ids alone, nothing of what was typed."""
    rows = session.scalars(
        select(DraftRow.acting_for)
        .filter_by(municipality=actor.municipality, owner=actor.id, journey=journey)
        .where(DraftRow.saved_at > now(session) - KEPT, DraftRow.acting_for != "")
    )
    return frozenset(rows)


def _place(actor: Actor, journey: str) -> Place:
    return Place(actor.municipality, actor.id, actor.acting_for or "", journey)


def _row(session: Session, place: Place, *, hold: bool) -> DraftRow | None:
    """The draft as it is now, not as this session saw it before."""
    wanted = (
        select(DraftRow)
        .filter_by(**asdict(place))
        .where(DraftRow.saved_at > now(session) - KEPT)
        .execution_options(populate_existing=True)
    )
    return session.scalars(wanted.with_for_update() if hold else wanted).one_or_none()


def _begin(session: Session, place: Place, key: str) -> DraftRow:
    """A new, empty draft; one too old is taken away first. Of two at once the second finds the first one's."""
    too_old = select(DraftRow.id).filter_by(**asdict(place))
    for draft_id in session.scalars(too_old.where(DraftRow.saved_at <= now(session) - KEPT)).all():
        remove(session, draft_id)
    draft_id, moment = new_id(), now(session)
    session.execute(
        insert_into(session, DraftRow)
        .values(
            id=draft_id,
            **asdict(place),
            key=key,
            answers=_sealed(session, draft_id, {}, 0),
            created_at=moment,
            saved_at=moment,
        )
        .on_conflict_do_nothing(index_elements=list(asdict(place)))
    )
    row = _row(session, place, hold=True)
    if row is None:
        raise LookupError("a draft that goes away faster than it can be found")
    return row


def _write(
    session: Session, row: DraftRow, answers: dict[str, dict[str, str]], before: Draft
) -> Draft:
    """Put the answers in the row. The same answers again are the same version."""
    version = before.version + (answers != before.answers)
    moment = now(session)
    session.execute(
        update(DraftRow)
        .where(DraftRow.id == row.id)
        .values(answers=_sealed(session, row.id, answers, version), saved_at=moment)
        .execution_options(synchronize_session=False)
    )
    return Draft(row.id, row.key, answers, version, moment)


def _sealed(
    session: Session, draft_id: str, answers: Mapping[str, Mapping[str, str]], version: int
) -> bytes:
    words = json.dumps({"version": version, "steps": answers})
    return seal(keyring_of(session), ANSWERS, draft_id, words)


def _draft(session: Session, row: DraftRow) -> Draft:
    kept = json.loads(unseal(keyring_of(session), ANSWERS, row.id, row.answers))
    return Draft(row.id, row.key, kept["steps"], kept["version"], row.saved_at)


def _note(session: Session, row: DraftRow, code: Code) -> None:
    """The event, done by the owner: nobody else can change a draft."""
    events.append(
        session,
        municipality=row.municipality,
        code=code,
        actor_kind="citizen",
        actor_id=row.owner,
        acting_for=row.acting_for,
        subject=row.id,
        object=row.id,
        at=now(session),
    )
