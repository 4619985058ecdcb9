"""«Planen min»: where a person, or a parent, follows the plan and takes part in it."""

from portal.pages.plan import (
    changes,
    consent,
    goal,
    invitation,
    measure,
    messages,
    overview,
    take_out,
    text,
    writing,
)
from portal.pages.plan.frame import blueprint

__all__ = [
    "blueprint",
    "changes",
    "consent",
    "goal",
    "invitation",
    "measure",
    "messages",
    "overview",
    "take_out",
    "text",
    "writing",
]
