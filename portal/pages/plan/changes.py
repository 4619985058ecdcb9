"""«Hva er endret siden sist?»: every change of the plan, by day, the newest first."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.change_words import Entry, entries
from portal.pages.plan.frame import blueprint, found, page, transaction
from portal.rules.access import Permission
from portal.rules.plan import Part
from portal.store import plan_changes

LAST_PAGE = 1000


@dataclass(frozen=True)
class Day:
    """What changed on one day; whether the reader has been here since."""

    day: date
    entries: list[Entry]
    seen_before: bool


@blueprint.get("/plan/<string:reference>/endringer")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def changes(reference: str) -> ResponseReturnValue:
    """Some of the changes, with a line between what is new to the reader and what is not."""
    number = request.args.get("side", "1")
    if not number.isdecimal() or len(number) > 4 or not 1 <= int(number) <= LAST_PAGE:
        abort(404)
    seen = found(reference)
    with transaction() as db:
        last = plan_changes.last_visit(db, g.actor, seen.id)
        found_changes = plan_changes.of_plan(db, seen.id, page=int(number), sections=seen.sections)
        new = plan_changes.count_since(db, g.actor, seen.id, last, sections=seen.sections)
    told = entries(seen, found_changes.changes, found_changes.names)
    older = url("plan.changes", reference=reference, side=int(number) + 1)
    return page(
        "plan/changes.html",
        seen,
        last=last,
        new=new,
        days=by_day(told, last),
        older=older if found_changes.more else None,
        later=int(number) > 1,
        undo_at=undo_at,
    )


def undo_at(part: Part) -> str:
    """Where «Angre» leads from here, to come back here."""
    reference = (request.view_args or {})["reference"]
    return url("plan.undo", reference=reference, part=part.id, fra="endringer")


def by_day(told: list[Entry], last: datetime | None) -> list[Day]:
    """The entries by the day they were made; the day of the last visit is in two when something came after it."""
    days: list[Day] = []
    for one in told:
        day, before = local(one.at).date(), last is not None and one.at <= last
        if not days or (days[-1].day, days[-1].seen_before) != (day, before):
            days.append(Day(day, [], before))
        days[-1].entries.append(one)
    return days
