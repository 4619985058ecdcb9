"""What a lawyer should look at: every reference in the articles and rules, and how sure we are.

The marks are those of the legal research: C read in the law, P read with an authority, M from
memory, X sources in conflict, I our own inference.
"""

from collections.abc import Iterable

from portal.articles import Article

MEANING = {
    "C": "read in the law itself",
    "P": "read on a page of an authority",
    "M": "from memory only",
    "X": "sources in conflict",
    "I": "our own inference",
}
SURE = "C"

RULES = (
    ("rules/deadlines.py answer_due", "forvaltningsloven § 11 a binds a plan request", "I"),
    ("rules/deadlines.py months_after", "a month ends on its last day when it is shorter", "I"),
    (
        "rules/rights.py",
        "koordinator for complex or long-term needs: the wider right is shown",
        "C",
    ),
    (
        "forms/coordinator.py",
        "asking for a call is asking for a coordinator: no form is needed",
        "P",
    ),
)


def review(articles: Iterable[Article]) -> list[str]:
    """Lines to print: the unsure ones first, then the rest, then who has signed what."""
    articles = [article for article in articles if article.language == "nb"]
    rows = [
        (law.mark, f"content/{article.slug}", f"{law.ref}: {law.says}")
        for article in articles
        for law in article.law
    ] + [(mark, where, what) for where, what, mark in RULES]
    lines = [f"{mark} {where} – {what}" for mark, where, what in sorted(rows, key=by_doubt)]
    unsigned = [article.slug for article in articles if article.reviewed is None]
    marks = [f"{mark}: {meaning}" for mark, meaning in MEANING.items()]
    return [*marks, "", *lines, "", f"Not signed by a lawyer: {', '.join(unsigned) or 'none'}"]


def by_doubt(row: tuple[str, str, str]) -> tuple[bool, str, str]:
    """The unsure first."""
    return row[0] == SURE, row[1], row[2]
