"""The worker: takes what is due from the outbox, sends it, and marks what became of it.

Sending stands between two transactions, never inside one. A crash in between means that the
message is sent again when its lease has run out, with the same Message-ID; nothing is lost.
The log names messages by id only, never a receiver and never a text. A message to a citizen goes
where the contact register says just then; while the register is away, the message waits.
Packages (portal/worker_package.py) may take long: they go one at a time, when no message waits.
"""

import logging
import threading
from dataclasses import replace
from datetime import timedelta

from flask import Flask

from portal import worker_package
from portal.config import Mode, Settings
from portal.deliver import FINAL, NotDelivered, email, mailbox, sms
from portal.deliver.contact_register import ContactRegister
from portal.deliver.words import words_for
from portal.file_checks import check_waiting
from portal.rules.case import local_day
from portal.rules.complaint_out import CARRIED
from portal.rules.contact import ELECTRONIC, EMAIL, Contact, Stated, Way, way_to_tell
from portal.store import outbox, people
from portal.store.db import Database, DatabaseAway
from portal.store.outbox import Message
from portal.worker_parts import now_of, place_of

LEASE = timedelta(minutes=10)
PACKAGE_LEASE = timedelta(minutes=25)  # longer than a receiver may take to answer
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
        check_waiting(app)
    except DatabaseAway:
        log.warning("the database is away; the outbox waits")
        return False
    except Exception as error:  # the loop must outlive a fault nobody foresaw
        log.error("a round failed: %s at %s", type(error).__name__, place_of(error))
        return False
    return True


def work_once(app: Flask) -> int:
    """Send everything that is due now. Returns how many were handed over."""
    handed_over = 0
    with app.app_context():
        while due := claim(app):
            for message in due:
                carried = message.channel in CARRIED
                handed_over += (worker_package.deliver if carried else deliver)(message, app)
    return handed_over


def claim(app: Flask) -> list[Message]:
    """What is due now: messages, a few at a time; when there are none, one package."""
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        return outbox.claim(session, now_of(app), LEASE) or outbox.claim(
            session, now_of(app), PACKAGE_LEASE, limit=1, packages=True
        )


def deliver(message: Message, app: Flask) -> bool:
    """Send one message and mark what became of it; whether it was handed over."""
    database: Database = app.extensions["database"]
    reason, channel = try_to_send(message, app)
    with database.transaction() as session:
        if reason is None:
            outbox.sent(session, message.id, channel=channel)
        else:
            final = reason in FINAL
            outbox.failed(session, message.id, reason, now_of(app), final=final, channel=channel)
    log.info("message %s: %s", message.id, reason or "sent")
    return reason is None


def try_to_send(message: Message, app: Flask) -> tuple[str | None, str]:
    """Send it: the reason when it did not go, and the channel it went by or should have gone by.

    A fault of ours fails this message, not the rest.
    """
    channel = message.channel
    try:
        way = way_of(message, app)
        channel = way.channel
        if way.reason:
            return way.reason, channel
        addressed = replace(
            message, channel=way.channel, recipient=way.address, language=way.language
        )
        send(addressed, app)
    except NotDelivered as refusal:
        return refusal.reason, channel
    except Exception as error:  # one message must not stop the others
        log.error("message %s: %s at %s", message.id, type(error).__name__, place_of(error))
        return "fault", channel
    return None, channel


def way_of(message: Message, app: Flask) -> Way:
    """Where it goes: to a unit as it was laid out, to a citizen as the register and the person say."""
    if message.person is None:
        return Way(message.channel, message.recipient, message.language)
    settings: Settings = app.extensions["settings"]
    stated = Stated(message.channel, message.recipient, message.language)
    # No gateway for text messages is connected yet; the demo's mailbox takes them all.
    sendable = ELECTRONIC if settings.mode is Mode.DEMO else frozenset({EMAIL})
    contact = contact_of(message.person, app)
    return way_to_tell(contact, stated, local_day(now_of(app)), sendable)


def contact_of(person: str, app: Flask) -> Contact | None:
    """What the contact register says now; None when this house asks none, or knows no number.

    Raises NotDelivered when the register is away.
    """
    settings: Settings = app.extensions["settings"]
    if not settings.asks_contact_register:
        return None
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        number = people.number_of(session, person)
    if number is None:
        return None
    if "contact_register" not in app.extensions:
        app.extensions["contact_register"] = ContactRegister(settings, lambda: now_of(app))
    register: ContactRegister = app.extensions["contact_register"]
    return register.look_up([number])[number]


def send(message: Message, app: Flask) -> None:
    """Through the channel of the message; in demo always to the mailbox, whatever is set."""
    settings: Settings = app.extensions["settings"]
    words = words_for(message, app)
    if message.channel not in ELECTRONIC:
        raise NotDelivered("no-channel")
    if settings.mode is Mode.DEMO:
        mailbox.keep(message, words, settings.data_dir, now_of(app))
    elif message.channel == EMAIL:
        email.send(message, words, settings, now_of(app))
    else:
        sms.send(message, words)
