"""«Kan dette være en klage?»: a press on what was written, a list with the days left, and the answer."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.complaint_labels import SUSPECTED
from portal.forms.base import new_key
from portal.forms.desk_complaint_intake import BecomeForm, PossibleForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.case.frame import unit_mail
from portal.pages.desk.complaint import found
from portal.pages.desk.complaint_parts import title_of
from portal.pages.desk.frame import back_to, blueprint, page, pressed, today, transaction
from portal.rules.access import Permission
from portal.rules.complaint_course import State, may_become_complaint
from portal.rules.complaint_path import Code as Path
from portal.rules.deadlines import days_left
from portal.store import complaint_possible, complaint_taken_in
from portal.store.complaint_possible import NotAllowed, NotThere, Suspect, TooLate
from portal.store.db import DatabaseAway


@blueprint.post("/ansatt/sak/<string:reference>/mulig-klage")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_flag(reference: str) -> ResponseReturnValue:
    """The whole case may be a complaint."""
    return flagged(
        lambda db: complaint_possible.flag(db, g.actor, reference),
        ("desk.one_case", {"reference": reference}),
    )


@blueprint.post("/ansatt/sak/<string:reference>/mulig-klage/<string:id>")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_flag_message(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """A message in a case may be one."""
    return flagged(
        lambda db: complaint_possible.flag(db, g.actor, reference, id),
        ("desk.one_case", {"reference": reference}),
    )


@blueprint.post("/ansatt/plan/<string:reference>/mulig-klage/<string:id>")
@requires(Permission.CHANGE_PLAN, cache=Cache.PERSONAL)
def complaint_flag_plan(reference: str, id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """A message to the coordinator may be one."""
    return flagged(
        lambda db: complaint_possible.flag_in_plan(db, g.actor, reference, id),
        ("desk.plan_messages", {"reference": reference}),
    )


@blueprint.get("/ansatt/mulig-klage")
@requires(Permission.LIST_CASES, cache=Cache.PERSONAL)
def complaints_possible() -> ResponseReturnValue:
    """Those that wait for an answer, the first due first."""
    with transaction() as db:
        waiting = complaint_possible.listed(db, g.actor)
    rows = [(one, SUSPECTED[one.kind], days_left(one.due_on, today())) for one in waiting]
    return page("desk/complaint/possible_list.html", rows=rows)


@blueprint.get("/ansatt/mulig-klage/<string:id>")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_possible_one(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """What was written, and the question."""
    seen = suspect(id)
    if seen.complaint:
        return back_to("desk.one_case", reference=seen.complaint)
    return show(PossibleForm(wordless=seen.text is None, path=Path.FIND.value), seen)


@blueprint.post("/ansatt/mulig-klage/<string:id>")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def answer_possible(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """Keep the answer. A yes leads to the complaint, also when it is pressed twice."""
    seen = suspect(id)
    form = PossibleForm(wordless=seen.text is None)
    if "show" in request.form:
        return show(form, seen)
    if not form.validate():
        return show(form, seen, 422)
    try:
        with transaction() as db:
            reference = settle(db, id, form)
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return back_to("desk.complaints_possible", "nothing-done")
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    if reference is None:
        return back_to("desk.complaints_possible", "complaint-not-one")
    return back_to("desk.one_case", "complaint-found", reference=reference)


@blueprint.get("/ansatt/sak/<string:reference>/klage/er-klage")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_becomes(reference: str) -> ResponseReturnValue:
    """«Behandle som klage»: what was sent as a request for supervision, a question or the like."""
    seen, of = found(reference)
    if not may_become_complaint(of.facts.kind, State(of.facts.state)):
        return back_to("desk.one_case", "nothing-done", reference=reference)
    form = BecomeForm(key=new_key(), path=Path.FIND.value)
    return show_becomes(form, reference, title_of(seen, of))


@blueprint.post("/ansatt/sak/<string:reference>/klage/er-klage")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def make_complaint(reference: str) -> ResponseReturnValue:
    """Once; the clock goes on."""
    form = BecomeForm()
    title = title_of(*found(reference))
    if "show" in request.form:
        return show_becomes(form, reference, title)
    if not form.validate():
        return show_becomes(form, reference, title, 422)
    path, key = Path(form.path.data), form.key.data or ""
    try:
        with transaction() as db:
            complaint_taken_in.become(db, g.actor, reference, path, key=key)
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    except DatabaseAway:
        return show_becomes(form, reference, title, 503, trouble="away")
    return back_to("desk.one_case", "complaint-found", reference=reference)


def flagged(flag: Callable[[Any], str], back: tuple[str, dict[str, str]]) -> ResponseReturnValue:
    """Flag it and ask at once: who sees it now may answer it now, or leave it in the list."""
    if not pressed():
        return back_to(back[0], "again", **back[1])
    try:
        with transaction() as db:
            possible = flag(db)
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return back_to(back[0], "nothing-done", **back[1])
    return back_to("desk.complaint_possible_one", id=possible)


def settle(db: Any, possible: str, form: PossibleForm) -> str | None:
    """The reference of the complaint after a yes; None after a no."""
    if form.answer.data != "complaint":
        complaint_taken_in.is_not(db, g.actor, possible)
        return None
    return complaint_taken_in.is_complaint(
        db,
        g.actor,
        possible,
        Path(form.path.data or Path.FIND),
        mail=unit_mail(),
        concerns=form["concerns"].data if "concerns" in form else None,
    )


def suspect(possible: str) -> Suspect:
    """It, with the event that it was read; the 404 when it is not there or not yours."""
    with transaction() as db:
        seen = complaint_possible.read(db, g.actor, possible)
    return seen or abort(404)


def waiting_possible() -> tuple[int, date | None]:
    """How many wait, and the first day one is due: for the page of tasks."""
    with transaction() as db:
        return complaint_possible.waiting(db, g.actor)


def show(
    form: PossibleForm, seen: Suspect, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """What was written over the question, with what is chosen."""
    return page(
        "desk/complaint/possible.html",
        form=form,
        seen=seen,
        left=days_left(seen.due_on, today()),
        heading=_("Kan dette være en klage?"),
        trouble=trouble,
    ), status


def show_becomes(
    form: BecomeForm, reference: str, title: str, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/complaint/becomes.html",
        form=form,
        heading=_("Behandle som klage"),
        back_to=title,
        reference=reference,
        trouble=trouble,
    ), status
