"""«Hvorfor åpner du dette?»: asked before a case or a plan that is not the employee's own is shown, or a person who is closed."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_reason import BreakGlassForm, ReasonForm
from portal.headers import Cache
from portal.login import sessions
from portal.login.next_page import safe_next
from portal.pages import late
from portal.pages.access import requires, to
from portal.pages.addresses import url
from portal.pages.desk import reason_labels
from portal.pages.desk.frame import back_to, blueprint, page, transaction
from portal.rules.access import Permission
from portal.rules.opening import Closed, Door, Kind, Reason, Thing, door
from portal.store import openings, staff
from portal.store.db import DatabaseAway
from portal.store.openings import OwnRelative, ReasonNeeded

KINDS = {slug: Kind(kind) for kind, slug in reason_labels.SLUGS.items()}


@blueprint.errorhandler(ReasonNeeded)
def ask_for_reason(needed: ReasonNeeded) -> ResponseReturnValue:
    """303 to the question, from wherever somebody met what is not theirs. What they had typed is kept for its page."""
    late.keep(None, g.actor)
    thing = needed.thing
    return to(address(thing.kind, thing.reference, til=late.page_here()))


@blueprint.errorhandler(OwnRelative)
def say_relative(_error: OwnRelative) -> ResponseReturnValue:
    """303 to the inbox, with the word that another must do this."""
    return back_to("desk.inbox", "own-relative")


@blueprint.get("/ansatt/hvorfor/<string:kind>/<string:reference>")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def reason(kind: str, reference: str) -> ResponseReturnValue:
    """The question, who is asked and who sees the answer. What is open already is shown at once."""
    thing, opened, holder = found(kind, reference)
    onward = way_on(request.args.get("til"), thing)
    if opened:
        return to(onward)
    form = form_for(thing)(key=new_key(), to=onward)
    return show(form, thing, holder)


@blueprint.post("/ansatt/hvorfor/<string:kind>/<string:reference>")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def give_reason(kind: str, reference: str) -> ResponseReturnValue:
    """Keep the reason, and go on to where the employee was on the way."""
    thing, opened, holder = found(kind, reference)
    form = form_for(thing)()
    if "show" in request.form:
        return show(form, thing, holder)
    if not opened and not form.validate():
        return show(form, thing, holder, 422)
    if not opened:
        try:
            keep(form, thing)
        except DatabaseAway:
            return show(form, thing, holder, 503, trouble="away")
    return gone_on(form, thing, notice=None if opened else "reason-kept")


def found(kind: str, reference: str) -> tuple[Thing, bool, str | None]:
    """The case, plan or person, whether it is open to the employee already, and who has it. A 404 for what is not there or not for them."""
    if kind not in KINDS:
        abort(404)
    with transaction() as db:
        thing = openings.find(db, g.actor, KINDS[kind], reference)
        if thing is None:
            abort(404)
        names = staff.names_of(db, thing.holders)
        return thing, openings.is_open(db, g.actor, thing), next(iter(sorted(names.values())), None)


def form_for(thing: Thing) -> type[ReasonForm]:
    """What is closed is asked for in words too."""
    return BreakGlassForm if door(g.actor, thing) is Door.BREAK_GLASS else ReasonForm


def keep(form: ReasonForm, thing: Thing) -> None:
    """One transaction: the reason and its event."""
    with transaction() as db:
        openings.make(db, g.actor, thing, Reason(form.reason.data), form.words.data or None)


def gone_on(form: ReasonForm, thing: Thing, notice: str | None) -> ResponseReturnValue:
    """303 to the page the employee was on the way to."""
    onward = way_on(form.to.data, thing)
    if notice is not None:
        sessions.leave_notice(request, notice)
    return to(onward)


def way_on(wanted: str | None, thing: Thing) -> str:
    """The wanted page when it is one of ours and of this very thing, else the thing itself."""
    path = safe_next(wanted, g.profile.slug)
    if path is not None and is_of(path, thing) and late.is_page(path.partition("?")[0]):
        return path
    if thing.kind is Kind.PERSON:
        return url("desk.representation_person", person=thing.reference)
    endpoint = "desk.one_case" if thing.kind is Kind.CASE else "desk.plan"
    return url(endpoint, reference=thing.reference)


def is_of(path: str, thing: Thing) -> bool:
    """Whether a page shows the thing. Of a person it is those of who acts for whom, and of what people ask about their data."""
    if thing.kind is not Kind.PERSON:
        return f"/{thing.reference}" in path
    return path.startswith((url("desk.representation") + "/", url("desk.privacy") + "/"))


def address(kind: Kind, reference: str, **values: str | None) -> str:
    """The address of the question."""
    slug = reason_labels.SLUGS[kind.value]
    return url("desk.reason", kind=slug, reference=reference, **values)


def show(
    form: ReasonForm,
    thing: Thing,
    holder: str | None,
    status: int = 200,
    trouble: str | None = None,
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/reason.html",
        form=form,
        thing=thing,
        holder=holder,
        heading=reason_labels.ASKED[thing.kind.value],
        called=reason_labels.called(thing.kind.value, thing.reference),
        slug=reason_labels.SLUGS[thing.kind.value],
        closed=reason_labels.CLOSED[thing.closed] if thing.closed else None,
        is_relative=thing.closed is Closed.RELATIVE,
        trouble=trouble,
    ), status
