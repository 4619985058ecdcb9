"""JSON from outside, read with suspicion: everything wrong is named by where it stands and in words, nothing is guessed."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

LARGEST = 5_000_000
"""Bytes. A plan with 200 measures and all that is said of them has some hundred thousand."""
LONGEST = 20_000
"""Signs in one text."""
MOST = 2_000
"""Resources in one file."""
# As in the forms: what ends a text too early, and what makes it read backwards.
REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Fault:
    """Where something is wrong in the file, such as `$.entry[3].resource.status`, and what."""

    path: str
    words: str


class BadBundle(Exception):
    """The file can't be read in. `faults` says why; nothing has been written."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.path}: {fault.words}" for fault in self.faults))


def bad(path: str, words: str) -> BadBundle:
    """One fault."""
    return BadBundle([Fault(path, words)])


@dataclass(frozen=True)
class Node:
    """A value in the file, None when it is not there, and where it stands. What is of another kind than asked for is a fault."""

    value: Any
    path: str

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return self.value is not None

    def get(self, name: str) -> "Node":
        """A field of an object; of nothing it is nothing."""
        return Node((self._is(dict, "an object") or {}).get(name), f"{self.path}.{name}")

    def each(self) -> Iterator["Node"]:
        """The values of a list; of nothing there are none."""
        for number, value in enumerate(self._is(list, "a list") or []):
            yield Node(value, f"{self.path}[{number}]")

    def first(self) -> "Node":
        """The first value of a list."""
        return next(self.each(), Node(None, f"{self.path}[0]"))

    def text(self) -> str:
        """A text without blanks around it, empty when there is none."""
        found: str = (self._is(str, "text") or "").strip()
        if len(found) > LONGEST:
            raise bad(self.path, f"a text of more than {LONGEST} signs")
        if REFUSED.search(found):
            raise bad(self.path, "a text with signs that no text may hold")
        return found

    def day(self) -> date | None:
        """A whole date, or the day of a moment; None for a year or a month alone."""
        said = self.text()[:10]
        if len(said) < 10:
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            raise bad(self.path, "not a date such as 2026-12-24") from None

    def moment(self) -> datetime | None:
        """A moment with its time zone."""
        said = self.text()
        if not said:
            return None
        try:
            found = datetime.fromisoformat(said)
            if found.tzinfo is None:
                raise bad(self.path, "a moment without a time zone")
            return found.astimezone(UTC)
        except (ValueError, OverflowError):
            raise bad(self.path, "not a moment such as 2026-12-24T12:00:00+01:00") from None

    def _is(self, kind: type, words: str) -> Any:
        if self.value is not None and not isinstance(self.value, kind):
            raise bad(self.path, f"must be {words}")
        return self.value


def loaded(data: bytes) -> Node:
    """The file as a value. Raises BadBundle."""
    if len(data) > LARGEST:
        raise bad("$", f"larger than {LARGEST // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise bad("$", "not text in UTF-8") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise bad("$", f"not JSON: {error.msg} at {where}") from None
    except RecursionError:
        raise bad("$", "nested too deeply") from None
    except ValueError as error:
        raise bad("$", str(error)) from None
    if not isinstance(value, dict):
        raise bad("$", "must be an object")
    return Node(value, "$")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice[:40]!r} is there twice in one object")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number")
