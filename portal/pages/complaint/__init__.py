"""«Noe er galt»: the public guide to the right path, the letter to send by post, and the complaint with login."""

from portal.pages.complaint import (
    begin,
    check,
    files,
    guide,
    letter,
    own,
    own_changes,
    receipt,
    step,
)
from portal.pages.complaint.frame import blueprint

__all__ = [
    "begin",
    "blueprint",
    "check",
    "files",
    "guide",
    "letter",
    "own",
    "own_changes",
    "receipt",
    "step",
]
