"""LIX: words per sentence + percentage of long words (more than six letters).

Every line is a paragraph, so a heading and a list item are sentences of their own. Terms that a
text about individual plans cannot do without are not counted as long.
"""

import re

LONG = 6
LETTERS = "A-Za-zÀ-ÖØ-öø-žŊŋ"
WORD = re.compile(f"[{LETTERS}]+(?:[-'’][{LETTERS}]+)*")
ABBREVIATION = re.compile(r"\b(jfr|jf|kap|mm|nr|ca|bl\.a|f\.eks|dvs|osv)\.")
SENTENCE_END = re.compile(r"[.!?:]+(?=\s|$|[A-ZÆØÅ])")
UNAVOIDABLE = re.compile(
    r"individuelle?|(barne)?koordinator\w*|kommune\w*|koordinerende|koordinerande"
    r"|pårørende\w*|pårørande\w*|statsforvalt[ae]r\w*",
    re.IGNORECASE,
)


def lix(text: str) -> float:
    """How heavy a text is: below 30 very easy, 30–40 easy, 40–50 medium, above 50 hard."""
    lines = [ABBREVIATION.sub(r"\1", line) for line in text.splitlines()]
    sentences = sum(bool(WORD.search(part)) for line in lines for part in SENTENCE_END.split(line))
    words = WORD.findall("\n".join(lines))
    return len(words) / sentences + 100 * sum(map(is_long, words)) / len(words)


def is_long(word: str) -> bool:
    """More than six letters, and not a term there is no shorter word for."""
    return len(word.replace("-", "")) > LONG and not UNAVOIDABLE.fullmatch(word)
