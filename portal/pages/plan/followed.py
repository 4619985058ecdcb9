"""What has been noticed that nobody follows up, in few lines: how many of each kind, and whose turn it is now."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.rules.plan_follow_up import Cause, Step, is_own
from portal.store.plan import FollowUp, SeenPlan


@dataclass(frozen=True)
class Group:
    """So many of one cause at one step. `own`: the person's own measures. `since` is the oldest day, `at` the latest step."""

    cause: Cause
    step: Step
    own: bool
    count: int
    since: date
    at: datetime


def groups(seen: SeenPlan) -> list[Group]:
    """What is noticed, that which has come furthest first.

    A measure that waits for the one who answers for it is left out: the plan shows it among what has stopped.
    """
    found: dict[tuple[Cause, Step, bool], list[FollowUp]] = {}
    for one in seen.follow_ups:
        if one.step is Step.OWNER:
            continue
        found.setdefault((one.cause, one.step, is_own(seen.plan.one(one.object))), []).append(one)
    told = [
        Group(
            *key,
            count=len(ones),
            since=min(one.since for one in ones),
            at=max(one.stepped_at for one in ones),
        )
        for key, ones in found.items()
    ]
    return sorted(told, key=lambda group: (group.own, -group.step, group.since, group.cause))
