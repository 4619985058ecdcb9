"""For tests that walk every address × method × person: which of the cells a push walks, and a table with a line too few.

`portal test --all` walks every cell.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar
from zlib import crc32

import pytest

from portal.rules import access
from tests.checking_client import CHANCE
from tests.conftest import EVERYTHING

Cell = TypeVar("Cell", bound=tuple[object, ...])


def telling(cells: Iterable[Cell], alike: Callable[[Cell], Hashable]) -> list[Cell]:
    """One of those that are `alike`, in their order: the same in every process, and spread over whatever else tells them apart."""
    walked = list(cells)
    if EVERYTHING:
        return walked
    chosen: dict[Hashable, Cell] = {}
    for cell in sorted(walked, key=drawn):
        chosen.setdefault(alike(cell), cell)
    wanted = set(map(id, chosen.values()))
    return [cell for cell in walked if id(cell) in wanted]


def drawn(cell: Iterable[object]) -> int:
    """A number that hangs on the words of a cell alone: ids and references are other ones each time, and are left out."""
    words = "\n".join(part for part in cell if isinstance(part, str))
    return crc32(CHANCE.sub(b"", words.encode()))


def take_away(condition: str, patch: pytest.MonkeyPatch) -> None:
    """The access table without one of its conditions, wherever it stands: a leak that a matrix must find."""
    gone = getattr(access, condition)
    bent = {
        permission: [[each for each in way if each is not gone] for way in ways]
        for permission, ways in access.RULES.items()
    }
    patch.setattr(access, "RULES", bent)
