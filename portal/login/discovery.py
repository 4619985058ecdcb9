"""What a provider says about itself: its addresses and its keys, kept for a while.

Authlib keeps metadata for the life of the process and never compares the issuer; here a copy
lives 24 hours (keys one hour), the issuer must be the configured one, and a stale copy is used
while the provider is down. An unknown key gives at most one early reload every 30 seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, cast
from urllib.parse import urlsplit

import requests

from portal.login.providers import Provider
from portal.login.refusals import LoginRefused, ProviderAway

METADATA_LIFE = timedelta(hours=24)
KEYS_LIFE = timedelta(hours=1)
RELOAD_PAUSE = timedelta(seconds=30)
TIMEOUT = 5.0


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


@dataclass(frozen=True)
class Copy:
    """Something fetched, and when."""

    value: Any
    at: datetime


class Discovery:
    """The kept copies of one process. `adapter` lets tests answer in the provider's place."""

    def __init__(self, adapter: requests.adapters.BaseAdapter | None = None) -> None:
        self.adapter = adapter
        self._metadata: dict[str, Copy] = {}
        self._keys: dict[str, Copy] = {}
        self._lock = Lock()

    def prepare(self, session: requests.Session, provider: Provider) -> None:
        """Set a session up for this provider: no proxy on the way to our own machine."""
        session.trust_env = not provider.on_loopback
        if self.adapter is not None:
            session.mount(provider.issuer, self.adapter)

    def metadata(self, provider: Provider, now: datetime) -> Metadata:
        """The provider's addresses. Raises ProviderAway when there is no copy and no answer."""
        kept = self._metadata.get(provider.issuer)
        if kept and now - kept.at < METADATA_LIFE:
            return cast(Metadata, kept.value)
        address = provider.issuer + "/.well-known/openid-configuration"
        try:
            value = checked_metadata(self._fetch(provider, address), provider)
        except ProviderAway:
            if kept:
                return cast(Metadata, kept.value)
            raise
        self._metadata[provider.issuer] = Copy(value, now)
        return value

    def key(self, provider: Provider, key_id: str, now: datetime) -> Any:
        """The provider's RSA key of this id. Raises LoginRefused when there is none."""
        with self._lock:
            kept = self._keys.get(provider.issuer)
            age = now - kept.at if kept else KEYS_LIFE
            known = kept is not None and key_id in kept.value
            if age >= KEYS_LIFE or (not known and age >= RELOAD_PAUSE):
                kept = self._reload_keys(provider, now, kept)
        if kept is None or key_id not in kept.value:
            raise LoginRefused("unknown-key")
        return kept.value[key_id]

    def forget_key(self, provider: Provider, now: datetime) -> None:
        """A signature did not hold: let the next one read the keys anew, after the pause."""
        with self._lock:
            kept = self._keys.get(provider.issuer)
            if kept and now - kept.at >= RELOAD_PAUSE:
                del self._keys[provider.issuer]

    def _reload_keys(self, provider: Provider, now: datetime, kept: Copy | None) -> Copy | None:
        """Fetch the keys; the old ones stay in use while the provider is down."""
        try:
            document = self._fetch(provider, self.metadata(provider, now).jwks_uri)
        except ProviderAway:
            if kept is None:
                raise
            return kept
        fresh = Copy(signing_keys(document), now)
        self._keys[provider.issuer] = fresh
        return fresh

    def _fetch(self, provider: Provider, address: str) -> dict[str, Any]:
        """Read a JSON object from the provider, without following it anywhere else."""
        with requests.Session() as session:
            self.prepare(session, provider)
            try:
                answer = session.get(address, timeout=TIMEOUT, allow_redirects=False)
                document = answer.json() if answer.status_code == 200 else None
            except (requests.RequestException, ValueError) as error:
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
        if not isinstance(found, str) or urlsplit(found).scheme != scheme:
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
