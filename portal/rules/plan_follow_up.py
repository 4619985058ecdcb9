"""(ingen følger opp) When nobody follows a plan up: what is noticed, whose turn it is, and when it goes on to the next.

The plan is to be kept up to date, somebody is responsible for each measure, and the coordinator sees to progress
(IP-forskriften § 9, forskrift om habilitering, rehabilitering og koordinator §§ 16 and 17); the unit answers for the
coordinators (helse- og omsorgstjenesteloven § 7-3). That it is told in steps, and how long between, is the house's own
way of keeping that (I). Roles only: nobody's name, nothing counted per person. Today and the holidays are arguments.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum

from portal.rules.case import local_day
from portal.rules.deadlines import DAY, is_working_day, working_days_after
from portal.rules.plan import ME, Kind, Measure, Part, Status
from portal.rules.plan_lateness import Attention, attention

ANSWER_MESSAGE_WITHIN = 5
"""Working days within which the coordinator answers a message: what the page promises (I)."""

BETWEEN_STEPS = 7
"""Working days between two steps (I)."""

JULY = 7
"""(fellesferien) The month in which no step is taken and no day counts (I)."""

MARK = "I"


class Cause(StrEnum):
    """What nobody follows up."""

    MEASURE_LATE = "measure-late"
    MEASURE_UNANSWERED = "measure-unanswered"
    MESSAGE_UNANSWERED = "message-unanswered"
    REVIEW_PASSED = "review-passed"
    NO_COORDINATOR = "no-coordinator"


class Step(IntEnum):
    """Whose turn it is, in order: who is responsible for it, the coordinator, the unit."""

    OWNER = 1
    COORDINATOR = 2
    UNIT = 3


FOLLOWED: dict[Cause, frozenset[Status]] = {
    Cause.MEASURE_LATE: frozenset({Status.ACTIVE}),
    Cause.MEASURE_UNANSWERED: frozenset({Status.ACTIVE}),
    Cause.REVIEW_PASSED: frozenset({Status.ACTIVE}),
    Cause.MESSAGE_UNANSWERED: frozenset(Status) - {Status.ENDED},
    Cause.NO_COORDINATOR: frozenset({Status.INVITED, Status.COORDINATOR_ONLY, Status.ACTIVE}),
}
"""In which plans each is noticed. A message is answered and a coordinator found also where there is no plan (yet)."""

OF_MEASURES = {
    Attention.LATE: Cause.MEASURE_LATE,
    Attention.NOT_ANSWERED: Cause.MEASURE_UNANSWERED,
}


@dataclass(frozen=True)
class Facts:
    """What is known of a plan. `parts` are its measures and its period; their words are not needed.

    `unanswered_since` is the day of the first message the person has had no answer to since; `vacant_since` the day from
    which nobody coordinates, None when somebody does.
    """

    status: str
    parts: tuple[Part, ...] = ()
    unanswered_since: date | None = None
    vacant_since: date | None = None


@dataclass(frozen=True)
class Noticed:
    """Something nobody follows up. `object` is the id of the part, empty when it is about the whole plan."""

    cause: Cause
    object: str
    since: date
    ladder: tuple[Step, ...]


def noticed(facts: Facts, today: date, holidays: frozenset[date]) -> list[Noticed]:
    """(oppfølging) All that nobody follows up in a plan today, each with the steps it goes."""
    vacant = facts.vacant_since is not None
    return [
        Noticed(cause, part.id if part else "", since, ladder(cause, part, vacant=vacant))
        for cause, part, since in _causes(facts, today, holidays)
        if facts.status in FOLLOWED[cause]
    ]


def message_answer_by(written_on: date, holidays: frozenset[date]) -> date:
    """(svar på melding) The last day of the promised time to answer a message: five working days after it."""
    return working_days_after(written_on, ANSWER_MESSAGE_WITHIN, holidays)


def ladder(cause: Cause, part: Part | None, *, vacant: bool) -> tuple[Step, ...]:
    """(trinn) Who is told, in order.

    The person's own measure never goes to the unit: the coordinator asks whether help is needed. What nobody is
    responsible for, and what is only proposed, is the coordinator's. A participant who has not done or answered theirs
    comes first, and asking them is the coordinator's task. Where nobody coordinates, the unit does.
    """
    if cause is Cause.NO_COORDINATOR:
        return (Step.UNIT,)
    steps: tuple[Step, ...] = (Step.COORDINATOR, Step.UNIT)
    if is_own(part):
        steps = (Step.OWNER, Step.COORDINATOR)
    elif part is not None and part.responsible is not None and part.code != Measure.PROPOSED:
        steps = (Step.OWNER, Step.COORDINATOR, Step.UNIT)
    if vacant:
        return tuple(step for step in steps if step is not Step.COORDINATOR)
    return steps


def is_own(part: Part | None) -> bool:
    """Whether it is a measure the person answers for; a proposal waits for somebody else's answer, whoever is to do it."""
    return part is not None and part.responsible == ME and part.code != Measure.PROPOSED


def next_step(
    steps: tuple[Step, ...], at: int, stepped_on: date, today: date, holidays: frozenset[date]
) -> Step | None:
    """(neste trinn) The step to take today after the one that was last taken; None when there is none to take yet.

    Seven working days lie between two steps, and none of them in July. It waits over weekends and holidays, also when
    nobody looked on the day. That somebody is away does not begin the count anew: who covers does their work.
    """
    above = [step for step in steps if step > at]
    if not above or not counts(today, holidays):
        return None
    return above[0] if today >= step_due(stepped_on, holidays) else None


def step_due(stepped_on: date, holidays: frozenset[date]) -> date:
    """The first day on which the step after this one may be taken."""
    day, left = stepped_on, BETWEEN_STEPS
    while left:
        day += DAY
        left -= counts(day, holidays)
    return day


def counts(day: date, holidays: frozenset[date]) -> bool:
    """Whether it is a day on which somebody can be expected to act: a working day outside July."""
    return is_working_day(day, holidays) and day.month != JULY


def _causes(
    facts: Facts, today: date, holidays: frozenset[date]
) -> Iterator[tuple[Cause, Part | None, date]]:
    for part in facts.parts:
        if part.kind is Kind.PERIOD and part.due_on is not None and part.due_on < today:
            yield Cause.REVIEW_PASSED, part, part.due_on
        seen = attention(part, today)
        if seen is not None:
            late_since = part.due_on if seen is Attention.LATE else None
            yield OF_MEASURES[seen], part, late_since or local_day(part.at)
    since = facts.unanswered_since
    if since is not None and today > message_answer_by(since, holidays):
        yield Cause.MESSAGE_UNANSWERED, None, since
    if facts.vacant_since is not None:
        yield Cause.NO_COORDINATOR, None, facts.vacant_since
