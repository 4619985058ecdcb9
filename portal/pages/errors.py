"""Calm answers when something is wrong: 404, 405, 413, 429, 503 and the last resort.

404 has one body per municipality and language, with phone, search and the way home, and never
repeats the address. Errors outside a municipality lead to the choice of municipality.
"""

import secrets

from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from portal.language import LANGUAGES
from portal.store.db import DatabaseAway


def answer_calmly(app: Flask) -> None:
    """Every error ends on a page of ours."""
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DatabaseAway, database_away)
    app.register_error_handler(Exception, last_resort)


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What was asked for is not here, is too big, or comes too often."""
    code = error.code or 500
    if code < 400:
        return error
    if code == 404 and no_longer_acts():
        g.is_error = True
        return render_template("representation/over.html", citizen=g.citizen), 404
    known = {404: "not_found", 413: "too_large", 503: "away"}
    return page(known.get(code, "refused"), code)


def no_longer_acts() -> bool:
    """Whether the right to act ended while the page was open: its links lead nowhere now, and the person is told why."""
    citizen = g.get("citizen")
    return citizen is not None and citizen.lapsed is not None


def database_away(_error: DatabaseAway) -> ResponseReturnValue:
    """The database cannot be reached: nothing is sent, and the page says so."""
    body, status = page("away", 503, typed=typed_text())
    return body, status, {"Retry-After": "30"}


def typed_text() -> list[str]:
    """What the person had typed, to be shown to them again: nothing typed is lost."""
    hidden = {"csrf_token", "key"}
    return [value for name, value in request.form.items() if name not in hidden and " " in value]


def last_resort(error: Exception) -> ResponseReturnValue:
    """A fault of ours: a calm page with a reference that the log knows; a test sees the fault."""
    if current_app.testing:
        raise error
    reference = secrets.token_hex(4)
    current_app.logger.error("fault %s", reference, exc_info=error)
    return page("fault", 500, reference=reference)


def page(name: str, status: int, **values: object) -> tuple[str, int]:
    """An error page in the municipality and language of the address, as far as it has them."""
    g.is_error = True
    find_place()
    return render_template(f"errors/{name}.html", **values), status


def find_place() -> None:
    """Read municipality and language from an address that no route knows."""
    if g.get("profile"):
        return
    parts = [*request.path.split("/"), "", ""]
    g.profile = current_app.extensions["profiles"].get(parts[1])
    own = g.profile.languages[0] if g.profile else "nb"
    g.language = parts[2] if parts[2] in LANGUAGES else own
