"""The worker's other hand: makes a package of a complaint's papers just before it is sent, and hands it over.

What was made the first time is what is sent every time: a package that has changed meanwhile becomes a new row with an id of its own. A
crash between sending and marking is followed by a new try with the same id, and the receiver is asked first whether it has come.
"""

import logging

from flask import Flask

from portal import complaint_package
from portal.config import Settings
from portal.deliver import FINAL, NotDelivered
from portal.deliver.packages import Packages
from portal.deliver.packed import Package, Receipt
from portal.deliver.words import municipality
from portal.store import complaint_out, complaint_papers, outbox
from portal.store.db import Database
from portal.store.outbox import Message
from portal.worker_parts import now_of, place_of

CHANGED, GONE = "changed", "gone"

log = logging.getLogger("portal.worker")


def deliver(message: Message, app: Flask) -> bool:
    """Send one package and mark what became of it; whether it was handed over."""
    receipt, reason = try_to_send(message, app)
    database: Database = app.extensions["database"]
    with database.transaction() as session:
        if receipt is not None:
            outbox.sent(session, message.id, receipt=receipt.id)
        elif reason == CHANGED:
            complaint_out.put_anew(session, message.id)
        elif reason == GONE:
            outbox.given_up(session, message.id, GONE)
        else:
            final = reason in FINAL
            outbox.failed(session, message.id, reason, now_of(app), final=final)
    log.info("package %s: %s", message.id, reason or "sent")
    return receipt is not None


def try_to_send(message: Message, app: Flask) -> tuple[Receipt | None, str]:
    """Send it: what the receiver called it, or why it did not go. A fault of ours fails this package, not the rest."""
    packages: Packages = app.extensions["packages"]
    try:
        package = made(message, app)
        again = message.attempts > 1
        return packages.deliver(package, message.channel, again=again), ""
    except NotDelivered as refusal:
        return None, refusal.reason
    except Exception as error:  # one package must not stop the others
        log.error("package %s: %s at %s", message.id, type(error).__name__, place_of(error))
        return None, "fault"


def made(message: Message, app: Flask) -> Package:
    """The package, the same as the last time. Raises NotDelivered with what is in the way."""
    settings: Settings = app.extensions["settings"]
    database: Database = app.extensions["database"]
    profile = municipality(message.municipality, app)
    if profile is None:
        raise NotDelivered("no-channel")
    with database.transaction() as session:
        papers = complaint_papers.of_row(session, message.id)
    if papers is None:
        raise NotDelivered(GONE)
    if papers.waiting:
        raise NotDelivered("later")
    demo = settings.accepts.stand_in_login
    package = complaint_package.package_of(papers, profile, demo=demo)
    with database.transaction() as session:
        if not outbox.holds(session, message.id, package.digest):
            raise NotDelivered(CHANGED)
    return package
