"""How a picture is shown: our own JPEG under our own name, with nothing it could run or reach."""

from flask import Response

from portal.store.attachments import Opened

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
NAME = "bilde.jpg"


def shown(picture: Opened) -> Response:
    """The answer that holds the picture. The route's own cache class keeps it out of every cache."""
    answer = Response(picture.content, mimetype=picture.media_type)
    answer.headers["Content-Disposition"] = f'inline; filename="{NAME}"'
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
