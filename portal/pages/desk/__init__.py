"""The desk: where the municipality's employees take what has come in."""

from portal.pages.desk import answers, case, confirm, inbox, letter, register, tasks
from portal.pages.desk.frame import blueprint

__all__ = [
    "answers",
    "blueprint",
    "case",
    "confirm",
    "inbox",
    "letter",
    "register",
    "tasks",
]
