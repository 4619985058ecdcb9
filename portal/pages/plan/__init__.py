"""«Planen min»: where a person, or a parent, follows the plan and takes part in it."""

from portal.pages.plan import (
    card,
    changes,
    check,
    consent,
    goal,
    invitation,
    kept_back,
    measure,
    meetings,
    messages,
    overview,
    preview,
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
    "kept_back",
    "measure",
    "meetings",
    "messages",
    "overview",
    "preview",
    "take_out",
    "team",
    "text",
    "transitions",
    "writing",
]
