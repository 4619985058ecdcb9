"""A whole site of its own for a test worker or a picture run: real server, real database, demo seed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, g
from flask_babel import gettext
from werkzeug.serving import WSGIRequestHandler, make_server

from portal import demo, worker
from portal.app import create_app
from portal.config import Mode
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
def running_site(folder: Path) -> Iterator[Site]:
    """Serve the demo from a folder on a free port of this machine."""
    listener = socket.create_server(("127.0.0.1", 0))
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    settings = settings_for(folder, mode=Mode.DEMO, base_url=base)
    migrate.upgrade(settings.database_url)
    app = create_app(settings)
    demo.seed(app)
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
