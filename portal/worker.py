"""The worker: takes what is due from the outbox, sends it, and marks what became of it.

Sending stands between two transactions, never inside one. A crash in between means that the
message is sent again when its lease has run out, with the same Message-ID; nothing is lost.
The log names messages by id only, never a receiver and never a text.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from flask import Flask

from portal.config import Mode, Settings
from portal.deliver import FINAL, NotDelivered, email, mailbox, sms
from portal.deliver.words import words_for
from portal.store import outbox
from portal.store.db import Database, DatabaseAway
from portal.store.outbox import Message

LEASE = timedelta(minutes=10)
PAUSE_SECONDS = 3.0
PAUSE_WHEN_AWAY_SECONDS = 15.0

log = logging.getLogger("portal.worker")


def run(app: Flask, stop: threading.Event) -> None:
    """Send what is due, again and again, until `stop` is set. No fault ends the loop."""
    while not stop.is_set():
        stop.wait(PAUSE_SECONDS if survive_round(app) else PAUSE_WHEN_AWAY_SECONDS)


def survive_round(app: Flask) -> bool:
    """One round; False when it could not be done and a longer pause is due."""
    try:
        work_once(app)
    except DatabaseAway:
        log.warning("the database is away; the outbox waits")
        return False
    except Exception as error:  # the loop must outlive a fault nobody foresaw
        log.error("a round failed: %s at %s", type(error).__name__, place_of(error))
        return False
    return True


def work_once(app: Flask) -> int:
    """Send everything that is due now. Returns how many were handed over."""
    database: Database = app.extensions["database"]
    handed_over = 0
    with app.app_context():
        while True:
            with database.transaction() as session:
                due = outbox.claim(session, now_of(app), LEASE)
            if not due:
                return handed_over
            for message in due:
                handed_over += deliver(message, app)


def deliver(message: Message, app: Flask) -> bool:
    """Send one message and mark what became of it; whether it was handed over."""
    database: Database = app.extensions["database"]
    reason = try_to_send(message, app)
    with database.transaction() as session:
        if reason is None:
            outbox.sent(session, message.id)
        else:
            final = reason in FINAL
            outbox.failed(session, message.id, reason, now_of(app), final=final)
    log.info("message %s: %s", message.id, reason or "sent")
    return reason is None


def try_to_send(message: Message, app: Flask) -> str | None:
    """Send it; the reason when it did not go. A fault of ours fails this message, not the rest."""
    try:
        send(message, app)
    except NotDelivered as refusal:
        return refusal.reason
    except Exception as error:  # one message must not stop the others
        log.error("message %s: %s at %s", message.id, type(error).__name__, place_of(error))
        return "fault"
    return None


def send(message: Message, app: Flask) -> None:
    """Through the channel of the message; in demo always to the mailbox, whatever is set."""
    settings: Settings = app.extensions["settings"]
    words = words_for(message, app)
    if settings.mode is Mode.DEMO:
        mailbox.keep(message, words, settings.data_dir, now_of(app))
    elif message.channel == "email":
        email.send(message, words, settings, now_of(app))
    elif message.channel == "sms":
        sms.send(message, words)
    else:
        raise NotDelivered("no-channel")


def now_of(app: Flask) -> datetime:
    """The moment, from the clock of the house."""
    return cast(Callable[[], datetime], app.extensions["clock"])()


def place_of(error: Exception) -> str:
    """Where in the code it happened. What the error says may hold personal data; the place cannot."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
