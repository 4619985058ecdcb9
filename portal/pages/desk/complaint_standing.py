"""«Hvem kan klage?»: what the law says of who sent it, and what the desk has found."""

from dataclasses import dataclass
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.complaint_labels import STANDINGS, WHO
from portal.forms.base import new_key
from portal.forms.desk_complaint_intake import StandingForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.complaint.words import GUIDES
from portal.pages.desk.complaint import found
from portal.pages.desk.complaint_intake_labels import DISPUTED, KIN
from portal.pages.desk.complaint_labels import BRING
from portal.pages.desk.complaint_parts import row_of, title_of
from portal.pages.desk.frame import back_to, blueprint, page, transaction
from portal.rules.access import Permission
from portal.rules.complaint_answers import Kin, Who
from portal.rules.complaint_course import State
from portal.rules.complaint_path import Code as Path
from portal.rules.complaint_who import Line, line_for
from portal.rules.national_number import national_number
from portal.store import complaint_standing
from portal.store.case import CaseView
from portal.store.complaint_course import AtDesk
from portal.store.complaint_registered import BY_HAND
from portal.store.complaint_standing import Decision, NotAllowed, NotThere, TooLate
from portal.store.db import DatabaseAway


@dataclass(frozen=True)
class Said:
    """What the law says: in which case (None when there is one only), the standing, the law, what to bring, and the guidance."""

    when: Any
    standing: Any
    law: str
    bring: Any
    guides: list[Any]


@blueprint.get("/ansatt/sak/<string:reference>/klage/hvem")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def complaint_who(reference: str) -> ResponseReturnValue:
    """Why it is asked, and what may be answered."""
    seen, of = found(reference)
    if not complaint_standing.to_decide(of.standing, State(of.facts.state)):
        return back_to("desk.one_case", "nothing-done", reference=reference)
    return show(new_form(seen, key=new_key()), seen, of)


@blueprint.post("/ansatt/sak/<string:reference>/klage/hvem")
@requires(Permission.HANDLE_COMPLAINT, cache=Cache.PERSONAL)
def decide_complaint_who(reference: str) -> ResponseReturnValue:
    """Keep what was found. Sent twice it is once."""
    seen, of = found(reference)
    form = new_form(seen)
    if "show" in request.form:
        return show(form, seen, of)
    if not form.validate():
        return show(form, seen, of, 422)
    decision = Decision(form.decision.data)
    try:
        keep(form, reference, decision)
    except (NotThere, NotAllowed):
        abort(404)
    except TooLate:
        return back_to("desk.one_case", "nothing-done", reference=reference)
    except DatabaseAway:
        return show(form, seen, of, 503, trouble="away")
    return back_to("desk.one_case", f"complaint-{decision.value}", reference=reference)


def keep(form: StandingForm, reference: str, decision: Decision) -> None:
    """One transaction: the key, the standing, the step, the event and the news."""
    number = national_number(form["number"].data or "") if "number" in form else None
    with transaction() as db:
        complaint_standing.decide(
            db,
            g.actor,
            reference,
            decision,
            key=form.key.data or "",
            text=form.text.data or None,
            number=number,
        )


def new_form(seen: CaseView, **values: str) -> StandingForm:
    """The form; the number is asked for only of who has not logged in."""
    return StandingForm(on_paper=seen.channel in BY_HAND, **values)


def lines_of(of: AtDesk) -> list[Said]:
    """What the law says. Of next of kin it turns on what only they can tell."""
    who, row = Who(of.words.who) if of.words else Who.UNKNOWN, row_of(of)
    day, journal = of.facts.received_on, Path(of.path) is Path.H2
    lines = {kin: line_for(who, row.kind, row.law, day, kin=kin, journal=journal) for kin in KIN}
    if len(set(lines.values())) == 1:
        return [said_of(None, lines[Kin.CAN_DECIDE])]
    return [said_of(KIN[kin], line) for kin, line in lines.items()]


def said_of(when: Any, line: Line) -> Said:
    """A line of the table in words, with that those who decide do not agree about it."""
    guides = [GUIDES[guide] for guide in line.guide]
    return Said(
        when=when,
        standing=STANDINGS[line.standing],
        law=line.law,
        bring=BRING[line.bring] if line.bring else None,
        guides=[*([DISPUTED] if "X" in line.mark else []), *guides],
    )


def show(
    form: StandingForm, seen: CaseView, of: AtDesk, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """What the law says over the form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/complaint/standing.html",
        form=form,
        heading=_("Hvem kan klage?"),
        back_to=title_of(seen, of),
        reference=seen.reference,
        who=WHO[of.words.who] if of.words else WHO["unknown"],
        about_name=of.words.about_name if of.words else None,
        lines=lines_of(of),
        trouble=trouble,
    ), status
