"""What the pages of a complaint with login share: whose page it is, and a draft read through its forms.

A page carries its owner's mark and its draft's key. With another's mark nothing of it is kept or shown: somebody else has logged
in in the same browser. A step is done when its form accepts what the draft keeps.
"""

import hmac
from typing import Any

from flask import g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict
from wtforms.fields.core import UnboundField

from portal.forms.base import new_key
from portal.forms.complaint import FORMS, CheckForm, StepForm
from portal.pages import made_for
from portal.pages.access import has_own_token
from portal.pages.addresses import url
from portal.rules.access import Actor
from portal.rules.complaint import Complaint
from portal.rules.complaint_steps import EXTRAS, PATH, Answered, Situation, Step, Typed, first_open
from portal.store import case_refused, complaint, drafts
from portal.store.complaint import JOURNEY
from portal.store.drafts import Draft

TECHNICAL = frozenset({"key", "whose"})
BEGUN_AFTER = "complaint-begun-after"

Forms = dict[Step, StepForm]
Choices = tuple[Answered, ...] | None


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


def asked_names(step: Step) -> set[str]:
    """The fields a person can fill in on a page, whatever the situation."""
    form = FORMS[step]
    fields = {name for name in dir(form) if isinstance(getattr(form, name), UnboundField)}
    return fields - TECHNICAL


def typed_values(step: Step) -> dict[str, str]:
    """What was typed on the page that was sent, as it came."""
    return {name: request.form[name] for name in asked_names(step) if name in request.form}


def keep_typed(db: Any, owner: Actor, step: Step, key: str, *, late: bool = False) -> Draft | None:
    """Keep what was typed on the page that was sent; None when its key has been sent."""
    return drafts.save(
        db,
        owner.id,
        owner.municipality,
        JOURNEY,
        step=step,
        values=typed_values(step),
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


def prepare(form: StepForm, draft: Draft | None) -> None:
    """Put the owner's mark and a sound key on a page that is to be shown."""
    form.whose.data = made_for.mark_of(g.actor)
    if draft is not None:
        form.key.data = draft.key
    elif form.key.errors or not form.key.data:
        form.key.data = new_key()
    if isinstance(form, CheckForm) and draft is not None:
        form.version.data = str(draft.version)
