"""(fra lagret til gitt videre) How far a request has come inside the municipality, told to both sides alike.

The one who asked is not to wonder whether anybody has seen it (eForvaltningsforskriften § 6: receipt of what was sent).
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Stage(StrEnum):
    """The four things that happen to it, in this order."""

    STORED = "stored"
    TOLD = "told"
    OPENED = "opened"
    GIVEN = "given"


@dataclass(frozen=True)
class Step:
    """One of them, and when; None: not yet."""

    code: Stage
    at: datetime | None


def steps(
    received_at: datetime,
    told_at: datetime | None,
    opened_at: datetime | None,
    taken_at: datetime | None,
) -> tuple[Step, ...]:
    """Stored here, the unit told, opened by a person, given to someone: what is done and what is still to come.

    A step that was never taken although a later one was (somebody opened the case before the message had left) is left
    out: it will not come, and "not yet" would be untrue.
    """
    every = (
        Step(Stage.STORED, received_at),
        Step(Stage.TOLD, told_at),
        Step(Stage.OPENED, opened_at),
        Step(Stage.GIVEN, taken_at),
    )
    last_done = max(place for place, step in enumerate(every) if step.at is not None)
    return tuple(
        step for place, step in enumerate(every) if step.at is not None or place > last_done
    )
