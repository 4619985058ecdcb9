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
from portal.pages.parts import wants_part
from portal.pages.plan import ahead
from portal.pages.plan.eyes import Looked, Watcher, look
from portal.pages.representation.frame import back_to, blueprint, page, today, transaction
from portal.pages.representation.give import part_of_plan, short
from portal.rules.access import Permission
from portal.rules.representation_giving import is_less
from portal.store import grants_changed, grants_given, plan, plan_preview
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
    if ahead.is_asked_for():
        return look_ahead(seen, form)
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


def look_ahead(seen: Given, form: ChangeForm) -> ResponseReturnValue:
    """«Vis hvordan det blir»: the plan as the other will see it, on the page or as the part of it that has changed."""
    if not form.validate():
        return ahead.part(ahead.not_yet()) if wants_part() else show(seen, form, 422)
    said, looked = seen_then(seen, form)
    return ahead.part(said, looked) if wants_part() else show(seen, form, said=said, looked=looked)


def seen_then(seen: Given, form: ChangeForm) -> tuple[str, Looked | None]:
    """What the other sees of the plan when all of it counts: in a sentence, and as it is shown."""
    with transaction() as db:
        view = plan_preview.would_see(
            db, g.actor, seen.grant.id, scopes=form.chosen, sections=form.parts, until=form.until
        )
        own = plan_preview.own_plan(db, g.actor)
        mine = plan.read(db, g.actor, own) if own else None
    if view is None:
        abort(404)
    if mine is None:
        return ahead.no_plan(), None
    looked = look(mine, Watcher(seen.name, view))
    said = ahead.said_of(looked)
    if is_less(seen.grant, form.chosen, form.parts, form.until):
        return said, looked
    later = _("Det du legger til, gjelder ikke før %(name)s har sagt ja.", name=seen.name)
    return f"{said} {later}", looked


def found(grant: str) -> Given:
    """A grant the reader gave here that counts, or will; the 404 when it is not there."""
    with transaction() as db:
        seen = grants_given.one(db, g.actor, grant)
    if seen is None or not seen.may_change:
        abort(404)
    return seen


def show(
    seen: Given,
    form: ChangeForm,
    status: int = 200,
    trouble: str | None = None,
    *,
    said: str | None = None,
    looked: Looked | None = None,
) -> ResponseReturnValue:
    """The boxes with what is chosen, and how it will be when that was asked for. A used key is replaced."""
    if form.key.errors or trouble == "sent-before" or not form.key.data:
        form.key.data = new_key()
    return page(
        "change.html",
        form=form,
        heading=_("Endre fullmakten til %(name)s", name=seen.name),
        back=(url("representation.mine"), _("Tilbake til hvem som kan handle for deg")),
        seen=seen,
        trouble=trouble,
        said=said or ahead.before(),
        looked=looked,
        whole=True,
    ), status
