"""(angre) What a person has just done in a plan, and may take back with one press."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from portal.rules.plan import Part, citizen_may_touch

OFFERED_FOR = timedelta(minutes=10)
"""How long «Angre» stands on every page. After it, the page of what has changed still has it. The house's own choice (I)."""


def just_done(parts: Iterable[Part], person: str, now: datetime) -> Part | None:
    """The part this person changed, added or took away last, when it was within ten minutes and nobody has changed it since.

    `parts` are all of them as they stand, also those that have been taken away.
    """
    own = [
        part
        for part in parts
        if (part.by_kind, part.by) == ("citizen", person)
        and now - part.at <= OFFERED_FOR
        and citizen_may_touch(part)
    ]
    return max(own, key=lambda part: part.at, default=None)
