"""Who we let tell us who somebody is: one client for each municipality and kind of person."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from portal.config import LOOPBACK, Mode, Settings
from portal.login.client_file import Client, load_clients
from portal.login.keys import ClientKey, kept_key
from portal.rules.levels import Level
from portal.rules.municipality import Profile

STAND_IN_PATH = "/dev-idporten"
STAND_IN_CLIENTS = {"staff": "ansatt", "citizen": "innbygger"}
STAND_IN_KEY = "innlogging.pem"
ID_PORTEN_LEVELS: Mapping[str, Level] = MappingProxyType(
    {"idporten-loa-substantial": Level.SUBSTANTIAL, "idporten-loa-high": Level.HIGH}
)


@dataclass(frozen=True)
class Provider:
    """One client at one provider. `kind` is who logs in there: "staff" or "citizen".

    `levels` is the exact allow-list of the level claim, with what each is to us. `browser_origin` is
    where the browser goes: forms may end there, and it may frame our front-channel address.
    `assertion_audience` is whom our signed word is for. `subject` names the claims that say who it
    is. `names_issuer_in_frame` is False where the front-channel call carries no `iss`.
    """

    kind: str
    issuer: str
    client_id: str
    browser_origin: str
    levels: Mapping[str, Level]
    key: ClientKey | None = field(default=None, repr=False)
    secret: str = field(default="", repr=False)
    scope: str = "openid profile"
    subject: tuple[str, ...] = ("sub",)
    tenant: str | None = None
    roles: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    assertion_audience: str = "issuer"
    names_issuer_in_frame: bool = True
    representation: tuple[str, ...] = ()

    @property
    def on_loopback(self) -> bool:
        """True for the stand-in and for tests: the only providers that may speak plain http."""
        return is_loopback(self.issuer)


@dataclass(frozen=True)
class Service:
    """A login service as its own documentation describes it: issuer and the browser's origin, by mode."""

    addresses: Mapping[Mode, tuple[str, str]]
    levels: Mapping[str, Level]


SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        "idporten": Service(
            {
                Mode.PRODUCTION: ("https://idporten.no", "https://login.idporten.no"),
                Mode.IDPORTEN_TEST: ("https://test.idporten.no", "https://login.test.idporten.no"),
            },
            ID_PORTEN_LEVELS,
        ),
    }
)


class UnknownProvider(ValueError):
    """A client at a provider that this mode does not log in at."""


def providers_of(
    settings: Settings, profiles: Mapping[str, Profile]
) -> dict[tuple[str, str], Provider]:
    """Every provider of this installation by (slug, kind); the stand-in where nothing else is set up.

    Raises LoginFileError or UnknownProvider, which stop the start.
    """
    clients = load_clients(settings.login_file, profiles) if settings.login_file else {}
    found = {
        (slug, kind): provider_from(kind, settings, client)
        for (slug, kind), client in clients.items()
    }
    if settings.accepts.stand_in_login:
        key = kept_key(settings.data_dir / STAND_IN_KEY)
        for slug in profiles:
            for kind in STAND_IN_CLIENTS:
                found.setdefault((slug, kind), stand_in(kind, settings, slug, key))
    return found


def provider_from(kind: str, settings: Settings, client: Client) -> Provider:
    """The provider behind a client of the file, in the mode we run in."""
    table = client.table
    service = SERVICES[table.provider]
    issuer, origin = service.addresses.get(settings.mode, (None, None))
    if table.issuer is not None:
        if not settings.accepts.plain_http_on_loopback or not is_loopback(table.issuer):
            raise UnknownProvider("issuer: only a provider on loopback, in the demo and test modes")
        issuer, origin = table.issuer, origin_of(table.issuer)
    if issuer is None or origin is None:
        raise UnknownProvider(f"{table.provider}: not in the {settings.mode} mode")
    return Provider(kind, issuer, table.client_id, origin, service.levels, client.key)


def stand_in(kind: str, settings: Settings, slug: str, key: Any) -> Provider:
    """The embedded stand-in, which takes the place of ID-porten and of the employees' provider."""
    name = f"{STAND_IN_CLIENTS[kind]}-{slug}"
    levels = ID_PORTEN_LEVELS if kind == "citizen" else {"idporten-loa-high": Level.STAFF}
    return Provider(
        kind,
        stand_in_issuer(settings),
        name,
        settings.base_url,
        levels,
        ClientKey(key, {"kid": key.thumbprint()}),
    )


def stand_in_issuer(settings: Settings) -> str:
    """The issuer of the embedded stand-in."""
    return settings.base_url + STAND_IN_PATH


def is_loopback(address: str) -> bool:
    """Whether an address is on this machine."""
    return urlsplit(address).hostname in LOOPBACK


def origin_of(address: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
