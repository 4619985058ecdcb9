"""One server of the measurement: `serve.py hello|portal PORT as-served|two-sync`."""

import logging
import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402

from portal import demo_settings, server  # noqa: E402

TWO_SYNC = {
    "worker_class": "sync",
    "workers": 2,
    "loglevel": "warning",
    "control_socket_disable": True,
}


def hello() -> Flask:
    """The least that Flask can answer."""
    app = Flask("hello")

    @app.get("/")
    def say_hello() -> str:
        return "hello"

    return app


def portal(port: int, folder: Path) -> Flask:
    """The site itself with an empty database of its own; `BENCH_LOGIN_FILE` names its login clients."""
    from portal.app import create_app
    from portal.store import migrate

    settings = demo_settings.load(port, folder)
    if clients := os.environ.get("BENCH_LOGIN_FILE"):
        settings = settings.model_copy(update={"login_file": Path(clients)})
        logging.disable(logging.WARNING)  # a line for each login that is away would fill the screen
    migrate.upgrade(settings.database_url)
    return create_app(settings)


def main() -> None:
    """Serve until ended; the folder of the database goes with the process that made it."""
    kind, port, way = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    folder = Path(os.environ.get("BENCH_FOLDER") or tempfile.mkdtemp())
    app = hello() if kind == "hello" else portal(port, folder)
    address = f"127.0.0.1:{port}"
    if way == "as-served":
        server.serve(app, address, lambda: None)
    else:
        server.Server(app, {"bind": address, **TWO_SYNC}).run()


if __name__ == "__main__":
    main()
