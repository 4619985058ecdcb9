"""What the pages of a complaint with login share: a draft read through its forms. A step is done when its form accepts what is kept."""

from typing import Any

from flask import g, redirect, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from portal.forms.base import new_key
from portal.forms.complaint import FORMS, StepForm
from portal.pages.addresses import url
from portal.pages.drafted import typed_values
from portal.rules.access import Actor
from portal.rules.complaint import Complaint
from portal.rules.complaint_steps import EXTRAS, PATH, Answered, Situation, Step, Typed, first_open
from portal.store import case_refused, complaint, drafts
from portal.store.complaint import JOURNEY
from portal.store.drafts import Draft

BEGUN_AFTER = "complaint-begun-after"

Forms = dict[Step, StepForm]
Choices = tuple[Answered, ...] | None


# A draft read through its forms


def begun(typed: Typed | None = None, answered: Choices = None) -> Situation:
    """What is known so far, for the one who is logged in or the one they act for."""
    return Situation.of(typed or {}, represented=g.actor.acting_for is not None, answered=answered)


def answered_in(db: Any, step: Step) -> Choices:
    """The answers there are to choose among, with the event that they were read; None for a page that does not ask."""
    return case_refused.answered(db, g.actor) if step is Step.ABOUT else None


def kept_form(step: Step, typed: Typed, situation: Situation, **more: Any) -> StepForm:
    """The form of a page with what is kept of it in its fields."""
    kept = MultiDict({**typed.get(step, {}), "key": new_key(), "whose": "kept"})
    return FORMS[step](situation, g.profile, formdata=kept, **more)


def whole_forms(typed: Typed, answered: Choices = None) -> Forms:
    """The pages that are done, in order: those whose form accepts what is kept. The answer chosen is looked at where there are any."""
    situation, found = begun(typed, answered), {}
    for step in (*PATH, *EXTRAS):
        form = kept_form(step, typed, situation, meta={"csrf": False}) if step in typed else None
        if form is not None and form.validate():
            found[step] = form
    return found


def is_whole(draft: Draft | None, forms: Forms) -> bool:
    """Whether a draft, read through these forms, could be sent as it is."""
    return draft is not None and first_open(forms, draft.answers) is None


def next_address(typed: Typed) -> str:
    """Where somebody with this draft goes on: the first page that lacks an answer, else «Se over»."""
    step = first_open(whole_forms(typed), typed)
    return url("complaint.check") if step is None else page_of(step)


def page_of(step: Step) -> str:
    """The address of a page of the complaint."""
    return url("complaint.step", steg=step.value)


def complaint_from(forms: Forms) -> Complaint:
    """All that was said on the pages that are done, as one complaint."""
    said: dict[str, Any] = {}
    for form in forms.values():
        said |= form.words()
    if g.citizen.acting is not None:
        said["about_name"] = g.citizen.acting.person_name
    return Complaint(language=g.language, **said)


def keep_typed(db: Any, owner: Actor, step: Step, key: str, *, late: bool = False) -> Draft | None:
    """Keep what was typed on the page that was sent; None when its key has been sent."""
    return drafts.save(
        db,
        owner.id,
        owner.municipality,
        JOURNEY,
        step=step,
        values=typed_values(FORMS[step]),
        key=key,
        late=late,
        acting_for=owner.acting_for,
    )


# Where somebody without a draft is led


def receipt_of(reference: str) -> ResponseReturnValue:
    """303 to the receipt of what was sent."""
    return redirect(url("complaint.receipt", reference=reference), 303)


def latest_sent(db: Any) -> str | None:
    """What this person sent a moment ago, unless something new has been begun since."""
    reference: str | None = complaint.just_sent(db, g.actor)
    return None if reference == session.get(BEGUN_AFTER) else reference


def begin_anew(db: Any) -> None:
    """From now on the pages lead to a new complaint, and no longer to the receipt of the last one."""
    if reference := complaint.just_sent(db, g.actor):
        session[BEGUN_AFTER] = reference


def own_draft(db: Any, *, hold: bool = False) -> Draft | None:
    """The draft of the one who is logged in."""
    return drafts.of(db, g.actor, JOURNEY, hold=hold)
