"""Counts the events that say that somebody has read something, so that every answer of every test can be held to them.

A page about somebody that is shown without such an event fails the test that opened it, whatever the test is about.
"""

import threading
from collections.abc import Callable
from typing import Any

from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from portal.pages.access import declaration_of
from portal.rules.access import Permission
from portal.rules.events import READINGS

READS = frozenset(
    {
        Permission.READ_CASE,
        Permission.ANSWER_CASE,
        Permission.HAND_OVER_CASE,
        Permission.READ_OWN_CASE,
        Permission.CHANGE_OWN_CASE,
        Permission.READ_OWN_RECEIPT,
        Permission.READ_OWN_COMPLAINT,
        Permission.CHANGE_OWN_COMPLAINT,
        Permission.HANDLE_COMPLAINT,
        Permission.READ_OWN_PLAN,
        Permission.CHANGE_OWN_PLAN,
        Permission.READ_PLAN,
        Permission.CHANGE_PLAN,
        Permission.READ_OWN_TRACES,
        Permission.TAKE_OUT_OWN_DATA,
    }
)
"""The permissions whose pages show something of one person. Of a list with nothing in it there is nothing to tell."""

SHOWS_NOTHING: dict[str, str] = {
    "desk.away": "which employee is away, and nothing about anybody else",
    "desk.set_away": "as desk.away",
    "desk.complaint_register": "an empty form for a complaint on paper",
    "desk.keep_complaint": "the same form with what was typed in it",
    "privacy.kept": "how long things are kept: the same for everybody",
}
"""Pages with such a permission that show nothing about anybody, and why."""


class Count(threading.local):
    """How many in this thread."""

    seen = 0


COUNT = Count()


def counting(append: Callable[..., None]) -> Callable[..., None]:
    """The store's way to write an event, which also counts the readings."""

    def counted(session: Any, *, code: str, **event: Any) -> None:
        append(session, code=code, **event)
        COUNT.seen += code in READINGS

    return counted


def unseen_reading(app: Any, answer: TestResponse, before: int) -> str | None:
    """The endpoint that showed something about somebody without an event, None when all is well."""
    if answer.status_code != 200 or COUNT.seen > before:
        return None
    try:
        adapter = app.url_map.bind("127.0.0.1")
        endpoint, _values = adapter.match(answer.request.path, answer.request.method)
    except HTTPException:
        return None
    declared = declaration_of(app, endpoint)
    reads = declared is not None and declared.permission in READS
    return endpoint if reads and endpoint not in SHOWS_NOTHING else None
