"""«På vegne av»: whom I act for, and who acts for me."""

from portal.pages.representation import acting, overview
from portal.pages.representation.frame import blueprint

__all__ = ["acting", "blueprint", "overview"]
