"""«Avslutt», in two presses: a page that says what happens, and the press. By the one who gave, or the one who acts."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.representation import EndForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation import given_words
from portal.pages.representation.frame import back_to, blueprint, page, transaction
from portal.rules.access import Permission
from portal.store import grants_changed, grants_given
from portal.store.db import DatabaseAway
from portal.store.grants_given import Given


@blueprint.get("/pa-vegne-av/<string:grant>/avslutt")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def end_form(grant: str) -> ResponseReturnValue:
    """What happens, before it does."""
    seen = found(grant)
    return show(seen, form_for(seen))


@blueprint.post("/pa-vegne-av/<string:grant>/avslutt")
@requires(Permission.ANSWER_GRANT, cache=Cache.PERSONAL)
def end(grant: str) -> ResponseReturnValue:
    """It ends at once, also in a session that is open. Twice is once."""
    seen = found(grant)
    form = form_for(seen)
    if "show" in request.form or not form.validate():
        return show(seen, form, 200 if "show" in request.form else 422)
    quietly = "quietly" in form and bool(form.quietly.data)
    try:
        with transaction() as db:
            grants_changed.end(db, g.actor, grant, quietly=quietly)
    except grants_given.NotThere:
        abort(404)
    except DatabaseAway as away:
        return show(seen, form, 503, "unsure" if away.at_commit else "away")
    notice = "grant-quietly" if quietly else "grant-ended"
    return back_to("representation.mine" if seen.mine else "representation.overview", notice)


def found(grant: str) -> Given:
    """A grant the reader gave or holds, also one they have ended before; the 404 when it is not theirs to end."""
    with transaction() as db:
        seen = grants_given.one(db, g.actor, grant)
    ended = seen is not None and seen.mine and seen.grant.ended_at is not None
    if seen is None or not (seen.may_end or ended):
        abort(404)
    return seen


def form_for(seen: Given) -> EndForm:
    """An offer nobody has taken is taken back without a word anyway."""
    return EndForm(may_be_quiet=seen.mine and seen.grant.accepted_at is not None)


def show(
    seen: Given, form: EndForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The page."""
    if not seen.mine:
        heading = _("Vil du slutte å handle for %(name)s?", name=seen.name)
    elif seen.grant.accepted_at is None:
        heading = _("Vil du ta tilbake tilbudet til %(name)s?", name=seen.name)
    else:
        heading = _("Vil du avslutte fullmakten til %(name)s?", name=seen.name)
    place = "representation.mine" if seen.mine else "representation.overview"
    back = (url(place), _("Tilbake"))
    return page(
        "end.html", form=form, heading=heading, back=back, seen=seen, words=given_words,
        trouble=trouble,
    ), status  # fmt: skip
