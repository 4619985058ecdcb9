"""«Noe er galt»: the public guide to the right path, and the letter to send by post."""

from portal.pages.complaint import guide, letter
from portal.pages.complaint.frame import blueprint

__all__ = ["blueprint", "guide", "letter"]
