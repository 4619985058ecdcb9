"""Reads municipalities/*.toml into frozen profiles; a broken file stops the start.

A field the municipality has not given is written `phone = { missing = true }`: leaving it out is a
mistake, so that nothing is forgotten in silence. The error names the file and each dotted field
(items of a list are counted from 1) and says what to do.
"""

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from portal import profile_file
from portal.rules.levels import Journey, Level
from portal.rules.municipality import (
    District,
    Entry,
    National,
    Outdated,
    Profile,
    Statement,
    Text,
    Unit,
)
from portal.rules.retention import Data, Decided

NATIONAL_FILE = "_default.toml"

Problem: TypeAlias = tuple[str, str]
"""Dotted field, and what to do about it."""

Table = TypeVar("Table", bound=BaseModel)


class ProfileError(Exception):
    """A municipality file that cannot be used: `file` (its name) and all its `problems`."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        super().__init__("\n".join(f"{file}: {where}: {what}" for where, what in problems))


def load_profiles(folder: Path) -> dict[str, Profile]:
    """Every municipality in the folder, by slug. Raises ProfileError on the first broken file."""
    national = _national(folder / NATIONAL_FILE)
    profiles: dict[str, Profile] = {}
    for path in sorted(folder.glob("*.toml")):
        if path.name == NATIONAL_FILE:
            continue
        profile = _profile(path, national)
        _refuse_twins(path.name, profile, profiles)
        profiles[profile.slug] = profile
    if not profiles:
        raise ProfileError(folder.name, [("*.toml", "no municipality here: add one file for each")])
    return profiles


def _refuse_twins(file: str, new: Profile, known: Mapping[str, Profile]) -> None:
    for other in known.values():
        for name in ("slug", "number"):
            value = getattr(new, name)
            if getattr(other, name) == value:
                what = f"“{value}” is already used by {other.name}: give this one its own"
                raise ProfileError(file, [(name, what)])


def _national(path: Path) -> National:
    if not path.is_file():
        raise ProfileError(path.name, [("whole file", "is not there: it holds the national facts")])
    raw, missing = _read(path)
    table = _checked(path.name, profile_file.NationalTable, raw)
    return National(
        ombud_name=_frozen(table.ombud_name),
        ombud_phone=table.ombud_phone,
        ombud_url=table.ombud_url,
        complaint_body=_frozen(table.complaint_body),
        plan_url=table.plan_url,
        missing=missing,
    )


def _profile(path: Path, national: National) -> Profile:
    raw, missing = _read(path)
    table = _checked(path.name, profile_file.ProfileTable, raw)
    unit = _unit(table.unit.code, table.unit)
    others = {code: _unit(code, other) for code, other in table.units.items()}
    return Profile(
        slug=table.slug,
        number=table.number,
        name=table.name,
        short_name=table.short_name,
        invented=table.invented,
        languages=tuple(table.languages),
        theme=table.theme,
        unit=unit,
        units=MappingProxyType({unit.code: unit, **others}),
        national=national,
        districts=tuple(_district(code, each) for code, each in table.districts.items()),
        entries=tuple(_entry(code, each) for code, each in table.entries.items()),
        statements=_statements(table.statements),
        members=tuple(_frozen(member) for member in table.members or ()),
        services=_frozen_or_none(table.services),
        user_representation=_frozen_or_none(table.user_representation),
        answer_time=_frozen_or_none(table.answer_time),
        ask_where_you_get_help=table.ask_where_you_get_help,
        accessibility_statement=table.accessibility_statement,
        fallback_email=table.fallback_email,
        open_within_days=table.open_within_days,
        asks_register=table.asks_register,
        events_years=table.retention.events_years if table.retention else None,
        kept_for=_kept_for(table.retention),
        levels=MappingProxyType(
            {Journey(row): Level(each.level) for row, each in table.levels.items()}
        ),
        missing=missing,
        outdated=tuple(Outdated(row.says, row.today, row.law) for row in table.outdated),
    )


def _kept_for(table: profile_file.RetentionTable | None) -> Decided:
    """What the municipality has decided of how long things are kept, as the rules count it."""
    if table is None:
        return MappingProxyType({})
    years = {Data.GRANT: table.grants_years, Data.PRIVACY_REQUEST: table.requests_years}
    decided = {data: 12 * each for data, each in years.items() if each is not None}
    if table.sent_days is not None:
        decided[Data.SENT] = table.sent_days
    return MappingProxyType(decided)


def _unit(code: str, table: profile_file.UnitTable) -> Unit:
    return Unit(
        code=code,
        name=_frozen(table.name),
        phone=table.phone,
        hours=_frozen_or_none(table.hours),
        email=table.email,
        visit=table.visit,
        post=tuple(table.post) if table.post else None,
    )


def _district(code: str, table: profile_file.DistrictTable) -> District:
    postcodes = tuple(profile_file.range_of(each) for each in table.postcodes)
    return District(code, table.name, postcodes, table.unit)


def _entry(code: str, table: profile_file.EntryTable) -> Entry:
    return Entry(code, _frozen(table.name), table.unit)


def _statements(tables: Mapping[str, Mapping[str, str]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(article, language, text)
        for article, texts in tables.items()
        for language, text in texts.items()
    )


def _frozen(text: Mapping[str, str]) -> Text:
    return MappingProxyType(dict(text))


def _frozen_or_none(text: Mapping[str, str] | None) -> Text | None:
    return None if text is None else _frozen(text)


# Reading, and saying kindly what is wrong.


def _read(path: Path) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The file with None where it says `{ missing = true }`, and the dotted names of those."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        what = f"is not TOML in UTF-8 ({error})"
        raise ProfileError(path.name, [("whole file", what)]) from error
    missing: list[str] = []
    clean = {key: _without_missing(value, key, missing) for key, value in raw.items()}
    return clean, tuple(missing)


def _without_missing(value: Any, where: str, missing: list[str]) -> Any:
    if value == {"missing": True}:
        missing.append(where)
        return None
    if isinstance(value, dict):
        return {
            key: _without_missing(each, f"{where}.{key}", missing) for key, each in value.items()
        }
    if isinstance(value, list):
        counted = enumerate(value, start=1)
        return [_without_missing(each, f"{where}.{place}", missing) for place, each in counted]
    return value


def _checked(file: str, model: type[Table], raw: dict[str, Any]) -> Table:
    try:
        return model.model_validate(raw, context=profile_file.context_of(raw))
    except ValidationError as error:
        problems = [(_dotted(each), _advice(each)) for each in error.errors()]
        raise ProfileError(file, problems) from error


def _dotted(error: ErrorDetails) -> str:
    parts = [each + 1 if isinstance(each, int) else each for each in error["loc"]]
    return ".".join(str(each) for each in parts if each != "[key]") or "whole file"


WRITE = {
    "bool_type": "write true or false",
    "dict_type": 'write a table, as in { nb = "…", nn = "…", en = "…" }',
    "int_type": "write a whole number without quotes",
    "list_type": "write a list, as in [ … ]",
    "model_type": "write a table with the fields of this part",
    "string_too_short": "is empty: write it, or say `{ missing = true }` where that is allowed",
    "string_type": "write text in quotes",
    "too_short": "is empty: write it, or say `{ missing = true }` where that is allowed",
}


def _advice(error: ErrorDetails) -> str:
    name = str(error["loc"][-1]) if error["loc"] else ""
    kind, context = error["type"], error.get("ctx", {})
    if kind == "missing":
        known = f", or `{name} = {{ missing = true }}` if the municipality has not given it"
        return "is not there: write it" + (known if name in _may_be_missing() else "")
    if kind == "extra_forbidden":
        close = difflib.get_close_matches(name, _field_names(), n=1, cutoff=0.75)
        return "is not a field here: " + (f"did you mean “{close[0]}”?" if close else "take it out")
    if error["input"] is None:
        return "cannot be said to be missing: write it"
    if kind == "literal_error":
        return f"choose {context['expected']}"
    if kind == "greater_than_equal":
        return f"is too small: at least {context['ge']}"
    if kind == "less_than_equal":
        return f"is too large: at most {context['le']}"
    if kind == "string_too_long":
        return f"is too long: at most {context['max_length']} signs"
    return WRITE.get(kind, error["msg"])


def _field_names() -> set[str]:
    return {name for model in profile_file.TABLES for name in model.model_fields}


def _may_be_missing() -> set[str]:
    return {
        name
        for model in profile_file.TABLES
        for name, info in model.model_fields.items()
        if type(None) in get_args(info.annotation)
    }
