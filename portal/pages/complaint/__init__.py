"""«Noe er galt»: the public guide to the right path."""

from portal.pages.complaint import guide
from portal.pages.complaint.frame import blueprint

__all__ = ["blueprint", "guide"]
