"""«Innsyn»: who has looked at what is kept about me, what is kept, and asking to have it set right."""

from portal.pages.privacy import ask, everything, kept, mine, traces
from portal.pages.privacy.frame import blueprint

__all__ = ["ask", "blueprint", "everything", "kept", "mine", "traces"]
