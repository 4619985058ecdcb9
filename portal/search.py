"""Search in the articles of one language: in memory, no dependency, a query in well under 5 ms.

Why not a library or the database: fifteen short texts, and what decides is not the engine but the
words people really use; they are data, see `search_words.py`.

A word of the query is looked for as it is, then by its loose spelling (aa, ae, oe, a, o for å, æ, ø),
then as a compound, then as the beginning of a word, and last as a misspelling.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, takewhile

from portal.search_words import LanguageWords, tokens

LOOSE = (("aa", "a"), ("ae", "a"), ("oe", "o"), ("å", "a"), ("æ", "a"), ("ø", "o"))

TITLE, SUMMARY, HEADINGS, BODY = 8.0, 4.0, 2.0, 1.0
ENOUGH = 6.0  # a word said this often (weighted) counts half of what it can at most
PART, BEGINNING = 0.5, 0.6  # what a part of a compound weighs, and a word known by its beginning
MISSPELT = {1: 0.8, 2: 0.6}  # what a word weighs that is spelled with this many letters wrong
WHOLE_TITLE = 1.5  # the title holds every word of the query: most likely just what was meant
FAINT = 0.1  # leave out what scores less than this share of the best
LONGEST_QUERY, MOST_WORDS, LONGEST_PHRASE = 200, 12, 4
LONG_ENOUGH = 4  # letters a word needs before a beginning or a misspelling is guessed


@dataclass(frozen=True)
class Document:
    """What there is to find: `key` comes back, the rest is plain text."""

    key: str
    title: str
    summary: str
    headings: str
    body: str


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
        self.loose: dict[str, list[str]] = defaultdict(list)
        for word in self.surface:
            self.loose[loosen(word)].append(word)
        self.by_length: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for spelling in self.loose:
            self.by_length[len(spelling)].append((spelling, letters(spelling)))

    def search(self, query: str) -> list[tuple[str, float]]:
        """Keys and scores, best first. Any text is a valid query; most of it may mean nothing."""
        typed = tokens(query[:LONGEST_QUERY])[:MOST_WORDS]
        carrying = self.language.carrying(typed)
        words = [self.nearest(word) for word in typed]
        said = [
            self.stems_of(near) for word, near in zip(typed, words, strict=True) if word in carrying
        ]
        groups = [*said, *(group for group in self.meanings(said, words) if group)]
        scores = self.added_up(groups)
        asked = {next(iter(stems)) for stems in said}
        for number in scores:
            if asked <= self.titles[number]:
                scores[number] *= WHOLE_TITLE
        least = max(scores.values(), default=0.0) * FAINT
        best_first = sorted(scores, key=lambda number: (-scores[number], number))
        return [(self.keys[n], scores[n]) for n in best_first if scores[n] >= least]

    def added_up(self, groups: Sequence[dict[str, float]]) -> dict[int, float]:
        """The score of each document; one that answers to more of the query counts for more."""
        scores: dict[int, float] = defaultdict(float)
        answered: dict[int, set[int]] = defaultdict(set)
        for place, group in enumerate(groups):
            for stem, weight in group.items():
                for number, score in self.weights.get(stem, {}).items():
                    scores[number] += weight * score
                    answered[number].add(place)
        return {n: scores[n] * (1 + len(answered[n])) / (1 + len(groups)) for n in scores}

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
        if longer := self.beginning_with(word):
            return dict.fromkeys(longer, BEGINNING)
        return self.misspelt(word) or {word: 1.0}

    def beginning_with(self, word: str) -> list[str]:
        """The known words that begin like this; too few letters begin too many."""
        if len(word) < LONG_ENOUGH:
            return []
        first = bisect_left(self.surface, word)
        return [*takewhile(lambda known: known.startswith(word), islice(self.surface, first, None))]

    def misspelt(self, word: str) -> dict[str, float]:
        """The known words with the fewest letters wrong: one in short words, two in long ones."""
        word = loosen(word)
        allowed = 0 if len(word) < LONG_ENOUGH else 1 if len(word) < 7 else 2
        own = letters(word)
        near: dict[int, list[str]] = defaultdict(list)
        for longer in range(-allowed, allowed + 1):
            bits = 2 * allowed - abs(longer)
            for known, others in self.by_length.get(len(word) + longer, ()):
                if (own ^ others).bit_count() <= bits:
                    near[edits(word, known, allowed)] += self.loose[known]
        fewest = min(near, default=allowed + 1)
        return dict.fromkeys(near[fewest], MISSPELT[fewest]) if fewest <= allowed else {}


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
    """Which letters a word has, and which twice, as bits: a wrong letter changes two, a lost one one."""
    bits = 0
    for letter in word:
        bit = 1 << ord(letter) % 61
        bits |= bit << 61 if bits & bit else bit
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
