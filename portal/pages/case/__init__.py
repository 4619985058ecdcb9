"""«Mine saker»: where a citizen follows what they have asked for."""

from portal.pages.case import changes, mine, one, picture
from portal.pages.case.frame import blueprint

__all__ = ["blueprint", "changes", "mine", "one", "picture"]
