"""«Hvem ringer jeg?»: the card with whom to call, on the page, on paper and among the contacts of the phone."""

from flask import Response, abort, current_app, g, redirect
from flask.typing import ResponseReturnValue

from portal import plan_card
from portal.contact_file import Contact, contact_file
from portal.headers import Cache
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.plan.frame import blueprint, found, page, today, transaction, unit_of
from portal.pages.plan.overview import next_meeting
from portal.rules.access import Permission
from portal.store import plan
from portal.store.plan import SeenPlan


@blueprint.get("/plan/hvem-ringer-jeg")
@requires(Permission.LIST_OWN_PLANS, cache=Cache.PERSONAL)
def who_do_i_call() -> ResponseReturnValue:
    """The card of the only plan there is; with none or several, the list."""
    with transaction() as db:
        plans = plan.mine(db, g.actor)
    if len(plans) == 1:
        return redirect(url("plan.card", reference=plans[0].reference), 303)
    return redirect(url("plan.mine"), 303)


@blueprint.get("/plan/<string:reference>/hvem-ringer-jeg")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def card(reference: str) -> ResponseReturnValue:
    """The numbers, large."""
    seen = found(reference)
    return page("plan/card.html", seen, card=card_of(seen), can_save=bool(contacts(seen)))


@blueprint.get("/plan/<string:reference>/hvem-ringer-jeg.pdf")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def card_pdf(reference: str) -> ResponseReturnValue:
    """The same on paper, A6."""
    demo = current_app.extensions["settings"].accepts.stand_in_login
    file = plan_card.pdf(g.profile, card_of(found(reference)), today(), demo=demo)
    return download(file, "application/pdf", "hvem-ringer-jeg.pdf")


@blueprint.get("/plan/<string:reference>/hvem-ringer-jeg.vcf")
@requires(Permission.READ_OWN_PLAN, cache=Cache.PERSONAL)
def card_contact(reference: str) -> ResponseReturnValue:
    """«Lagre i kontakter»: the coordinator and the unit; the 404 when neither has a number."""
    known = contacts(found(reference))
    if not known:
        abort(404)
    return download(contact_file(known), "text/vcard; charset=utf-8", "planen-min.vcf")


def card_of(seen: SeenPlan) -> plan_card.Card:
    """The card of a plan."""
    return plan_card.card_of(g.profile, unit_of(seen.unit), seen.coordinator, next_meeting(seen))


def contacts(seen: SeenPlan) -> list[Contact]:
    """Whom the contact file holds."""
    return plan_card.contacts(g.profile, unit_of(seen.unit), seen.coordinator)


def download(file: bytes, kind: str, name: str) -> Response:
    """A file to keep."""
    answer = Response(file, content_type=kind)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
