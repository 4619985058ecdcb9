"""(lese inn en plan) What a file would change in a plan: part by part, nothing taken away.

A part is the same when its id is, when the plan has one of its kind, or when it says the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from portal.rules.plan import ME, ONE_EACH, Draft, Part, Plan, desk_may_write, fault_in

OTHER_SPACE = re.compile(r"[^\S \r\n\t]")
MEETING = "meeting"
"""The word of an evaluation that is an id: the meeting it was made at."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Incoming(Draft):
    """A part in a file. `ref` is what the file's other parts call it, in `parent` and `responsible`; `path` is where it stands.

    `begun_at` and `begun_by_kind` are when and by whose kind it was first written, when the file tells.
    """

    ref: str
    path: str
    begun_at: datetime | None = None
    begun_by_kind: str | None = None


class Change(StrEnum):
    """What becomes of a part. KEPT: the person's own words, which only the person changes."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    KEPT = "kept"


@dataclass(frozen=True)
class Difference:
    """A part of the file, and the part of the plan it is or becomes a version of; None when it is new."""

    change: Change
    part: Incoming
    before: Part | None


@dataclass(frozen=True)
class Hindrance:
    """Why a file can't be read in: where, and a code (those of `fault_in`, "unknown", "circle")."""

    path: str
    code: str


def in_order(parts: Sequence[Incoming]) -> tuple[list[Incoming], list[Hindrance]]:
    """The parts with what they hang on before them, otherwise in the order of the file; and why some can't be ordered."""
    known = {part.ref for part in parts}
    wrong = [
        Hindrance(part.path, "unknown") for part in parts for ref in needs(part) if ref not in known
    ]
    placed: dict[str, Incoming] = {}
    waiting = list(parts)
    while waiting and not wrong:
        ready = [part for part in waiting if all(ref in placed for ref in comes_after(part, known))]
        if not ready:
            wrong = [Hindrance(part.path, "circle") for part in waiting]
        placed |= {part.ref: part for part in ready}
        waiting = [part for part in waiting if part.ref not in placed]
    return list(placed.values()), wrong


def needs(part: Incoming) -> list[str]:
    """The parts of the file it hangs on."""
    found = (part.parent, part.responsible if part.responsible != ME else None)
    return [ref for ref in found if ref is not None]


def comes_after(part: Incoming, known: set[str]) -> list[str]:
    """The parts it must come after: those it hangs on, and the meeting an evaluation was made at, if the file has it."""
    meeting = part.words.get(MEETING, "")
    return [*needs(part), *([meeting] if meeting in known else [])]


def differences(ordered: Iterable[Incoming], parts: Sequence[Part]) -> list[Difference]:
    """What the file would change. `parts` are all of the plan's, also what has been taken away."""
    places: dict[str, str] = {}
    used: set[str] = set()
    found: list[Difference] = []
    for part in ordered:
        before = _same_place(part, linked(part, places), parts, used)
        if before is not None:
            used.add(before.id)
        places[part.ref] = before.id if before else part.ref
        found.append(Difference(_change(linked(part, places), before), part, before))
    return found


def linked(part: Incoming, places: dict[str, str]) -> Incoming:
    """The same with what it hangs on called as in the plan."""
    meeting = part.words.get(MEETING)
    return replace(
        part,
        words={**part.words, MEETING: places.get(meeting, meeting)} if meeting else part.words,
        parent=places.get(part.parent, part.parent) if part.parent else None,
        responsible=places.get(part.responsible, part.responsible) if part.responsible else None,
    )


def hindrances(found: Sequence[Difference], parts: Sequence[Part]) -> list[Hindrance]:
    """What no plan may hold, as the plan would be afterwards."""
    places = {each.part.ref: each.before.id if each.before else each.part.ref for each in found}
    after = {part.id: part for part in parts if not part.removed}
    drafts = [linked(each.part, places) for each in found]
    for draft in drafts:
        after[places[draft.ref]] = _as_part(draft, places[draft.ref])
    whole = Plan(tuple(after.values()))
    checked = ((draft.path, fault_in(draft, whole)) for draft in drafts)
    return [Hindrance(path, code) for path, code in checked if code]


def says_the_same(draft: Draft, part: Part) -> bool:
    """Whether a part holds the same as a draft. What kind of blanks there are between the words is no difference."""
    said = {name: folded(text) for name, text in draft.words.items() if text.strip()}
    kept = {name: folded(text) for name, text in part.words.items() if text.strip()}
    places = ("kind", "code", "parent", "responsible", "due_on")
    return said == kept and all(getattr(draft, name) == getattr(part, name) for name in places)


def folded(text: str) -> str:
    """A text with blanks, tabs and new lines as the only white space, and none around it: what a file in R4 may hold."""
    return OTHER_SPACE.sub(" ", text).strip()


def _same_place(
    part: Incoming, draft: Incoming, parts: Sequence[Part], used: set[str]
) -> Part | None:
    alike = [one for one in parts if one.kind is part.kind and one.id not in used]
    if part.kind in ONE_EACH:
        return next((one for one in alike if one.code == part.code), None)
    by_id = next((one for one in alike if one.id == part.ref), None)
    same = (one for one in alike if not one.removed and says_the_same(draft, one))
    return by_id or next(same, None)


def _change(draft: Incoming, before: Part | None) -> Change:
    if before is None:
        return Change.NEW
    if not before.removed and says_the_same(draft, before):
        return Change.SAME
    return Change.CHANGED if desk_may_write(before) else Change.KEPT


def _as_part(draft: Incoming, part_id: str) -> Part:
    return Part(
        kind=draft.kind,
        words=draft.words,
        code=draft.code,
        parent=draft.parent,
        responsible=draft.responsible,
        due_on=draft.due_on,
        id=part_id,
        version=1,
        at=LONG_AGO,
        by_kind="",
        by="",
        begun_at=LONG_AGO,
        begun_by_kind="",
    )
