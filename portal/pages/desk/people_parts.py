"""What the page of a case shows of people: who may give it away or write to the citizen, and the pictures that came along."""

from typing import Any

from flask import g

from portal.pages.desk.frame import can_answer
from portal.pages.pictures import picture_rows
from portal.rules.access import Permission, Target, may
from portal.rules.case import Status
from portal.store.case import CaseView


def people_parts(seen: CaseView) -> dict[str, Any]:
    """Values for desk/_actions, _messages and ui/pictures."""
    return {
        "can_hand_over": can_hand_over(seen),
        "can_write": can_write(seen),
        "picture_rows": picture_rows("desk.picture", seen.reference, seen.pictures),
    }


def can_hand_over(seen: CaseView) -> bool:
    """Whether the case is for the one who is logged in to give away."""
    has_it = g.actor.id if seen.mine else None if seen.taken_by_name is None else "a colleague"
    target = Target(g.profile.number, seen.unit, taken_by=has_it)
    return seen.status != Status.CLOSED and may(g.actor, Permission.HAND_OVER_CASE, target)


def can_write(seen: CaseView) -> bool:
    """Whether a message can be written: a citizen can read it, the actor answers here, and the case is not closed."""
    return bool(seen.asked.readers and seen.status != Status.CLOSED and can_answer(seen.unit))
