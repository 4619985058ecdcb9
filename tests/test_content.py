"""The articles: whole and fresh in three languages, easy to read, true to today's law."""

import hashlib
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from statistics import mean

import pytest

import portal
from portal.articles import GROUPS, Article, ArticleError, ArticleLibrary, read_article, read_other
from portal.front_matter import TOKEN
from portal.language import LANGUAGES
from portal.profiles import load_profiles
from tests.lix import WORD, lix

PORTAL = Path(portal.__file__).parent
CONTENT = PORTAL / "content"
SPELLING = Path(__file__).parent / "spelling"
LIBRARY = ArticleLibrary.load(CONTENT)
ARTICLES = list(LIBRARY.every())
NORWEGIAN = [article for article in ARTICLES if article.language != "en"]

SUBJECTS = {
    "individuell-plan", "koordinator", "koordinator-uten-plan", "barnekoordinator",
    "hvem-gjelder-det", "slik-gar-det", "innhold-i-planen", "samtykke", "onske-om-koordinator",
    "parorende", "barn-og-unge", "gratis", "uenig", "koordinerende-enhet", "loven",
}  # fmt: skip
LAST_TWO = {
    "nb": ["Dette kan du gjøre nå", "Hva loven sier"],
    "nn": ["Dette kan du gjere no", "Kva lova seier"],
    "en": ["What you can do now", "What the law says"],
}
OTHER_TARGETS = {
    "../",
    "../koordinator",
    "../koordinator/ring-meg",
    "../veiviser",
    "../noe-er-galt",
}
HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)
LINK = re.compile(r"\[([^\]]+)\]\(([^)]*)\)")

# Bodies and words the law no longer knows; only the article about the law may explain them.
ABOLISHED = re.compile(
    r"fylkes(mann|menn)|helsetilsynet i fylket|rådmann|helses[øy](ster|str)|leiande helse"
    r"|samtykkekompetanse|barnevernloven|introduksjonsloven|introduksjonslova|trygdekontor|aetat"
    r"|sosialkontor|pliktbrudd|pliktbrot|county (medical officer|board of health)",
    re.IGNORECASE,
)


def name(article: Article) -> str:
    return f"{article.language}/{article.slug}"


def file_of(article: Article) -> Path:
    return CONTENT / article.language / f"{article.slug}.md"


def source_of(article: Article) -> str:
    """The Markdown below the front matter."""
    return file_of(article).read_text(encoding="utf-8").split("---\n", 2)[2]


def before_the_law(article: Article) -> str:
    """The Markdown without the last section."""
    return source_of(article).rpartition("\n## ")[0]


def plain(markdown: str) -> str:
    """The words a reader sees: no Markdown signs, ordinary words for the local facts."""
    text = LINK.sub(r"\1", markdown)
    text = TOKEN.sub(lambda t: {"kommune": "kommunen", "enhet": "kontoret"}.get(t[1], "00"), text)
    return re.sub(r"(?m)^\s*(#+|-|\d+\.)\s+|\*\*", "", text)


def said(article: Article) -> str:
    """Everything the article says in its own language."""
    points = "\n".join(point.says for point in article.law)
    return "\n".join([article.title, article.summary, plain(source_of(article)), points])


every_article = pytest.mark.parametrize("article", ARTICLES, ids=name)
every_norwegian = pytest.mark.parametrize("article", NORWEGIAN, ids=name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_has_an_article_in_every_language(language: str) -> None:
    assert set(LIBRARY.articles[language]) == SUBJECTS


@every_article
def test_group_order_and_law_are_the_same_in_every_language(article: Article) -> None:
    original = LIBRARY.article("nb", article.slug)
    assert original is not None
    assert (article.group, article.order) == (original.group, original.order)
    assert [point.mark for point in article.law] == [point.mark for point in original.law]


@every_article
def test_translation_is_made_from_todays_text(article: Article) -> None:
    original = (CONTENT / "nb" / f"{article.slug}.md").read_bytes()
    fresh = hashlib.sha256(original).hexdigest()[:12]
    assert article.source == (None if article.language == "nb" else fresh)


@every_article
def test_ends_with_what_to_do_and_then_the_law(article: Article) -> None:
    assert HEADING.findall(source_of(article))[-2:] == LAST_TWO[article.language]


@every_article
def test_says_whom_to_call_where_it_says_what_to_do(article: Article) -> None:
    what_to_do = before_the_law(article).rpartition("\n## ")[2]
    assert {"kommune", "telefon"} <= set(TOKEN.findall(what_to_do))


@every_article
def test_is_written_in_the_few_marks_we_use(article: Article) -> None:
    text = source_of(article)
    assert not re.search(r"(?m)^# |^={3,}$|^-{3,}$|^\|", text), "title, rule or table"
    assert not re.search(r"<\w|!\[|&\w+;", text), "HTML or picture"
    assert not re.search(r"\[[^\]]*\{telefon\}[^\]]*\]", text), "a phone link inside a link"


@every_article
def test_law_references_stand_in_the_law_section_only(article: Article) -> None:
    running = "\n".join([article.title, article.summary, before_the_law(article)])
    assert not re.search(
        r"§|\bkapit(tel|let|let)\b \d|\b(section|chapter) \d", running, re.IGNORECASE
    )
    assert "§" in article.law_html


@every_article
def test_links_lead_to_pages_there_are(article: Article) -> None:
    targets = {target for _words, target in LINK.findall(source_of(article))}
    assert targets <= SUBJECTS | OTHER_TARGETS
    assert article.slug not in targets, "a link to itself"


@every_article
def test_abolished_bodies_and_words_are_not_named_as_todays(article: Article) -> None:
    if article.slug != "loven":
        assert not ABOLISHED.findall(said(article))


def test_abolished_bodies_are_not_named_on_other_pages_either() -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in PORTAL.rglob("*.html")}
    pages |= {path.name: path.read_text(encoding="utf-8") for path in CONTENT.glob("other/*.md")}
    for profile in load_profiles(PORTAL / "municipalities").values():
        pages[profile.slug] = " ".join(statement.text for statement in profile.statements)
    assert {
        page: ABOLISHED.findall(text) for page, text in pages.items() if ABOLISHED.search(text)
    } == {}


def test_what_the_law_article_explains_is_what_the_test_looks_for() -> None:
    article = LIBRARY.article("nb", "loven")
    assert article is not None and ABOLISHED.search(said(article)), "the pattern finds nothing"


# Easy to read


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_articles_are_easy_to_read_on_average(language: str) -> None:
    articles = LIBRARY.articles[language].values()
    assert mean(lix(plain(before_the_law(article))) for article in articles) <= 35


@every_norwegian
def test_no_article_is_hard_to_read(article: Article) -> None:
    assert lix(plain(before_the_law(article))) <= 40


@every_article
def test_article_is_neither_a_note_nor_a_book(article: Article) -> None:
    assert 200 <= len(WORD.findall(plain(before_the_law(article)))) <= 500
    assert len(re.findall(r"[.?!](?=\s|$)", article.summary)) in {2, 3, 4}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Du kan be om hjelp. Det koster ingenting.", 8 / 2 + 100 / 8),
        ("Individuell plan\nKoordinatoren ringer deg", 5 / 2 + 0),
        ("Kommunene må samarbeide", 3 / 1 + 100 / 3),
        ("Se kap. 7 nr. 2 om mer", 5 / 1 + 0),
    ],
)
def test_lix_counts_as_it_says(text: str, expected: float) -> None:
    assert lix(text) == pytest.approx(expected)


# Spelling, and bokmål and nynorsk kept apart


@lru_cache
def unknown(words: frozenset[str], language: str) -> frozenset[str]:
    """The words the spelling list of a language does not know."""
    if shutil.which("hunspell") is None:
        pytest.fail("Spelling is not checked. Run: apt-get install -y hunspell hunspell-no")
    command = ["hunspell", "-i", "utf-8", "-d", f"{language}_NO", "-l"]
    answer = subprocess.run(
        command, input="\n".join(sorted(words)), capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, f"{answer.stderr}\nRun: apt-get install -y hunspell-no"
    return frozenset(answer.stdout.split())


@lru_cache
def words_of(article: Article) -> Counter[str]:
    """Every word of an article, by its parts where it has hyphens, without "§ 2-5 b" and "-en"."""
    whole = (re.sub(r"-(en|et|a)$", "", word) for word in WORD.findall(said(article)))
    return Counter(part for word in whole for part in word.split("-") if len(part) > 1)


@lru_cache
def strange(language: str) -> frozenset[str]:
    """The words of all Norwegian articles that the list of this language does not know."""
    return unknown(frozenset(word for one in NORWEGIAN for word in words_of(one)), language)


@lru_cache
def allowed(language: str) -> frozenset[str]:
    """Correct words the list lacks: names, and terms of the subject."""
    lines = (SPELLING / f"{language}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines for word in line.partition("#")[0].split())


def misspelt(language: str) -> dict[str, str]:
    """The words that the language's own list does not know, and an article each stands in."""
    articles = LIBRARY.articles[language].values()
    where = {word: one.slug for one in articles for word in words_of(one)}
    found = {word: where[word] for word in sorted(where) if word in strange(language)}
    return {
        small(word) if small(word) in allowed(language) else word: found[word] for word in found
    }


def small(word: str) -> str:
    """A word as it is inside a sentence."""
    return word[0].lower() + word[1:]


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_words_are_spelled_right(language: str) -> None:
    wrong = {w: slug for w, slug in misspelt(language).items() if w not in allowed(language)}
    assert wrong == {}


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_the_list_of_allowed_words_holds_no_more_than_needed(language: str) -> None:
    assert allowed(language) - set(misspelt(language)) == set()


@every_norwegian
def test_bokmal_and_nynorsk_are_not_mixed(article: Article) -> None:
    other = {"nb": "nn", "nn": "nb"}[article.language]
    counts = words_of(article)
    borrowed = (counts.keys() & strange(article.language)) - strange(other)
    borrowed -= {word for word in borrowed if {word, small(word)} & allowed(article.language)}
    assert sum(counts[word] for word in borrowed) / counts.total() < 0.002, sorted(borrowed)


def test_a_word_of_the_other_norwegian_is_seen() -> None:
    assert unknown(frozenset({"ikkje", "jeg", "kommunen"}), "nb") == {"ikkje"}
    assert unknown(frozenset({"ikkje", "jeg", "kommunen"}), "nn") == {"jeg"}


# Languages with half a page


@pytest.mark.parametrize("code", ["pl", "uk", "ar", "so"])
def test_other_languages_say_the_right_the_phone_and_the_interpreter(code: str) -> None:
    page = LIBRARY.other(code)
    assert page is not None
    assert page.direction == ("rtl" if code == "ar" else "ltr")
    assert {"kommune", "enhet", "telefon"} <= set(TOKEN.findall(page.html))
    assert "tolk" in page.html and "koordinator" in page.html
    assert page.name and page.summary and page.phone_missing
    assert 90 <= len(page.html.split()) <= 320, "about half a page"


# Reading the files

WHOLE = """---
title: Tittel
summary: En setning.
law:
  - {ref: en lov, says: noe, mark: C}
checked: 2026-11-21
reviewed: none
group: start
order: 1
---
## En

Ring {telefon} hos {enhet} i {kommune}. <b>x</b> [a](javascript:x)

## To

Loven.
"""


def written(folder: Path, text: str, language: str = "nb") -> Path:
    path = folder / language / "prove.md"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


BROKEN = [
    ("title: Tittel", "title:", "title"),
    ("title: Tittel", "title: 12", "title"),
    ("summary: En setning.", "", "summary"),
    ("mark: C", "mark: Z", "law 1"),
    (", mark: C", "", "law 1"),
    ("  - {ref: en lov, says: noe, mark: C}", "", "law"),
    ("2026-11-21", "i går", "checked"),
    ("reviewed: none", "", "reviewed"),
    ("group: start", "group: slutt", "group"),
    ("order: 1", "order: en", "order"),
    ("{enhet}", "{avdeling}", "body"),
    ("## En", "En", "body"),
    ("## To", "To", "body"),
    ("title: Tittel", "title: [", "front matter"),
]


@pytest.mark.parametrize(("right", "wrong", "field"), BROKEN)
def test_a_broken_article_stops_the_start_and_names_file_and_field(
    tmp_path: Path, right: str, wrong: str, field: str
) -> None:
    assert right in WHOLE
    path = written(tmp_path, WHOLE.replace(right, wrong, 1))
    with pytest.raises(ArticleError) as problem:
        read_article(path)
    assert str(problem.value).startswith(f"{path}: {field}: ")


def test_a_broken_half_page_names_its_field(tmp_path: Path) -> None:
    path = written(
        tmp_path, (CONTENT / "other" / "ar.md").read_text().replace("rtl", "up"), "other"
    )
    with pytest.raises(ArticleError, match="direction"):
        read_other(path)


def test_a_source_that_is_no_fingerprint_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, WHOLE.replace("order: 1", "order: 1\nsource: hva som helst"), "nn")
    with pytest.raises(ArticleError, match="source"):
        read_article(path)


def test_local_facts_are_escaped_and_marked_with_their_language(tmp_path: Path) -> None:
    profile = load_profiles(PORTAL / "municipalities")["namsos"]
    unit = replace(profile.unit, name={"nn": "<i>Eining</i>"}, phone="74 21 71 00")
    shown = read_article(written(tmp_path, WHOLE)).body(replace(profile, name="A & B", unit=unit))
    assert "A &amp; B" in shown and '<span lang="nn">&lt;i&gt;Eining&lt;/i&gt;</span>' in shown
    assert 'href="tel:+4774217100"' in shown
    assert "&lt;b&gt;x" in shown and "<b>" not in shown and 'href="javascript' not in shown


def test_the_unit_is_named_as_inside_a_sentence() -> None:
    profile = load_profiles(PORTAL / "municipalities")["storby"]
    article = LIBRARY.article("en", "gratis")
    assert article is not None
    assert "Ask the coordinating unit in <" in article.body(profile)


def test_a_missing_phone_is_said_in_words(tmp_path: Path) -> None:
    profile = load_profiles(PORTAL / "municipalities")["namsos"]
    shown = read_article(written(tmp_path, WHOLE)).body(
        replace(profile, unit=replace(profile.unit, phone=None))
    )
    assert "Ring telefonnummeret er ikke lagt inn her hos" in shown and "tel:" not in shown


def test_overview_and_next_follow_the_order_of_the_files() -> None:
    groups = LIBRARY.overview("nb")
    assert list(groups) == list(GROUPS) and all(groups.values())
    first = groups["start"][0]
    assert first.slug == "individuell-plan"
    assert [one.slug for one in LIBRARY.next_after(first, 2)] == [
        "koordinator",
        "koordinator-uten-plan",
    ]
    last = groups["rights"][-1]
    assert [one.slug for one in LIBRARY.next_after(last, 1)] == ["individuell-plan"]
