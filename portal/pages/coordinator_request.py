"""Ask with login: begin or go on, one page at a time, everything kept as it is typed."""

from typing import Any

from flask import g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.forms.case_mine import PressForm
from portal.forms.coordinator_request import StepForm
from portal.forms.coordinator_request_more import FORMS
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages import coordinator_picture, coordinator_request_check
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.coordinator_request_steps import (
    begin_anew,
    begun,
    blueprint,
    keep_typed,
    kept_form,
    latest_sent,
    next_address,
    own_draft,
    receipt_of,
    whole_forms,
)
from portal.pages.drafted import is_anothers, is_sound, is_trusted, prepare, somebody_else
from portal.pages.presses import transaction
from portal.rules.access import Actor, Permission
from portal.rules.coordinator_request import Whom
from portal.rules.coordinator_request_steps import (
    Situation,
    Step,
    extras,
    may_open,
    path,
    step_before,
)
from portal.store import coordinator_request, drafts
from portal.store.coordinator_request import JOURNEY
from portal.store.db import DatabaseAway
from portal.store.drafts import Draft

__all__ = ["blueprint", "coordinator_picture", "coordinator_request_check"]

FORGOTTEN = "draft-forgotten"
STEPS = ", ".join(f'"{step.value}"' for step in Step)


@blueprint.get("/koordinator/begynn")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def begin() -> ResponseReturnValue:
    """Where the login leads: a draft to go on with or delete; without one, the first page."""
    forgotten = sessions.take_notice(request) == FORGOTTEN
    with transaction() as db:
        draft = own_draft(db)
        if draft is None:
            begin_anew(db)
    if draft is None and not forgotten:
        return redirect(url("coordinator_request.step", steg=Step.WHO.value), 303)
    return render_template(
        "coordinator/request_begin.html",
        draft=draft,
        go_on=next_address(draft.answers if draft else {}),
        press=PressForm(),
    )


@blueprint.post("/koordinator/slett-utkastet")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def forget() -> ResponseReturnValue:
    """«Slett utkastet». A second press changes nothing."""
    if PressForm().validate_on_submit():
        with transaction() as db:
            drafts.forget(db, g.actor, JOURNEY)
        sessions.leave_notice(request, FORGOTTEN)
    return redirect(url("coordinator_request.begin"), 303)


@blueprint.get(f"/koordinator/<any({STEPS}):steg>")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def step(steg: str) -> ResponseReturnValue:
    """A page with what is kept of it; a page not reached yet leads to the first open one."""
    with transaction() as db:
        draft = own_draft(db)
        sent = None if draft else latest_sent(db)
    if sent is not None:
        return receipt_of(sent)
    answers = draft.answers if draft else {}
    if not may_open(steg, begun(answers), whole_forms(answers)):
        return redirect(next_address(answers), 303)
    return show(Step(steg), form_to_fill_in(Step(steg), draft), draft)


def keep_late(owner: Actor) -> bool:
    """Keep what was typed when the clock had ended the session, in that person's draft and nobody else's."""
    step = Step((request.view_args or {})["steg"])
    form = FORMS[step](begun(), g.profile)
    if is_anothers(owner) or not is_sound(form):
        return False
    with transaction() as db:
        return keep_typed(db, owner, step, form.key.data or "", late=True) is not None


@blueprint.post(f"/koordinator/<any({STEPS}):steg>")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL, late=keep_late)
def keep(steg: str) -> ResponseReturnValue:
    """Keep what was typed, whole or not, and go on when it is whole."""
    if is_anothers(g.actor):
        return somebody_else()
    step = Step(steg)
    try:
        draft, sent = save(step)
    except DatabaseAway:
        return show(step, FORMS[step](begun(), g.profile), None, 503, trouble="away")
    if sent is not None:
        return receipt_of(sent)
    answers = draft.answers if draft else {}
    form = FORMS[step](begun(answers), g.profile)
    if "show" in request.form:
        return show(step, form, draft)
    if not form.validate() or draft is None:
        return show(step, form, draft, 422)
    if step is Step.CONSENT and begun(answers).stops:
        return redirect(url("coordinator_request.stop"), 303)
    return redirect(next_address(answers), 303)


@blueprint.get("/koordinator/snakk-med-oss")
@requires(Permission.ASK_WITH_LOGIN, cache=Cache.PERSONAL)
def stop() -> ResponseReturnValue:
    """The person does not know or does not want it: no form, but somebody to talk with."""
    return render_template("coordinator/request_stop.html")


def save(step: Step) -> tuple[Draft | None, str | None]:
    """(the draft with what was typed, what the page's key has sent). A page we do not trust changes nothing."""
    form = FORMS[step](begun(), g.profile)
    trusted, key = is_trusted(form), form.key.data or ""
    with transaction() as db:
        if not trusted:
            return own_draft(db), None
        draft = keep_typed(db, g.actor, step, key)
        sent = None if draft else coordinator_request.sent_with(db, g.actor, key)
    return draft, sent


def form_to_fill_in(step: Step, draft: Draft | None) -> StepForm:
    """The form with what is kept; empty but for the known name when nothing is."""
    answers = draft.answers if draft else {}
    if step in answers:
        return kept_form(step, answers)
    known = {"name": g.citizen.name} if step is Step.YOU else {}
    return FORMS[step](begun(answers), g.profile, **known)


def show(
    step: Step, form: StepForm, draft: Draft | None, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """A page of the request, with the way back and what it is called."""
    situation = form.situation
    prepare(form, draft)
    more = step in extras(situation) and step not in path(situation)
    before = step_before(step, situation)
    return render_template(
        "coordinator/request_step.html",
        form=form,
        heading=heading(step, situation),
        more=more,
        before=url("coordinator_request.step", steg=before.value) if before else None,
        trouble=trouble,
    ), status


def heading(step: Step, situation: Situation) -> str:
    """What the page is called; a page with one question is called what it asks."""
    headings: dict[Step, Any] = {
        Step.WHO: who_heading(situation),
        Step.CONSENT: _("Ønsket til den det gjelder"),
        Step.PERSON: _("Om barnet") if situation.whom is Whom.CHILD else _("Om personen"),
        Step.SERVICE: _("Om tjenesten"),
        Step.YOU: _("Om deg"),
        Step.OWN_WORDS: _("Hva vil du fortelle med egne ord?"),
        Step.WISH: _("Er det noen du ønsker som koordinator?"),
        Step.TODAY: _("Hvilken hjelp får du i dag?"),
        Step.HELPERS: _("Hvem får du hjelp fra?"),
        Step.INTERPRETER: _("Trenger du tolk?"),
    }
    for_them: dict[Step, Any] = {
        Step.WISH: _("Er det noen personen ønsker som koordinator?"),
        Step.TODAY: _("Hvilken hjelp får personen i dag?"),
        Step.HELPERS: _("Hvem får personen hjelp fra?"),
        Step.INTERPRETER: _("Trenger personen tolk?"),
    }
    return str((headings | for_them if situation.represented else headings)[step])


def who_heading(situation: Situation) -> str:
    """What the first page is called. Whom it is about is settled when one acts for somebody."""
    if not situation.represented:
        return _("Hvem gjelder det, og hva ønsker du?")
    return _("Hva ønsker %(name)s?", name=g.citizen.acting.person_name)
