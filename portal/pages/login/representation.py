"""(fullmakt) Let the provider say whom the person who is logged in acts for.

First one logs in as oneself, then one asks to act for another: so it is always clear who is who. The answer becomes a grant for
this login, and from there it is as if «Handle for …» was pressed.
"""

from dataclasses import replace

from flask import (
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask import session as form_session
from flask.typing import ResponseReturnValue

from portal.headers import Cache
from portal.login import representation as answers
from portal.login import sessions
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused
from portal.login.tokens import Identity
from portal.pages.access import requires
from portal.pages.addresses import url
from portal.pages.login.frame import CITIZEN, blueprint, log
from portal.pages.login.start import to_provider
from portal.pages.representation.acting import first_page, switched
from portal.rules.access import Permission
from portal.rules.register_answers import Relation
from portal.store import grants, grants_sourced, people


@blueprint.app_context_processor
def way_to_the_choice() -> dict[str, object]:
    """For the page of whom one acts for."""
    return {"choose_at_provider": choose_at_provider}


def choose_at_provider() -> str | None:
    """The address where one chooses at the provider whom to act for; None where it cannot be asked."""
    provider = provider_here()
    if provider is None or not provider.representation:
        return None
    return url_for("login.representation", kommune=g.profile)


@blueprint.get("/innlogging/fullmakt")
@requires(Permission.LOG_IN, cache=Cache.FORM)
def representation() -> ResponseReturnValue:
    """Send a citizen to the provider to choose whom to act for; to the ordinary login first, if need be."""
    provider = provider_here()
    if provider is None or choose_at_provider() is None:
        abort(404)
    if sessions.citizen_of(request) is None:
        here = url_for("login.representation", kommune=g.profile)
        return redirect(url_for("login.citizen", kommune=g.profile, next=here), 303)
    return to_provider(CITIZEN, more=answers.question(provider.representation))


def let_act(identity: Identity, path: str | None) -> ResponseReturnValue:
    """The answer: the session of this browser acts for whom the provider named, under a new secret.

    Whatever was chosen before is over. An answer about anybody else than the one who is logged in
    changes nothing but that. `path` is where the person was going as themself: it is not carried into
    another's name.
    """
    try:
        chosen = relation_named(identity)
        if chosen is None:
            return for_oneself(path or url(CITIZEN.behind))
        return switched(begun_for(chosen), first_page(chosen.scopes))
    except LoginRefused as refusal:
        return for_oneself_only(refusal.reason, path)


def relation_named(identity: Identity) -> Relation | None:
    """Whom the provider says the person acts for, None for oneself. Raises LoginRefused."""
    provider, view = provider_here(), sessions.citizen_of(request)
    if provider is None or identity.number is None:
        raise LoginRefused("fullmakt-nobody")
    if view is None or view.actor.id != id_of(identity.number):
        raise LoginRefused("fullmakt-other-person")
    synthetic = current_app.extensions["settings"].accepts.synthetic_people
    expected = answers.Wanted(identity.number, provider.representation, synthetic)
    return answers.acts_for(identity.authorization_details, expected)


def begun_for(chosen: Relation) -> str:
    """The person now acted for, with a grant for this login and the events of it.

    Raises LoginRefused when it gives nothing here: taken back, stopped by the desk, or a protected address.
    """
    view = sessions.citizen_of(request)
    if view is None:
        raise LoginRefused("fullmakt-nobody")
    with current_app.extensions["database"].transaction() as db:
        number, language = g.profile.number, g.language
        grant = grants_sourced.chosen(db, number, chosen, answers.SOURCE, language=language)
        if grant is not None:
            grants.end_acting(db, view.actor)
            own = replace(view.actor, acting_for=None)
            person = grants.begin_acting(db, own, grant)
    if grant is None or person is None:
        raise LoginRefused("fullmakt-not-here")
    return person


def for_oneself(onwards: str) -> ResponseReturnValue:
    """On as oneself."""
    end_acting()
    return switched(None, onwards)


def end_acting() -> None:
    """What was chosen before is over, with its event."""
    view = sessions.citizen_of(request)
    if view is not None:
        with current_app.extensions["database"].transaction() as db:
            grants.end_acting(db, view.actor)


def for_oneself_only(reason: str, path: str | None) -> ResponseReturnValue:
    """A calm page that says for whom one acts now: for oneself."""
    reference = sessions.new_reference()
    log.warning("representation refused: %s, reference %s", reason, reference)
    page = render_template(
        "login/for_oneself.html",
        reference=reference,
        inside=sessions.citizen_of(request) is not None,
        again=url_for("login.representation", kommune=g.profile, next=path),
        onwards=path or url_for(CITIZEN.behind, kommune=g.profile, sprak=g.language),
    )
    end_acting()
    answer = make_response(page, 400)
    sessions.renew(request, answer)
    form_session.clear()
    return answer


def id_of(number: str) -> str:
    """The id of the person with this national number in this municipality, known from now on."""
    with current_app.extensions["database"].transaction() as session:
        return people.find_or_begin(session, g.profile.number, number).id


def provider_here() -> Provider | None:
    """Whom citizens of this municipality log in at."""
    found: Provider | None = current_app.extensions["providers"].get((g.profile.slug, CITIZEN.kind))
    return found
