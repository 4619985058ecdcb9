"""Where a file meets the scanner, if this house has one: when it comes, and again while it waits.

Nothing is lost because the scanner is down: the file waits (`store/quarantine.py`), and what waits is asked about again once a minute.
"""

import logging
from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from portal import scanner
from portal.config import Settings
from portal.scanner import Verdict
from portal.store import quarantine
from portal.store.db import Database

PAUSE = timedelta(minutes=1)
RESTS = "scanner rests until"

log = logging.getLogger("portal.file_checks")


def look(app: Flask, content: bytes) -> Verdict:
    """What the scanner of this house says of a file as it came, before anything of ours has read it."""
    settings: Settings = app.extensions["settings"]
    verdict = scanner.look(settings.scanner, content)
    if verdict is Verdict.NO_ANSWER:
        log.warning("the scanner gave no answer; the file waits")
    return verdict


def check_waiting(app: Flask) -> int:
    """Ask about the files that wait. How many were settled.

    After one without an answer the scanner is left alone for a minute: the messages of the house go out meanwhile.
    """
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    moment = app.extensions["clock"]()
    if not settings.scanner or is_resting(app, moment):
        return 0
    settled, after = 0, ""
    while ids := ids_after(database, after):
        for after in ids:
            verdict = look_again(app, database, after)
            if verdict is Verdict.NO_ANSWER:
                app.extensions[RESTS] = moment + PAUSE
                return settled
            settled += verdict is not None
    return settled


def is_resting(app: Flask, moment: datetime) -> bool:
    """Whether the scanner gave no answer a moment ago."""
    until: Any = app.extensions.get(RESTS)
    return until is not None and moment < until


def ids_after(database: Database, after: str) -> list[str]:
    """The next few files that wait."""
    with database.transaction() as session:
        return quarantine.waiting(session, after)


def look_again(app: Flask, database: Database, file_id: str) -> Verdict | None:
    """Ask about one file and settle it; None when it waits no longer."""
    with database.transaction() as session:
        content = quarantine.content(session, file_id)
    if content is None:
        return None
    verdict = look(app, content)
    if verdict is not Verdict.NO_ANSWER:
        with database.transaction() as session:
            quarantine.settle(session, file_id, harmful=verdict is Verdict.HARMFUL)
    return verdict
