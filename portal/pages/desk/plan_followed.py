"""What nobody has followed up in a plan, as the desk is told: what it is about, since when, and whose turn it is."""

from typing import Any

from portal.language import date_in_words
from portal.language import gettext as _
from portal.language import lazy_gettext as _l
from portal.rules.plan_follow_up import Cause, Step
from portal.store.plan import FollowUp, SeenPlan

WHAT: dict[Cause, Any] = {
    Cause.MEASURE_LATE: _l("Et tiltak er forsinket."),
    Cause.MEASURE_UNANSWERED: _l("Ingen har svart om et tiltak."),
    Cause.MESSAGE_UNANSWERED: _l("En melding har ikke fått svar."),
    Cause.REVIEW_PASSED: _l("Planen er ikke gått gjennom."),
    Cause.NO_COORDINATOR: _l("Planen har ingen koordinator."),
}
WHOSE: dict[Step, Any] = {
    Step.OWNER: _l("Nå venter det på den som har ansvaret."),
    Step.COORDINATOR: _l("Nå venter det på koordinatoren."),
    Step.UNIT: _l("Nå venter det på enheten."),
}


def lines(seen: SeenPlan) -> list[dict[str, Any]]:
    """Each thing in words, that which has come furthest first."""
    ordered = sorted(seen.follow_ups, key=lambda one: (-one.step, one.since, one.cause))
    return [line(seen, one) for one in ordered]


def line(seen: SeenPlan, one: FollowUp) -> dict[str, Any]:
    """One thing: what, about which part, since when and whose turn."""
    part = seen.plan.one(one.object)
    return {
        "what": WHAT[one.cause],
        "about": part.says("what") if part else "",
        "place": f"#del-{part.id}" if part else None,
        "since": _("Siden %(day)s.", day=date_in_words(one.since)),
        "whose": WHOSE[one.step],
        "urgent": one.step is Step.UNIT,
    }
