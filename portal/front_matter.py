"""The front matter of one content file. Every complaint names the file and the field."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import frontmatter
from markdown_it import MarkdownIt

MARKS = frozenset("CPMXI")
TOKEN = re.compile(r"\{([^{}\s]*)\}")
TOKENS = frozenset({"kommune", "enhet", "telefon"})

markdown = MarkdownIt("commonmark", {"html": False})


class ArticleError(ValueError):
    """A content file is not whole. The message names the file and the field."""


@dataclass(frozen=True)
class LawPoint:
    """One line of the law list. `ref` is the Norwegian name; `mark` is the certainty (C P M X I)."""

    ref: str
    says: str
    mark: str


class Fields:
    """The fields of one file, read one by one; `content` is the text below them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            post = frontmatter.loads(path.read_text(encoding="utf-8"))
        except Exception as problem:
            raise ArticleError(f"{path}: front matter: {problem}") from problem
        self.values: dict[str, object] = dict(post.metadata)
        self.content: str = post.content

    def wrong(self, name: str, why: str) -> ArticleError:
        """The complaint about one field."""
        return ArticleError(f"{self.path}: {name}: {why}")

    def text(self, name: str) -> str:
        """A field that must hold words."""
        value = self.values.get(name)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(name, "must be text (quote it if it holds only digits or a colon)")
        return value.strip()

    def one_of(self, name: str, allowed: Iterable[str]) -> str:
        """A field with a short list of allowed values."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(name, f"{value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def day(self, name: str) -> date:
        """A date written 2026-11-21."""
        value = self.values.get(name)
        if type(value) is not date:
            raise self.wrong(name, "must be a date like 2026-11-21")
        return value

    def number(self, name: str) -> int:
        """A whole number."""
        value = self.values.get(name)
        if type(value) is not int:
            raise self.wrong(name, "must be a whole number")
        return value

    def law(self) -> tuple[LawPoint, ...]:
        """The list of law references, each with ref, says and mark."""
        points = self.values.get("law")
        if not isinstance(points, list) or not points:
            raise self.wrong("law", "must be a list with at least one reference")
        return tuple(self.law_point(number, point) for number, point in enumerate(points, 1))

    def law_point(self, number: int, point: object) -> LawPoint:
        """One reference of the list."""
        if not isinstance(point, dict) or set(point) != {"ref", "says", "mark"}:
            raise self.wrong(f"law {number}", "must hold ref, says and mark, and nothing else")
        if not all(isinstance(value, str) and value.strip() for value in point.values()):
            raise self.wrong(f"law {number}", "ref, says and mark must be text")
        if point["mark"] not in MARKS:
            raise self.wrong(f"law {number}", f"mark {point['mark']!r} is not one of C P M X I")
        return LawPoint(
            ref=unbroken(point["ref"]), says=unbroken(point["says"]), mark=point["mark"]
        )

    def html(self) -> str:
        """The body as HTML. Written HTML is shown as text, never passed on."""
        if not self.content.startswith("## "):
            raise self.wrong("body", "must begin with a heading (##); the title is drawn above it")
        if unknown := set(TOKEN.findall(self.content)) - TOKENS:
            raise self.wrong("body", f"unknown token {{{sorted(unknown)[0]}}}")
        return unbroken(str(markdown.render(self.content)))


def unbroken(text: str) -> str:
    """A paragraph sign stays on the line of its number."""
    return text.replace("§ ", "§\N{NO-BREAK SPACE}")
