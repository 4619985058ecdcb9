"""«På vegne av»: whom I act for, and who acts for me."""

from portal.pages.representation import accept, acting, change, end, give, mine, overview, waiting
from portal.pages.representation.frame import blueprint

__all__ = [
    "accept",
    "acting",
    "blueprint",
    "change",
    "end",
    "give",
    "mine",
    "overview",
    "waiting",
]
