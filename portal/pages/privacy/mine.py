"""What one has asked about one's own data: where it stands, the answer, the receipt, and taking it back."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.privacy import ask_words
from portal.pages.privacy.frame import back_to, blueprint, page, pressed, today, transaction
from portal.pages.privacy.traces import Line, line_of
from portal.rules.access import Permission
from portal.rules.privacy import is_late
from portal.store import privacy_requests
from portal.store.privacy_requests import OwnRequest


@dataclass(frozen=True)
class Shown:
    """A request in words. `line` is what it is about, `late` that it should have been answered."""

    request: OwnRequest
    title: str
    stand: tuple[Any, str]
    line: Line | None
    because: str | None
    late: bool


@blueprint.get("/innsyn/mine-henvendelser")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def mine() -> ResponseReturnValue:
    """All that one has asked, the newest first."""
    with transaction() as db:
        found = privacy_requests.mine(db, g.actor)
    return page("mine.html", requests=[shown(one) for one in found])


@blueprint.get("/innsyn/mine-henvendelser/<string:reference>/kvittering")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def receipt(reference: str) -> ResponseReturnValue:
    """That it was received, and by when there is an answer."""
    with transaction() as db:
        found = privacy_requests.own(db, g.actor, reference)
    if found is None:
        abort(404)
    return page("receipt.html", asked=shown(found))


@blueprint.post("/innsyn/mine-henvendelser/<string:reference>/trekk")
@requires(Permission.ASK_ABOUT_OWN_DATA, cache=Cache.PERSONAL)
def withdraw(reference: str) -> ResponseReturnValue:
    """«Trekk spørsmålet», while it has no answer."""
    if not pressed():
        return back_to("privacy.mine", "again")
    notice = "withdrawn"
    try:
        with transaction() as db:
            privacy_requests.withdraw(db, g.actor, reference)
    except privacy_requests.NotThere:
        abort(404)
    except privacy_requests.TooLate:
        notice = "answered-already"
    return back_to("privacy.mine", notice)


def shown(one: OwnRequest) -> Shown:
    """A request in words."""
    line = line_of(one.trace) if one.trace else None
    if line is not None and one.trace is not None:
        line.times.append(one.trace.at)
        line.ask = None
    return Shown(
        request=one,
        title=str(ask_words.SHORT[one.kind]),
        stand=ask_words.STANDS[one.outcome],
        line=line,
        because=str(ask_words.BECAUSE[one.ground]) if one.ground else None,
        late=one.answered_at is None and is_late(one.due_on, today()),
    )
