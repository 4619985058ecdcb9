"""«Planen min»: where a person, or a parent, follows the plan and takes part in it."""

from portal.pages.plan import (
    card,
    changes,
    check,
    consent,
    goal,
    invitation,
    measure,
    meetings,
    messages,
    overview,
    take_out,
    team,
    text,
    transitions,
    writing,
)
from portal.pages.plan.frame import blueprint

__all__ = [
    "blueprint",
    "card",
    "changes",
    "check",
    "consent",
    "goal",
    "invitation",
    "measure",
    "meetings",
    "messages",
    "overview",
    "take_out",
    "team",
    "text",
    "transitions",
    "writing",
]
