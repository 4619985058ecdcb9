"""What a person without a login has said, and signed: registered by the desk with the archive's reference."""

from datetime import datetime, time

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import PortalForm
from portal.forms.desk_plan_begin import OnPaperForm, PaperConsentForm, PaperShareForm
from portal.headers import Cache
from portal.language import OSLO
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, today, transaction
from portal.pages.desk.plan_frame import after, found, page
from portal.plan_labels import SECTIONS
from portal.rules.access import Permission
from portal.rules.plan import Kind, Part
from portal.rules.plan_consent import Answer, standing, status_after
from portal.store import plan_consents
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

NOON = time(12)


@blueprint.get("/ansatt/plan/<string:reference>/samtykke")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_paper_consent(reference: str) -> ResponseReturnValue:
    """The form, with what stands now above it."""
    seen = found(reference)
    if not offered(seen):
        return back_to("desk.plan", reference=reference)
    return show_answer(seen, PaperConsentForm(offered(seen), today()))


@blueprint.post("/ansatt/plan/<string:reference>/samtykke")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def keep_plan_paper_consent(reference: str) -> ResponseReturnValue:
    """Keep what the person has answered. The same twice is once."""
    seen = found(reference)
    form = PaperConsentForm(offered(seen), today())
    if "show" in request.form:
        return show_answer(seen, form)
    if not form.validate():
        return show_answer(seen, form, 422)
    said = Answer(form.answer.data)
    paper = form.paper.data if said is Answer.PLAN else None

    def do() -> None:
        with transaction() as db:
            plan_consents.answer(
                db, g.actor, reference, said, paper=paper, given_at=signed_at(form)
            )

    try:
        return after(do, "desk.plan", "plan-consent-noted", reference=reference)
    except DatabaseAway:
        return show_answer(seen, form, 503, trouble="away")


@blueprint.get("/ansatt/plan/<string:reference>/samtykke/<string:part>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_paper_share(reference: str, part: str) -> ResponseReturnValue:
    """What the person has said that this participant may see."""
    seen = found(reference)
    participant = living(seen, part)
    given = standing(seen.consents, part)
    form = PaperShareForm(today(), sections=list(given.sections) if given else [])
    return show_share(seen, participant, form)


@blueprint.post("/ansatt/plan/<string:reference>/samtykke/<string:part>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def keep_plan_paper_share(reference: str, part: str) -> ResponseReturnValue:
    """Keep it; without a box the sharing ends, and needs no paper."""
    seen = found(reference)
    participant, form = living(seen, part), PaperShareForm(today())
    if "show" in request.form:
        return show_share(seen, participant, form)
    if not form.validate():
        return show_share(seen, participant, form, 422)
    wanted = form.sections.data or []

    def do() -> None:
        with transaction() as db:
            if not wanted:
                plan_consents.end_sharing(db, g.actor, reference, part)
                return
            plan_consents.share(
                db, g.actor, reference, part, wanted,
                paper=form.paper.data, given_at=signed_at(form),
            )  # fmt: skip

    try:
        return after(do, "desk.plan_paper_consent", "plan-consent-noted", reference=reference)
    except DatabaseAway:
        return show_share(seen, participant, form, 503, trouble="away")


def offered(seen: SeenPlan) -> tuple[str, ...]:
    """The answers that would change where the plan stands."""
    return tuple(
        one.value for one in Answer if status_after(seen.status, one) not in {None, seen.status}
    )


def living(seen: SeenPlan, part: str) -> Part:
    """One of those who help, while the plan is in use; the 404 when not."""
    participant = seen.plan.one(part)
    if not seen.open or participant is None or participant.kind is not Kind.PARTICIPANT:
        abort(404)
    return participant


def signed_at(form: OnPaperForm) -> datetime:
    """The moment of a paper: now for today, noon for an earlier day."""
    if form.chosen_day == today():
        moment: datetime = current_app.extensions["clock"]()
        return moment
    return datetime.combine(form.chosen_day, NOON, OSLO)


def sharing(seen: SeenPlan) -> list[tuple[str, str, str]]:
    """(name, what they may see, the address to change it) of each of those who help."""
    rows = []
    for one in seen.plan.of(Kind.PARTICIPANT) if seen.open else []:
        given = standing(seen.consents, one.id)
        sees = ", ".join(str(SECTIONS[code]) for code in given.sections) if given else ""
        address = url("desk.plan_paper_share", reference=seen.reference, part=one.id)
        rows.append((one.says("name"), sees or _("Får ikke se noe"), address))
    return rows


def show_answer(
    seen: SeenPlan, form: PaperConsentForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """What the person has answered."""
    back = (url("desk.plan", reference=seen.reference), _("Til planen"))
    return show(seen, form, _("Noter hva personen har svart"), back, trouble), status


def show_share(
    seen: SeenPlan,
    participant: Part,
    form: PaperShareForm,
    status: int = 200,
    trouble: str | None = None,
) -> ResponseReturnValue:
    """What may be seen by one of those who help."""
    back = (
        url("desk.plan_paper_consent", reference=seen.reference),
        _("Til samtykke"),
    )
    heading = _("Hva får %(name)s se?", name=participant.says("name"))
    return show(seen, form, heading, back, trouble, about=participant), status


def show(
    seen: SeenPlan,
    form: PortalForm,
    heading: str,
    back: tuple[str, str],
    trouble: str | None,
    about: Part | None = None,
) -> str:
    """A page that asks, with what stands now."""
    return page(
        "desk/plan/consent.html",
        seen,
        form=form,
        heading=heading,
        back=back,
        trouble=trouble,
        about=about,
        given=standing(seen.consents),
        sharing=[] if about else sharing(seen),
    )
