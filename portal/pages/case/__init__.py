"""«Mine saker»: where a citizen follows what they have asked for."""

from portal.pages.case import changes, mine, one
from portal.pages.case.frame import blueprint

__all__ = ["blueprint", "changes", "mine", "one"]
