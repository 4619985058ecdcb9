"""«Endre»: what is taken away counts at once, and what is added is asked of the other anew."""

from datetime import timedelta

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.representation import ChangeForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.representation.frame import back_to, blueprint, page, today, transaction
from portal.pages.representation.give import part_of_plan, short
from portal.rules.access import Permission
from portal.store import grants_changed, grants_given
from portal.store.db import DatabaseAway
from portal.store.grants_given import Given, Giving


@blueprint.get("/pa-vegne-av/<string:grant>/endre")
@requires(Permission.GIVE_GRANT, cache=Cache.PERSONAL)
def change_form(grant: str) -> ResponseReturnValue:
    """What it is now, to be changed."""
    seen = found(grant)
    given = seen.grant
    form = ChangeForm(
        today(),
        key=new_key(),
        scopes=[one.value for one in given.scopes],
        which=part_of_plan(given),
        sections=[one.value for one in given.sections],
        last_day=short(given.until - timedelta(days=1)) if given.until else "",
    )
    return show(seen, form)


@blueprint.post("/pa-vegne-av/<string:grant>/endre")
@requires(Permission.GIVE_GRANT, cache=Cache.PERSONAL)
def change(grant: str) -> ResponseReturnValue:
    """Less at once, more as an offer. The same press twice is once."""
    seen, form = found(grant), ChangeForm(today())
    if "show" in request.form:
        return show(seen, form)
    if not form.validate():
        return show(seen, form, 422)
    try:
        offer = keep(seen, form)
    except grants_given.KeyReused:
        return show(seen, form, 422, "sent-before")
    except grants_given.TooMany:
        return show(seen, form, 429, "too-many")
    except grants_given.NotThere:
        abort(404)
    except DatabaseAway as away:
        return show(seen, form, 503, "unsure" if away.at_commit else "away")
    return back_to("representation.mine", "grant-more" if offer else "grant-changed")


def keep(seen: Given, form: ChangeForm) -> str | None:
    """One transaction: what is less, the offer of what is more, and who is told."""
    wanted = Giving(
        name=seen.name,
        own_name=g.citizen.name or "",
        scopes=form.chosen,
        sections=form.parts,
        since=max(today(), seen.grant.since),
        until=form.until,
        language=g.language,
        like=seen.grant.id,
    )
    with transaction() as db:
        offer: str | None = grants_changed.change(
            db, g.actor, seen.grant.id, wanted, key=form.key.data or ""
        )
    return offer


def found(grant: str) -> Given:
    """A grant the reader gave here that counts, or will; the 404 when it is not there."""
    with transaction() as db:
        seen = grants_given.one(db, g.actor, grant)
    if seen is None or not seen.may_change:
        abort(404)
    return seen


def show(
    seen: Given, form: ChangeForm, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The boxes with what is chosen. A used key is replaced."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    heading = _("Endre fullmakten til %(name)s", name=seen.name)
    back = (url("representation.mine"), _("Tilbake til hvem som kan handle for deg"))
    return page(
        "change.html", form=form, heading=heading, back=back, seen=seen, trouble=trouble
    ), status
