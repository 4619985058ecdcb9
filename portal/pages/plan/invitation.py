"""«Vil du ha en individuell plan?»: what it is, what follows from each answer, and one press."""

from flask import g, request
from flask.typing import ResponseReturnValue

from portal.forms.plan_consent import InvitationForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.consent import decides, in_words
from portal.pages.plan.frame import after, back_to, blueprint, found, page, transaction
from portal.rules.access import Permission
from portal.rules.plan import Status
from portal.rules.plan_consent import Answer
from portal.store import plan_consents
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

SAID = {
    Answer.PLAN: "plan-wanted",
    Answer.COORDINATOR: "coordinator-only",
    Answer.NO: "plan-declined",
}


@blueprint.get("/plan/<string:reference>/invitasjon")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def invitation(reference: str) -> ResponseReturnValue:
    """The question. Where the answer is a yes already, or is not the reader's to give, the page of consents."""
    seen = found(reference)
    if not can_answer(seen):
        return back_to("plan.consent", reference=reference)
    return show(seen, InvitationForm(parent=seen.role == "parent"))


@blueprint.post("/plan/<string:reference>/invitasjon")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def answer_invitation(reference: str) -> ResponseReturnValue:
    """Keep the answer. It can be changed at any time."""
    seen = found(reference)
    form = InvitationForm(parent=seen.role == "parent")
    if "show" in request.form:
        return show(seen, form)
    if not form.validate():
        return show(seen, form, 422)
    said = Answer(form.answer.data)

    def do() -> None:
        with transaction() as db:
            plan_consents.answer(db, g.actor, reference, said)

    try:
        return after(do, "plan.consent", SAID[said], reference=reference)
    except DatabaseAway as away:
        return show(seen, form, 503, trouble=in_words(away))


def can_answer(seen: SeenPlan) -> bool:
    """Whether there is something to answer, for this reader. A yes that stands is withdrawn on a page of its own."""
    return decides(seen) and seen.status not in {Status.ACTIVE, Status.ENDED}


def show(
    seen: SeenPlan, form: InvitationForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The question, in words for the person or for a parent."""
    parent = seen.role == "parent"
    heading = (
        _("Skal barnet ha en individuell plan?") if parent else _("Vil du ha en individuell plan?")
    )
    back = (url("plan.one", reference=seen.reference), _("Tilbake til planen"))
    return page(
        "plan/invitation.html", seen, form=form, heading=heading, back=back, trouble=trouble
    ), status
