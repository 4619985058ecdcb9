"""What a lawyer should look at: every reference in the articles and rules, and how sure we are.

The marks are those of the legal research: C read in the law, P read with an authority, M from
memory, X sources in conflict, I our own inference.
"""

from collections.abc import Iterable

from portal import (
    legal_review_complaint,
    legal_review_plan,
    legal_review_registers,
    legal_review_representation,
)
from portal.articles import Article
from portal.rules.deadlines import RULE_SETS, RuleSet

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
        "rules/deadlines.py months_after",
        "the authority's own month is not moved by weekends or holidays",
        "I",
    ),
    (
        "rules/deadlines.py weeks_after",
        "weeks end on the weekday they began on: domstolloven § 148",
        "C",
    ),
    (
        "rules/deadlines.py working_day_on_or_after",
        "a time that ends on a Saturday or holiday ends on the next working day: domstolloven § 149",
        "C",
    ),
    (
        "rules/deadlines.py is_working_day",
        "24 and 31 December are no holidays: helligdagsfredloven § 2, lov om 1 og 17 mai § 1",
        "C",
    ),
    (
        "rules/deadlines.py complaint_deadline",
        "in health cases the weeks are counted from the day a dated answer was made known: "
        "pasient- og brukerrettighetsloven § 7-5 counts from when the person knew enough",
        "I",
    ),
    (
        "rules/deadlines.py complaint_deadline",
        "the day the person was told decides which rule set holds when the law changes",
        "I",
    ),
    (
        "letters.py",
        "a complaint on paper is in time when it is posted in time: forvaltningsloven § 30",
        "C",
    ),
    (
        "letters.py",
        "a late complaint is received and may be heard: forvaltningsloven § 31",
        "C",
    ),
    (
        "letters.py",
        "a refusal tells of the right to see the papers of the case: forvaltningsloven §§ 18 and 27",
        "M",
    ),
    (
        "letters.py",
        "pasient- og brukerombudet helps in health cases, not those of Nav or child welfare: "
        "pasient- og brukerrettighetsloven §§ 8-1 and 8-3",
        "C",
    ),
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
    ]
    parts = (
        legal_review_plan,
        legal_review_representation,
        legal_review_registers,
        legal_review_complaint,
    )
    stated = [*RULES, *(row for part in parts for row in part.rows())]
    rows += [(mark, where, what) for where, what, mark in stated]
    rows += [row for each in RULE_SETS for row in rule_set_rows(each)]
    lines = [f"{mark} {where} – {what}" for mark, where, what in sorted(rows, key=by_doubt)]
    unsigned = [article.slug for article in articles if article.reviewed is None]
    marks = [f"{mark}: {meaning}" for mark, meaning in MEANING.items()]
    return [*marks, "", *lines, "", f"Not signed by a lawyer: {', '.join(unsigned) or 'none'}"]


def rule_set_rows(each: RuleSet) -> list[tuple[str, str, str]]:
    """How long by which law, and since when: two lines, because we may be sure of only one."""
    where = "rules/deadlines.py RULE_SETS"
    length = f"{each.weeks} weeks" if each.weeks else f"{each.months} month"
    law = each.law or "every law"
    what = f"{each.basis}: {length} ({each.concerns}, {law})"
    if each.valid_from is None:
        return [(each.mark, where, f"{what}, adopted, no start date: not in use")]
    until = f" to {each.valid_to}" if each.valid_to else ""
    since = f"{each.basis} ({law}): in use for days from {each.valid_from}{until}"
    return [(each.mark, where, what), (each.since_mark, where, since)]


def by_doubt(row: tuple[str, str, str]) -> tuple[bool, str, str]:
    """The unsure first."""
    return row[0] == SURE, row[1], row[2]
