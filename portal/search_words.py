"""The words of one language: what carries nothing, endings, parts of compounds, synonyms.

They stand in `content/search/<language>.toml`, where an adviser can add a word that people use.
"""

import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

WORD = re.compile(r"[^\W_]+")
ACCENTS = str.maketrans("äöéèêëáàâóòôüúùíì", "æøeeeeaaaooouuuii")
SYNONYM = 0.8  # what a synonym weighs; the word itself weighs 1
SHORTEST_STEM, SHORTEST_COMPOUND = 3, 7


class SearchDataError(ValueError):
    """A search word file is broken. The message names the file and the field."""


class LanguageWords:
    """The words of one language: what `content/search/<language>.toml` says, ready to look up."""

    def __init__(
        self,
        stop: Iterable[str],
        endings: Iterable[str],
        parts: Iterable[str],
        synonyms: Mapping[str, Iterable[str]],
    ) -> None:
        self.stop = frozenset(fold(word) for word in stop)
        self.endings = tuple(sorted(set(endings), key=lambda ending: (-len(ending), ending)))
        self.stem = lru_cache(maxsize=8192)(self._stem)
        self.split = lru_cache(maxsize=8192)(self._split)
        self.known = {word for phrases in synonyms.values() for word in tokens(" ".join(phrases))}
        self.synonyms: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for meaning, phrases in synonyms.items():
            stems = {self.stem(word) for word in self.carrying(tokens(meaning))}
            share = SYNONYM / math.sqrt(len(stems) or 1)
            for phrase in phrases:
                meant = self.synonyms[tuple(self.stem(word) for word in tokens(phrase))]
                meant.update({stem: max(share, meant.get(stem, 0)) for stem in stems})
        alone = (key[0] for key in self.synonyms if len(key) == 1 and len(key[0]) > SHORTEST_STEM)
        self.parts = frozenset((*alone, *(self.stem(fold(part)) for part in parts)))

    def carrying(self, words: Sequence[str]) -> Sequence[str]:
        """The words that say something; all of them when none does ("Who is this for?")."""
        return [word for word in words if word not in self.stop] or words

    def _stem(self, word: str) -> str:
        """The word without its endings; the same for all its forms is all that counts."""
        for ending in self.endings:
            least = SHORTEST_STEM + (len(ending) > 2)
            if word.endswith(ending) and len(word) - len(ending) >= least:
                return self._stem(word[: -len(ending)])
        return word

    def _split(self, word: str) -> tuple[str, ...]:
        """The stems a compound is made of, () when it is none. The longest first part wins."""
        if len(word) < SHORTEST_COMPOUND:
            return ()
        for cut in range(len(word) - SHORTEST_STEM, SHORTEST_STEM - 1, -1):
            first, rest = self.stem(word[:cut]), word[cut:]
            if first not in self.parts and first.endswith("s"):
                first = self.stem(first[:-1])
            if first in self.parts:
                last = (self.stem(rest),) if self.stem(rest) in self.parts else self._split(rest)
                if last:
                    return (first, *last)
        return ()


def read_language(path: Path) -> LanguageWords:
    """Read one word file. Raises `SearchDataError` naming the file and the field."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise SearchDataError(f"{path}: {problem}") from problem
    for name in ("stop", "endings", "parts"):
        if not isinstance(data.get(name), str):
            raise SearchDataError(f"{path}: {name}: must be words with spaces between")
    synonyms = data.get("synonyms")
    if not isinstance(synonyms, dict):
        raise SearchDataError(f"{path}: synonyms: must be a table")
    for meaning, phrases in synonyms.items():
        if not isinstance(phrases, str) or not phrases.strip():
            raise SearchDataError(f"{path}: synonyms.{meaning}: must be words with commas between")
    return LanguageWords(
        data["stop"].split(),
        data["endings"].split(),
        data["parts"].split(),
        {meaning: phrases.split(",") for meaning, phrases in synonyms.items()},
    )


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return WORD.findall(fold(text))


def fold(text: str) -> str:
    """Small letters without accents; æ, ø and å stay."""
    return unicodedata.normalize("NFC", text).casefold().translate(ACCENTS)
