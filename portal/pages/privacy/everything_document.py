"""Everything that is stored about somebody, in words: what the page and the paper are made of."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from portal.language import date_in_words, datetime_in_words
from portal.language import gettext as _
from portal.pages.privacy import everything_words as words
from portal.plan_document import Document, Entry, Row, Said, Section
from portal.store.take_out import Everything, Who
from portal.store.take_out_kept import KEPT

REFERS = frozenset(
    {"case_id", "part_id", "parent", "responsible", "participant", "measure", "object",
     "about_case", "complaint_id", "complaint_case"}
)  # fmt: skip
NAMING = ("text", "what", "name", "title")
NOT_SHOWN = frozenset({"id", "content"})
"""In the file only: a machine's name for a thing, and the bytes of a picture."""

RAW = frozenset({"drafts.answers", "late_posts.typed"})
MOST_EVENTS = 200
LONG = ("events", "done_for_others")
DATES = frozenset({"born", "from", "to", "new_date", "coordinator_from", "agreed_from"})
NAMED_BY = {"plan_parts": "id", "plan_versions": "part_id"}
OUR_OWN_WORDS = frozenset({"template", "path", "journey", "unit", "level", "media_type"})
FIRST = (
    "at", "sent_at", "written_at", "made_at", "asked_at", "received_at", "begun_at", "given_at",
    "offered_at", "added_at", "put_at", "assessed_on", "noticed_at", "saved_at", "created_at", "since",
)  # fmt: skip


def document(
    everything: Everything, units: Mapping[str, str], about: str | None = None
) -> Document:
    """All of it, a section for each kind of thing there is something of. `units` are names by code.

    `about` is the name of the person, for who reads about somebody they act for.
    """
    names = titles(everything) | {f"unit:{code}": name for code, name in units.items()}
    headings = words.HEADINGS | (words.OF_ANOTHER if about else {})
    sections = [
        Section(Said(str(headings[table])), entries=entries(table, rows, names))
        for table, rows in everything.tables.items()
        if rows
    ]
    facts = tuple(Row(_("Ikke med her"), Said(text)) for text in left_out(everything))
    title = _("Alt som er lagret om %(person)s", person=about) if about else str(words.TITLE)
    return Document(Said(title), facts, tuple(sections))


def left_out(everything: Everything) -> Iterator[str]:
    """What is not here although it is stored, and why."""
    told = {
        "cases": _("Saker: du har ikke rett til å følge dem for personen."),
        "plan": _("Planen: du har ikke rett til å se hele planen til personen."),
        "own": _("Utkast og innlogginger: de er personens egne."),
    }
    yield from (told[code] for code in everything.left_out)
    if any(len(everything.tables[one]) > MOST_EVENTS for one in LONG):
        yield _(
            "Bare de %(count)s siste hendelsene står her. Alle er med i fila som andre systemer kan lese.",
            count=MOST_EVENTS,
        )


def titles(everything: Everything) -> dict[str, str]:
    """What the things that others refer to are called: a case by its reference, a part of the plan by its first words."""
    named = {"me": _("Du")}
    for table in ("cases", "plans"):
        named |= {row["id"]: row["reference"] for row in everything.tables[table]}
    for row in everything.tables["complaints"]:
        named[row["id"]] = named.get(row["case_id"], "")
    for row in everything.tables["plan_parts"]:
        said = {name: text for name, text in (row.get("words") or {}).items() if name in NAMING}
        named[row["id"]] = str(
            next(iter(said.values()), words.CODES["plan_parts.kind"].get(row["kind"], ""))
        )
    return named


def entries(table: str, rows: list[dict[str, Any]], names: Mapping[str, str]) -> tuple[Entry, ...]:
    """All there is of one kind."""
    shown = rows[-MOST_EVENTS:] if table in LONG else rows
    return tuple(entry(table, row, names) for row in shown)


def entry(table: str, row: Mapping[str, Any], names: Mapping[str, str]) -> Entry:
    """One thing: what it is called or when it was made, then all that is kept of it."""
    first = None
    if table in NAMED_BY:
        title = Said(names.get(row[NAMED_BY[table]], ""), own=True)
    else:
        first = next((name for name in ("reference", *FIRST) if name in row), next(iter(row)))
        title = told(table, first, row[first], names)
    rows = tuple(
        line
        for name, value in row.items()
        if name not in NOT_SHOWN and name != first and value not in (False, 0)
        for line in lines(table, name, value, names)
    )
    return Entry(title, rows)


def lines(table: str, name: str, value: Any, names: Mapping[str, str]) -> Iterator[Row]:
    """A value under its label; words that are several get one label each."""
    if f"{table}.{name}" in RAW:
        yield Row(str(words.LABELS[name]), Said("\n".join(texts(value)), own=True))
    elif isinstance(value, Mapping):
        for inner, each in value.items():
            yield from lines(table, inner, each, names)
    else:
        yield Row(label_of(table, name), told(table, name, value, names))


def label_of(table: str, name: str) -> str:
    """What a value is called, in this table or everywhere."""
    return str(words.LABELS.get(f"{table}.{name}", words.LABELS.get(name, name)))


def texts(value: Any) -> Iterator[str]:
    """Every text in what was typed."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def told(table: str, name: str, value: Any, names: Mapping[str, str]) -> Said:
    """A value in words."""
    if isinstance(value, Who):
        return Said(value.name or str(words.KIND_OF_WRITER[value.kind]))
    if isinstance(value, bool):
        return Said(_("Ja") if value else _("Nei"))
    if isinstance(value, datetime):
        return Said(datetime_in_words(value))
    if isinstance(value, date):
        return Said(date_in_words(value))
    if isinstance(value, int):
        return Said(str(value))
    if name in REFERS:
        return Said(names.get(value, _("Noe annet")), own=value in names)
    if name in DATES and (day := day_of(value)):
        return Said(date_in_words(day))
    return coded(table, name, value, names)


def day_of(text: str) -> date | None:
    """The day an ISO date says, None for any other text."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def coded(table: str, name: str, value: str, names: Mapping[str, str]) -> Said:
    """Words for a code, and what somebody wrote as it is written."""
    known = words.CODES.get(f"{table}.{name}") or words.CODES.get(name)
    if name == "unit":
        return Said(names.get(f"unit:{value}", value))
    if known is None:
        return Said(value, own=name not in OUR_OWN_WORDS)
    return Said(", ".join(str(known.get(one, one)) for one in value.split(",")))


def labels() -> dict[str, dict[str, str]]:
    """Heading and labels of each kind, for the file: what its keys mean."""
    return {
        kept.name: {"": str(words.HEADINGS[kept.name])}
        | {name: label_of(kept.name, name) for name in (*kept.columns, *kept.by)}
        for kept in KEPT
    }
