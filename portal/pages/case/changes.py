"""What a citizen does with a case: write, withdraw, remind, say yes or no."""

from collections.abc import Callable

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import PortalForm, new_key
from portal.forms.case_mine import YES, ConfirmForm, WithdrawForm, WriteForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.case.frame import back_to, blueprint, page, pressed, transaction, unit_mail
from portal.pages.case.one import found
from portal.rules.access import Actor, Permission
from portal.rules.answers import AnswerKind
from portal.rules.case_story import Asked, may_withdraw, may_write, unconfirmed, what_is_asked
from portal.store import case_mine, drafts
from portal.store import case_mine_changes as changes
from portal.store.case_mine_answers import OwnAnswer
from portal.store.db import DatabaseAway

STEP = "text"


def journey(reference: str) -> str:
    """What a message not yet sent is kept as: one for each case."""
    return f"m-{reference}"


@blueprint.get("/saker/<string:reference>/skriv")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def write_form(reference: str) -> ResponseReturnValue:
    """The form for a message, with what the municipality asked about above it."""
    case = found(reference)
    if not may_write(case.facts.status):
        return back_to(reference)
    with transaction() as db:
        kept = drafts.of(db, g.actor, journey(reference))
    if kept is None:
        return show_write(WriteForm(key=new_key()), case)
    form = WriteForm(key=kept.key, text=kept.answers[STEP].get("text", ""))
    return show_write(form, case, trouble="kept")


def keep_late(owner: Actor) -> bool:
    """Keep what was typed until the same person has logged in again, and acts for the same one."""
    reference, form = (request.view_args or {})["reference"], WriteForm()
    if not case_mine.REFERENCE.fullmatch(reference) or not form.text.data:
        return False
    key = form.key.data if form.key.validate(form) else None
    with transaction() as db:
        draft = drafts.save(
            db,
            owner.id,
            owner.municipality,
            journey(reference),
            step=STEP,
            values={"text": form.text.data},
            key=key or new_key(),
            late=True,
            acting_for=owner.acting_for,
        )
    return draft is not None


@blueprint.post("/saker/<string:reference>/skriv")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL, late=keep_late)
def write(reference: str) -> ResponseReturnValue:
    """Send the message. Sent twice it is one; on any trouble the same page with the text."""
    form = WriteForm()
    if "show" in request.form:
        return show_write(form, found(reference))
    if not form.validate():
        return show_write(form, found(reference), 422)

    def send() -> None:
        key, text = form.key.data or "", form.text.data or ""
        with transaction() as db:
            changes.write(db, g.actor, reference, key=key, text=text, mail=unit_mail())
            drafts.forget(db, g.actor, journey(reference))

    try:
        return after(send, reference, "written")
    except changes.KeyReused:
        return show_write(form, found(reference), 422, trouble="sent-before")
    except DatabaseAway as away:
        return show_write(form, None, 503, trouble="unsure" if away.at_commit else "away")


@blueprint.get("/saker/<string:reference>/trekk")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def withdraw_form(reference: str) -> ResponseReturnValue:
    """What happens when the request is withdrawn, before it is."""
    if not may_withdraw(found(reference).facts):
        return back_to(reference)
    return show_withdraw(WithdrawForm())


@blueprint.post("/saker/<string:reference>/trekk")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def withdraw(reference: str) -> ResponseReturnValue:
    """«Trekk henvendelsen»."""
    form = WithdrawForm()
    if "show" in request.form or not form.validate():
        found(reference)
        return show_withdraw(form, 200 if "show" in request.form else 422)

    def do() -> None:
        with transaction() as db:
            changes.withdraw(db, g.actor, reference, mail=unit_mail())

    return after(do, reference, "withdrawn")


@blueprint.post("/saker/<string:reference>/minn-pa")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def remind(reference: str) -> ResponseReturnValue:
    """«Minn kommunen på saken»: one press, dated."""
    if not pressed():
        found(reference)
        return back_to(reference, "again")

    def do() -> None:
        with transaction() as db:
            changes.remind(db, g.actor, reference, mail=unit_mail())

    return after(do, reference, "reminded")


@blueprint.get("/saker/<string:reference>/bekreft")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def confirm_form(reference: str) -> ResponseReturnValue:
    """The question to the person somebody else asked for."""
    case = found(reference)
    if not (unconfirmed(case.facts) and case.role == "self"):
        return back_to(reference)
    return show_confirm(ConfirmForm())


@blueprint.post("/saker/<string:reference>/bekreft")
@requires(Permission.CHANGE_OWN_CASE, cache=Cache.PERSONAL)
def confirm(reference: str) -> ResponseReturnValue:
    """Yes: the case goes on. No: it closes, and what was written goes."""
    form = ConfirmForm()
    if "show" in request.form or not form.validate():
        found(reference)
        return show_confirm(form, 200 if "show" in request.form else 422)
    yes = form.answer.data == YES

    def do() -> None:
        with transaction() as db:
            changes.confirm(db, g.actor, reference, yes=yes, mail=unit_mail())

    return after(do, reference, "confirmed" if yes else "not-wanted")


def after(do: Callable[[], None], reference: str, notice: str) -> ResponseReturnValue:
    """Do it, and show the case again with a word about it; the 404 for a case that is not yours."""
    try:
        do()
    except changes.NotThere:
        abort(404)
    except changes.TooLate:
        notice = "nothing-done"
    return back_to(reference, notice)


def show_write(
    form: WriteForm, case: case_mine.OwnCase | None, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed. A refused key is replaced, so that the next press can work."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    wanted = asked_for(case) if case else None
    return show("case/write.html", form, _("Skriv til kommunen"), status, wanted, trouble)


def asked_for(case: case_mine.OwnCase) -> OwnAnswer | None:
    """What the municipality wants to know, when nobody has answered yet."""
    if what_is_asked(case.facts) is not Asked.MORE:
        return None
    kept = (one for one in reversed(case.answers) if one.words)
    return next((one for one in kept if one.kind == AnswerKind.MORE_WANTED), None)


def show_withdraw(form: WithdrawForm, status: int = 200) -> ResponseReturnValue:
    """The page that says what happens."""
    return show("case/withdraw.html", form, _("Vil du trekke henvendelsen?"), status)


def show_confirm(form: ConfirmForm, status: int = 200) -> ResponseReturnValue:
    """The question."""
    return show("case/confirm.html", form, _("Ønsker du dette?"), status)


def show(
    template: str,
    form: PortalForm,
    heading: str,
    status: int,
    wanted: OwnAnswer | None = None,
    trouble: str | None = None,
) -> ResponseReturnValue:
    """A page with a form about the case of this address."""
    reference = (request.view_args or {})["reference"]
    return page(
        template, form=form, heading=heading, reference=reference, wanted=wanted, trouble=trouble
    ), status
