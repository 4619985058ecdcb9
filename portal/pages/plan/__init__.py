"""«Planen min»: where a person, or a parent, follows the plan and takes part in it."""

from portal.pages.plan import (
    card,
    changes,
    consent,
    goal,
    invitation,
    measure,
    messages,
    overview,
    take_out,
    team,
    text,
    writing,
)
from portal.pages.plan.frame import blueprint

__all__ = [
    "blueprint",
    "card",
    "changes",
    "consent",
    "goal",
    "invitation",
    "measure",
    "messages",
    "overview",
    "take_out",
    "team",
    "text",
    "writing",
]
