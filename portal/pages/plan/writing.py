"""How something is written in the plan: a page that asks, what may go wrong, and the presses with nothing to fill in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import abort, g, redirect, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.plan import CommentForm, PlanForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.login import sessions
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.change_words import rows_of, who_wrote
from portal.pages.plan.frame import (
    after,
    back_to,
    blueprint,
    found,
    page,
    pressed,
    read_in,
    transaction,
)
from portal.pages.plan.lines import address_of
from portal.rules.access import Permission
from portal.rules.plan import ME, OWN_MEASURES, Draft, Goal, Kind, Measure, Part
from portal.store import plan_held, plan_parts
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

COMMENTED = {Kind.GOAL, Kind.MEASURE}


@dataclass(frozen=True)
class Question:
    """A page that asks something about a plan. `back` is (address, words); `more` is what else its template needs."""

    template: str
    seen: SeenPlan
    form: PlanForm
    heading: str
    back: tuple[str, str]
    more: dict[str, Any] = field(default_factory=dict)


def ask(
    question: Question, status: int = 200, trouble: str | None = None, theirs: Part | None = None
) -> ResponseReturnValue:
    """Show it with what is typed. `theirs` is how the part stands now, when somebody else has changed it meanwhile.

    The next press is then made from theirs, so that the choice is the person's. A used key is replaced.
    """
    form = question.form
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    values = dict(question.more)
    if theirs is not None:
        form.version.data = "0" if theirs.removed else str(theirs.version)
        values["theirs"] = theirs
        values["theirs_rows"] = rows_of(question.seen, theirs)
        values["theirs_by"] = who_wrote(question.seen, theirs, question.seen.names)
    shown = page(
        question.template,
        question.seen,
        form=form,
        heading=question.heading,
        back=question.back,
        trouble=trouble,
        **values,
    )
    return shown, status


def save(question: Question, do: Callable[[], str]) -> ResponseReturnValue:
    """Write what was typed; on any trouble the same page with the text. `do` gives the address to go on to."""
    if "show" in request.form:
        return ask(question)
    if not question.form.validate():
        return ask(question, 422)
    try:
        address = do()
    except plan_parts.KeyReused:
        return ask(question, 422, trouble="sent-before")
    except plan_held.Conflict as conflict:
        return ask(question, 409, theirs=conflict.theirs)
    except plan_held.NotThere:
        abort(404)
    except plan_held.NoConsent:
        return back_to("plan.one", "no-consent", reference=question.seen.reference)
    except DatabaseAway as away:
        return ask(question, 503, trouble="unsure" if away.at_commit else "away")
    return back_to_address(address, "saved")


def back_to_address(address: str, notice: str) -> ResponseReturnValue:
    """303 to a page of the plan, with a word there."""
    sessions.leave_notice(request, notice)
    return redirect(address, 303)


def open_plan(reference: str) -> SeenPlan:
    """The plan, to write in; the 404 for who only reads, and then it was not read. Where no consent stands the page that says so
    is shown instead.
    """
    with transaction() as db:
        seen = read_in(db, reference)
        if not seen.writes:
            abort(404)
    if not seen.in_use:
        sessions.leave_notice(request, "no-consent")
        abort(redirect(url("plan.one", reference=reference), 303))
    return seen


def living(seen: SeenPlan, part: str, *kinds: Kind) -> Part:
    """A part of this plan, of one of these kinds; the 404 when it is not there (any more)."""
    there = seen.plan.one(part)
    if there is None or there.kind not in kinds:
        abort(404)
    return there


def known(seen: SeenPlan, part: str, kind: Kind) -> Part:
    """A part of this plan, also one that has been taken away; the 404 when it never was."""
    there = next((one for one in (*seen.plan.parts, *seen.gone) if one.id == part), None)
    if there is None or there.kind is not kind:
        abort(404)
    return there


def version_sent() -> int:
    """The version a press was made from; 0 when it is none."""
    said = request.form.get("version", "")
    return int(said) if said.isdecimal() and len(said) < 9 else 0


@blueprint.get("/plan/<string:reference>/del/<string:part>/kommenter")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def comment(reference: str, part: str) -> ResponseReturnValue:
    """«Skriv en kommentar»."""
    seen = open_plan(reference)
    return ask(comment_question(seen, living(seen, part, *COMMENTED), CommentForm(key=new_key())))


@blueprint.post("/plan/<string:reference>/del/<string:part>/kommenter")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def comment_add(reference: str, part: str) -> ResponseReturnValue:
    """Say it. The same press twice is one comment."""
    seen, form = open_plan(reference), CommentForm()
    about = living(seen, part, *COMMENTED)

    def do() -> str:
        words = {"text": form.text.data or ""}
        draft = Draft(kind=Kind.COMMENT, parent=about.id, words=words)
        with transaction() as db:
            plan_parts.add(db, g.actor, reference, draft, key=form.key.data or "")
        return address_of(seen, about)

    return save(comment_question(seen, about, form), do)


def comment_question(seen: SeenPlan, about: Part, form: CommentForm) -> Question:
    """The page that asks."""
    goal = about.kind is Kind.GOAL
    back = (address_of(seen, about), _("Tilbake til målet") if goal else _("Tilbake til tiltaket"))
    name = about.says("text") if goal else about.says("what")
    return Question("plan/comment.html", seen, form, _("Skriv en kommentar"), back, {"about": name})


@blueprint.post("/plan/<string:reference>/del/<string:part>/ta-bort")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def remove(reference: str, part: str) -> ResponseReturnValue:
    """Take a part away. It can be undone."""
    seen = found(reference)
    there = next((one for one in (*seen.plan.parts, *seen.gone) if one.id == part), None)
    if there is None:
        abort(404)
    if not pressed():
        return back_to_address(address_of(seen, there), "again")

    def do() -> None:
        with transaction() as db:
            plan_parts.remove(db, g.actor, reference, part, based_on=version_sent())

    under = {Kind.COMMENT, Kind.POINT}
    over = seen.plan.one(there.parent) if there.kind in under else None
    if over is None:
        return after(do, "plan.one", "removed", reference=reference)
    return after(do, f"plan.{over.kind.value}", "removed", reference=reference, part=over.id)


@blueprint.post("/plan/<string:reference>/del/<string:part>/angre")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def undo(reference: str, part: str) -> ResponseReturnValue:
    """«Angre»: as it was before the version the press names. Twice is once."""
    if not pressed():
        return back_to("plan.changes", "again", reference=reference)

    def do() -> None:
        with transaction() as db:
            plan_parts.undo(db, g.actor, reference, part, version=version_sent())

    there = "plan.changes" if request.args.get("fra") == "endringer" else "plan.one"
    return after(do, there, "undone", reference=reference)


@blueprint.post("/plan/<string:reference>/del/<string:part>/gjort")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def done(reference: str, part: str) -> ResponseReturnValue:
    """Put one's own measure, or a goal, in the state the press names: done, not after all, reached, set aside, open again."""
    seen = found(reference)
    there = living(seen, part, Kind.GOAL, Kind.MEASURE)
    to = request.args.get("til", "")
    allowed = set(Goal) if there.kind is Kind.GOAL else OWN_MEASURES - {Measure.PROPOSED}
    if to not in allowed or (there.kind is Kind.MEASURE and there.responsible != ME):
        abort(404)
    if not pressed():
        return back_to_address(address_of(seen, there), "again")

    def do() -> None:
        with transaction() as db:
            draft = drafted(there, code=to)
            plan_parts.change(db, g.actor, reference, part, draft, based_on=version_sent())

    notice = "done" if to in {Measure.DONE, Goal.REACHED} else "saved"
    if request.args.get("fra") == "planen":
        return after(do, "plan.one", notice, reference=reference)
    return after(do, f"plan.{there.kind.value}", notice, reference=reference, part=part)


def drafted(part: Part, **changes: Any) -> Draft:
    """A part as it stands, with these changes, to be written as its next version."""
    kept: dict[str, Any] = {
        "kind": part.kind,
        "words": part.words,
        "code": part.code,
        "parent": part.parent,
        "responsible": part.responsible,
        "due_on": part.due_on,
    }
    return Draft(**(kept | changes))


def plan_address(seen: SeenPlan) -> tuple[str, str]:
    """The way back to the plan."""
    return url("plan.one", reference=seen.reference), _("Tilbake til planen")
