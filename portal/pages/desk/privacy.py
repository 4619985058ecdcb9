"""What people ask about their own data, at the desk: by date due, one at a time, answered by a person."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk import day_of
from portal.forms.privacy import AnswerForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, page, pressed, today, transaction
from portal.pages.privacy import ask_words
from portal.pages.privacy.traces import line_of
from portal.rules.access import Permission
from portal.rules.privacy import Ground, Outcome, may_put_off, near
from portal.store import privacy_answers
from portal.store.db import DatabaseAway
from portal.store.privacy_answers import Given, Seen
from portal.store.privacy_effects import Correction

LAST_PAGE = 1000


@blueprint.get("/ansatt/innsyn")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def privacy() -> ResponseReturnValue:
    """What waits for an answer, the first due first; what is answered behind a link."""
    show, number = request.args.get("vis"), request.args.get("side", "1")
    if show not in {None, "besvart"} or not (number.isascii() and number.isdecimal()):
        abort(404)
    if len(number) > 4 or not 1 <= int(number) <= LAST_PAGE:
        abort(404)
    with transaction() as db:
        found = privacy_answers.waiting(db, g.actor, answered=bool(show), page=int(number))
    return page(
        "desk/privacy/list.html",
        lines=[
            (one, None if one.answered_at else near(one.due_on, today())) for one in found.lines
        ],
        words=ask_words,
        answered=bool(show),
        older=url("desk.privacy", vis=show, side=int(number) + 1) if found.more else None,
    )


@blueprint.get("/ansatt/innsyn/<string:reference>")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def privacy_one(reference: str) -> ResponseReturnValue:
    """What is asked, the event in words, and the form for the answer."""
    return show(AnswerForm(key=new_key()), found(reference))


@blueprint.post("/ansatt/innsyn/<string:reference>")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def answer_privacy(reference: str) -> ResponseReturnValue:
    """Keep the answer, and tell the one who asked. Sent twice it is one. A yes may close the person, so the way goes to the list."""
    seen = found(reference)
    form = AnswerForm().about(seen.kind)
    if "show" in request.form or not form.validate():
        return show(form, seen, 200 if "show" in request.form else 422)
    try:
        with transaction() as db:
            privacy_answers.answer(db, g.actor, reference, given_in(form), key=form.key.data or "")
    except privacy_answers.NotThere:
        abort(404)
    except (privacy_answers.TooLate, privacy_answers.OwnLook):
        return back_to("desk.privacy_one", "nothing-done", reference=reference)
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    return back_to("desk.privacy", "privacy-answered")


@blueprint.post("/ansatt/innsyn/<string:reference>/opphev")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def lift_restriction(reference: str) -> ResponseReturnValue:
    """«Opphev begrensningen»: the person is told."""
    if not pressed():
        return back_to("desk.privacy_one", "again", reference=reference)
    try:
        with transaction() as db:
            privacy_answers.lift(db, g.actor, reference)
    except privacy_answers.NotThere:
        abort(404)
    return back_to("desk.privacy_one", "restriction-lifted", reference=reference)


def found(reference: str) -> Seen:
    """The request, with the event that it was read; else the 404."""
    with transaction() as db:
        seen = privacy_answers.read(db, g.actor, reference)
    if seen is None:
        abort(404)
    return seen


def given_in(form: AnswerForm) -> Given:
    """The answer that is typed. With a whole yes there is no ground."""
    ground = Ground(form.ground.data) if form.is_less else None
    return Given(Outcome(form.outcome.data), ground, form.text.data or "", right_in(form))


def right_in(form: AnswerForm) -> Correction | None:
    """What the person has said is right, None when nothing is written."""
    if "name" not in form or not (form.name.data or form.born.data):
        return None
    return Correction(name=form.name.data or None, born=day_of(form.born.data))


def show(
    form: AnswerForm, seen: Seen, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The page; without a form when it is answered, or about what the employee did themself."""
    form.about(seen.kind)
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    line = line_of(seen.trace) if seen.trace else None
    if line is not None and seen.trace is not None:
        line.times.append(seen.trace.at)
    is_open = seen.answered_at is None and not seen.mine
    return page(
        "desk/privacy/one.html" if is_open else "desk/privacy/closed.html",
        seen=seen,
        line=line,
        heading=str(ask_words.SHORT[seen.kind]),
        words=ask_words,
        can_lift=seen.restricted and seen.kind in privacy_answers.RESTRICTING,
        near=near(seen.due_on, today()),
        can_put_off=is_open and may_put_off(local(seen.asked_at).date(), seen.due_on, today()),
        trouble=trouble,
        back=(url("desk.privacy"), _("Spørsmål om egne opplysninger")),
        **({"form": form} if is_open else {}),
    ), status
