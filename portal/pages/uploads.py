"""How a file comes in: in memory only, one at a time, and one that is too large is answered in our words."""

import io
from typing import IO

from flask import g, request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import RequestEntityTooLarge

LARGEST_FILE = 10 * 1024 * 1024
ROOM_FOR_THE_REST = 64 * 1024
READ_AWAY = 40 * 1024 * 1024


def make_room() -> None:
    """Let a file in with this request. It stays in memory: what somebody sends is never spooled to disk in the clear."""
    request.max_content_length = LARGEST_FILE + ROOM_FOR_THE_REST
    request._get_file_stream = in_memory  # type: ignore[method-assign]


def in_memory(*_about: object, **_more: object) -> IO[bytes]:
    """Where an upload is held while it is read."""
    return io.BytesIO()


def is_too_large() -> bool:
    """Whether more was sent than this address takes. Then it counts as nothing, for all who draw the page."""
    try:
        request.form.keys()
        too_large = bool(g.get("too_large"))
    except RequestEntityTooLarge:
        too_large = True
    if too_large:
        request.form, request.files = ImmutableMultiDict(), ImmutableMultiDict()
    return too_large


def read_away() -> None:
    """Take in the rest, as far as is reasonable: a browser that is cut off in mid-sentence hears no answer."""
    left, source = min(request.content_length or 0, READ_AWAY), request.environ["wsgi.input"]
    while left > 0 and (part := source.read(min(left, ROOM_FOR_THE_REST))):
        left -= len(part)
