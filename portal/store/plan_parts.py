"""What is written in a plan: parts and their versions. Each change writes its event in the same transaction.

A change says which version it was made from. Has somebody else written a newer one, nothing is written and both are shown
(`Conflict`). Nothing is ever deleted: what is taken away is a version that says so, and can be undone.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portal.rules.access import Actor
from portal.rules.events import Code
from portal.rules.plan import (
    ONE_EACH,
    Draft,
    Kind,
    Part,
    Plan,
    citizen_may_touch,
    citizen_may_write,
    desk_may_write,
    fault_in,
    living,
)
from portal.rules.plan_view import SECTION_OF, seen_by
from portal.store import events, submissions
from portal.store.crypto import new_id, seal, unseal
from portal.store.db import add as insert
from portal.store.db import keyring_of, now
from portal.store.plan_held import Conflict, NoConsent, NotThere, view_of, written_in
from portal.store.submissions import KeyReused
from portal.store.tables.plan import PlanPartRow, PlanRow, PlanVersionRow

__all__ = [
    "Conflict",
    "KeyReused",
    "NoConsent",
    "NotThere",
    "add",
    "all_of",
    "change",
    "first_version",
    "living_of",
    "new_version",
    "remove",
    "undo",
    "version_of",
]

PART_WORDS, VERSION_WORDS = "plan_parts.words", "plan_versions.words"


def all_of(session: Session, plan_id: str) -> list[Part]:
    """Every part as it stands, also what has been taken away, in the order they were begun."""
    rows = session.scalars(
        select(PlanPartRow)
        .where(PlanPartRow.plan_id == plan_id)
        .order_by(PlanPartRow.begun_at, PlanPartRow.id)
        .execution_options(populate_existing=True)
    ).all()
    return [_part(session, row) for row in rows]


def living_of(session: Session, plan_id: str) -> Plan:
    """The plan as it stands."""
    return living(all_of(session, plan_id))


def version_of(session: Session, plan_id: str, part_id: str, version: int) -> Part | None:
    """A part as it was in one of its versions, None when there is no such."""
    found = session.execute(
        select(PlanVersionRow, PlanPartRow)
        .join(PlanPartRow, PlanPartRow.id == PlanVersionRow.part_id)
        .where(
            PlanVersionRow.plan_id == plan_id,
            PlanVersionRow.part_id == part_id,
            PlanVersionRow.version == version,
        )
    ).one_or_none()
    return as_it_was(session, *found) if found else None


def add(session: Session, actor: Actor, reference: str, draft: Draft, *, key: str) -> str:
    """Write a new part and give its id. The same key and content once more give the same part.

    Of some kinds there is one for each code: then this is a new version of it. Raises NotThere, NoConsent, KeyReused.
    """
    row = written_in(session, actor, reference)
    content = {**asdict(draft), "plan": row.id, "due_on": str(draft.due_on or "")}
    owner = f"{actor.kind}:{actor.id}"
    begun = submissions.begin(session, actor.municipality, owner, key, content)
    if begun.part_id:
        return begun.part_id
    parts = _shown(session, actor, all_of(session, row.id), draft)
    same = _only_one(parts, draft)
    if same:
        _allow(actor, draft, living(parts), same)
        new_version(session, actor, row, same, draft, Code.PLAN_PART_CHANGED)
        part_id = same.id
    else:
        _allow(actor, draft, living(parts), None)
        part_id = first_version(session, actor, row, draft)
    submissions.finish(session, begun.id, part_id=part_id)
    return part_id


def change(
    session: Session, actor: Actor, reference: str, part_id: str, draft: Draft, *, based_on: int
) -> None:
    """Write a new version of a part. The same once more changes nothing. Raises NotThere, NoConsent, Conflict."""
    row = written_in(session, actor, reference)
    every = all_of(session, row.id)
    shown = _shown(session, actor, every, draft)
    before = _one(shown, part_id)
    if not before.removed and _same(before, draft):
        return
    if before.version != based_on or before.removed:
        raise Conflict(before)
    _allow(actor, draft, _around(every, shown, before), before)
    new_version(session, actor, row, before, draft, Code.PLAN_PART_CHANGED)


def remove(session: Session, actor: Actor, reference: str, part_id: str, *, based_on: int) -> None:
    """Take a part away, as a version of its own. Twice is once. Raises NotThere, NoConsent, Conflict."""
    row = written_in(session, actor, reference)
    before = _one(_shown(session, actor, all_of(session, row.id)), part_id)
    if before.removed:
        return
    if before.version != based_on:
        raise Conflict(before)
    _may_touch(actor, before)
    new_version(session, actor, row, before, before, Code.PLAN_PART_REMOVED, removed=True)


def undo(session: Session, actor: Actor, reference: str, part_id: str, *, version: int) -> None:
    """(angre) Make the part again as it was before this version, which must be the latest; before the first it was not there.

    Twice is once: the second finds a newer version. Raises NotThere, NoConsent, Conflict.
    """
    row = written_in(session, actor, reference)
    every = all_of(session, row.id)
    shown = _shown(session, actor, every)
    latest = _one(shown, part_id)
    if latest.version != version:
        raise Conflict(latest)
    _may_touch(actor, latest)
    before = version_of(session, row.id, part_id, version - 1) if version > 1 else None
    if before is None or before.removed:
        new_version(session, actor, row, latest, latest, Code.PLAN_PART_UNDONE, removed=True)
        return
    _allow(actor, before, _around(every, shown, before, latest), latest)
    new_version(session, actor, row, latest, before, Code.PLAN_PART_UNDONE)


def as_it_was(session: Session, version: PlanVersionRow, row: PlanPartRow) -> Part:
    """A version as a part."""
    words = unseal(keyring_of(session), VERSION_WORDS, version.id, version.words)
    return Part(
        id=row.id,
        kind=Kind(row.kind),
        version=version.version,
        words=json.loads(words),
        code=version.code,
        parent=version.parent,
        responsible=version.responsible,
        due_on=version.due_on,
        at=version.at,
        by_kind=version.by_kind,
        by=version.by,
        begun_at=row.begun_at,
        begun_by_kind=row.begun_by_kind,
        removed=version.removed,
    )


def _part(session: Session, row: PlanPartRow) -> Part:
    return Part(
        id=row.id,
        kind=Kind(row.kind),
        version=row.version,
        words=json.loads(unseal(keyring_of(session), PART_WORDS, row.id, row.words)),
        code=row.code,
        parent=row.parent,
        responsible=row.responsible,
        due_on=row.due_on,
        at=row.at,
        by_kind=row.by_kind,
        by=row.by,
        begun_at=row.begun_at,
        begun_by_kind=row.begun_by_kind,
        removed=row.removed,
    )


def _shown(
    session: Session, actor: Actor, every: Iterable[Part], draft: Draft | None = None
) -> list[Part]:
    """Those of the parts that the actor sees. Raises NotThere when what they want to write is of a kind they do not see."""
    sections = view_of(session, actor).sections
    wanted = SECTION_OF.get(draft.kind) if draft else None
    if wanted is not None and wanted not in sections:
        raise NotThere
    return seen_by(every, sections)


def _one(parts: Iterable[Part], part_id: str) -> Part:
    found = next((part for part in parts if part.id == part_id), None)
    if found is None:
        raise NotThere
    return found


def _only_one(parts: Sequence[Part], draft: Draft) -> Part | None:
    """The part that is there already, of a kind that has one for each code."""
    if draft.kind not in ONE_EACH:
        return None
    return next((one for one in parts if one.kind is draft.kind and one.code == draft.code), None)


def _around(every: Iterable[Part], shown: Iterable[Part], *held: Part) -> Plan:
    """What the actor sees of the plan, with what these parts already hang on or name: it stays as it was, also when it has been
    taken away since or is not shown.
    """
    ids = {place for part in held for place in (part.parent, part.responsible)}
    ids |= {part.id for part in shown if not part.removed}
    return Plan(tuple(part for part in every if part.id in ids))


def _same(part: Part, draft: Draft) -> bool:
    said = {word: text for word, text in draft.words.items() if text}
    kept = {word: text for word, text in part.words.items() if text}
    places = ("kind", "code", "parent", "responsible", "due_on")
    return said == kept and all(getattr(part, name) == getattr(draft, name) for name in places)


def _allow(actor: Actor, draft: Draft, plan: Plan, before: Part | None) -> None:
    """Refuse what this actor may not write, and what no page of ours would send."""
    mine = actor.kind != "citizen" or citizen_may_write(draft, before)
    theirs = actor.kind != "staff" or desk_may_write(before)
    if not (mine and theirs) or (before and before.kind is not draft.kind):
        raise NotThere
    if fault := fault_in(draft, plan):
        raise ValueError(f"no part of a plan: {fault}")


def _may_touch(actor: Actor, before: Part) -> None:
    allowed = citizen_may_touch(before) if actor.kind == "citizen" else desk_may_write(before)
    if not allowed:
        raise NotThere


def first_version(
    session: Session,
    actor: Actor,
    row: PlanRow,
    draft: Draft,
    *,
    begun: tuple[datetime, str] | None = None,
) -> str:
    """Write a part that was not there, with its event, and give its id. Whether the actor may is the caller's to know.

    `begun`: when and by whose kind it was first written, of one that is read in from elsewhere.
    """
    part_id, moment = new_id(), now(session)
    begun_at, begun_by_kind = begun or (_after_others(session, row, moment), actor.kind)
    values = _values(actor, draft, moment, 1, removed=False)
    insert(
        session,
        PlanPartRow,
        **values,
        id=part_id,
        plan_id=row.id,
        kind=draft.kind.value,
        words=_sealed(session, PART_WORDS, part_id, draft),
        begun_at=begun_at,
        begun_by_kind=begun_by_kind,
    )
    _keep_version(session, row, part_id, draft, values)
    events.append_by(session, actor, Code.PLAN_PART_ADDED, subject=row.id, touched=part_id)
    return part_id


def _after_others(session: Session, row: PlanRow, moment: datetime) -> datetime:
    """The moment, moved so little that nobody sees it, after the parts begun in the same one: they are shown in this order."""
    last = session.scalar(
        select(func.max(PlanPartRow.begun_at)).where(
            PlanPartRow.plan_id == row.id,
            PlanPartRow.begun_at >= moment,
            PlanPartRow.begun_at < moment + timedelta(milliseconds=1),
        )
    )
    return last + timedelta(microseconds=1) if last else moment


def new_version(
    session: Session,
    actor: Actor,
    row: PlanRow,
    before: Part,
    draft: Draft,
    code: Code,
    *,
    removed: bool = False,
) -> None:
    """Write the next version of a part, with its event. Whether the actor may is the caller's to know."""
    values = _values(actor, draft, now(session), before.version + 1, removed=removed)
    session.execute(
        update(PlanPartRow)
        .where(PlanPartRow.id == before.id)
        .values(**values, words=_sealed(session, PART_WORDS, before.id, draft))
        .execution_options(synchronize_session=False)
    )
    _keep_version(session, row, before.id, draft, values)
    events.append_by(session, actor, code, subject=row.id, touched=before.id)


def _keep_version(
    session: Session, row: PlanRow, part_id: str, draft: Draft, values: dict[str, Any]
) -> None:
    version_id = new_id()
    insert(
        session,
        PlanVersionRow,
        **values,
        id=version_id,
        plan_id=row.id,
        part_id=part_id,
        words=_sealed(session, VERSION_WORDS, version_id, draft),
    )


def _values(
    actor: Actor, draft: Draft, moment: datetime, version: int, *, removed: bool
) -> dict[str, Any]:
    return {
        "version": version,
        "code": str(draft.code),
        "parent": draft.parent,
        "responsible": draft.responsible,
        "due_on": draft.due_on,
        "at": moment,
        "by_kind": actor.kind,
        "by": actor.id,
        "removed": removed,
    }


def _sealed(session: Session, column: str, row_id: str, draft: Draft) -> bytes:
    said = json.dumps({word: text for word, text in draft.words.items() if text})
    return seal(keyring_of(session), column, row_id, said)
