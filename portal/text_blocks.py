"""Text blocks the desk can begin an answer with, in each language: `content/<language>/blocks.toml`.

A block is a beginning, never an answer: what only the one who answers can know is a blank, written
«…». What the form asks for by itself (names, dates, how to complain) is not in the blocks.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from portal.rules.answers import AnswerKind

CONTENT = Path(__file__).parent / "content"
FILE = "blocks.toml"
BLANK = "…"
FIELDS = {"kind", "title", "text"}


class BlockError(ValueError):
    """A file of text blocks is broken. The message names the file, the block and the field."""


@dataclass(frozen=True)
class Block:
    """One text block: what kind of answer it belongs to, its name in the list, and the words.

    Paragraphs in `text` are parted by an empty line.
    """

    kind: AnswerKind
    title: str
    text: str


@cache
def blocks(language: str) -> Mapping[str, Block]:
    """All blocks of a language by code, in the order of the file. Codes are the same everywhere."""
    return read_blocks(CONTENT / language / FILE)


def blocks_for(kind: AnswerKind, language: str) -> dict[str, Block]:
    """The blocks that can begin this kind of answer."""
    return {code: block for code, block in blocks(language).items() if block.kind == kind}


def has_blank(text: str) -> bool:
    """Whether something is still to be filled in, so that the answer must not be sent."""
    return BLANK in text


def read_blocks(path: Path) -> Mapping[str, Block]:
    """Read one file. Raises BlockError naming file, block and field."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise BlockError(f"{path}: {problem}") from problem
    return MappingProxyType(
        {code: read_block(f"{path}: {code}", table) for code, table in tables.items()}
    )


def read_block(where: str, table: object) -> Block:
    """One block; `where` opens the message when it is broken."""
    if not isinstance(table, dict) or set(table) != FIELDS:
        raise BlockError(f"{where}: must be a table with {', '.join(sorted(FIELDS))}")
    for field, words in table.items():
        if not isinstance(words, str) or not words.strip():
            raise BlockError(f"{where}.{field}: must be words")
    if table["kind"] not in set(AnswerKind):
        raise BlockError(f"{where}.kind: choose one of {', '.join(AnswerKind)}")
    return Block(AnswerKind(table["kind"]), table["title"].strip(), table["text"].strip())
