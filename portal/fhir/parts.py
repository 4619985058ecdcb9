"""A part of our plan as an extension, out and in, without loss."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from portal.fhir.names import PART
from portal.rules.plan import ME, SHAPES, Part, Plan
from portal.rules.plan_import import folded

Resource = dict[str, Any]


def part_extension(part: Part) -> Resource:
    """A part, whole. Its earlier versions stay in the house."""
    held = [
        ("id", "valueId", part.id),
        ("kind", "valueCode", part.kind.value),
        ("code", "valueCode", part.code),
        ("parent", "valueId", part.parent),
        ("responsible", "valueId", part.responsible),
        ("due", "valueDate", part.due_on.isoformat() if part.due_on else None),
        ("begun", "valueInstant", instant(part.begun_at)),
        ("begun-by", "valueCode", part.begun_by_kind),
    ]
    inner = [{"url": name, value: what} for name, value, what in held if what]
    return {"url": PART, "extension": [*inner, *word_extensions(part)]}


def word_extensions(part: Part) -> Iterator[Resource]:
    """The texts of a part by their names."""
    for name, said in part.words.items():
        if said.strip():
            pair = [{"url": "name", "valueCode": name}, {"url": "said", "valueString": words(said)}]
            yield {"url": "word", "extension": pair}


def whole(plan: Plan) -> Plan:
    """A plan in which everything that is named is there: what hung on a part that is gone hangs on none, or goes with it."""
    there = {part.id for part in plan.parts}
    kept = tuple(
        replace(
            part,
            parent=part.parent if part.parent in there else None,
            responsible=part.responsible if part.responsible in {*there, ME} else None,
        )
        for part in plan.parts
        if part.parent in there or SHAPES[part.kind].alone
    )
    return Plan(kept) if len(kept) == len(there) else whole(Plan(kept))


def words(text: str) -> str:
    """A text as R4 may hold it: other white space than blank, tab and new line becomes a blank."""
    return folded(text)


def instant(moment: datetime) -> str:
    """A moment with its time zone, to the microsecond."""
    return moment.astimezone(UTC).isoformat()


def without_empty(resource: Resource) -> Resource:
    """A resource without what is not known: R4 allows neither null nor empty lists."""
    return {name: value for name, value in resource.items() if value not in (None, "", [], {})}
