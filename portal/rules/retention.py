"""(lagringstid) How long each kind of data is kept, why, and what ends it. The page and the daily work both read this table.

What the municipality has received and answered is archive: it goes only as Nasjonalarkivet allows (arkivlova § 13, pasientjournalloven
§ 25), whatever else is asked. What is the service's own, or was never sent, is kept no longer than it is needed
(personvernforordningen art. 5 no. 1 e). Where no law sets a number, the number is the house's reading and marked (I).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from portal.rules.deadlines import months_after
from portal.rules.follow_up import DRAFT_KEPT, UNCONFIRMED_KEPT
from portal.rules.representation_giving import CODE_LIVES


class Data(StrEnum):
    """A kind of data: (utkast, tekst fra en utløpt innlogging, innlogging, telling, tekst om en som ikke har sagt ja, tilbud ingen tok imot,
    avsluttet fullmakt, melding som er sendt, innsynskrav, åpning, sak eller klage, plan, vurdering, hendelse, person).
    """

    DRAFT = "draft"
    LATE_POST = "late-post"
    SESSION = "session"
    COUNT = "count"
    UNCONFIRMED = "unconfirmed"
    OFFER = "offer"
    GRANT = "grant"
    SENT = "sent"
    PRIVACY_REQUEST = "privacy-request"
    OPENING = "opening"
    CASE = "case"
    PLAN = "plan"
    ASSESSMENT = "assessment"
    EVENT = "event"
    PERSON = "person"


class From(StrEnum):
    """What the time counts from."""

    SAVED = "saved"
    TYPED = "typed"
    LAST_SEEN = "last-seen"
    RECEIVED = "received"
    ENDED = "ended"
    LEFT = "left"
    ANSWERED = "answered"
    NEVER = "never"
    """As long as the archive's rules, or the case and the plan it belongs to."""


@dataclass(frozen=True)
class Row:
    """How long a kind is kept: `days` or `months` from `since`; neither where the archive decides. `law` with its mark.

    `rest`: codes and dates stay when the words go.
    """

    since: From
    law: str
    days: timedelta | None = None
    months: int | None = None
    rest: bool = False


NEEDED = "personvernforordningen art. 5 nr. 1 e: M"
ARCHIVE = "arkivlova § 13, pasientjournalloven § 25: C/I"

TABLE: dict[Data, Row] = {
    Data.DRAFT: Row(From.SAVED, NEEDED, days=DRAFT_KEPT),
    Data.LATE_POST: Row(From.TYPED, NEEDED, days=timedelta(days=1)),
    Data.SESSION: Row(From.LAST_SEEN, NEEDED, days=timedelta(days=2)),
    Data.COUNT: Row(From.SAVED, NEEDED, days=timedelta(days=2)),
    Data.UNCONFIRMED: Row(From.RECEIVED, NEEDED, days=UNCONFIRMED_KEPT, rest=True),
    Data.OFFER: Row(From.ENDED, NEEDED[:-1] + "I", days=CODE_LIVES),
    Data.GRANT: Row(From.ENDED, "foreldelsesloven §§ 2, 3, " + NEEDED[:-1] + "I", months=60),
    Data.SENT: Row(From.LEFT, NEEDED[:-1] + "I", days=timedelta(days=90), rest=True),
    Data.PRIVACY_REQUEST: Row(
        From.ANSWERED, "personvernforordningen art. 5 nr. 2, 12: I", months=60, rest=True
    ),
    Data.OPENING: Row(From.NEVER, "pasientjournalloven §§ 22, 25: C/I"),
    Data.CASE: Row(From.NEVER, ARCHIVE),
    Data.PLAN: Row(From.NEVER, ARCHIVE),
    Data.ASSESSMENT: Row(From.NEVER, ARCHIVE),
    Data.EVENT: Row(From.NEVER, "pasientjournalloven §§ 22, 22 a, 25: C"),
    Data.PERSON: Row(From.NEVER, ARCHIVE),
}
"""Every kind. An offer ends by itself after its days; the giver sees for as many more that nobody took it. An ended grant tells who could do what for five years after: what was done with it may be asked about so long (I)."""


Decided = Mapping[Data, int]
"""What a municipality has decided of what the law leaves open: how many days, or months, as its row counts."""

LEFT_OPEN: dict[Data, tuple[int, int]] = {
    Data.GRANT: (36, 120),
    Data.PRIVACY_REQUEST: (36, 120),
    Data.SENT: (30, 365),
}
"""The least and the most a municipality may decide. Three years: what was done may be claimed for so long (foreldelsesloven § 2: C, that
it binds here: I). Thirty days: a second notice is sent after seven, and somebody must be able to ask (I). The rest stands.
"""
NOTHING_DECIDED: Decided = {}


def row_of(data: Data, decided: Decided = NOTHING_DECIDED) -> Row:
    """How long a kind is kept in a municipality. Raises ValueError for what is not its to decide."""
    row = TABLE[data]
    if data not in decided:
        return row
    length = decided[data]
    least, most = LEFT_OPEN.get(data, (1, 0))
    if not least <= length <= most:
        raise ValueError(f"{data}: {length} is not a municipality's to decide")
    if row.months is not None:
        return replace(row, months=length)
    return replace(row, days=timedelta(days=length))


def unit_of(data: Data) -> str:
    """What a decided length counts: "months" or "days"."""
    return "months" if TABLE[data].months is not None else "days"


def last_day(data: Data, since: date, decided: Decided = NOTHING_DECIDED) -> date | None:
    """The last day a thing is kept, counted from `since`; None where no day is set."""
    row = row_of(data, decided)
    if row.days is not None:
        return since + row.days
    return months_after(since, row.months) if row.months is not None else None


def is_to_go(data: Data, since: date, today: date, decided: Decided = NOTHING_DECIDED) -> bool:
    """Whether the time of a thing is up: its last day is behind us."""
    last = last_day(data, since, decided)
    return last is not None and today > last


def newest_that_goes(data: Data, today: date, decided: Decided = NOTHING_DECIDED) -> date:
    """The last `since` that is to go today, for those who look many up at once. Raises ValueError where no day is set.

    A month back from a long month lands earlier than the day itself; who looks up asks `is_to_go` of what was found.
    """
    row = row_of(data, decided)
    if row.days is not None:
        return today - row.days - timedelta(days=1)
    if row.months is None:
        raise ValueError(f"{data}: the archive decides")
    return months_after(today, -row.months)
