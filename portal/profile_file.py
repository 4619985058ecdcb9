"""What may stand in a municipality file, and the advice when something else does.

One class for each table of the file; nothing but what is named here is accepted. A field whose type
allows None may be written `{ missing = true }`, but it must be written.
"""

import re
from collections.abc import Mapping
from itertools import combinations
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from portal.rules.retention import LEFT_OPEN, Data

LANGUAGES = ("nb", "nn", "en")
RESERVED_SLUGS = frozenset({"innlogging", "lever", "klar", "static", "demo", "dev-idporten"})


def _shape(pattern: str, advice: str) -> AfterValidator:
    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise PydanticCustomError("shape", "{advice}", {"advice": advice})
        return value

    return AfterValidator(check)


def _plain(value: str) -> str:
    if value != value.strip() or not value.isprintable():
        raise PydanticCustomError(
            "plain", "write one line without blanks at the ends, tabs or invisible signs"
        )
    return value


def _context(info: ValidationInfo, name: str) -> tuple[str, ...]:
    """What `context_of` found before the checking began."""
    return tuple((info.context or {})[name])


def _listed_languages(value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    listed = _context(info, "languages")
    for language in value:
        if language not in listed:
            raise PydanticCustomError(
                "language",
                "“{language}” is not in `languages` ({listed}): add it there or take this text out",
                {"language": language, "listed": ", ".join(listed)},
            )
    return value


def _known_unit(code: str, info: ValidationInfo) -> str:
    known = _context(info, "units")
    if code not in known:
        raise PydanticCustomError(
            "unit",
            "there is no unit “{code}”: use one of {known}, or add [units.{code}]",
            {"code": code, "known": ", ".join(known)},
        )
    return code


def _other_codes(units: dict[str, "UnitTable"], info: ValidationInfo) -> dict[str, "UnitTable"]:
    for code in units:
        if _context(info, "units").count(code) > 1:
            raise PydanticCustomError(
                "code", "“{code}” is also the code of [unit]: give this one its own", {"code": code}
            )
    return units


def _free_slug(slug: str) -> str:
    if slug in RESERVED_SLUGS:
        raise PydanticCustomError(
            "reserved", "“{slug}” is an address of the site itself: choose another", {"slug": slug}
        )
    return slug


def range_of(postcodes: str) -> tuple[int, int]:
    """First and last postcode of “0123-0145”, or of “0123” alone."""
    first, _, last = postcodes.partition("-")
    return int(first), int(last or first)


def _rising(postcodes: str) -> str:
    first, last = range_of(postcodes)
    if first > last:
        raise PydanticCustomError("rising", "ends before it begins: write the lowest first")
    return postcodes


def _no_repeats(languages: list[str]) -> list[str]:
    if len(set(languages)) < len(languages):
        raise PydanticCustomError("repeats", "names a language twice: keep one of them")
    return languages


Line = Annotated[str, StringConstraints(min_length=1, max_length=600), AfterValidator(_plain)]
Words = Annotated[dict[str, Line], Field(min_length=1), AfterValidator(_listed_languages)]
Code = Annotated[
    str, _shape(r"[a-z0-9]+(-[a-z0-9]+)*", "write small letters a–z, digits and single hyphens")
]
Phone = Annotated[
    str,
    _shape(
        r"[0-9]{2}( [0-9]{2}){3}|[0-9]{3} [0-9]{2} [0-9]{3}|[0-9]{5}",
        "write the digits in groups, as in “22 33 44 55”, “800 11 222” or “02345”",
    ),
]
Email = Annotated[str, _shape(r"[^@\s]+@[^@\s]+\.[a-z]+", "write one e-mail address")]
Url = Annotated[str, _shape(r"https://\S+", "write a whole address that begins with https://")]
Postcodes = Annotated[
    str,
    _shape(r"[0-9]{4}(-[0-9]{4})?", "write “0123” or “0123-0145”"),
    AfterValidator(_rising),
]
UnitCode = Annotated[str, AfterValidator(_known_unit)]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class UnitTable(_Table):
    """[unit] and [units.<code>]: who receives people."""

    name: Words
    phone: Phone | None
    hours: Words | None
    email: Email | None
    visit: Line | None
    post: Annotated[list[Line], Field(min_length=1)] | None


class CoordinatingUnitTable(UnitTable):
    """[unit]: the coordinating unit, which everyone can turn to."""

    code: Code


class DistrictTable(_Table):
    """[districts.<code>]: a part of the municipality with a unit of its own."""

    name: Line
    postcodes: Annotated[list[Postcodes], Field(min_length=1)]
    unit: UnitCode


class EntryTable(_Table):
    """[entries.<code>]: a way in of its own, whatever the district."""

    name: Words
    unit: UnitCode


class LevelTable(_Table):
    """[levels.<journey>]: another login level than the house's, and where that was decided."""

    level: Literal["substantial", "high"]
    decided: Annotated[
        str, _shape(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "write a date, as in “2026-03-12”")
    ]
    reference: Line


def _years(data: Data) -> Any:
    """Between the least and the most the law leaves open, in whole years."""
    least, most = LEFT_OPEN[data]
    return Field(ge=least // 12, le=most // 12)


class RetentionTable(_Table):
    """[retention]: how long the municipality keeps what the law leaves open (rules/retention.py), and where that was decided.

    `events_years`: events about what is no longer here. `grants_years`: grants that have ended. `requests_years`: what people have asked
    about their own data. `sent_days`: where a message went.
    """

    events_years: Annotated[int, Field(ge=5, le=100)] | None = None
    grants_years: Annotated[int, _years(Data.GRANT)] | None = None
    requests_years: Annotated[int, _years(Data.PRIVACY_REQUEST)] | None = None
    sent_days: (
        Annotated[int, Field(ge=LEFT_OPEN[Data.SENT][0], le=LEFT_OPEN[Data.SENT][1])] | None
    ) = None
    decided: Annotated[
        str, _shape(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "write a date, as in “2026-03-12”")
    ]
    reference: Line


class OutdatedTable(_Table):
    """[[outdated]]: what the municipality's own page says that today's law does not."""

    says: Line
    today: Line
    law: Line


def _apart(districts: dict[str, DistrictTable]) -> dict[str, DistrictTable]:
    ranges = [
        (*range_of(each), code) for code, table in districts.items() for each in table.postcodes
    ]
    for (first, last, code), (other_first, other_last, other) in combinations(ranges, 2):
        if first <= other_last and other_first <= last:
            raise PydanticCustomError(
                "overlap",
                "postcode {postcode} stands twice, in {code} and in {other}: keep one",
                {"code": code, "other": other, "postcode": f"{max(first, other_first):04}"},
            )
    return districts


class ProfileTable(_Table):
    """A whole municipality file."""

    slug: Annotated[Code, AfterValidator(_free_slug)]
    number: Annotated[str, _shape(r"[0-9]{4}", "write the four digits in quotes, as in “0301”")]
    name: Line
    short_name: Line
    invented: bool
    languages: Annotated[
        list[Literal["nb", "nn", "en"]], Field(min_length=1), AfterValidator(_no_repeats)
    ]
    theme: Literal["fjord", "lyng", "skog", "bre", "rav"]
    ask_where_you_get_help: bool
    unit: CoordinatingUnitTable
    units: Annotated[dict[Code, UnitTable], AfterValidator(_other_codes)] = {}
    districts: Annotated[dict[Code, DistrictTable], AfterValidator(_apart)] = {}
    entries: dict[Code, EntryTable] = {}
    members: Annotated[list[Words], Field(min_length=1)] | None
    services: Words | None
    user_representation: Words | None
    answer_time: Words | None
    accessibility_statement: Url | None
    fallback_email: Email | None
    open_within_days: Annotated[int, Field(ge=1, le=20)] = 3
    asks_register: bool = True
    levels: dict[Literal["coordinator", "case"], LevelTable] = {}
    retention: RetentionTable | None = None
    statements: dict[Code, Words] = {}
    outdated: list[OutdatedTable] = []


class NationalTable(_Table):
    """_default.toml: what is the same everywhere."""

    ombud_name: Words
    ombud_phone: Phone | None
    ombud_url: Url | None
    complaint_body: Words
    plan_url: Url | None


TABLES = (
    ProfileTable,
    CoordinatingUnitTable,
    DistrictTable,
    EntryTable,
    LevelTable,
    RetentionTable,
    OutdatedTable,
    NationalTable,
)


def context_of(raw: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """What one part of a file must know of another: the languages listed and the units there are.

    The file is not checked yet, so anything may stand there.
    """
    listed, unit, others = raw.get("languages"), raw.get("unit"), raw.get("units")
    code = unit.get("code") if isinstance(unit, dict) else None
    codes = [code, *(others if isinstance(others, dict) else ())]
    return {
        "languages": tuple(map(str, listed)) if isinstance(listed, list) else LANGUAGES,
        "units": tuple(each for each in codes if isinstance(each, str)),
    }
