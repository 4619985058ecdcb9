"""The rights articles: Markdown files that an adviser can correct, read once when the site starts.

`portal/content/<language>/<slug>.md` holds an article, `portal/content/other/<code>.md` half a page
in a language the site is not otherwise in. A file that is not whole stops the start and says which
field is wrong. Local facts are the tokens {kommune}, {enhet} and {telefon}, filled per municipality.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from pathlib import Path

from flask_babel import gettext as _
from markupsafe import Markup, escape

from portal.front_matter import TOKEN, ArticleError, Fields, LawPoint
from portal.language import LANGUAGES, phone_link
from portal.rules.municipality import Profile, words
from portal.search import Document, SearchIndex
from portal.search_words import read_language

__all__ = ["Article", "ArticleError", "ArticleLibrary", "Hit", "LawPoint", "OtherLanguage"]

GROUPS = ("start", "plan", "people", "rights")
DIRECTIONS = frozenset({"ltr", "rtl"})
FINGERPRINT = re.compile(r"[0-9a-f]{12}")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAG = re.compile(r"<[^>]*>")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
SHORT_ANSWER = 24
HEADING = re.compile(r"<h[2-4]>(.*?)</h[2-4]>", re.DOTALL)


@dataclass(frozen=True)
class Article:
    """One rights article in one language: show `body(profile)`, then `law_text(profile)`.

    `law_html` is the last section with its heading, what the law says; `html` all before it.
    Both still hold the tokens.
    """

    slug: str
    language: str
    title: str
    summary: str
    html: str
    law_html: str
    law: tuple[LawPoint, ...]
    checked: date
    source: str | None
    reviewed: str | None
    group: str
    order: int

    def body(self, profile: Profile) -> Markup:
        """The text with this municipality's name, unit and phone in it, safe to show."""
        return fill(self.html, profile, self.language, _("telefonnummeret er ikke lagt inn her"))

    def law_text(self, profile: Profile) -> Markup:
        """The last section, "Hva loven sier", safe to show."""
        missing = _("telefonnummeret er ikke lagt inn her")
        return fill(self.law_html, profile, self.language, missing)

    @property
    def opening(self) -> str:
        """The first sentence of the summary, or two when the first is as short as "Yes."."""
        sentences = SENTENCE_END.split(self.summary)
        return sentences[0] if len(sentences[0]) > SHORT_ANSWER else " ".join(sentences[:2])

    @property
    def document(self) -> Document:
        """What the search reads. Local facts are left out: they are in every article."""
        plain = TOKEN.sub(" ", self.html + self.law_html)
        headings = " ".join(HEADING.findall(plain))
        return Document(self.slug, self.title, self.summary, bare(headings), bare(plain))


@dataclass(frozen=True)
class OtherLanguage:
    """The right in short in a language like Polish; `name` is its own name, `direction` ltr or rtl."""

    code: str
    name: str
    title: str
    summary: str
    direction: str
    phone_missing: str
    html: str
    checked: date
    reviewed: str | None

    def body(self, profile: Profile) -> Markup:
        """The text with this municipality's name, unit and phone in it, safe to show."""
        return fill(self.html, profile, self.code, self.phone_missing)


@dataclass(frozen=True)
class Hit:
    """One line of the search result."""

    article: Article
    score: float


@dataclass(frozen=True)
class ArticleLibrary:
    """All articles, in memory. Made once by `load`; shared by every request."""

    articles: Mapping[str, Mapping[str, Article]]
    others: Mapping[str, OtherLanguage] = field(default_factory=dict)
    indexes: Mapping[str, SearchIndex] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path) -> "ArticleLibrary":
        """Read portal/content. Raises `ArticleError` naming file and field, `SearchDataError` too."""
        articles = {language: read_articles(folder / language) for language in LANGUAGES}
        return cls(
            articles=articles,
            others={
                path.stem: read_other(path) for path in sorted((folder / "other").glob("*.md"))
            },
            indexes={
                language: SearchIndex(
                    [article.document for article in articles[language].values()],
                    read_language(folder / "search" / f"{language}.toml"),
                )
                for language in LANGUAGES
            },
        )

    def article(self, language: str, slug: str) -> Article | None:
        """One article, None when there is none by that name."""
        return self.articles[language].get(slug)

    def every(self) -> Iterator[Article]:
        """All articles in all three languages, for the reports."""
        return (article for inside in self.articles.values() for article in inside.values())

    def overview(self, language: str) -> dict[str, list[Article]]:
        """The articles by group, both in the order of the overview page."""
        inside = self.articles[language].values()
        return {name: [one for one in inside if one.group == name] for name in GROUPS}

    def next_after(self, article: Article, count: int = 3) -> list[Article]:
        """What to read next: those that follow on the overview, round to the first again."""
        row = list(self.articles[article.language].values())
        place = row.index(article)
        return (row[place + 1 :] + row[:place])[:count]

    def search(self, query: str, language: str) -> list[Hit]:
        """The articles that answer `query`, best first; none when nothing fits."""
        found = self.indexes[language].search(query)
        return [Hit(self.articles[language][slug], score) for slug, score in found]

    def other(self, code: str) -> OtherLanguage | None:
        """The half page in another language, None for a code there is no page for."""
        return self.others.get(code)


def bare(html: str) -> str:
    """The words of a piece of HTML."""
    return " ".join(unescape(TAG.sub(" ", html)).split())


def fill(html: str, profile: Profile, language: str, phone_missing: str) -> Markup:
    """Put the municipality's own facts where the tokens stand, each escaped."""
    name, unit_language = words(profile.unit.name, language)
    unit = re.sub("^The ", "the ", name)  # the tokens stand inside sentences
    marked = Markup('<span lang="{}">{}</span>').format(unit_language, unit)
    facts = {
        "kommune": Markup('<span translate="no">{}</span>').format(profile.name),
        "enhet": escape(unit) if unit_language == language else marked,
        "telefon": phone(profile.unit.phone) if profile.unit.phone else escape(phone_missing),
    }
    return Markup(TOKEN.sub(lambda token: str(facts[token[1]]), html))  # noqa: S704 our own Markdown


def phone(number: str) -> Markup:
    """The number to press; kept in its own order also where the text runs from right to left."""
    return Markup('<bdi dir="ltr">{}</bdi>').format(phone_link(number))


def read_articles(folder: Path) -> dict[str, Article]:
    """The articles of one language, in the order of the overview."""
    found = [read_article(path) for path in sorted(folder.glob("*.md"))]
    found.sort(key=lambda article: (GROUPS.index(article.group), article.order, article.slug))
    return {article.slug: article for article in found}


def read_article(path: Path) -> Article:
    """One article file. The folder says the language, the file name is the address."""
    fields = Fields(path)
    language = path.parent.name
    if not SLUG.fullmatch(path.stem):
        raise fields.wrong("file name", "must be small letters, digits and single hyphens")
    html, heading, law = fields.html().rpartition("<h2>")
    if not html:
        raise fields.wrong("body", "must have two sections or more, the law last")
    return Article(
        slug=path.stem,
        language=language,
        title=fields.text("title"),
        summary=fields.text("summary"),
        html=html,
        law_html=heading + law,
        law=fields.law(),
        checked=fields.day("checked"),
        source=None if language == "nb" else read_source(fields),
        reviewed=read_reviewed(fields),
        group=fields.one_of("group", GROUPS),
        order=fields.number("order"),
    )


def read_source(fields: Fields) -> str | None:
    """The fingerprint of the bokmål text a translation was made from.

    A stale or missing one is a red test, not a failed start: it harms nobody who reads.
    """
    if not fields.values.get("source"):
        return None
    source = fields.text("source")
    if not FINGERPRINT.fullmatch(source):
        raise fields.wrong("source", "must be the first 12 hex digits of the bokmål file's sha256")
    return source


def read_reviewed(fields: Fields) -> str | None:
    """Who signed the text, None when nobody has yet (written as none)."""
    signed = fields.text("reviewed")
    return None if signed == "none" else signed


def read_other(path: Path) -> OtherLanguage:
    """One half page in another language."""
    fields = Fields(path)
    return OtherLanguage(
        code=path.stem,
        name=fields.text("language_name"),
        title=fields.text("title"),
        summary=fields.text("summary"),
        direction=fields.one_of("direction", DIRECTIONS),
        phone_missing=fields.text("phone_missing"),
        html=in_norwegian(fields.html()),
        checked=fields.day("checked"),
        reviewed=read_reviewed(fields),
    )


def in_norwegian(html: str) -> str:
    """Emphasis in a half page marks what is said in Norwegian: spoken and ordered as such."""
    marked = html.replace("<em>", '<span lang="nb" dir="ltr">')
    return marked.replace("</em>", "</span>")
