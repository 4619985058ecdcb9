"""A change of the plan in words: what it is about, who made it, what stood there and what stands there now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g

from portal.language import OSLO, date_in_words, datetime_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.plan.lines import ADDRESSES, address_of, service_name, who_answers
from portal.plan_labels import (
    GOALS,
    MEASURES,
    MEETINGS,
    PROGRESS,
    ROLE_NAMES,
    ROLES,
    SECTORS,
    TOPICS,
)
from portal.rules.plan import SHAPES, Kind, Part, Topic, citizen_may_touch
from portal.store.plan import SeenPlan
from portal.store.plan_changes import Change, Names

ADDED, CHANGED, REMOVED, BROUGHT_BACK = "added", "changed", "removed", "brought-back"
DID: dict[str, Any] = {
    ADDED: (_l("Lagt til"), "success"),
    CHANGED: (_l("Endret"), "info"),
    REMOVED: (_l("Tatt bort"), "neutral"),
    BROUGHT_BACK: (_l("Satt inn igjen"), "success"),
}
KINDS: dict[Kind, Any] = {
    Kind.GOAL: _l("Mål"),
    Kind.MEASURE: _l("Tiltak"),
    Kind.PARTICIPANT: _l("En som hjelper"),
    Kind.TEXT: _l("Tekst"),
    Kind.PERIOD: _l("Planens periode"),
    Kind.ROLES: _l("Koordinator, barnekoordinator og kontaktlege"),
    Kind.MEETING: _l("Møte"),
    Kind.POINT: _l("Punkt til møte"),
    Kind.EVALUATION: _l("Hvordan det går med målet"),
    Kind.COMMENT: _l("Kommentar"),
}
WORDS: dict[str, Any] = {
    "text": _l("Teksten"),
    "area": _l("Del av livet"),
    "what": _l("Hva"),
    "extent": _l("Hvor ofte eller hvor mye"),
    "how": _l("Hvordan"),
    "reason": _l("Begrunnelse"),
    "name": _l("Navn"),
    "role": _l("Rolle"),
    "organisation": _l("Hvor"),
    "phone": _l("Telefon"),
    "email": _l("E-post"),
    "from": _l("Fra"),
    "to": _l("Til"),
    "doctor_name": _l("Navn på kontaktlegen"),
    "title": _l("Navn på møtet"),
    "at": _l("Tid"),
    "place": _l("Sted"),
    "asked": _l("Hvem som er bedt"),
    "minutes": _l("Referat"),
    "meeting": _l("Møte"),
    **ROLE_NAMES,
}
DATED = {"from", "to", "at"}
DUE: dict[Kind, Any] = {Kind.PERIOD: _l("Ny gjennomgang")}
BRIEF: dict[Kind, tuple[str, ...]] = {
    Kind.GOAL: ("parent",),
    Kind.MEASURE: ("responsible", "due"),
    Kind.PARTICIPANT: ("organisation",),
    Kind.POINT: ("parent",),
    Kind.COMMENT: ("parent",),
}
"""What is told of a part that is new, beside its name; of other kinds all of it is."""
Row = tuple[str, str | None, str | None]


@dataclass(frozen=True)
class Entry:
    """One change as it is told. `rows` are (what, before, after); `undo` is the part when the reader may take it back."""

    kind: str
    title: str
    did: tuple[Any, str]
    who: str
    at: datetime
    rows: list[Row]
    address: str | None
    undo: Part | None


def entries(seen: SeenPlan, changes: Iterable[Change], names: Names) -> list[Entry]:
    """The changes in words, in the order given."""
    return [entry(seen, change, {**seen.names, **names}) for change in changes]


def entry(seen: SeenPlan, change: Change, names: Names) -> Entry:
    """One change."""
    after = change.after
    own = (after.by_kind, after.by) == ("citizen", g.actor.id)
    may_undo = own and change.latest and seen.open and citizen_may_touch(after)
    linked = after.kind in ADDRESSES and seen.plan.one(after.id) is not None
    return Entry(
        kind=str(KINDS[after.kind]),
        title=title_of(after),
        did=DID[what_was_done(change)],
        who=who_wrote(seen, after, names),
        at=after.at,
        rows=[] if after.removed else differences(seen, change.before, after),
        address=address_of(seen, after) if linked else None,
        undo=after if may_undo else None,
    )


def what_was_done(change: Change) -> str:
    """A code of `DID`."""
    if change.after.removed:
        return REMOVED
    if change.before is None:
        return ADDED
    return BROUGHT_BACK if change.before.removed else CHANGED


def who_wrote(seen: SeenPlan, part: Part, names: Names) -> str:
    """Who wrote a version: «Du», a name with where they are, or what kind of reader it was."""
    if (part.by_kind, part.by) == ("citizen", g.actor.id):
        return _("Du")
    if part.by_kind == "participant":
        known = next((one for one in (*seen.plan.parts, *seen.gone) if one.id == part.by), None)
        return service_name(known) if known else _("En som hjelper")
    name = names.get((part.by_kind, part.by))
    if part.by_kind == "citizen":
        return name or _("En annen som kunne se planen")
    if seen.coordinator and part.by == seen.coordinator.id:
        return _("%(name)s, koordinator", name=seen.coordinator.name)
    return _("%(name)s, kommunen", name=name) if name else _("Kommunen")


def title_of(part: Part) -> str:
    """What a part is called: its first words, or its topic."""
    if part.kind is Kind.TEXT:
        return str(TOPICS[Topic(part.code)])
    if part.kind in {Kind.PERIOD, Kind.ROLES}:
        return ""
    return part.says(SHAPES[part.kind].words[0])


def rows_of(seen: SeenPlan, part: Part) -> list[tuple[str, str]]:
    """All that a part says, as rows of question and answer."""
    return [(label, said) for label, said in said_by(seen, part).values() if said]


def differences(seen: SeenPlan, before: Part | None, after: Part) -> list[Row]:
    """What stood there and what stands there now. Of what is new the most important, beside its name."""
    now = said_by(seen, after)
    if before is None or before.removed:
        told = BRIEF.get(after.kind, tuple(now))
        named = title_of(after)
        rows = [now[what] for what in told if what in now]
        return [(label, None, said) for label, said in rows if said and said != named]
    past = said_by(seen, before)
    both = {**past, **now}
    rows_now = {what: now.get(what, ("", ""))[1] for what in both}
    rows_past = {what: past.get(what, ("", ""))[1] for what in both}
    return [
        (label, rows_past[what] or None, rows_now[what] or None)
        for what, (label, _said) in both.items()
        if rows_past[what] != rows_now[what]
    ]


def said_by(seen: SeenPlan, part: Part) -> dict[str, tuple[str, str]]:
    """Each thing a version says, with its label."""
    said = {
        word: (label_of(part.kind, word), value_of(word, part.says(word)))
        for word in SHAPES[part.kind].words
    }
    said["state"] = (_("Slik står det"), state_of(part))
    if part.kind is Kind.MEASURE:
        said["responsible"] = (_("Hvem"), who_answers(seen, part))
    due = date_in_words(part.due_on) if part.due_on else ""
    said["due"] = (str(DUE.get(part.kind, _("Når"))), due)
    every = {one.id: one for one in (*seen.plan.parts, *seen.gone)}
    if meeting := every.get(part.says("meeting")):
        said["meeting"] = (str(WORDS["meeting"]), title_of(meeting))
    if parent := every.get(part.parent or ""):
        said["parent"] = (str(KINDS[parent.kind]), title_of(parent))
    return said


def label_of(kind: Kind, word: str) -> str:
    """What a word of a part is called."""
    return str(KINDS[kind] if word == "text" and kind is not Kind.TEXT else WORDS[word])


def state_of(part: Part) -> str:
    """The words of a part's code."""
    tables: dict[Kind, dict[Any, Any]] = {
        Kind.GOAL: {code: words for code, (words, _color) in GOALS.items()},
        Kind.MEASURE: {code: words for code, (words, _color) in MEASURES.items()},
        Kind.PARTICIPANT: SECTORS,
        Kind.MEETING: MEETINGS,
        Kind.EVALUATION: PROGRESS,
    }
    return str(tables.get(part.kind, {}).get(part.code, ""))


def value_of(word: str, text: str) -> str:
    """A kept word as people read it: a date or a moment in words, a role's code in words, all else as it is."""
    if word in ROLE_NAMES:
        return str(next((words for code, words in ROLES.items() if code == text), text))
    if word not in DATED:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) == len("2026-11-21"):
        return date_in_words(moment.date())
    return datetime_in_words(moment if moment.tzinfo else moment.replace(tzinfo=OSLO))
