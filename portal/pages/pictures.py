"""How a picture or a file is shown: made by us, with nothing it could run or reach. What is no picture is saved, not opened."""

from collections.abc import Sequence
from urllib.parse import quote

from flask import Response

from portal.language import gettext as _
from portal.pages.addresses import url
from portal.store.attachments import Opened, Picture

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"
NAME = "bilde.jpg"


def shown(file: Opened) -> Response:
    """The answer that holds it. The route's own cache class keeps it out of every cache."""
    answer = Response(file.content, mimetype=file.media_type)
    is_picture = file.media_type.startswith("image/")
    plain = f'inline; filename="{NAME}"' if is_picture else 'attachment; filename="fil.pdf"'
    # Any sign may stand in a name and few in a header (RFC 8187); the plain name is for browsers that read no other.
    own = f"; filename*=UTF-8''{quote(file.name, safe='')}" if file.name else ""
    answer.headers["Content-Disposition"] = plain + own
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
