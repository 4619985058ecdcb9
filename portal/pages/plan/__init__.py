"""«Planen min»: where a person, or a parent, follows the plan and takes part in it."""

from portal.pages.plan import overview
from portal.pages.plan.frame import blueprint

__all__ = ["blueprint", "overview"]
