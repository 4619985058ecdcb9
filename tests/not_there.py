"""For tests: an answer about what is not one's own is the answer about what is not there, down to what the database is asked."""

from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import event

from tests.checking_client import without_chance


def differences(
    app: Flask, browser: Any, method: str, places: tuple[str, str], data: Any
) -> list[str]:
    """How the answer at the first address differs from that at the second: bytes, headers, statements.

    `places` are the address of what is another's and of what does not exist. Tokens and ids are numbers here: each answer has its own.
    """
    theirs, nothing = (asked(app, browser, method, place, data) for place in places)
    return [name for name in theirs if theirs[name] != nothing[name]]


def asked(app: Flask, browser: Any, method: str, path: str, data: Any) -> dict[str, Any]:
    with heard(app) as statements:
        answer = browser.open(path, method=method, data=data)
    headers = [
        (name, without_chance(value.encode()))
        for name, value in answer.headers
        if name not in {"Set-Cookie", "Date"}
    ]
    cookies = [one.split("=")[0] for one in answer.headers.getlist("Set-Cookie")]
    return {
        "status": answer.status_code,
        "bytes": without_chance(answer.data),
        "headers": sorted(headers),
        "cookies": cookies,
        "statements": statements,
    }


@contextmanager
def heard(app: Flask) -> Any:
    """Every statement sent to the database meanwhile, as text."""
    statements: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = app.extensions["database"].engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", listen)
