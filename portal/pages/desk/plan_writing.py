"""A page at the desk that asks something of a plan, and what may go wrong when it is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.language import gettext as _
from portal.login import sessions
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to
from portal.pages.desk.plan_frame import found, page
from portal.pages.desk.plan_rows import rows_of
from portal.rules.plan import Kind, Part
from portal.store import plan_held, plan_parts
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan


@dataclass(frozen=True)
class Question:
    """What is asked. `button` None is «Lagre»; `another` is where the same is asked again at once."""

    seen: SeenPlan
    form: Any
    heading: str
    button: str | None = None
    another: Callable[[], str] | None = None
    about: Part | None = None


def ask(
    question: Question, status: int = 200, trouble: str | None = None, theirs: Part | None = None
) -> ResponseReturnValue:
    """Show it with what is typed. `theirs` is how the part stands now, when somebody else has changed it meanwhile.

    The next press is then made from theirs, so that nobody overwrites what they have not seen. A used key is replaced.
    """
    form, seen = question.form, question.seen
    if "key" in form and (form.key.errors or trouble == "sent-before" or not form.key.data):
        form.key.data = new_key()
    if theirs is not None:
        form.based_on.data = str(theirs.version)
    shown = page(
        "desk/plan/ask.html",
        seen,
        form=form,
        heading=question.heading,
        button=question.button or _("Lagre"),
        another=question.another is not None,
        about=question.about,
        about_rows=rows_of(seen, question.about) if question.about else [],
        back=(url("desk.plan", reference=seen.reference), _("Til planen")),
        trouble=trouble,
        theirs=theirs,
        theirs_rows=rows_of(seen, theirs) if theirs else [],
        theirs_by=seen.name_of(theirs) if theirs else None,
    )
    return shown, status


def save(question: Question, do: Callable[[], None], after: str = "") -> ResponseReturnValue:
    """Write what was typed; on any trouble the same page with the text. `after` is the id to come back to in the page."""
    if "show" in request.form:
        return ask(question)
    if not question.form.validate():
        return ask(question, 422)
    refused = attempt(question, do)
    if refused is not None:
        return refused
    if question.another and "another" in request.form:
        sessions.leave_notice(request, "plan-saved")
        return redirect(question.another(), 303)
    reference = question.seen.reference
    return back_to("desk.plan", "plan-saved", reference=reference, _anchor=after or None)


def attempt(question: Question, do: Callable[[], None]) -> ResponseReturnValue | None:
    """Do it. What to answer when it could not be done, None when it is."""
    try:
        do()
    except plan_held.NotThere:
        abort(404)
    except plan_held.NoConsent:
        return back_to("desk.plan", "plan-no-consent", reference=question.seen.reference)
    except plan_parts.KeyReused:
        return ask(question, 422, trouble="sent-before")
    except plan_held.Conflict as conflict:
        return ask(question, 409, theirs=conflict.theirs)
    except DatabaseAway:
        return ask(question, 503, trouble="away")
    return None


def open_plan(reference: str) -> SeenPlan:
    """The plan, to write in. Where no consent stands the plan is shown, with a word about why."""
    seen = found(reference)
    if not seen.open:
        sessions.leave_notice(request, "plan-no-consent")
        abort(redirect(url("desk.plan", reference=reference), 303))
    return seen


def known(seen: SeenPlan, part: str, *kinds: Kind) -> Part:
    """A part of this plan, also one that has been taken away; the 404 when it never was."""
    there = next((one for one in (*seen.plan.parts, *seen.gone) if one.id == part), None)
    if there is None or there.kind not in kinds:
        abort(404)
    return there
