"""A whole page, or the part of it that htmx asked for: the same template at the same address."""

from flask_htmx import HTMX

htmx = HTMX()


def wants_part() -> bool:
    """Whether the browser swaps a part in; a restored or boosted page is a whole one."""
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request
