"""What was typed when the session had ended, or was not sure enough: kept for its owner, and given back on the same page.

What was typed while one acted for another is kept for that person's matters, and given back when one acts for them again.
Journeys with a draft keep it there (`late=` in the guard). Every other page is kept as it was sent, and the form of
the page is filled with it when the same person opens it again.
"""

from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

from flask import current_app, g, request
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms.validators import ValidationError

from portal.login.next_page import safe_next
from portal.pages import made_for
from portal.rules.access import Actor
from portal.store import late_posts

Late = Callable[[Actor], bool]

LOG_IN_AGAIN = "igjen"
"""In the address of a post: put it aside and log in again, also when there is time left."""

NOT_TYPED = {
    "csrf_token",
    "key",
    "whose",
    "version",
    made_for.FIELD,
    "seen_due",
    "show",
    "block",
    "edit",
}
LARGEST = 128 * 1024


class Kept(StrEnum):
    """What became of what was typed, as the address of the next page tells it."""

    YES = "ja"
    NO = "nei"
    FOR_ANOTHER = "for-en-annen"


def keep(late: Late | None, owner: Actor | None) -> Kept | None:
    """Keep this post, which cannot be answered now, for whom its page belongs to. None when nothing was typed."""
    typed = typed_here()
    if not typed and not has_file():
        return None
    writer = made_for.maker(owner) if owner else None
    if writer is None or not (has_own_token() or is_marked(writer)):
        return Kept.NO
    if not (late(writer) if late else keep_as_it_is(writer, typed)):
        return Kept.NO
    return Kept.FOR_ANOTHER if writer.acting_for else Kept.YES


def is_marked(writer: Actor) -> bool:
    """Whether the page has the citizen's own mark: it outlives the token, which goes when one acts for another."""
    return writer.kind == "citizen" and made_for.carries_mark_of(writer)


def keep_as_it_is(owner: Actor, typed: dict[str, list[str]]) -> bool:
    """Keep the fields for the form of this page. False when they are too much, or there is no such page."""
    path = safe_next(request.path, g.profile.slug)
    if path is None or not is_page(path) or sum(map(len, flat(typed))) > LARGEST:
        return False
    technical = {"csrf_token", made_for.FIELD}
    everything = {
        name: request.form.getlist(name) for name in request.form if name not in technical
    }
    with current_app.extensions["database"].transaction() as db:
        late_posts.keep(
            db, owner.id, owner.municipality, path, everything, acting_for=owner.acting_for
        )
    return True


def give_back(actor: Actor) -> None:
    """Let the forms of this page be filled with what the actor typed before; a new post takes its place."""
    if request.method == "POST" and not is_page(request.path):
        return
    with current_app.extensions["database"].transaction() as db:
        if request.method == "POST":
            late_posts.forget(db, actor, request.path)
        else:
            g.late_typed = late_posts.read(db, actor, request.path)


def typed_here() -> dict[str, list[str]]:
    """What a person has written or chosen in this post, by field."""
    if request.method != "POST":
        return {}
    try:
        fields = {name: request.form.getlist(name) for name in request.form}
    except RequestEntityTooLarge:
        return {}
    return {
        name: values
        for name, values in fields.items()
        if name not in NOT_TYPED and any(value.strip() for value in values)
    }


def flat(typed: dict[str, list[str]]) -> list[str]:
    """All the values."""
    return [value for values in typed.values() for value in values]


def has_file() -> bool:
    """Whether a file was chosen."""
    try:
        return request.method == "POST" and any(one.filename for one in request.files.values())
    except RequestEntityTooLarge:
        return False


def has_own_token() -> bool:
    """Whether the post comes from a page this browser got from us: nobody else fills in a draft."""
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def page_here() -> str | None:
    """The page the person is on, to come back to: this address, or for a press the page it was on. None when unknown."""
    if is_page(request.path):
        asked = request.query_string.decode("ascii", "replace")
        whole = f"{request.path}?{asked}" if request.method == "GET" and asked else request.path
        return safe_next(whole, g.profile.slug) or request.path
    before = urlsplit(request.referrer or "")
    path = safe_next(before.path, g.profile.slug) if before.netloc == request.host else None
    return path if path and is_page(path) else None


def is_page(path: str) -> bool:
    """Whether one of our pages has this address."""
    return current_app.url_map.bind("").test(path, "GET")
