"""«Samtykke og deling»: which consents stand, since when and given how; to withdraw, and to share with whom one wants."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import PortalForm
from portal.forms.plan_consent import ShareForm, WithdrawConsentForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.parts import wants_part
from portal.pages.plan import ahead
from portal.pages.plan.consent_story import history, sections_in_words
from portal.pages.plan.eyes import Looked
from portal.pages.plan.frame import (
    after,
    back_to,
    blueprint,
    clock,
    found,
    page,
    pressed,
    read_in,
    today,
    transaction,
)
from portal.rules.access import Permission
from portal.rules.plan import Kind, Part, Status
from portal.rules.plan_consent import SECTIONS, Section, may_consent, may_hold_back, standing
from portal.store import plan_consents, plan_preview
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan


@dataclass(frozen=True)
class Shared:
    """What one of those who help may see, in words; empty when nothing. `gone`: they take part no more."""

    participant: Part
    sections: str
    gone: bool


@blueprint.get("/plan/<string:reference>/samtykke")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def consent(reference: str) -> ResponseReturnValue:
    """All consents: to the plan, and to share it."""
    with transaction() as db:
        seen = read_in(db, reference)
        holders = plan_preview.holders(db, g.actor) if seen.role == "self" else []
    return page(
        "plan/consent.html",
        seen,
        holders=holders,
        previews=may_preview(seen),
        given=standing(seen.consents),
        decides=decides(seen),
        holds_back=holds_back(seen),
        can_answer=decides(seen) and seen.status not in {Status.ACTIVE, Status.ENDED},
        shared=shared(seen),
        history=history(seen),
    )


@blueprint.get("/plan/<string:reference>/samtykke/trekk")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def withdraw_form(reference: str) -> ResponseReturnValue:
    """What happens when the consent is withdrawn, before it is."""
    seen = found(reference)
    if not (decides(seen) and seen.open):
        return back_to("plan.consent", reference=reference)
    return show_withdraw(seen, WithdrawConsentForm())


@blueprint.post("/plan/<string:reference>/samtykke/trekk")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def withdraw(reference: str) -> ResponseReturnValue:
    """«Trekk samtykket»."""
    seen, form = found(reference), WithdrawConsentForm()
    if "show" in request.form or not form.validate():
        return show_withdraw(seen, form, 200 if "show" in request.form else 422)

    def do() -> None:
        with transaction() as db:
            plan_consents.withdraw(db, g.actor, reference)

    try:
        return after(do, "plan.consent", "consent-withdrawn", reference=reference)
    except DatabaseAway as away:
        return show_withdraw(seen, form, 503, trouble=in_words(away))


@blueprint.get("/plan/<string:reference>/samtykke/<string:part>")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def share_form(reference: str, part: str) -> ResponseReturnValue:
    """What this participant may see, as boxes."""
    seen = found(reference)
    participant = sharable(seen, part)
    given = standing(seen.consents, part)
    form = ShareForm(offered(seen, part), sections=list(given.sections) if given else [])
    return show_share(seen, participant, form)


@blueprint.post("/plan/<string:reference>/samtykke/<string:part>")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def share(reference: str, part: str) -> ResponseReturnValue:
    """Share what is ticked, and nothing else. The same twice is once."""
    seen = found(reference)
    participant = sharable(seen, part)
    form = ShareForm(offered(seen, part))
    if ahead.is_asked_for():
        return look_ahead(seen, participant, form)
    if "show" in request.form:
        return show_share(seen, participant, form)
    if not form.validate():
        return show_share(seen, participant, form, 422)
    wanted = form.sections.data or []

    def do() -> None:
        with transaction() as db:
            plan_consents.share(db, g.actor, reference, part, wanted)

    try:
        notice = "shared" if wanted else "sharing-ended"
        return after(do, "plan.consent", notice, reference=reference)
    except DatabaseAway as away:
        return show_share(seen, participant, form, 503, trouble=in_words(away))


@blueprint.post("/plan/<string:reference>/samtykke/<string:part>/slutt")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def end_sharing(reference: str, part: str) -> ResponseReturnValue:
    """«Slutt å dele»: one press."""
    if not pressed():
        found(reference)
        return back_to("plan.consent", "again", reference=reference)

    def do() -> None:
        with transaction() as db:
            plan_consents.end_sharing(db, g.actor, reference, part)

    return after(do, "plan.consent", "sharing-ended", reference=reference)


def in_words(away: DatabaseAway) -> str:
    """What `plan/_trouble.html` is to say of a press that may have done nothing."""
    return "unsure" if away.at_commit else "away"


def decides(seen: SeenPlan) -> bool:
    """Whether the reader says yes and no for the plan."""
    return may_consent(seen.role, seen.born, today())


def may_preview(seen: SeenPlan) -> bool:
    """Whether the reader may see with others' eyes: the person, and a parent who decides and from whom nothing is kept back.

    A parent sees so what is shared with those who take part; who else may act for the child is the child's and the desk's to know.
    """
    return seen.role == "self" or (decides(seen) and seen.whole)


def holds_back(seen: SeenPlan) -> bool:
    """Whether the reader may share less, and not more."""
    return may_hold_back(seen.role, seen.born, today())


def shared(seen: SeenPlan) -> list[Shared]:
    """Each of those who help, and who takes part no more but is still shared with."""
    left = [one for one in seen.gone if one.kind is Kind.PARTICIPANT]
    return [
        Shared(one, sections_in_words(given.sections) if given else "", one.removed)
        for one in [*seen.plan.of(Kind.PARTICIPANT), *left]
        for given in [standing(seen.consents, one.id)]
        if given or not one.removed
    ]


def sharable(seen: SeenPlan, part: str) -> Part:
    """Somebody to share with; the 404 for who does not take part, and for a reader who may not."""
    participant = seen.plan.one(part)
    if participant is None or participant.kind is not Kind.PARTICIPANT or not offered(seen, part):
        abort(404)
    return participant


def offered(seen: SeenPlan, part: str) -> tuple[str, ...]:
    """What the reader may tick: all they see, or for a child of 12–15 what is shared already."""
    if not (seen.in_use and seen.shows(Section.TEAM)):
        return ()
    if decides(seen):
        return tuple(one.value for one in SECTIONS if seen.shows(one))
    given = standing(seen.consents, part)
    return given.sections if given and holds_back(seen) else ()


def show_withdraw(
    seen: SeenPlan, form: WithdrawConsentForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The page that says what happens."""
    heading = _("Vil du trekke samtykket til planen?")
    return show("plan/withdraw.html", seen, form, heading, trouble), status


def look_ahead(seen: SeenPlan, participant: Part, form: ShareForm) -> ResponseReturnValue:
    """«Vis hvordan det blir»: what they will see, on the page with the boxes or as the part of it that has changed."""
    if not may_preview(seen):
        abort(404)
    if not form.validate():
        if wants_part():
            return ahead.part(ahead.not_yet())
        return show_share(seen, participant, form, 422)
    looked = ahead.of_sharing(seen, participant, form.sections.data or [], clock())
    if wants_part():
        return ahead.part(ahead.said_of(looked), looked)
    return show_share(seen, participant, form, looked=looked)


def show_share(
    seen: SeenPlan,
    participant: Part,
    form: ShareForm,
    status: int = 200,
    trouble: str | None = None,
    looked: Looked | None = None,
) -> ResponseReturnValue:
    """The boxes, and below them how it will be when that was asked for."""
    heading = _("Del planen med %(name)s", name=participant.says("name"))
    return show(
        "plan/share.html",
        seen,
        form,
        heading,
        trouble,
        participant=participant,
        previews=may_preview(seen),
        looked=looked,
        said=ahead.said_of(looked) if looked else ahead.before(),
        whole=True,
    ), status


def show(
    template: str,
    seen: SeenPlan,
    form: PortalForm,
    heading: str,
    trouble: str | None,
    **values: Any,
) -> str:
    """A page that asks, with the way back to the consents."""
    back = (url("plan.consent", reference=seen.reference), _("Tilbake til samtykke og deling"))
    return page(template, seen, form=form, heading=heading, back=back, trouble=trouble, **values)
