"""An empty form is the same page for everyone but for its token and its one-time key.

So it is drawn once for each address, and afterwards only those two are put in. With anything
typed in it a form is drawn anew.
"""

from collections.abc import Callable

from flask import current_app, request
from flask_wtf.csrf import generate_csrf

from portal.forms.base import new_key

KEY_HOLE, TOKEN_HOLE = "\ue000key\ue000", "\ue000token\ue000"


def empty_form(draw: Callable[[str], str]) -> str:
    """The page of an empty form. `draw` makes it whole, with the key it is given."""
    kept: dict[str, str] = current_app.extensions.setdefault("empty-forms", {})
    key, token = new_key(), str(generate_csrf())
    if request.path not in kept:
        page = draw(key)
        kept[request.path] = page.replace(key, KEY_HOLE).replace(token, TOKEN_HOLE)
    return kept[request.path].replace(KEY_HOLE, key).replace(TOKEN_HOLE, token)
