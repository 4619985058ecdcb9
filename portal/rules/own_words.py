"""(egne ord om andre) What somebody wrote about another is their own data too (personvernforordningen art. 15 no. 1: I); other people's
names and numbers in it are not theirs to take out (art. 15 no. 4: I).
"""

import re
from collections.abc import Iterable

HIDDEN = "…"
NUMBER = re.compile(r"(?<!\w)\+?\d(?: ?\d){7,}(?!\w)")
"""A phone or a national number: eight digits or more, in groups or in one. A date or a year is none."""


def without_others(text: str, names: Iterable[str] = ()) -> str:
    """The text with every number of a person, and every word of these names, in any case and with a genitive s, put out of sight."""
    words = sorted({word for name in names for word in re.findall(r"\w{2,}", name)})
    hidden = NUMBER.sub(HIDDEN, text)
    if not words:
        return hidden
    named = re.compile(rf"\b(?:{'|'.join(words)})(s?)\b", re.IGNORECASE)
    return named.sub(HIDDEN, hidden)
