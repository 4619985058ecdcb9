"""The plan on paper: a tagged PDF (PDF/UA-1) with the same words as the page. Never kept in memory: it is about a person."""

from datetime import date

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.paper_parts import compiled
from portal.plan_document import Document, Entry, Row, Said, Section, Table
from portal.rules.municipality import Profile

FIRST_COLUMN = 2
"""How many times as wide as the others the column is that says what a line is about."""


def plan_paper(
    profile: Profile,
    document: Document,
    *,
    language: str,
    spoken: str,
    reference: str,
    day: date,
    demo: bool = False,
) -> bytes:
    """The plan as PDF bytes; needs an app context for the words.

    `language` is that of our words, `spoken` the one people have written the plan in. `demo` prints that this is a demonstration.
    """
    with force_locale(language):
        content = {
            "lang": language,
            "spoken": spoken,
            "municipality": profile.name,
            "title": " ".join(document.title.lines),
            "heading": said(document.title),
            "warning": warning(profile, demo),
            "foot": _("Referanse: %(reference)s", reference=reference),
            "page": _("Side %(page)s av %(pages)s", page="{page}", pages="{pages}"),
            "facts": [row(each) for each in document.facts],
            "sections": [section(each) for each in document.sections],
        }
    return compiled("plan.typ", content, day)


def section(it: Section) -> dict[str, object]:
    """A heading and what stands under it."""
    return {
        "heading": said(it.heading),
        "paragraphs": [said(each) for each in it.paragraphs],
        "rows": [row(each) for each in it.rows],
        "entries": [entry(each) for each in it.entries],
        "table": table(it.table) if it.table else None,
        "below": [section(each) for each in it.below],
    }


def entry(it: Entry) -> dict[str, object]:
    """One thing in a list."""
    return {"title": said(it.title), "rows": [row(each) for each in it.rows]}


def row(it: Row) -> dict[str, object]:
    """A label and what it is about."""
    return {"label": it.label, "said": said(it.said)}


def table(it: Table) -> dict[str, object]:
    """Headers and lines."""
    return {
        "widths": [FIRST_COLUMN, *(1 for _header in it.headers[1:])],
        "headers": list(it.headers),
        "lines": [[said(cell) for cell in line] for line in it.lines],
    }


def said(it: Said) -> dict[str, object]:
    """Lines, and whether somebody wrote them."""
    return {"lines": it.lines, "own": it.own}


def warning(profile: Profile, demo: bool) -> str | None:
    """Why this must not be taken for a real plan, None when it is one."""
    if profile.invented:
        return str(_("Kommunen er oppdiktet. Dette er ikke en ekte plan."))
    if demo:
        return str(_("Dette er en demonstrasjon og ikke en plan fra kommunen."))
    return None
