"""The desk: where the municipality's employees take what has come in."""

from portal.pages.desk import case, inbox, register, tasks
from portal.pages.desk.frame import blueprint

__all__ = ["blueprint", "case", "inbox", "register", "tasks"]
