"""What a provider says about itself: its addresses and its keys, kept for a while.

The library keeps metadata for the life of the process and never compares the issuer. Here a copy
lives 24 hours, the issuer must be the configured one, and an older copy is used while the provider
is down. Keys are asked for anew after half an hour and never used after an hour. An unknown key, or
a signature that does not hold, gives at most one early reload every 30 seconds. After a failure
nobody asks again for ten seconds, and nobody ever waits for another's question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

import requests

from portal.login.outbound import Lines
from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway

METADATA_LIFE = timedelta(hours=24)
KEYS_RENEWED = timedelta(minutes=30)
KEYS_LIFE = timedelta(hours=1)
RELOAD_PAUSE = timedelta(seconds=30)
PAUSE_AFTER_FAILURE = timedelta(seconds=10)

Value = TypeVar("Value")


@dataclass(frozen=True)
class Metadata:
    """The addresses of a provider; None for what it does not offer.

    `names_itself`: its answers carry `iss` (RFC 9207).
    """

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    names_itself: bool
    par_endpoint: str | None = None
    end_session_endpoint: str | None = None


class Kept(Generic[Value]):
    """A document of a provider, asked for anew after `renewed`, never used after `life`."""

    def __init__(self, renewed: timedelta, life: timedelta | None) -> None:
        self.renewed = renewed
        self.life = life
        self.copy: tuple[Value, datetime] | None = None
        self.failed_at: datetime | None = None
        self._renewing = Lock()

    def read(
        self, now: datetime, fetch: Callable[[], Value], older_than: timedelta | None = None
    ) -> Value:
        """The copy, renewed first when it is too old. Raises ProviderAway when there is none to use.

        `older_than` renews a copy earlier than usual.
        """
        kept = self.copy
        if kept is not None and now - kept[1] < (older_than or self.renewed):
            return kept[0]
        if kept is None or (self.life is not None and now - kept[1] >= self.life):
            return self._renew(now, fetch)
        if not self._renewing.acquire(blocking=False):
            return kept[0]
        try:
            return self._renew(now, fetch)
        except ProviderAway:
            return kept[0]
        finally:
            self._renewing.release()

    def _renew(self, now: datetime, fetch: Callable[[], Value]) -> Value:
        """Ask the provider, but not just after it has failed."""
        if self.failed_at is not None and abs(now - self.failed_at) < PAUSE_AFTER_FAILURE:
            raise ProviderAway
        try:
            value = fetch()
        except ProviderAway:
            self.failed_at = now
            raise
        self.copy, self.failed_at = (value, now), None
        return value

    def state(self, now: datetime) -> str:
        """One word for whoever runs the site."""
        if self.copy is None:
            return "unasked" if self.failed_at is None else "away"
        return "fresh" if now - self.copy[1] < self.renewed else "stale"


class Discovery:
    """The kept copies of one process. `adapter` lets tests answer in the provider's place."""

    def __init__(self, adapter: requests.adapters.BaseAdapter | None = None) -> None:
        self.lines = Lines(adapter)
        self._metadata: dict[str, Kept[Metadata]] = {}
        self._keys: dict[str, Kept[dict[str, Any]]] = {}

    def metadata(self, provider: Provider, now: datetime) -> Metadata:
        """The provider's addresses. Raises ProviderAway when there is no copy and no answer."""
        address = provider.issuer + "/.well-known/openid-configuration"
        return self._kept_metadata(provider).read(
            now, lambda: checked_metadata(self._fetch(provider, address), provider)
        )

    def key(self, provider: Provider, key_id: str, now: datetime) -> Any:
        """The provider's RSA key of this id. Raises LoginRefused when there is none, or ProviderAway."""
        for older_than in (None, RELOAD_PAUSE):
            keys = self._read_keys(provider, now, older_than)
            if key_id in keys:
                return keys[key_id]
        raise LoginRefused("unknown-key")

    def reload_keys(self, provider: Provider, now: datetime) -> bool:
        """A signature did not hold: read the keys anew, after the pause. Whether they were read."""
        before = self._read_keys(provider, now, None)
        return self._read_keys(provider, now, RELOAD_PAUSE) is not before

    def state(self, provider: Provider, now: datetime) -> str:
        """How well the provider is, as far as this process knows: "fresh", "stale", "away" or "unasked"."""
        state = self._kept_metadata(provider).state(now)
        return "away" if state == "fresh" and not self.lines.to(provider).well else state

    def _kept_metadata(self, provider: Provider) -> Kept[Metadata]:
        return self._metadata.setdefault(provider.issuer, Kept(METADATA_LIFE, None))

    def _read_keys(
        self, provider: Provider, now: datetime, older_than: timedelta | None
    ) -> dict[str, Any]:
        kept = self._keys.setdefault(provider.issuer, Kept(KEYS_RENEWED, KEYS_LIFE))
        return kept.read(now, lambda: self._fetch_keys(provider, now), older_than)

    def _fetch_keys(self, provider: Provider, now: datetime) -> dict[str, Any]:
        """The keys as they are now. A provider that shows none is not well."""
        keys = signing_keys(self._fetch(provider, self.metadata(provider, now).jwks_uri))
        if not keys:
            raise ProviderAway
        return keys

    def _fetch(self, provider: Provider, address: str) -> dict[str, Any]:
        """Read a JSON object from the provider."""
        with self.lines.session_for(provider) as session:
            try:
                answer = session.get(address)
                document = answer.json() if answer.status_code == 200 else None
            except (requests.RequestException, ValueError, RecursionError) as error:
                raise ProviderAway from error
        if not isinstance(document, dict):
            raise ProviderAway
        return document


def checked_metadata(document: dict[str, Any], provider: Provider) -> Metadata:
    """The part we use, once issuer and addresses are what they must be. Raises ProviderAway."""
    if document.get("issuer") != provider.issuer:
        raise ProviderAway
    scheme = "http" if provider.on_loopback and provider.issuer.startswith("http:") else "https"

    def address(name: str) -> str:
        found = document.get(name)
        if not isinstance(found, str) or not is_address(found, scheme):
            raise ProviderAway
        return found

    def offered(name: str) -> str | None:
        return address(name) if document.get(name) is not None else None

    return Metadata(
        address("authorization_endpoint"),
        address("token_endpoint"),
        address("jwks_uri"),
        document.get("authorization_response_iss_parameter_supported") is True,
        offered("pushed_authorization_request_endpoint"),
        offered("end_session_endpoint"),
    )


def is_address(found: str, scheme: str) -> bool:
    """Whether this is an address on a host, of this scheme."""
    try:
        parts = urlsplit(found)
    except ValueError:
        return False
    return parts.scheme == scheme and bool(parts.hostname) and found.isprintable()


def signing_keys(document: dict[str, Any]) -> dict[str, Any]:
    """RSA signature keys by id; every other kind is left out, so it can never be used."""
    from joserfc.errors import JoseError
    from joserfc.jwk import RSAKey

    keys: dict[str, Any] = {}
    listed = document.get("keys")
    for entry in listed if isinstance(listed, list) else []:
        if not isinstance(entry, dict) or entry.get("use", "sig") != "sig":
            continue
        try:
            key_id = entry["kid"]
            keys[str(key_id)] = RSAKey.import_key({n: entry[n] for n in ("kty", "n", "e")})
        except (JoseError, KeyError, ValueError, TypeError):
            continue
    return keys
