"""«Spør tjenesten»: ask the one who answers for a measure by a mailed link, and see where it stands."""

from dataclasses import dataclass

from flask import abort, current_app, g, request
from flask.typing import ResponseReturnValue

from portal.deliver import sms
from portal.forms.answer_measure import BY_SMS, AskForm
from portal.forms.base import new_key
from portal.forms.desk import spaced
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.desk import plan_link_labels
from portal.pages.desk.frame import back_to, blueprint, pressed, transaction
from portal.pages.desk.plan_frame import after, found, page
from portal.rules.access import Permission
from portal.rules.plan import Kind, Part
from portal.rules.plan_link import Obstacle, mobile
from portal.store import plan_links, staff
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

READ_OUT = "plan-link-read-out"


@dataclass(frozen=True)
class Asking:
    """A measure of a plan, who answers for it, and how it stands with asking them."""

    seen: SeenPlan
    measure: Part
    participant: Part | None
    why_not: Obstacle | None
    link: plan_links.Link | None

    @property
    def by_sms(self) -> bool:
        """Whether the code can go as a text message."""
        number = mobile(self.participant.says("phone")) if self.participant else None
        return number is not None and sms.is_connected(current_app.extensions["settings"].mode)

    @property
    def phone(self) -> str:
        """The participant's number as people read it."""
        return spaced(self.participant.says("phone")) if self.participant else ""


@blueprint.get("/ansatt/plan/<string:reference>/tiltak/<string:part>/spor")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_link(reference: str, part: str) -> ResponseReturnValue:
    """Where it stands, and the press that sends the link."""
    asking = asking_about(reference, part)
    form = AskForm(by_sms=asking.by_sms, key=new_key(), by=BY_SMS)
    return show(form, asking)


@blueprint.post("/ansatt/plan/<string:reference>/tiltak/<string:part>/spor")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_link_send(reference: str, part: str) -> ResponseReturnValue:
    """Send the link, or a new one in place of the one before. Pressed twice it is one."""
    asking = asking_about(reference, part)
    form = AskForm(by_sms=asking.by_sms)
    if "show" in request.form:
        return show(form, asking)
    if not form.validate():
        return show(form, asking, 422)
    try:
        notice = send(form, reference, part)
    except plan_links.NotThere:
        abort(404)
    except plan_links.NoConsent:
        notice = "plan-no-consent"
    except plan_links.CannotAsk:
        notice = "plan-link-cannot"
    except DatabaseAway:
        return show(form, asking, 503, trouble="away")
    return back_to("desk.plan_link", notice, reference=reference, part=part)


@blueprint.post("/ansatt/plan/<string:reference>/tiltak/<string:part>/spor/avslutt")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def plan_link_end(reference: str, part: str) -> ResponseReturnValue:
    """«Avslutt lenken»: nobody opens it any more."""
    place = {"reference": reference, "part": part}
    if not pressed():
        found(reference)
        return back_to("desk.plan_link", "again", **place)

    def do() -> None:
        with transaction() as db:
            plan_links.end(db, g.actor, reference, part)

    return after(do, "desk.plan_link", "plan-link-ended", **place)


def send(form: AskForm, reference: str, part: str) -> str:
    """One transaction: the key, the link and its messages. Gives what to say about it."""
    with transaction() as db:
        if not staff.first_press(db, g.actor.id, form.key.data or ""):
            return "plan-link-sent" if form.wants_sms else READ_OUT
        made = plan_links.make(
            db, g.actor, reference, part, language=g.language, by_sms=form.wants_sms
        )
    return "plan-link-sent" if made.by_sms else READ_OUT


def asking_about(reference: str, part: str) -> Asking:
    """The measure, with the event that the plan was read; the 404 for what is no measure of it."""
    seen = found(reference)
    measure = seen.plan.one(part)
    if measure is None or measure.kind is not Kind.MEASURE:
        abort(404)
    with transaction() as db:
        why_not = plan_links.why_not(db, g.actor, reference, part)
        link = plan_links.latest(db, g.actor, reference, part)
    return Asking(seen, measure, seen.plan.one(measure.responsible), why_not, link)


def show(
    form: AskForm, asking: Asking, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The page. The code is shown once: on the page after the press that made it."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    just_made = g.staff.notice == READ_OUT
    return page(
        "desk/plan/link.html",
        asking.seen,
        asking=asking,
        link_labels=plan_link_labels,
        code=asking.link.code if asking.link and just_made else None,
        form=None if asking.why_not else form,
        trouble=trouble,
    ), status
