"""Search in the articles of one language: in memory, no dependency, a query in well under 5 ms.

Why not a library or the database: fifteen short texts, and what decides is not the engine but the
words people really use. Those stand in `content/search/<language>.toml`, where an adviser can add
one: words that carry nothing, endings, the parts of compounds, and synonyms.

A word of the query is looked for as it is, then by its loose spelling (aa, ae, oe, a, o for å, æ, ø),
then as a compound, then as the beginning of a word, and last as a misspelling.
"""

import math
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

WORD = re.compile(r"[^\W_]+")
ACCENTS = str.maketrans("äöéèêëáàâóòôüúùíì", "æøeeeeaaaooouuuii")
LOOSE = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("å", "a"), ("æ", "a"), ("ø", "o"))

TITLE, SUMMARY, HEADINGS, BODY = 8.0, 4.0, 2.0, 1.0
ENOUGH = 6.0  # a word said this often (weighted) counts half of what it can at most
SYNONYM, PART, BEGINNING = 0.8, 0.5, 0.6
MISSPELT = {1: 0.8, 2: 0.6}
WHOLE_TITLE = 1.5  # the title holds every word of the query: most likely just what was meant
FAINT = 0.1  # leave out what scores less than this share of the best
LONGEST_QUERY, MOST_WORDS, LONGEST_PHRASE, SHORTEST_STEM, SHORTEST_COMPOUND = 200, 12, 4, 3, 7


class SearchDataError(ValueError):
    """A search word file is broken. The message names the file and the field."""


@dataclass(frozen=True)
class Document:
    """What there is to find: `key` comes back, the rest is plain text."""

    key: str
    title: str
    summary: str
    headings: str
    body: str


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


class SearchIndex:
    """All documents of one language, weighed once; `search` only adds up."""

    def __init__(self, documents: Sequence[Document], language: LanguageWords) -> None:
        self.language = language
        self.keys = [document.key for document in documents]
        surface = set(language.known)
        counts: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
        for number, document in enumerate(documents):
            for words, weight in weighed(document, language):
                for word in words:
                    surface.add(word)
                    counts[language.stem(word)][number] += weight
                    for part in language.split(word):
                        counts[part][number] += weight * PART
        self.weights = {
            stem: {
                number: rarity(len(found), len(documents)) * count / (count + ENOUGH)
                for number, count in found.items()
            }
            for stem, found in counts.items()
        }
        self.titles = [
            {language.stem(word) for word in tokens(document.title)} for document in documents
        ]
        self.stems = set(self.weights) | {stem for key in language.synonyms for stem in key}
        self.surface = sorted(surface - language.stop)
        self.letters = [letters(word) for word in self.surface]
        self.loose: dict[str, list[str]] = defaultdict(list)
        for word in self.surface:
            self.loose[loosen(word)].append(word)

    def search(self, query: str) -> list[tuple[str, float]]:
        """Keys and scores, best first. Any text is a valid query; most of it may mean nothing."""
        typed = tokens(query[:LONGEST_QUERY])[:MOST_WORDS]
        carrying = self.language.carrying(typed)
        words = [self.nearest(word) for word in typed]
        said = [
            self.stems_of(near) for word, near in zip(typed, words, strict=True) if word in carrying
        ]
        scores: dict[int, float] = defaultdict(float)
        matched: dict[int, int] = defaultdict(int)
        groups = [*said, *(group for group in self.meanings(said, words) if group)]
        for group in groups:
            here: dict[int, float] = defaultdict(float)
            for stem, weight in group.items():
                for number, score in self.weights.get(stem, {}).items():
                    here[number] += weight * score
            for number, score in here.items():
                scores[number] += score
                matched[number] += 1
        asked = {next(iter(stems)) for stems in said}
        for number in scores:
            scores[number] *= (1 + matched[number]) / (1 + len(groups))
            if asked <= self.titles[number]:
                scores[number] *= WHOLE_TITLE
        best = max(scores.values(), default=0.0)
        found = [(self.keys[number], score) for number, score in scores.items()]
        found = [(key, score) for key, score in found if score >= best * FAINT]
        return sorted(found, key=lambda one: (-one[1], self.keys.index(one[0])))

    def meanings(
        self, said: Sequence[dict[str, float]], words: Sequence[dict[str, float]]
    ) -> Iterable[dict[str, float]]:
        """What the words, and the phrases they make, stand for by the synonyms."""
        for stems in said:
            for stem, weight in stems.items():
                yield self.means((stem,), weight)
        firsts = [self.language.stem(next(iter(word))) for word in words]
        for length in range(2, LONGEST_PHRASE + 1):
            for start in range(len(firsts) - length + 1):
                yield self.means(tuple(firsts[start : start + length]), 1.0)

    def means(self, stems: tuple[str, ...], weight: float) -> dict[str, float]:
        """What a word or phrase stands for. A meaning of many words is no stronger for that."""
        meant = self.language.synonyms.get(stems, {})
        return {stem: weight * share for stem, share in meant.items()}

    def stems_of(self, word: dict[str, float]) -> dict[str, float]:
        """The stems one word of the query stands for, the likeliest first, then its parts."""
        stems: dict[str, float] = {}
        for form, weight in word.items():
            stem = self.language.stem(form)
            stems[stem] = max(weight, stems.get(stem, 0))
            for part in self.language.split(form):
                stems[part] = max(weight * PART, stems.get(part, 0))
        return stems

    def nearest(self, word: str) -> dict[str, float]:
        """The known words a typed word may stand for, and how sure that is; itself when none."""
        if word in self.language.stop or self.language.stem(word) in self.stems:
            return {word: 1.0}
        if similar := self.loose.get(loosen(word)):
            return dict.fromkeys(similar, 1.0)
        if self.language.split(word):
            return {word: 1.0}
        if longer := [known for known in self.surface if len(word) > 3 and known.startswith(word)]:
            return dict.fromkeys(longer, BEGINNING)
        return self.misspelt(word) or {word: 1.0}

    def misspelt(self, word: str) -> dict[str, float]:
        """The known words with the fewest letters wrong: one in short words, two in long ones."""
        allowed = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
        own = letters(word)
        near: dict[int, list[str]] = defaultdict(list)
        for known, others in zip(self.surface, self.letters, strict=True):
            if abs(len(known) - len(word)) <= allowed and (own ^ others).bit_count() <= 2 * allowed:
                near[edits(word, known, allowed)].append(known)
        fewest = min(near, default=allowed + 1)
        return dict.fromkeys(near[fewest], MISSPELT[fewest]) if fewest <= allowed else {}


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    return WORD.findall(fold(text))


def fold(text: str) -> str:
    """Small letters without accents; æ, ø and å stay."""
    return unicodedata.normalize("NFC", text).casefold().translate(ACCENTS)


def loosen(word: str) -> str:
    """How a word looks when æ, ø, å are typed as ae, oe, aa, a or o, and letters are not doubled."""
    for written, plain in LOOSE:
        word = word.replace(written, plain)
    return "".join(letter for letter, _run in groupby(word))


def weighed(document: Document, language: LanguageWords) -> Iterable[tuple[Sequence[str], float]]:
    """The words of each field. A short title says more with each word than a long one."""
    title = language.carrying(tokens(document.title))
    yield title, TITLE * 2 / (1 + len(title))
    yield language.carrying(tokens(document.summary)), SUMMARY
    yield language.carrying(tokens(document.headings)), HEADINGS
    yield language.carrying(tokens(document.body)), BODY


def rarity(found: int, of: int) -> float:
    """How much a word tells: the fewer documents hold it, the more."""
    return math.log(1 + of / found)


def letters(word: str) -> int:
    """Which letters a word has, as bits: words with too few in common need no closer look."""
    bits = 0
    for letter in word:
        bits |= 1 << ord(letter) % 61
    return bits


def edits(one: str, other: str, most: int) -> int:
    """Letters wrong, missing, extra or swapped (optimal string alignment); `most` + 1 when more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, opposite in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != opposite))
            swapped = i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == opposite
            row.append(min(cost, earlier[j - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
    return row[-1]
