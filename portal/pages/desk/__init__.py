"""The desk: where the municipality's employees take what has come in."""

from portal.pages.desk import (
    absence,
    answers,
    case,
    confirm,
    handover,
    inbox,
    letter,
    messages,
    pictures,
    plan,
    plans,
    receiver_test,
    register,
    tasks,
)
from portal.pages.desk.frame import blueprint

__all__ = [
    "absence",
    "answers",
    "blueprint",
    "case",
    "confirm",
    "handover",
    "inbox",
    "letter",
    "messages",
    "pictures",
    "plan",
    "plans",
    "receiver_test",
    "register",
    "tasks",
]
