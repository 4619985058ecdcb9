"""(utsette svaret) More time for an answer about somebody's own data: once, within the first month, and the asker is told why."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.privacy import PutOffForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.language import local
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.desk.frame import back_to, blueprint, page, today, transaction
from portal.pages.desk.privacy import found
from portal.pages.privacy import ask_words
from portal.rules.access import Permission
from portal.rules.privacy import may_put_off
from portal.store import privacy_answers
from portal.store.db import DatabaseAway
from portal.store.privacy_answers import Seen


@blueprint.get("/ansatt/innsyn/<string:reference>/utsett")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def privacy_later(reference: str) -> ResponseReturnValue:
    """How much more time, and why."""
    return show(PutOffForm(key=new_key()), found(reference))


@blueprint.post("/ansatt/innsyn/<string:reference>/utsett")
@requires(Permission.ANSWER_PRIVACY, cache=Cache.PERSONAL)
def put_privacy_off(reference: str) -> ResponseReturnValue:
    """Set the new date, and tell the one who asked. Sent twice it is once."""
    form, seen = PutOffForm(), found(reference)
    if "show" in request.form:
        return show(form, seen)
    if not form.validate():
        return show(form, seen, 422)
    months, why = int(form.months.data), form.why.data or ""
    notice = "privacy-put-off"
    try:
        with transaction() as db:
            key = form.key.data or ""
            privacy_answers.put_off(db, g.actor, reference, months, why, key=key)
    except privacy_answers.NotThere:
        abort(404)
    except (privacy_answers.TooLate, privacy_answers.OwnLook):
        notice = "nothing-done"
    except DatabaseAway:
        return show(form, seen, 503, trouble="away")
    return back_to("desk.privacy_one", notice, reference=reference)


def show(
    form: PutOffForm, seen: Seen, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is typed; the 404 when no more time can be taken. A refused key is replaced."""
    if seen.answered_at or seen.mine:
        abort(404)
    if not may_put_off(local(seen.asked_at).date(), seen.due_on, today()):
        abort(404)
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/privacy/later.html",
        form=form,
        seen=seen,
        heading=_("Utsett svaret"),
        subject=ask_words.SHORT[seen.kind],
        back=(url("desk.privacy_one", reference=seen.reference), _("Til spørsmålet")),
        trouble=trouble,
    ), status
