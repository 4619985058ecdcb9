"""(adressebeskyttelse) Which unit a page tells of: for a person with a protected address none that says where somebody lives."""

from flask import g

from portal.rules.municipality import Unit
from portal.rules.protected import unit_shown


def hide_place() -> None:
    """From now on this page is about somebody with a protected address."""
    g.place_hidden = True


def is_hidden() -> bool:
    """Whether it is: the citizen who is logged in, or whoever the page is about."""
    citizen = g.get("citizen")
    return bool(g.get("place_hidden") or (citizen and citizen.protected))


def shown_unit(unit: Unit) -> Unit:
    """The unit as this page may show it."""
    return unit_shown(unit, g.profile.unit, protected=is_hidden())
