"""What a login provider says about itself, held against what we build on: one line for each point.

Our own login stops on some of this and lives with the rest; here each fault is told with what to do.
The points are those of ID-porten's documentation (docs.digdir.no, «well-known» and «authorize»).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from portal.login.discovery import signing_keys
from portal.login.providers import Provider, origin_of

MOST_CLOCK_DIFFERENCE = timedelta(seconds=10)
NEEDED_ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LEFT_TO_THE_BROWSER = ("authorization_endpoint", "end_session_endpoint")


@dataclass(frozen=True)
class Line:
    """One line of the report: "ok", "note" (no fault, but worth knowing) or "WRONG"."""

    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.mark:<5} {self.text}"


def ok(text: str) -> Line:
    """As it should be."""
    return Line("ok", text)


def note(text: str) -> Line:
    """No fault, but worth knowing."""
    return Line("note", text)


def wrong(what: str, *, because: str, do: str) -> Line:
    """A fault, why it is one, and what somebody should do about it."""
    return Line("WRONG", f"{what}, because {because}. Do: {do}.")


@dataclass(frozen=True)
class Listed:
    """A list of the metadata that must hold what we use."""

    field: str
    value: str
    what: str
    because: str


LISTS = (
    Listed("response_types_supported", "code", "the code flow", "it is the only flow we use"),
    Listed(
        "code_challenge_methods_supported",
        "S256",
        "PKCE with S256",
        "a stolen code must be worth nothing",
    ),
    Listed(
        "id_token_signing_alg_values_supported",
        "RS256",
        "tokens signed with RS256",
        "we take no other signature",
    ),
    Listed(
        "token_endpoint_auth_methods_supported",
        "private_key_jwt",
        "our own key as proof (private_key_jwt)",
        "we send no password",
    ),
)
"""What each of our providers must list. The word is exact."""


def metadata_lines(document: Mapping[str, Any], provider: Provider) -> Iterator[Line]:
    """Every point of the discovery document."""
    yield issuer_line(document.get("issuer"), provider)
    yield from address_lines(document, provider)
    for listed in LISTS:
        yield listed_line(document.get(listed.field), listed)
    yield from promise_lines(document, provider)
    yield level_line(document.get("acr_values_supported"), provider)
    yield from logout_lines(document)


def issuer_line(said: object, provider: Provider) -> Line:
    """The issuer is the very string we expect: a slash more is another provider."""
    if said == provider.issuer:
        return ok(f"it names itself {provider.issuer}")
    return wrong(
        f"it names itself {shown(said)}",
        because=f"every token would be refused: we expect exactly {provider.issuer}",
        do="check PORTAL_MODE (test environment or production) and the provider in the login file",
    )


def address_lines(document: Mapping[str, Any], provider: Provider) -> Iterator[Line]:
    """The addresses are there, encrypted, and where the browser is allowed to go."""
    scheme = urlsplit(provider.issuer).scheme if provider.on_loopback else "https"
    for name in (*NEEDED_ADDRESSES, "end_session_endpoint"):
        address = document.get(name)
        if not isinstance(address, str) or not address:
            if name in NEEDED_ADDRESSES:
                yield wrong(f"{name} is missing", because="we cannot log in without it", do=ASK)
            continue
        if urlsplit(address).scheme != scheme:
            yield wrong(
                f"{name} is {shown(address)}", because=f"it must begin with {scheme}://", do=ASK
            )
        elif name in LEFT_TO_THE_BROWSER and origin_of(address) != provider.browser_origin:
            yield wrong(
                f"{name} is at {shown(origin_of(address))}",
                because=f"our pages let forms go to {provider.browser_origin} only",
                do="update the product; if it is new already, report it as a fault",
            )
        else:
            yield ok(f"{name} {shown(address)}")


def listed_line(said: object, listed: Listed) -> Line:
    """A list that must hold the word. A provider that does not publish the list is not faulted."""
    if said is None:
        return note(f"it does not say whether it takes {listed.what} ({listed.field})")
    if isinstance(said, list) and listed.value in said:
        return ok(f"it takes {listed.what}")
    return wrong(f"it does not take {listed.what}", because=listed.because, do=ASK)


def promise_lines(document: Mapping[str, Any], provider: Provider) -> Iterator[Line]:
    """What ID-porten and Ansattporten promise, and others may leave out."""
    pushed = document.get("pushed_authorization_request_endpoint")
    named = document.get("authorization_response_iss_parameter_supported") is True
    points = (
        (isinstance(pushed, str), "pushed questions (PAR)", "the level could be edited on the way"),
        (named, "its name in each answer (iss)", "an answer from elsewhere could pass for its own"),
    )
    for there, what, because in points:
        if there:
            yield ok(f"it offers {what}")
        elif provider.service != "entra":
            yield wrong(f"it does not offer {what}", because=because, do=ASK)
        else:
            yield note(f"it does not offer {what}; Entra ID is not known to")


def level_line(said: object, provider: Provider) -> Line:
    """Every level word we know how to read is one the provider still uses."""
    if not isinstance(said, list):
        return note("it does not list its levels (acr_values_supported)")
    gone = sorted(set(provider.levels) - {word for word in said if isinstance(word, str)})
    if gone:
        return wrong(
            f"it no longer lists the level {', '.join(gone)}",
            because="we would ask for a level that does not exist",
            do="update the product; if it is new already, report it as a fault",
        )
    return ok(f"it knows the level {', '.join(sorted(provider.levels)) or '(none is asked for)'}")


def logout_lines(document: Mapping[str, Any]) -> Iterator[Line]:
    """Logging out there as well, and hearing of it when it happened elsewhere."""
    if isinstance(document.get("end_session_endpoint"), str):
        yield ok("it can be told of a logout here")
    else:
        yield note("it cannot be told of a logout here: people stay logged in at the provider")
    for channel in ("backchannel", "frontchannel"):
        names = (f"{channel}_logout_supported", f"{channel}_logout_session_supported")
        if all(document.get(name) is True for name in names):
            yield ok(f"it tells us of a logout elsewhere ({channel}, with session)")
        else:
            yield note(f"it does not promise {channel} logout with a session; try it, step 8")


def key_line(document: object) -> Line:
    """At least one key we can check its signatures with."""
    keys = signing_keys(document) if isinstance(document, dict) else {}
    if keys:
        return ok(f"it publishes {len(keys)} RSA key(s) to check signatures with")
    return wrong(
        "it publishes no RSA key for signatures", because="no token can be checked", do=ASK
    )


def clock_line(said: str | None, age: str | None, ours: datetime) -> Line:
    """Our clock against the `Date` of the provider's answer, less the time it lay in a cache.

    Assertions and tokens live for seconds: ID-porten's siblings allow 10 seconds' difference.
    """
    theirs = date_in(said)
    if theirs is None:
        return note("its answer carries no date, so the clock could not be compared")
    if age and age.isascii() and age.isdecimal() and len(age) < 8:
        theirs += timedelta(seconds=int(age))
    ahead = round((ours - theirs).total_seconds())
    if abs(ahead) <= MOST_CLOCK_DIFFERENCE.total_seconds():
        return ok(f"our clock agrees with its clock within {abs(ahead)} s")
    way = "ahead of" if ahead > 0 else "behind"
    return wrong(
        f"our clock is {abs(ahead)} s {way} its clock",
        because="what we sign, and what it signs, is valid for a minute or two",
        do="let the server keep its time by NTP (timedatectl set-ntp true)",
    )


def date_in(said: str | None) -> datetime | None:
    """The moment of a `Date` header, None when nobody can read it."""
    try:
        moment = parsedate_to_datetime(said or "")
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def shown(said: object) -> str:
    """Something the provider wrote, short and on one line."""
    text = str(said) if isinstance(said, str) else type(said).__name__
    return "".join(sign if sign.isprintable() else "?" for sign in text[:200])


ASK = "see the provider's status page, then ask its service desk"
