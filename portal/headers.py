"""What every answer carries: content security policy, the three cache classes, cookies. One table.

public    the same bytes for everyone, no cookie read or set, ETag and 304
form      a page with a form or a person in it: never stored
static    a file whose name holds its hash: for ever

A page may ask for a `Referrer-Policy` or a content security policy of its own by setting it. The one
page that others may frame names them in `g.framed_by`.
"""

import hashlib
from collections.abc import Callable
from enum import StrEnum

from flask import Flask, Response, g, request

SECURITY = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


class Cache(StrEnum):
    """How an answer may be kept. Each route declares one."""

    PUBLIC = "public"
    FORM = "form"
    PERSONAL = "personal"
    STATIC = "static"


CACHE_CONTROL = {
    Cache.PUBLIC: "private, no-cache",
    Cache.FORM: "no-store",
    Cache.PERSONAL: "no-store",
    Cache.STATIC: "public, max-age=31536000, immutable",
}


def content_security_policy(form_targets: tuple[str, ...]) -> str:
    """Nothing but our own files; forms may also end at the configured login providers."""
    forms = " ".join(("'self'", *form_targets))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"font-src 'self'; connect-src 'self'; form-action {forms}; base-uri 'none'; "
        "object-src 'none'; frame-ancestors 'none'"
    )


def let_frame(answer: Response, origins: tuple[str, ...]) -> None:
    """Let a page of these origins, and no other, draw this answer in a frame. There is nothing in it to press."""
    policy = f"default-src 'none'; base-uri 'none'; frame-ancestors {' '.join(origins)}"
    answer.headers["Content-Security-Policy"] = policy
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    del answer.headers["X-Frame-Options"]


def fingerprint(body: bytes) -> str:
    """The ETag of a public page: the same bytes have the same one in every process."""
    return hashlib.sha256(body).hexdigest()[:20]


def protect(
    app: Flask, cache_class_here: Callable[[], Cache | None], form_targets: tuple[str, ...] = ()
) -> None:
    """Put the headers on every answer, errors included.

    `cache_class_here` tells the class that the route of the current request has declared.
    """
    policy = content_security_policy(form_targets)

    @app.after_request
    def add_headers(answer: Response) -> Response:
        own_referrer = answer.headers.get("Referrer-Policy", SECURITY["Referrer-Policy"])
        answer.headers.update({**SECURITY, "Referrer-Policy": own_referrer})
        answer.headers.setdefault("Content-Security-Policy", policy)
        if answer.status_code == 200 and g.get("framed_by"):
            let_frame(answer, g.framed_by)
        kind = cache_class_here() if answer.status_code < 400 else None
        answer.headers["Cache-Control"] = CACHE_CONTROL[kind or Cache.FORM]
        if kind is Cache.PUBLIC:
            return validated(answer)
        answer.vary.add("HX-Request")
        return answer


def validated(answer: Response) -> Response:
    """A public answer with its ETag; 304 when the reader has these very bytes already."""
    if answer.status_code == 200:
        answer.set_etag(fingerprint(answer.get_data()), weak=True)
        answer.make_conditional(request)
    return answer
