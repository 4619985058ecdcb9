"""How a picture is shown: our own JPEG under our own name, with nothing it could run or reach."""

from collections.abc import Sequence

from flask import Response

from portal.language import gettext as _
from portal.pages.addresses import url
from portal.store.attachments import Opened, Picture

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
NAME = "bilde.jpg"


def shown(picture: Opened) -> Response:
    """The answer that holds the picture. The route's own cache class keeps it out of every cache."""
    answer = Response(picture.content, mimetype=picture.media_type)
    answer.headers["Content-Disposition"] = f'inline; filename="{NAME}"'
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def picture_rows(
    endpoint: str, reference: str, pictures: Sequence[Picture]
) -> list[tuple[str, str]]:
    """The pictures of a case as links: (words, address). A link opens nothing by itself."""
    return [
        (_("Se bilde %(number)s", number=number), url(endpoint, reference=reference, id=one.id))
        for number, one in enumerate(pictures, 1)
    ]
