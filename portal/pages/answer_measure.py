"""Somebody who takes part in a plan, and has no account here, answers one measure by a mailed link with a code.

Before the code the page is the same for every link, also for one that is unknown, used up or ended: it says who asks and
nothing about anybody. After it the page holds that one measure. The browser is let in by a signed cookie, half an hour.
"""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from portal.forms.answer_measure import AnswerMeasureForm, CodeForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.case.frame import unit_mail
from portal.pages.unplaced import hide_place, shown_unit
from portal.plan_labels import MEASURES
from portal.rules.access import Permission
from portal.rules.municipality import Unit
from portal.rules.plan_link import OPENED, Answer
from portal.store import limits, plan_link_answers
from portal.store.db import DatabaseAway
from portal.store.plan_link_answers import Conflict, Given, Gone, SeenMeasure

blueprint = Blueprint("answer_measure", __name__)

KEPT = "answer-link"
TRIES_AN_HOUR = {"svar-adresse": 40, "svar-lenke": 10}
ANSWER_FIELDS = ("answer", "on", "reason", "comment")


@blueprint.after_request
def keep_to_ourselves(answer: Response) -> Response:
    """The address is half of a secret: no search engine keeps it, and no other site hears of it."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@blueprint.get("/svar/<string:token>")
@requires(Permission.ANSWER_MEASURE, cache=Cache.FORM)
def ask_code(token: str) -> ResponseReturnValue:  # noqa: ARG001 - every link has the same page
    """Who asks, and the code."""
    return show_code(CodeForm())


@blueprint.post("/svar/<string:token>")
@requires(Permission.ANSWER_MEASURE, cache=Cache.FORM)
def try_code(token: str) -> ResponseReturnValue:
    """A right code opens the measure, with what was typed if the half hour ran out meanwhile."""
    form = CodeForm()
    if "show" in request.form:
        return show_code(form)
    if not form.validate():
        return show_code(form, 422)
    try:
        link_id = link_behind(token, form.digits)
    except DatabaseAway:
        return show_code(form, 503, trouble="away")
    if link_id is None:
        wrong = _("Koden er feil, eller lenken virker ikke lenger. Se på koden, eller ring oss.")
        form.code.errors = [wrong]
        return show_code(form, 422)
    if not link_id:
        return show_code(form, 429, trouble="too-many")
    let_in(link_id)
    if typed_answer():
        return show_measure(AnswerMeasureForm(today()), look(token), fresh=True)
    return redirect(url("answer_measure.measure", token=token), 303)


@blueprint.get("/svar/<string:token>/tiltak")
@requires(Permission.ANSWER_MEASURE, cache=Cache.PERSONAL)
def measure(token: str) -> ResponseReturnValue:
    """The one measure, and the answers."""
    seen = look(token)
    if seen is None:
        return redirect(url("answer_measure.ask_code", token=token), 303)
    return show_measure(AnswerMeasureForm(today(), formdata=None), seen, fresh=True)


@blueprint.post("/svar/<string:token>/tiltak")
@requires(Permission.ANSWER_MEASURE, cache=Cache.PERSONAL)
def give_answer(token: str) -> ResponseReturnValue:
    """Keep the answer. On any trouble the same page with what is typed."""
    form = AnswerMeasureForm(today())
    switching = "show" in request.form
    if switching or not form.validate():
        return show_measure(form, look(token), 200 if switching else 422)
    try:
        keep(form, token)
    except Gone:
        return show_measure(form, None)
    except Conflict:
        return show_measure(form, look(token), 409, trouble="changed", fresh=True)
    except DatabaseAway as away:
        return show_away(form, "unsure" if away.at_commit else "away")
    session[KEPT] = {**session[KEPT], "answered": clock().isoformat()}
    return redirect(url("answer_measure.receipt", token=token), 303)


@blueprint.get("/svar/<string:token>/takk")
@requires(Permission.ANSWER_MEASURE, cache=Cache.PERSONAL)
def receipt(token: str) -> ResponseReturnValue:
    """«Takk»: that the answer is kept, and when. Nothing of what it is about."""
    kept = session.get(KEPT) or {}
    if let_in_id() is None or "answered" not in kept:
        return redirect(url("answer_measure.ask_code", token=token), 303)
    answered_at = datetime.fromisoformat(kept["answered"])
    return render_template("answer_measure/receipt.html", answered_at=answered_at, token=token)


def link_behind(token: str, code: str) -> str | None:
    """The link's id; None for a wrong code, and empty when somebody tries too often."""
    hour = clock().replace(minute=0, second=0, microsecond=0)
    who = {"svar-adresse": request.remote_addr or "", "svar-lenke": token}
    number = g.profile.number
    with transaction() as db:
        counts = {name: limits.hit(db, number, name, one, hour) for name, one in who.items()}
        if any(counts[name] > most for name, most in TRIES_AN_HOUR.items()):
            return ""
        return plan_link_answers.try_code(db, number, token, code, mail=unit_mail())


def look(token: str) -> SeenMeasure | None:
    """The measure, for a browser that is let in, which then has half an hour again. Each look is an event."""
    link_id = let_in_id()
    if link_id is None:
        return None
    with transaction() as db:
        seen = plan_link_answers.seen(db, g.profile.number, token, link_id)
    if seen is not None:
        let_in(link_id)
    return seen


def keep(form: AnswerMeasureForm, token: str) -> None:
    """One transaction: the participant's version, the comment, the events and who is told. Raises Gone, Conflict."""
    link_id = let_in_id()
    if link_id is None:
        raise Gone
    given = Given(
        Answer(form.answer.data),
        on=form.chosen_date,
        reason=form.reason.data or "",
        comment=form.comment.data or "",
    )
    with transaction() as db:
        plan_link_answers.answer(
            db,
            g.profile.number,
            token,
            link_id,
            given,
            based_on=form.version,
            mail=unit_mail(),
        )


def let_in(link_id: str) -> None:
    """Remember in this browser, for half an hour from now, that the code was given."""
    kept = session.get(KEPT) or {}
    same = kept if kept.get("id") == link_id else {}
    session[KEPT] = {**same, "id": link_id, "until": (clock() + OPENED).isoformat()}


def let_in_id() -> str | None:
    """The link this browser has given the code of, in the last half hour."""
    kept = session.get(KEPT) or {}
    if not kept or datetime.fromisoformat(kept["until"]) <= clock():
        return None
    return str(kept["id"])


def typed_answer() -> bool:
    """Whether the code came with an answer that was typed before the half hour ran out."""
    return any(request.form.get(name) for name in ANSWER_FIELDS)


def show_code(form: CodeForm, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The page before the code. An answer that was typed comes along unseen."""
    return render_template(
        "answer_measure/code.html",
        form=form,
        heading=_("Noen ber deg om et svar"),
        trouble=trouble,
        typed=AnswerMeasureForm(today()) if typed_answer() else None,
    ), status


def show_measure(
    form: AnswerMeasureForm,
    seen: SeenMeasure | None,
    status: int = 200,
    trouble: str | None = None,
    *,
    fresh: bool = False,
) -> ResponseReturnValue:
    """The measure and the answers; the page before the code when the link, or the half hour, has ended.

    `fresh`: the answer is about the measure as it is shown now.
    """
    if seen is None:
        return show_code(CodeForm(formdata=None), trouble="again")
    if fresh:
        form.based_on.data = str(seen.version)
    return render_template(
        "answer_measure/measure.html",
        form=form,
        seen=seen,
        unit=unit_of(seen),
        measures=MEASURES,
        heading=_("Kan dere gjøre dette?"),
        trouble=trouble,
    ), status


def show_away(form: AnswerMeasureForm, trouble: str) -> ResponseReturnValue:
    """The form with what is typed, without the measure: the database cannot be asked for it."""
    return render_template(
        "answer_measure/measure.html",
        form=form,
        seen=None,
        heading=_("Kan dere gjøre dette?"),
        trouble=trouble,
    ), 503


def unit_of(seen: SeenMeasure) -> Unit:
    """The unit that has the plan; the coordinating one when it is gone from the profile."""
    if seen.protected:
        hide_place()
    return shown_unit(g.profile.units.get(seen.unit, g.profile.unit))


def clock() -> datetime:
    """The moment, from the clock of the house."""
    moment: datetime = current_app.extensions["clock"]()
    return moment


def today() -> date:
    """The date on the wall in Norway."""
    return local(clock()).date()


def transaction() -> Any:
    """A transaction of the house's database."""
    return current_app.extensions["database"].transaction()
