"""What the pages of the request share: the blueprint, whose page it is, and a draft read through its forms.

A page carries its owner's mark and its draft's key. With another's mark nothing of it is kept or shown: somebody else has
logged in in the same browser. A step is done when its form accepts what the draft keeps. While one acts for another, whom it is
for is never asked: the draft is that person's matter, and counts as asked by the person.
"""

import hmac
from datetime import date
from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from portal.forms.base import new_key
from portal.forms.coordinator_request import StepForm
from portal.forms.coordinator_request_more import FORMS, CheckForm
from portal.language import local
from portal.pages import made_for
from portal.pages.access import has_own_token
from portal.pages.addresses import url
from portal.rules.access import Actor
from portal.rules.coordinator_request import Request, Whom
from portal.rules.coordinator_request_steps import (
    Answers,
    Situation,
    Step,
    extras,
    first_open,
    may_keep,
    path,
)
from portal.rules.representation import TABLE, Basis, Scope
from portal.store import coordinator_request, drafts
from portal.store.coordinator_request import JOURNEY
from portal.store.drafts import Draft

blueprint = Blueprint("coordinator_request", __name__)

TECHNICAL = frozenset({"key", "whose"})
BEGUN_AFTER = "begun-after"


def transaction() -> Any:
    """A transaction of the house's database."""
    return current_app.extensions["database"].transaction()


def today() -> date:
    """The date on the wall in Norway."""
    return local(current_app.extensions["clock"]()).date()


# Whose page it is


def is_anothers(owner: Actor) -> bool:
    """Whether the page that was sent belongs to somebody else, or to another they act for. One without a mark belongs to nobody."""
    mark = request.form.get("whose", "")
    return bool(mark) and not hmac.compare_digest(mark.encode(), made_for.mark_of(owner).encode())


def is_sound(form: StepForm) -> bool:
    """Whether what was sent has a mark and a sound key; whether it is a page of ours, the guard has asked."""
    return bool(form.whose.data) and form.key.validate(form)


def is_trusted(form: StepForm) -> bool:
    """Whether what was sent may be kept: a page of ours, with its mark and a sound key."""
    return is_sound(form) and has_own_token()


def somebody_else() -> ResponseReturnValue:
    """The page says that another person has logged in, and nothing of what was sent."""
    return render_template("representation/somebody_else.html"), 409


# A draft read through its forms


def begun(answers: Answers | None = None) -> Situation:
    """What has been answered so far, by the one who is logged in or on behalf of the one they act for."""
    return Situation.of(answers or {}, represented=g.actor.acting_for is not None)


def kept_form(step: Step, answers: Answers, **more: Any) -> StepForm:
    """The form of a page with what is kept of it in its fields."""
    typed = MultiDict({**answers.get(step, {}), "key": new_key(), "whose": "kept"})
    return FORMS[step](begun(answers), g.profile, formdata=typed, **more)


def whole_forms(answers: Answers) -> dict[Step, StepForm]:
    """The pages that are done, in order: those whose form accepts what is kept."""
    situation = begun(answers)
    found = {}
    for step in [*path(situation), *extras(situation)]:
        form = kept_form(step, answers, meta={"csrf": False}) if step in answers else None
        if form is not None and form.validate():
            found[step] = form
    return found


def next_address(answers: Answers) -> str:
    """Where somebody with this draft goes on: the first page that lacks an answer, else «Se over»."""
    step = first_open(begun(answers), whole_forms(answers), answers)
    if step is None:
        return url("coordinator_request.check")
    return url("coordinator_request.step", steg=step.value)


def request_from(forms: dict[Step, StepForm]) -> Request:
    """All that was said on the pages that are done, as one request."""
    said: dict[str, Any] = {}
    for form in forms.values():
        said |= form.words()
    if g.citizen.acting is None:
        return Request(language=g.language, **said)
    said |= {"whom": Whom.SELF, "about_name": g.citizen.acting.person_name, "basis": basis_here()}
    return Request(language=g.language, **said)


def basis_here() -> str:
    """The code of why the one who is logged in may ask for the person they act for."""
    bases: tuple[Basis, ...] = g.citizen.acting.held.bases
    return next(basis for basis in bases if Scope.ASK in TABLE[basis].scopes).value


def asked_names(step: Step) -> set[str]:
    """The fields a person can fill in on a page, whatever the situation."""
    form = FORMS[step]
    fields = {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return fields - TECHNICAL


def typed_values(step: Step) -> dict[str, str]:
    """What was typed on the page that was sent, as it came."""
    return {name: request.form[name] for name in asked_names(step) if name in request.form}


def keep_typed(db: Any, owner: Actor, step: Step, key: str, *, late: bool = False) -> Draft | None:
    """Keep what was typed on the page that was sent; None when its key has been sent.

    What may not be kept about another person is taken away in the same breath; the draft given still tells why.
    """
    typed = typed_values(step)
    if owner.acting_for is not None and step is Step.WHO:
        typed["whom"] = Whom.SELF
    draft = drafts.save(
        db,
        owner.id,
        owner.municipality,
        JOURNEY,
        step=step,
        values=typed,
        key=key,
        late=late,
        acting_for=owner.acting_for,
    )
    if draft is not None:
        situation = Situation.of(draft.answers)
        kept = [each for each in draft.answers if may_keep(each, situation)]
        if len(kept) < len(draft.answers):
            drafts.keep_only(db, owner, JOURNEY, kept)
    return draft


# Where somebody without a draft is led


def receipt_of(reference: str) -> ResponseReturnValue:
    """303 to the receipt of what was sent."""
    return redirect(url("case.receipt", reference=reference), 303)


def latest_sent(db: Any) -> str | None:
    """What this person sent a moment ago, unless something new has been begun since."""
    reference: str | None = coordinator_request.just_sent(db, g.actor)
    return None if reference == session.get(BEGUN_AFTER) else reference


def begin_anew(db: Any) -> None:
    """From now on the pages lead to a new request, and no longer to the receipt of the last one."""
    if reference := coordinator_request.just_sent(db, g.actor):
        session[BEGUN_AFTER] = reference


def own_draft(db: Any, *, hold: bool = False) -> Draft | None:
    """The draft of the one who is logged in."""
    return drafts.of(db, g.actor, JOURNEY, hold=hold)


def prepare(form: StepForm, draft: Draft | None) -> None:
    """Put the owner's mark and a sound key on a page that is to be shown."""
    form.whose.data = made_for.mark_of(g.actor)
    if draft is not None:
        form.key.data = draft.key
    elif form.key.errors or not form.key.data:
        form.key.data = new_key()
    if isinstance(form, CheckForm) and draft is not None:
        form.version.data = str(draft.version)
