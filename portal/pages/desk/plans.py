"""«Planer»: whom one coordinates, and what is due in each plan."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk import plan_labels
from portal.pages.desk.frame import blueprint, page, today, transaction, unit_name
from portal.pages.desk.inbox import LAST_PAGE
from portal.rules.access import Permission
from portal.store import plan_desk

SHOWN = {"mine": "mine", "alle": "all", "ledige": "vacant"}


@blueprint.get("/ansatt/planer")
@requires(Permission.LIST_PLANS, cache=Cache.PERSONAL)
def plans() -> ResponseReturnValue:
    """The plans one coordinates or covers today, what is due first; a lead sees the others' too."""
    show, unit = request.args.get("vis", "mine"), request.args.get("enhet")
    number = request.args.get("side", "1")
    leads = plan_desk.may_see_all(g.actor)
    if show not in SHOWN or (show != "mine" and not leads):
        abort(404)
    if (unit and not (leads and unit in g.profile.units)) or not number.isdecimal():
        abort(404)
    if len(number) > 4 or not 1 <= int(number) <= LAST_PAGE:
        abort(404)
    with transaction() as db:
        found = plan_desk.list_of(db, g.actor, show=SHOWN[show], unit=unit, page=int(number))
    return page(
        "desk/plan/list.html",
        plans=found.plans,
        today=today(),
        desk_labels=plan_labels,
        filters_shown=filter_links(show, unit) if leads else [],
        units_shown=unit_links(show, unit) if leads else [],
        heading=plan_labels.FILTERS[show],
        empty=plan_labels.EMPTY[show],
        older=url("desk.plans", vis=show, enhet=unit, side=int(number) + 1) if found.more else None,
    )


def filter_links(show: str, unit: str | None) -> list[tuple[str, str, bool]]:
    """Which plans: (words, address, whether it is shown now)."""
    return [
        (str(text), url("desk.plans", vis=code, enhet=unit), code == show)
        for code, text in plan_labels.FILTERS.items()
    ]


def unit_links(show: str, unit: str | None) -> list[tuple[str, str, bool]]:
    """One link for each unit, where there are several."""
    if len(g.profile.units) == 1 or show == "mine":
        return []
    every = [(_("Alle enheter"), url("desk.plans", vis=show), unit is None)]
    return every + [
        (unit_name(code), url("desk.plans", vis=show, enhet=code), code == unit)
        for code in g.profile.units
    ]
