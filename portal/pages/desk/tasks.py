"""Messages that did not get through: somebody rings or sends a letter instead."""

from flask import abort, g
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk.complaint_possible import waiting_possible
from portal.pages.desk.frame import back_to, blueprint, page, pressed, transaction
from portal.rules.access import Permission
from portal.store import outbox_tasks


@blueprint.get("/ansatt/oppgaver")
@requires(Permission.LIST_CASES, cache=Cache.PERSONAL)
def tasks() -> ResponseReturnValue:
    """What a person must take over."""
    with transaction() as db:
        waiting = outbox_tasks.tasks(db, g.actor)
    count, first_due = waiting_possible()
    return page("desk/tasks.html", tasks=waiting, possible=count, first_due=first_due)


@blueprint.post("/ansatt/oppgaver/<string:id>/gjort")
@requires(Permission.ANSWER_CASE, cache=Cache.PERSONAL)
def task_done(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Jeg har ringt eller sendt brev». A second press changes nothing."""
    if not pressed():
        return back_to("desk.tasks", "again")
    with transaction() as db:
        done = outbox_tasks.done(db, g.actor, id)
    if not done:
        abort(404)
    return back_to("desk.tasks", "handled")
