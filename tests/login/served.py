"""The invented provider over a real connection on loopback, so that what the network does can be tested."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

Answer = Callable[[BaseHTTPRequestHandler], None]


class Rerouted(HTTPAdapter):
    """Goes to a port of this machine, whatever host the address names."""

    def __init__(self, port: int) -> None:
        super().__init__()
        self.port = port

    def send(self, request: requests.PreparedRequest, *rest: Any, **options: Any) -> Any:
        there = urlsplit(str(request.url))._replace(netloc=f"127.0.0.1:{self.port}")
        request.url = there.geturl()
        return super().send(request, *rest, **options)


@contextmanager
def served(answer: Answer) -> Iterator[Rerouted]:
    """A server that answers every request so, and the way to it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def do_POST(self) -> None:
            answer(self)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield Rerouted(server.server_port)
    finally:
        server.shutdown()
        server.server_close()


def as_provider(provider: Any) -> Answer:
    """Answer as the invented provider would."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode()
        request = requests.Request(
            handler.command, f"http://127.0.0.1:8000{handler.path}", data=body
        ).prepare()
        made = provider.send(request)
        handler.send_response(made.status_code)
        for name, value in made.headers.items():
            handler.send_header(name, value)
        content = made.raw.read()
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer
