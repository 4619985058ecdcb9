"""Public pages are made once and then answered from memory, compressed, with ETag and 304.

The class is safe by what it keeps: only answers that the route itself declared public, which
read no cookie, so they are the same bytes for everyone. They go on when the database is away.
"""

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import brotli

from portal.headers import CACHE_CONTROL, Cache

Start = Callable[..., Any]
MOST_PAGES = 5_000


@dataclass(frozen=True)
class Page:
    """A finished answer: the same headers and body in each encoding the browser may want."""

    etag: str
    headers: list[tuple[str, str]]
    bodies: dict[str, bytes]

    def answer(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """200 with the smallest body the browser takes, or 304 when it has these bytes."""
        if self.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
            start_response("304 Not Modified", [h for h in self.headers if h[0] != "Content-Type"])
            return [b""]
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        encoding = next((name for name in ("br", "gzip") if name in accepted), "identity")
        body = self.bodies[encoding]
        told = [] if encoding == "identity" else [("Content-Encoding", encoding)]
        start_response("200 OK", [*self.headers, *told, ("Content-Length", str(len(body)))])
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]


class PublicPages:
    """WSGI middleware that remembers the public pages of the app behind it."""

    def __init__(self, app: Start) -> None:
        """One memory per process: content changes with a restart only."""
        self.app = app
        self.pages: dict[str, Page] = {}

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer from memory, or ask the app and remember what may be remembered."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or environ.get("QUERY_STRING"):
            return self.app(environ, start_response)  # type: ignore[no-any-return]
        if page := self.pages.get(environ["PATH_INFO"]):
            return page.answer(environ, start_response)
        return self.ask(environ, start_response)

    def ask(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Pass the app's answer on, and keep it when it is a whole public page."""
        told: list[Any] = []
        body = self.app(environ, lambda *answer: told.extend(answer))
        headers = dict(told[1])
        public = headers.get("Cache-Control") == CACHE_CONTROL[Cache.PUBLIC]
        if not (public and told[0].startswith("200") and environ["REQUEST_METHOD"] == "GET"):
            start_response(*told)
            return body  # type: ignore[no-any-return]
        page = remembered(headers, b"".join(body))
        if len(self.pages) < MOST_PAGES:
            self.pages[environ["PATH_INFO"]] = page
        return page.answer(environ, start_response)


def remembered(headers: dict[str, str], body: bytes) -> Page:
    """A public answer as it is kept: text is compressed, a PDF is not worth it."""
    headers = {k: v for k, v in headers.items() if k != "Content-Length"}
    headers["Vary"] = "Accept-Encoding"
    bodies = {"identity": body, "gzip": body, "br": body}
    if headers["Content-Type"].startswith("text/"):
        bodies |= {"gzip": gzip.compress(body, 9), "br": brotli.compress(body)}
    return Page(headers["ETag"], list(headers.items()), bodies)
