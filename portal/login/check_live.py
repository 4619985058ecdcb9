"""A login that is begun and forgotten: the provider then says whether it knows our key and our address."""

from datetime import datetime

from portal.login import flow
from portal.login.check_metadata import ASK, Line, note, ok, wrong
from portal.login.discovery import Discovery
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway
from portal.login.sessions import new_secret
from portal.rules.levels import Level


def try_line(provider: Provider, discovery: Discovery, back: str, now: datetime) -> Line:
    """Begin a login as the pages do, and forget it: the provider says whether it knows us."""
    secrets = flow.Secrets(new_secret(), new_secret(), new_secret())
    level = Level.STAFF if provider.kind == "staff" else Level.HIGH
    question = flow.Question(secrets, level, "nb", back)
    try:
        place = flow.Place(provider, discovery.metadata(provider, now), discovery, now)
        if place.metadata.par_endpoint is None:
            return note("a login could not be tried: the provider takes no pushed questions (PAR)")
        flow.address_to_provider(place, question)
    except LoginRefused as refusal:
        return refused_line(refusal.reason.removeprefix("par-"))
    except ProviderAway:
        return wrong(
            "a login cannot begin",
            because="the provider did not answer as it should",
            do="see the lines above, then the provider's status page",
        )
    return ok("a login can begin: the provider knows our key and our address")


def refused_line(code: str) -> Line:
    """Why the provider will not have our question, by its error code (RFC 6749, RFC 9126)."""
    if code in ("invalid_client", "unauthorized_client"):
        because = "its key or client id is not what is registered"
        do = (
            "see that this public key (--public-key) stands on this client in this environment, "
            "that its year is not over, and that client_id and kid are spelt alike"
        )
    elif code == "invalid_request":
        because = "something we ask for is not registered, most often the address to come back to"
        do = "register redirect_uri letter by letter, and authorization_code with PKCE"
    elif code == "invalid_scope":
        because = "the client may not ask for the scopes"
        do = "register the client with openid and profile"
    else:
        because = f"it answers {code}"
        do = ASK
    return wrong(f"the provider refuses the client ({code})", because=because, do=do)
