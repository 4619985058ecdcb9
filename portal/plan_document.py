"""What a plan is on paper: headings, paragraphs, rows, lists and tables. And the same as plain text."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

WIDTH = 72
INDENT = "  "


@dataclass(frozen=True)
class Said:
    """Words. `own` ones were written by somebody, in whatever language; the others are ours, in the language of the page."""

    text: str
    own: bool = False

    @property
    def lines(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Row:
    """A label and what it is about."""

    label: str
    said: Said


@dataclass(frozen=True)
class Entry:
    """One thing in a list: what it is, and what there is to say about it."""

    title: Said
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Table:
    """As many cells in each line as there are headers; the first cell says what the line is about."""

    headers: tuple[str, ...]
    lines: tuple[tuple[Said, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, in this order."""

    heading: Said
    paragraphs: tuple[Said, ...] = ()
    rows: tuple[Row, ...] = ()
    entries: tuple[Entry, ...] = ()
    table: Table | None = None
    below: tuple["Section", ...] = ()

    @property
    def listed(self) -> tuple[Entry, ...]:
        """Everything in it that is a list, a table too: for where a table would be squeezed."""
        return (*self.entries, *entries_of(self.table))


@dataclass(frozen=True)
class Document:
    """A whole plan in words."""

    title: Said
    facts: tuple[Row, ...]
    sections: tuple[Section, ...]


def as_text(document: Document) -> str:
    """The whole as plain text, no line longer than 72 signs unless a single word is."""
    lines = [
        *underlined(document.title.text, "="),
        *(line for row in document.facts for line in row_lines(row, "")),
        *(line for section in document.sections for line in section_lines(section, "-")),
    ]
    return "\n".join(lines).strip() + "\n"


def section_lines(section: Section, under: str) -> Iterator[str]:
    """A section after an empty line; only the outermost are underlined."""
    yield ""
    if under:
        yield ""
        yield from underlined(section.heading.text, under)
    else:
        yield from wrapped("* " + section.heading.text, "")
    for paragraph in section.paragraphs:
        yield ""
        yield from said_lines(paragraph, "")
    if section.rows:
        yield ""
    for row in section.rows:
        yield from row_lines(row, "")
    for entry in section.listed:
        yield ""
        yield from wrapped("- " + " ".join(entry.title.lines), "")
        for row in entry.rows:
            yield from row_lines(row, INDENT)
    for below in section.below:
        yield from section_lines(below, "")


def entries_of(table: Table | None) -> tuple[Entry, ...]:
    """A table as a list: what each line is about, and then header and cell. Empty cells are left out."""
    if table is None:
        return ()
    return tuple(
        Entry(
            first,
            tuple(
                Row(header, cell)
                for header, cell in zip(table.headers[1:], rest, strict=True)
                if cell.lines
            ),
        )
        for first, *rest in table.lines
    )


def underlined(text: str, sign: str) -> list[str]:
    """A heading."""
    lines = wrapped(text, "")
    return [*lines, sign * max((len(line) for line in lines), default=0)]


def row_lines(row: Row, indent: str) -> Iterator[str]:
    """«Label: words», what follows on other lines drawn in."""
    first, *rest = row.said.lines or [""]
    yield from wrapped(f"{row.label}: {first}", indent)
    for line in rest:
        yield from wrapped(line, indent + INDENT)


def said_lines(said: Said, indent: str) -> Iterable[str]:
    """The lines somebody wrote, each wrapped."""
    return (part for line in said.lines for part in wrapped(line, indent))


def wrapped(text: str, indent: str) -> list[str]:
    """A text in lines that fit; what follows the first is drawn in once more."""
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + INDENT if indent or text[:2] in {"- ", "* "} else indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
