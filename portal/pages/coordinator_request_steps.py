"""What the pages of the request share: the blueprint, and a draft read through its forms.

A step is done when its form accepts what the draft keeps. While one acts for another, whom it is for is never asked: the draft is
that person's matter, and counts as asked by the person.
"""

from typing import Any

from flask import Blueprint, g, redirect, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.forms.base import new_key
from portal.forms.coordinator_request import StepForm
from portal.forms.coordinator_request_more import FORMS
from portal.pages.addresses import url
from portal.pages.drafted import typed_values
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

BEGUN_AFTER = "begun-after"


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


def keep_typed(db: Any, owner: Actor, step: Step, key: str, *, late: bool = False) -> Draft | None:
    """Keep what was typed on the page that was sent; None when its key has been sent.

    What may not be kept about another person is taken away in the same breath; the draft given still tells why.
    """
    typed = typed_values(FORMS[step])
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
