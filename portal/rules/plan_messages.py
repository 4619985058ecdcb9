"""(meldinger) The thread between a person and the coordinator: who owes whom an answer, and by when.

The five working days are the house's own promise (I), kept in `plan_follow_up`: what is late there is late here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from portal.rules.case import local_day
from portal.rules.plan import Status
from portal.rules.plan_follow_up import message_answer_by

STAFF = "staff"


@dataclass(frozen=True)
class Owed:
    """An answer the person waits for: the last day of the promise, and whether it has passed."""

    by: date
    late: bool


def may_write(status: str) -> bool:
    """Whether there is somebody to write to: in every plan that is not ended, also where the person wants no plan."""
    return status != Status.ENDED


def owed(
    written: Iterable[tuple[str, datetime]], today: date, holidays: frozenset[date]
) -> Owed | None:
    """(svar innen) The answer that is owed; None when the coordinator wrote last, or nobody has written.

    `written` is who wrote ("staff", or "citizen") and when, in order. The first message without an answer counts: writing
    once more moves nothing.
    """
    since: datetime | None = None
    for kind, at in written:
        if kind == STAFF:
            since = None
        elif since is None:
            since = at
    if since is None:
        return None
    by = message_answer_by(local_day(since), holidays)
    return Owed(by, today > by)
