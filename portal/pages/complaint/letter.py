"""«Skriv et brev du kan sende i posten»: the form, the finished letter and the same as PDF. Nothing is stored."""

from flask import Response, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from portal.complaint_letter import Letter, letter_of, to_of
from portal.complaint_paper import complaint_paper, data_of, warning
from portal.forms.complaint_letter import LetterForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.complaint.frame import blueprint
from portal.pages.complaint.result import by_when, capital, decides, name_of
from portal.pages.complaint.words_bodies import BODIES
from portal.pages.presses import today
from portal.public_holidays import holidays_around
from portal.rules.access import Permission
from portal.rules.complaint_bodies import Body
from portal.rules.complaint_guide import Found, path_for
from portal.rules.complaint_times import Times, times_for
from portal.rules.complaint_who import line_of

FILE = "brev.pdf"


@blueprint.get("/noe-er-galt/brev")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def letter_form() -> ResponseReturnValue:
    """The form, for whoever comes straight here."""
    return ask(opened()[0])


@blueprint.post("/noe-er-galt/brev")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def make_letter() -> ResponseReturnValue:
    """The form with the guide's answers, the finished letter, or the form again with what is wrong."""
    return made(as_pdf=False)


@blueprint.post("/noe-er-galt/brev.pdf")
@requires(Permission.READ_PUBLIC, cache=Cache.FORM)
def letter_pdf() -> ResponseReturnValue:
    """The letter as a file; the page with it when a sign cannot be printed."""
    return made(as_pdf="show" not in request.form)


def made(*, as_pdf: bool) -> ResponseReturnValue:
    """What the same post leads to, with one ending or the other."""
    sent, found = opened()
    if "about" not in request.form or "edit" in request.form:
        return ask(sent)
    if "show" in request.form and not (sent.result.data and sent.validate()):
        return ask(opened()[0])
    if not sent.validate():
        return ask(sent, 422)
    letter = finished(found, sent)
    if as_pdf and (file := complaint_paper(g.profile, g.language, letter, today(), demo=demo())):
        answer = Response(file, mimetype="application/pdf")
        answer.headers["Content-Disposition"] = f'attachment; filename="{FILE}"'
        return answer
    sent.result.data = "1"
    return render_template(
        "complaint/letter.html",
        form=sent,
        letter=letter,
        warning=warning(g.profile, demo()),
        forms=found.main.form,
        when=by_when(times(found), today()),
        then=decides(found.main),
        printable=data_of(g.profile, g.language, letter) is not None,
    )


def ask(form: LetterForm, status: int = 200) -> ResponseReturnValue:
    """The form, with what is already typed."""
    form.result.data = ""
    return render_template(
        "complaint/letter_form.html", form=form, heading=_("Skriv et brev")
    ), status


def opened() -> tuple[LetterForm, Found]:
    """What was sent, and the path the guide's answers lead to; the form asks only what its letter has room for."""
    form = LetterForm()
    found = path_for(form.answers(), today())
    form.fit(found.answers, found.main.kind, late=bool(times(found).late))
    return form, found


def times(found: Found) -> Times:
    """By when to send it."""
    told_on = found.answers.told_on
    return times_for(found.main, told_on, today(), holidays_around(told_on or today()))


def finished(found: Found, form: LetterForm) -> Letter:
    """The letter, to the unit or the office that takes it."""
    to = to_of(
        g.profile, found.main.recipient, addressed(found.main.recipient), name_of(g.profile.unit)
    )
    return letter_of(found, form.typed(), to, line_of(found, today()).bring)


def addressed(body: Body) -> str:
    """Its name as it stands above an address."""
    return _("Nav") if body is Body.NAV_UNIT else capital(str(BODIES[body]))


def demo() -> bool:
    """Whether this is a demonstration."""
    shown: bool = current_app.extensions["settings"].accepts.stand_in_login
    return shown
