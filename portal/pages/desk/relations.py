"""(egen slektning) «Dette gjelder en nær slektning av meg»: said by the employee or a lead, and the list of what has been said."""

from flask import abort, g, request
from flask.typing import ResponseReturnValue

from portal.forms.base import new_key
from portal.forms.desk_reason import RelationForm
from portal.headers import Cache
from portal.language import gettext as _
from portal.pages.access import requires
from portal.pages.desk import reason_labels
from portal.pages.desk.frame import back_to, blueprint, page, pressed, transaction
from portal.pages.desk.reason import KINDS
from portal.rules.access import Permission
from portal.rules.opening import Thing
from portal.store import openings, relations
from portal.store.db import DatabaseAway


@blueprint.get("/ansatt/mine-relasjoner", endpoint="relations")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def my_relations() -> ResponseReturnValue:
    """One's own, and for a lead everybody's."""
    with transaction() as db:
        standing = relations.standing(db, g.actor)
    return page("desk/relations.html", standing=standing, called=reason_labels.called)


@blueprint.post("/ansatt/mine-relasjoner/<string:id>/avslutt")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def relation_end(id: str) -> ResponseReturnValue:  # noqa: A002 - the address calls it id
    """«Ta bort»: a lead's press, never about oneself. A second press changes nothing."""
    if not pressed():
        return back_to("desk.relations", "again")
    try:
        with transaction() as db:
            relations.end(db, g.actor, id)
    except relations.NotThere:
        abort(404)
    return back_to("desk.relations", "relation-ended")


@blueprint.get("/ansatt/slektning/<string:kind>/<string:reference>")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def relation(kind: str, reference: str) -> ResponseReturnValue:
    """Whose relative it is. Nothing of the case or the plan is shown."""
    thing, people = found(kind, reference)
    return show(RelationForm(people, key=new_key()), thing)


@blueprint.post("/ansatt/slektning/<string:kind>/<string:reference>")
@requires(Permission.GIVE_REASON, cache=Cache.PERSONAL)
def relation_declare(kind: str, reference: str) -> ResponseReturnValue:
    """Keep it. From then on the employee changes nothing there."""
    thing, people = found(kind, reference)
    form = RelationForm(people)
    if "show" in request.form:
        return show(form, thing)
    if not form.validate():
        return show(form, thing, 422)
    try:
        with transaction() as db:
            relations.declare(db, g.actor, thing, form.chosen)
    except relations.NotThere:
        abort(404)
    except relations.NobodyKnown:
        form.sure.errors = [
            _("Vi vet ikke hvem saken gjelder. La en annen ta den, og skriv ikke noe i den selv.")
        ]
        return show(form, thing, 422)
    except DatabaseAway:
        return show(form, thing, 503, trouble="away")
    return back_to("desk.relations", "relation-kept")


def found(kind: str, reference: str) -> tuple[Thing, dict[str, str]]:
    """The case, plan or person, and of whom the employee may say it; else the 404."""
    if kind not in KINDS:
        abort(404)
    with transaction() as db:
        thing = openings.find(db, g.actor, KINDS[kind], reference)
        people = relations.may_be_said_of(db, g.actor)
    if thing is None or not people:
        abort(404)
    return thing, people


def show(
    form: RelationForm, thing: Thing, status: int = 200, trouble: str | None = None
) -> ResponseReturnValue:
    """The form with what is chosen. A refused key is replaced, so that the next press can work."""
    if form.key.errors or not form.key.data:
        form.key.data = new_key()
    return page(
        "desk/relation.html",
        form=form,
        thing=thing,
        called=reason_labels.called(thing.kind.value, thing.reference),
        heading=_("Si fra at dette gjelder en nær slektning"),
        trouble=trouble,
    ), status
