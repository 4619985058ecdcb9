"""(prøvemelding) The month's test message: whoever works in the unit presses, and leads see where nobody has."""

from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.frame import (
    back_to,
    blueprint,
    can_answer,
    pressed,
    transaction,
    unit_name,
)
from portal.rules.access import Permission, sees_every_unit
from portal.store import receiver_tests
from portal.store.receiver_tests import Unpressed


@blueprint.post("/ansatt/prove/<string:id>")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def receiver_test_pressed(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Vi får meldingene». A second press changes nothing."""
    if not pressed():
        return back_to("desk.inbox", "again")
    with transaction() as db:
        done = receiver_tests.press(db, g.actor, id)
    if not done:
        abort(404)
    return back_to("desk.inbox", "receiver-test-pressed")


def receiver_test_parts(unpressed: list[Unpressed]) -> dict[str, Any]:
    """What the inbox shows: the test of one's own unit to press for, and the other units nobody has pressed in.

    Who sees every unit presses where there is only one: elsewhere it would prove nothing of the unit's own post.
    """
    own = next((one for one in unpressed if one.unit == own_unit()), None)
    return {
        "test_to_press": own if own is not None and can_answer(own.unit) else None,
        "units_unpressed": [
            (unit_name(one.unit), one.sent_at)
            for one in unpressed
            if one is not own and sees_every_unit(g.actor)
        ],
    }


def own_unit() -> str | None:
    """The unit whose post one reads."""
    return g.actor.unit or (g.profile.unit.code if len(g.profile.units) == 1 else None)
