"""Serve with gunicorn: one process with threads, the worker started inside it."""

from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication


class Server(BaseApplication):
    """gunicorn without a configuration file."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        """`options` are gunicorn's own settings by name."""
        self.flask_app = app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made before the fork."""
        return self.flask_app


def serve(app: Flask, address: str, when_started: Callable[[], None]) -> None:
    """Serve until stopped. `when_started` runs in the serving process once it is up."""
    options = {
        "bind": address,
        "worker_class": "gthread",
        "workers": 1,
        "threads": 8,
        "timeout": 60,
        "loglevel": "warning",
        "control_socket_disable": True,
        "limit_request_line": 4094,
        "post_worker_init": lambda _worker: when_started(),
    }
    Server(app, options).run()
