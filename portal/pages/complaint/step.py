"""One page of a complaint at a time, everything kept as it is typed."""

from typing import Any

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.complaint import FORMS, AboutForm, StepForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.journey import (
    answered_in,
    begin_anew,
    begun,
    keep_typed,
    kept_form,
    latest_sent,
    next_address,
    own_draft,
    page_of,
    receipt_of,
    whole_forms,
)
from portal.pages.drafted import is_anothers, is_sound, is_trusted, prepare, somebody_else
from portal.pages.presses import transaction
from portal.rules.access import Actor, Permission
from portal.rules.complaint_steps import EXTRAS, Situation, Step, may_open, step_before
from portal.store import complaint
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

STEPS = ", ".join(f'"{step.value}"' for step in Step)
ANSWER = "sak"


@blueprint.get(f"/klage/<any({STEPS}):steg>")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL)
def step(steg: str) -> ResponseReturnValue:
    """A page with what is kept of it; a page not reached yet leads to the first open one.

    Who comes from a case has its reference in the address, and finds its answer chosen.
    """
    here = Step(steg)
    with transaction() as db:
        draft = own_draft(db)
        if draft is None and ANSWER in request.args:
            begin_anew(db)
        sent = None if draft else latest_sent(db)
        answered = None if sent else answered_in(db, here)
    if sent is not None:
        return receipt_of(sent)
    typed = draft.answers if draft else {}
    if not may_open(steg, whole_forms(typed)):
        return redirect(next_address(typed), 303)
    return show(here, form_to_fill_in(here, draft, begun(typed, answered)), draft)


def keep_late(owner: Actor) -> bool:
    """Keep what was typed when the clock had ended the session, in that person's draft and nobody else's."""
    here = Step((request.view_args or {})["steg"])
    form = FORMS[here](Situation(), g.profile)
    if is_anothers(owner) or not is_sound(form):
        return False
    with transaction() as db:
        return keep_typed(db, owner, here, form.key.data or "", late=True) is not None


@blueprint.post(f"/klage/<any({STEPS}):steg>")
@requires(Permission.COMPLAIN, cache=Cache.PERSONAL, late=keep_late)
def keep(steg: str) -> ResponseReturnValue:
    """Keep what was typed, whole or not, and go on when it is whole."""
    if is_anothers(g.actor):
        return somebody_else()
    here = Step(steg)
    try:
        draft, sent, situation = save(here)
    except DatabaseAway:
        return show(here, FORMS[here](begun(), g.profile), None, 503, trouble="away")
    if sent is not None:
        return receipt_of(sent)
    form = FORMS[here](situation, g.profile)
    if "show" in request.form:
        return show(here, form, draft)
    if not form.validate() or draft is None:
        return show(here, form, draft, 422)
    return redirect(next_address(draft.answers), 303)


def save(here: Step) -> tuple[Draft | None, str | None, Situation]:
    """(the draft with what was typed, what the page's key has sent, what is known). A page we do not trust changes nothing."""
    form = FORMS[here](begun(), g.profile)
    trusted, key = is_trusted(form), form.key.data or ""
    with transaction() as db:
        draft = keep_typed(db, g.actor, here, key) if trusted else own_draft(db)
        sent = complaint.sent_with(db, g.actor, key) if trusted and draft is None else None
        answered = None if sent else answered_in(db, here)
    return draft, sent, begun(draft.answers if draft else {}, answered)


def form_to_fill_in(here: Step, draft: Draft | None, situation: Situation) -> StepForm:
    """The form with what is kept; else empty but for the known name, and the answer one comes from."""
    typed = draft.answers if draft else {}
    if here in typed:
        return kept_form(here, typed, situation)
    known: dict[str, Any] = {"name": g.citizen.name} if here is Step.YOU else {}
    if here is Step.ABOUT and situation.chosen(request.args.get(ANSWER)):
        known["about_case"] = request.args[ANSWER]
    return FORMS[here](situation, g.profile, **known)


def show(
    here: Step, form: StepForm, draft: Draft | None, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """A page of the complaint, with the way back and what it is called."""
    prepare(form, draft)
    before = step_before(here)
    return render_template(
        "complaint/step.html",
        form=form,
        heading=heading(here, form),
        more=here in EXTRAS,
        before=page_of(before) if before else url("complaint.begin"),
        trouble=trouble,
    ), status


def heading(here: Step, form: StepForm) -> str:
    """What the page is called; a page with one question is called what it asks."""
    if here is Step.YOU:
        return _("Om deg")
    if isinstance(form, AboutForm) and "about_case" in form:
        return _("Om saken")
    return str(next(form.asked()).label.text)
