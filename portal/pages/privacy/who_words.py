"""Who did something, in words, as the one who reads it knows them."""

from collections.abc import Callable
from typing import Any

from flask import g

from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.pages.unplaced import shown_unit
from portal.rules.municipality import words
from portal.store.traces import Trace
from portal.store.traces_who import Somebody

UNNAMED: dict[str, Any] = {
    "person": _l("Personen selv"),
    "holder": _l("Noen som handler på vegne av personen"),
    "parent": _l("En forelder"),
    "asker": _l("Den som spurte"),
    "citizen": _l("En annen innbygger"),
    "staff": _l("En ansatt"),
    "participant": _l("En som deltar i planen"),
    "system": _l("Systemet"),
    "nobody": _l("Noen uten innlogging"),
}
WORK: dict[str, Any] = {
    "reader": _l("leser"),
    "officer": _l("saksbehandler"),
    "lead": _l("leder"),
    "administrator": _l("administrator"),
}


def who_did(trace: Trace) -> str:
    """«Siri Prøve, saksbehandler, Koordinerende enhet i Storby kommune», «Du», «Systemet»."""
    tell = TOLD.get(trace.who.kind)
    return tell(trace) if tell else unnamed(trace.who)


def unnamed(who: Somebody) -> str:
    """What somebody without a name is called."""
    return who.name or str(UNNAMED[who.kind])


def viewer(trace: Trace) -> str:
    """The one who reads this."""
    return _("Du, på vegne av %(person)s", person=acted_for()) if trace.for_person else _("Du")


def holder(trace: Trace) -> str:
    """Somebody who acts, or has acted, for the person."""
    if not (trace.for_person and trace.who.name):
        return unnamed(trace.who)
    if g.get("citizen") and g.citizen.acting is None:
        return _("%(name)s, på vegne av deg", name=trace.who.name)
    return _("%(name)s, på vegne av %(person)s", name=trace.who.name, person=acted_for())


def employee(trace: Trace) -> str:
    """Name, what they do and where."""
    who = trace.who
    if not who.name:
        return unnamed(who)
    name, work = who.name, str(WORK.get(who.role or "", who.role))
    unit = g.profile.units.get(who.at) if who.at else None
    if unit is None:
        return _("%(name)s, %(work)s, %(place)s", name=name, work=work, place=g.profile.name)
    return _(
        "%(name)s, %(work)s, %(unit)s i %(place)s",
        name=name,
        work=work,
        unit=words(shown_unit(unit).name, g.language)[0],
        place=g.profile.name,
    )


def participant(trace: Trace) -> str:
    """Who takes part in the plan: name, what they do and where."""
    named = [part for part in (trace.who.name, trace.who.role, trace.who.at) if part]
    return ", ".join(named) or unnamed(trace.who)


def acted_for() -> str:
    """The person the reader acts for; at the desk nobody's name."""
    acting = g.citizen.acting if g.get("citizen") else None
    return acting.person_name if acting else _("personen")


TOLD: dict[str, Callable[[Trace], str]] = {
    "viewer": viewer,
    "holder": holder,
    "staff": employee,
    "participant": participant,
}
