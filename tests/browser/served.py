"""What a site of the tests serves beside its own pages."""

from typing import Any

from flask import Flask

from portal.headers import SECURITY
from tests.browser.checks import AXE, AXE_ADDRESS

EMPTY = "/empty-page-of-the-tests"
"""Where a page waits for the next test, in the process it has."""
BESIDE = {
    AXE_ADDRESS: ("text/javascript; charset=utf-8", AXE.encode()),
    EMPTY: (
        "text/html; charset=utf-8",
        b"<!doctype html><title>Empty</title><link rel=icon href=data:,>",
    ),
}

ALIKE = SECURITY.items()
"""As the site's pages have it: a browser starts a new process on the way to a page that has others."""


def serves_beside(app: Flask) -> None:
    """A browser reads axe once and keeps it: to hand it over for each page costs twice the time."""
    site = app.wsgi_app

    def serve(environ: Any, start: Any) -> Any:
        if environ["PATH_INFO"] not in BESIDE:
            return site(environ, start)
        kind, body = BESIDE[environ["PATH_INFO"]]
        cache = ("Cache-Control", "public, max-age=86400, immutable")
        start("200 OK", [("Content-Type", kind), ("Content-Length", str(len(body))), cache, *ALIKE])
        return [body]

    app.wsgi_app = serve
