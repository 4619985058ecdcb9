"""A whole site of its own for a test worker or a picture run: real server, real database, demo seed."""

import fcntl
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flask import Flask, g
from flask_babel import gettext
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import demo, worker
from portal.app import create_app
from portal.config import Mode, Settings
from portal.store import migrate
from tests.conftest import settings_for


class Quiet(WSGIRequestHandler):
    """Keeps connections open as a real server does, and does not print each request."""

    protocol_version = "HTTP/1.1"

    def log_request(self, *_args: object) -> None:
        """Say nothing."""


class Site:
    """A running site. `base` is its address without a slash at the end."""

    def __init__(self, app: Flask, base: str) -> None:
        self.app = app
        self.base = base

    def say(self, language: str, sentence: str, **values: object) -> str:
        """A sentence of the pages, given in bokmål, as the pages say it in a language."""
        with self.app.test_request_context():
            g.language = language
            return gettext(sentence, **values)

    def deliver(self) -> None:
        """Let the worker send all that waits."""
        while worker.work_once(self.app):
            pass


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One process at a time."""
    with (folder / "turn").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def copied(of: Path, to: Path) -> None:
    """The database as it is committed now, also what is not in its file yet."""
    with closing(sqlite3.connect(of)) as old, closing(sqlite3.connect(to)) as new:
        old.backup(new)


def seeded_alone(settings: Settings) -> Flask:
    """The demo with its people. Telling their lives twice changes nothing."""
    migrate.upgrade(settings.database_url)
    app = create_app(settings)
    demo.seed(app)
    return app


def seeded(settings: Settings, folder: Path, shared: Path) -> Flask:
    """As another process of the run has told it, if one has."""
    told, own = shared / "told.sqlite", folder / "portal.sqlite"
    with turn(shared):
        if told.exists():
            copied(told, own)
            app = create_app(settings)
            demo.enrol_employees(app)
            return app
        app = seeded_alone(settings)
        copied(own, told)
        return app


@contextmanager
def running_site(folder: Path, shared: Path | None = None) -> Iterator[Site]:
    """Serve the demo from a folder on a free port of this machine.

    Several processes of one run that name the same `shared` folder tell the lives of the demo's people once, and copy them.
    """

    def make(settings: Settings) -> Flask:
        return seeded(settings, folder, shared) if shared else seeded_alone(settings)

    with served(folder, make) as running:
        yield running


@contextmanager
def served(folder: Path, make: Callable[[Settings], Flask]) -> Iterator[Site]:
    """Serve what is made of the settings, in the mode of the demo."""
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = settings_for(folder, mode=Mode.DEMO, base_url=base)
    app = make(settings)
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listener.fileno()
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Site(app, base)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        listener.close()
        app.extensions["database"].dispose()
