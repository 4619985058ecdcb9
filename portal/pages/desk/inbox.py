"""The inbox: what the municipality owes an answer to, the most urgent first."""

from dataclasses import dataclass

from flask import abort, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.complaint_labels import TITLES
from portal.headers import Cache
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk import labels
from portal.pages.desk.frame import (
    blueprint,
    can_answer,
    page,
    today,
    transaction,
    unit_name,
)
from portal.pages.desk.openings import waiting_openings
from portal.pages.desk.receiver_test import receiver_test_parts
from portal.pages.parts import wants_part
from portal.rules.access import Permission, sees_every_unit
from portal.rules.case import may_be_taken
from portal.rules.complaint_course import State, forward_now
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_path import Kind
from portal.rules.complaint_table import row_on
from portal.rules.deadlines import days_left
from portal.store import case, outbox_tasks, receiver_tests

SHOWN = {
    "apne": "open",
    "venter": "waiting",
    "ledige": "free",
    "bekreftes": "unconfirmed",
    "klager": "complaints",
    "mine": "mine",
    "avsluttede": "closed",
}
LAST_PAGE = 1000


@dataclass(frozen=True)
class Line:
    """A case in the list. `age` and `left` are days; `left` is below 0 when the month has passed.

    `can_take`: whether «Jeg tar den» is for the one who is looking. Of a complaint `what` is what it is by the law's table, and
    `forward` says that it is answered here and that all papers are to go on at once.
    """

    case: case.CaseLine
    unit: str
    age: int
    left: int
    can_take: bool
    what: str | None
    forward: bool


@blueprint.get("/ansatt")
@requires(Permission.LIST_CASES, cache=Cache.PERSONAL)
def inbox() -> ResponseReturnValue:
    """The cases of those units the employee sees, a page at a time; a part of it for htmx."""
    show, unit = request.args.get("vis", "apne"), request.args.get("enhet")
    number = request.args.get("side", "1")
    if show not in SHOWN or (unit and unit not in g.profile.units) or not number.isdecimal():
        abort(404)
    if len(number) > 4 or not 1 <= int(number) <= LAST_PAGE:
        abort(404)
    with transaction() as db:
        found = case.inbox(db, g.actor, show=SHOWN[show], unit=unit, page=int(number))
        tasks = outbox_tasks.tasks(db, g.actor)
        unpressed = receiver_tests.unpressed(db, g.actor)
    shown = {
        "lines": [line(one) for one in found.cases],
        "filters_shown": filter_links(show, unit),
        "units_shown": unit_links(show, unit),
        "empty": labels.EMPTY[show],
        "heading": labels.FILTERS[show],
        "older": url("desk.inbox", vis=show, enhet=unit, side=int(number) + 1)
        if found.more
        else None,
    }
    if wants_part():
        return render_template("desk/_cases.html", labels=labels, **shown)
    return page(
        "desk/inbox.html",
        tasks=tasks,
        openings=waiting_openings(),
        **receiver_test_parts(unpressed),
        **shown,
    )


def line(one: case.CaseLine) -> Line:
    """A case with its days counted from today."""
    day = today()
    age = (day - local(one.received_at).date()).days
    free = one.taken_by_name is None and may_be_taken(one.status)
    left = days_left(one.due_on, day)
    what = kind_of(one)
    forward = one.state is not None and forward_now(State(one.state))
    can_take = free and can_answer(one.unit)
    return Line(one, unit_name(one.unit), age, left, can_take, what and str(TITLES[what]), forward)


def kind_of(one: case.CaseLine) -> Kind | None:
    """What a complaint is by the law's table of its day; None of another case."""
    return row_on(Path(one.path), one.received_on).kind if one.path else None


def filter_links(show: str, unit: str | None) -> list[tuple[str, str, bool]]:
    """Which cases: (words, address, whether it is shown now)."""
    return [
        (str(text), url("desk.inbox", vis=code, enhet=unit), code == show)
        for code, text in labels.FILTERS.items()
    ]


def unit_links(show: str, unit: str | None) -> list[tuple[str, str, bool]]:
    """One link for each unit, for those who see several."""
    if not sees_every_unit(g.actor) or len(g.profile.units) == 1:
        return []
    every = [(str(labels.EVERY_UNIT), url("desk.inbox", vis=show), unit is None)]
    return every + [
        (unit_name(code), url("desk.inbox", vis=show, enhet=code), code == unit)
        for code in g.profile.units
    ]
