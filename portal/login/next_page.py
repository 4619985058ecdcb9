"""Where somebody goes after the login: only to our own pages of the same municipality."""

import re

OWN_PATH = re.compile(r"/[a-z0-9-]+(/[A-Za-z0-9_-]+)*/?(\?[A-Za-z0-9_=&-]*)?")
LONGEST = 300


def safe_next(wanted: str | None, slug: str) -> str | None:
    """The wanted path when it is one of ours, else None.

    Only plain letters, numbers and hyphens pass, so no scheme, host, backslash, line break or
    percent sign can hide another place in it.
    """
    if not wanted or len(wanted) > LONGEST or not OWN_PATH.fullmatch(wanted):
        return None
    return wanted if wanted.startswith(f"/{slug}/") else None
