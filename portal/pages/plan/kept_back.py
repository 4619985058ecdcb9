"""«Hold noe tilbake»: what a child of 12–15 chooses that a parent does not see, and takes back as easily."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.plan_kept_back import KeepBackForm, form_for
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.consent import holds_back, in_words
from portal.pages.plan.frame import after, blueprint, page, read_in, transaction
from portal.rules.access import Permission
from portal.store import plan_kept_back
from portal.store.db import DatabaseAway
from portal.store.plan import SeenPlan

Asked = tuple[SeenPlan, KeepBackForm]


@blueprint.get("/plan/<string:reference>/samtykke/behold")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def keep_back(reference: str) -> ResponseReturnValue:
    """What each parent does not see now, as boxes; the 404 for who is not 12–15, and for anybody else than the child."""
    return show(asked(reference))


@blueprint.post("/plan/<string:reference>/samtykke/behold")
@requires(Permission.CHANGE_OWN_PLAN, cache=Cache.PERSONAL)
def keep_back_save(reference: str) -> ResponseReturnValue:
    """Keep back what is ticked, and nothing else. The same twice is once."""
    seen, form = asked(reference)
    if "show" in request.form:
        return show((seen, form))
    if not form.validate():
        return show((seen, form), 422)

    def do() -> None:
        with transaction() as db:
            plan_kept_back.keep_back(db, g.actor, reference, form.wanted())

    try:
        notice = "kept-back" if any(form.wanted().values()) else "nothing-kept-back"
        return after(do, "plan.consent", notice, reference=reference)
    except DatabaseAway as away:
        return show((seen, form), 503, trouble=in_words(away))


def asked(reference: str) -> Asked:
    """The plan and the boxes."""
    with transaction() as db:
        seen = read_in(db, reference)
        if not holds_back(seen):
            abort(404)
        parents = plan_kept_back.parents(db, g.actor)
    return seen, form_for((one.grant, one.name, sorted(one.sections)) for one in parents)


def show(found: Asked, status: int = 200, trouble: str | None = None) -> ResponseReturnValue:
    """The boxes, with the way back to the consents."""
    seen, form = found
    heading = _("Vil du holde noe tilbake?")
    back = (url("plan.consent", reference=seen.reference), _("Tilbake til samtykke og deling"))
    values = {"heading": heading, "back": back, "trouble": trouble}
    return page("plan/keep_back.html", seen, form=form, **values), status
