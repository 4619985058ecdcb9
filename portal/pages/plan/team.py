"""«De som hjelper»: everybody who takes part, what they do, how to reach them and what they answer for."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.consent import may_preview
from portal.pages.plan.frame import blueprint, found, page
from portal.pages.plan.lines import address_of
from portal.plan_labels import SECTORS
from portal.rules.access import Permission
from portal.rules.plan import ME, Kind, Measure, Part, Sector
from portal.store.plan import SeenPlan

SHOWN = 5
"""So many of somebody's measures are named; the rest stand in the plan."""
CLOSED = {Measure.DONE, Measure.NO}


@dataclass(frozen=True)
class Member:
    """Somebody who takes part. `what` is the role and where they are from; `measures` (words, address) of those still to do.

    `preview` is where the reader may see with their eyes, None for who may not.
    """

    name: str
    what: Sequence[str]
    phone: str
    email: str
    measures: Sequence[tuple[str, str]]
    more: int
    preview: str | None


@blueprint.get("/plan/<string:reference>/de-som-hjelper")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def team(reference: str) -> ResponseReturnValue:
    """The coordinator first, then the services, then next of kin."""
    seen = found(reference)
    everybody = seen.plan.of(Kind.PARTICIPANT)
    return page(
        "plan/team.html",
        seen,
        helpers=[member(seen, one) for one in everybody if one.code != Sector.KIN],
        kin=[member(seen, one) for one in everybody if one.code == Sector.KIN],
        own=len(to_do(seen, ME)),
    )


def member(seen: SeenPlan, part: Part) -> Member:
    """One who takes part, in words."""
    sector = str(SECTORS.get(part.code, ""))
    said = (part.says("role"), part.says("organisation"), sector)
    theirs = to_do(seen, part.id)
    return Member(
        name=part.says("name"),
        what=list(dict.fromkeys(text for text in said if text)),
        phone=part.says("phone"),
        email=part.says("email"),
        measures=[(one.says("what"), address_of(seen, one)) for one in theirs[:SHOWN]],
        more=max(len(theirs) - SHOWN, 0),
        preview=url("plan.preview", reference=seen.reference, who=part.id)
        if seen.in_use and may_preview(seen)
        else None,
    )


def to_do(seen: SeenPlan, who: str) -> list[Part]:
    """The measures somebody answers for that are neither done nor said no to."""
    measures = seen.plan.of(Kind.MEASURE)
    return [one for one in measures if one.responsible == who and one.code not in CLOSED]
