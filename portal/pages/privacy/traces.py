"""«Hvem har sett opplysningene dine?»: every reading and change by others first, with who, when, what and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local, time_in_words
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.privacy import words
from portal.pages.privacy.event_words import EVENTS
from portal.pages.privacy.frame import blueprint, clock, page, transaction
from portal.pages.privacy.who_words import who_did
from portal.rules import traces as rules
from portal.rules.access import Permission
from portal.rules.representation import Scope
from portal.rules.traces import What, Who
from portal.store import traces as store
from portal.store.traces import Trace, Wanted
from portal.store.traces_mine import Thing

WHAT = {"lest": What.READ, "endret": What.CHANGED}
WHO = {
    "ansatte": Who.STAFF,
    "innbyggere": Who.CITIZENS,
    "deltakere": Who.PARTICIPANTS,
    "systemet": Who.SYSTEM,
}
DAYS = {str(days): days for days in words.DAYS if days}
NOT_ASKED = frozenset({"viewer", "person", "system", "nobody"})
PAGES = {"case": "case.one", "plan": "plan.one"}
OPENS = {"case": Scope.FOLLOW_CASES, "plan": Scope.SEE_PLAN}
LARGEST = 2**31 - 1


@dataclass
class Line:
    """One who did one thing, once or several times on a day, the latest first. `ask` leads to «Spør hvorfor»."""

    what: str
    who: str
    things: list[tuple[str, str | None]]
    reason: str | None
    said: str | None
    ask: str | None
    times: list[datetime] = field(default_factory=list)

    @property
    def minutes(self) -> list[str]:
        """The times as they are read, each minute once."""
        return list(dict.fromkeys(time_in_words(at) for at in self.times))


@dataclass(frozen=True)
class Day:
    """What was done on a day."""

    on: date
    lines: list[Line]


@blueprint.get("/innsyn")
@requires(Permission.READ_OWN_TRACES, cache=Cache.PERSONAL)
def traces() -> ResponseReturnValue:
    """A page of who has read or changed what is kept; what one did oneself is behind a link."""
    chosen = chosen_here()
    with transaction() as db:
        found = store.read(db, g.actor, wanted_from(chosen))
    if found is None:
        abort(404)
    older = {**chosen, "for": str(found.older)} if found.older else None
    return page(
        "traces.html",
        days=days_of(found.traces),
        own="vis" in chosen,
        filters=filters(chosen),
        filtered=bool(chosen.keys() & {"hva", "hvem", "dager"}),
        older=url("privacy.traces", **older) if older else None,
        newest=url("privacy.traces", **without(chosen, "for")) if "for" in chosen else None,
        others=url("privacy.traces"),
        mine=url("privacy.traces", vis="mine"),
    )


def chosen_here() -> dict[str, str]:
    """What is chosen in the address; 404 for what is no choice."""
    known: dict[str, Any] = {"vis": {"mine"}, "hva": WHAT, "hvem": WHO, "dager": DAYS}
    chosen = {name: value for name, value in request.args.items() if name in {*known, "for"}}
    for name, value in chosen.items():
        if name == "for":
            whole = value.isascii() and value.isdecimal() and len(value) <= 10
            if not whole or not 0 < int(value) <= LARGEST:
                abort(404)
        elif value not in known[name]:
            abort(404)
    return chosen


def wanted_from(chosen: dict[str, str]) -> Wanted:
    """The choices as the store needs them."""
    return Wanted(
        own="vis" in chosen,
        what=WHAT.get(chosen.get("hva", ""), What.ANYTHING),
        who=WHO.get(chosen.get("hvem", ""), Who.ANYBODY),
        since=rules.since(clock(), DAYS.get(chosen.get("dager", ""))),
        before=int(chosen["for"]) if "for" in chosen else None,
    )


def filters(chosen: dict[str, str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Rows of choices: what it is about, and each choice with its address and whether it is made."""
    rows: list[tuple[str, str, list[tuple[str | None, Any]]]] = [
        ("hva", str(words.ROW_WHAT), coded(WHAT, words.KINDS, What.ANYTHING)),
        ("dager", str(words.ROW_DAYS), coded(DAYS, words.DAYS, None)),
    ]
    if "vis" not in chosen:
        rows.insert(1, ("hvem", str(words.ROW_WHO), coded(WHO, words.WHO, Who.ANYBODY)))
    kept = without(chosen, "for")
    return [
        (
            label,
            [(str(text), link(kept, name, code), chosen.get(name) == code) for code, text in row],
        )
        for name, label, row in rows
    ]


def coded(codes: dict[str, Any], texts: dict[Any, Any], every: Any) -> list[tuple[str | None, Any]]:
    """The choices of a row as (code in the address, words), the one for all of them first."""
    return [(None, texts[every]), *((code, texts[value]) for code, value in codes.items())]


def link(kept: dict[str, str], name: str, code: str | None) -> str:
    """The address with one choice changed."""
    changed = {**kept, name: code} if code else without(kept, name)
    return url("privacy.traces", **changed)


def without(chosen: dict[str, str], name: str) -> dict[str, str]:
    """The other choices."""
    return {one: value for one, value in chosen.items() if one != name}


def days_of(found: Iterable[Trace]) -> list[Day]:
    """The traces by day. The same done again by the same one stands in one line, with every time."""
    by_day = groupby(found, key=lambda trace: local(trace.at).date())
    return [Day(on, lines_of(list(those))) for on, those in by_day]


def lines_of(those: list[Trace]) -> list[Line]:
    """The lines of a day, each where it was done last."""
    lines: dict[tuple[Any, ...], Line] = {}
    for trace in those:
        alike = (trace.code, trace.who, trace.things, trace.for_person, trace.reason, trace.words)
        lines.setdefault(alike, line_of(trace)).times.append(trace.at)
    return list(lines.values())


def line_of(trace: Trace) -> Line:
    """A trace in words, without its time."""
    asks = trace.who.kind not in NOT_ASKED
    return Line(
        what=str(EVENTS[trace.code]),
        who=who_did(trace),
        things=[told for thing in trace.things if (told := thing_words(thing))],
        reason=str(words.REASONS[trace.reason]) if trace.reason else None,
        said=trace.words,
        ask=url("privacy.ask_why", number=trace.number) if asks else None,
    )


def thing_words(thing: Thing) -> tuple[str, str | None] | None:
    """What it was done to and the way there, for what has a name people know."""
    if thing.reference is None:
        return None
    text = {
        "case": _("Sak %(reference)s", reference=thing.reference),
        "plan": _("Plan %(reference)s", reference=thing.reference),
        "privacy": _("Spørsmål %(reference)s", reference=thing.reference),
    }[thing.kind]
    return text, url(PAGES[thing.kind], reference=thing.reference) if opens(thing) else None


def opens(thing: Thing) -> bool:
    """Whether the one who reads this may open it where they are now."""
    citizen = g.get("citizen")
    if citizen is None or thing.kind not in PAGES:
        return False
    return citizen.acting is None or OPENS[thing.kind] in citizen.acting.held.scopes
