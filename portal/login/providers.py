"""Who we let tell us who somebody is: one client for each municipality and kind of person."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from portal.config import LOOPBACK, Mode, Settings
from portal.login.client_file import (
    AnsattportenTable,
    Client,
    ClientTable,
    EntraTable,
    IdPortenTable,
    load_clients,
)
from portal.login.employees import WrongPlace, place_of
from portal.login.keys import ClientKey, kept_key
from portal.rules.access import Role
from portal.rules.levels import Level
from portal.rules.municipality import Profile

STAND_IN_PATH = "/dev-idporten"
STAND_IN_CLIENTS = {"staff": "ansatt", "citizen": "innbygger"}
STAND_IN_KEY = "innlogging.pem"
STAND_IN_ROLES = ("kommune:helseOgOmsorg",)
TEN_MINUTES, ONE_DAY = 600, 86_400
ID_PORTEN_LEVELS: Mapping[str, Level] = MappingProxyType(
    {"idporten-loa-substantial": Level.SUBSTANTIAL, "idporten-loa-high": Level.HIGH}
)


@dataclass(frozen=True)
class Provider:
    """One client at one provider. `kind` is who logs in there: "staff" or "citizen".

    `levels` is the exact allow-list of the level claim, with what each is to us; `level_claim` is
    where it stands ("acr", Entra's "acrs", None where the tenant sees to it before it answers).
    `browser_origin` is where the browser goes: forms may end there, and it may frame our
    front-channel address. `assertion_audience` is whom our signed word is for: "issuer" or "token".
    `subject` names the claims that say who it is. `tenant` is the only one let in. `roles` is what
    the provider's roles are here: (role, unit); where there are none our own table decides.
    `names_issuer_in_frame` is False where the front-channel call carries no `iss`. `longest_life`
    is the longest an id_token may be meant to live, in seconds. `service` is the code of whose it is.
    """

    kind: str
    issuer: str
    client_id: str
    browser_origin: str
    levels: Mapping[str, Level]
    key: ClientKey | None = field(default=None, repr=False)
    secret: str = field(default="", repr=False)
    scope: str = "openid profile"
    level_claim: str | None = "acr"
    subject: tuple[str, ...] = ("sub",)
    tenant: str | None = None
    roles: Mapping[str, tuple[Role, str | None]] = field(default_factory=dict)
    assertion_audience: str = "issuer"
    names_issuer_in_frame: bool = True
    longest_life: int = TEN_MINUTES
    representation: tuple[str, ...] = ()
    service: str = "stand-in"

    @property
    def on_loopback(self) -> bool:
        """True for the stand-in and for tests: the only providers that may speak plain http."""
        return is_loopback(self.issuer)


@dataclass(frozen=True)
class Service:
    """A login service as its own documentation describes it.

    `addresses`: issuer and the browser's origin, by mode. `levels`: every word we may let in.
    """

    addresses: Mapping[Mode, tuple[str, str]]
    levels: Mapping[str, Level]
    subject: tuple[str, ...]
    assertion_audience: str = "issuer"
    names_issuer_in_frame: bool = True
    longest_life: int = TEN_MINUTES


ENTRA = ("https://login.microsoftonline.com/{tenant}/v2.0", "https://login.microsoftonline.com")
SERVICES: Mapping[str, Service] = MappingProxyType(
    {
        # docs.digdir.no: ID-porten, well-known, id_token
        "idporten": Service(
            addresses={
                Mode.PRODUCTION: ("https://idporten.no", "https://login.idporten.no"),
                Mode.IDPORTEN_TEST: ("https://test.idporten.no", "https://login.test.idporten.no"),
            },
            levels=ID_PORTEN_LEVELS,
            subject=("sub",),
        ),
        # docs.digdir.no: Ansattporten, protokoll. Other words for the levels than ID-porten's.
        "ansattporten": Service(
            addresses={
                Mode.PRODUCTION: ("https://ansattporten.no", "https://login.ansattporten.no"),
                Mode.IDPORTEN_TEST: (
                    "https://test.ansattporten.no",
                    "https://login.test.ansattporten.no",
                ),
            },
            levels={"substantial": Level.STAFF, "high": Level.STAFF},
            subject=("pid",),
        ),
        # learn.microsoft.com: ID token claims, certificate credentials. One tenant, no test
        # environment; a token may live a day, so what counts is how lately it was made.
        "entra": Service(
            addresses={Mode.PRODUCTION: ENTRA, Mode.IDPORTEN_TEST: ENTRA},
            levels={},
            subject=("tid", "oid"),
            assertion_audience="token",
            names_issuer_in_frame=False,
            longest_life=ONE_DAY + TEN_MINUTES,
        ),
    }
)


class UnknownProvider(ValueError):
    """A client that cannot be used in this mode or municipality. Says where and why."""


def providers_of(
    settings: Settings, profiles: Mapping[str, Profile]
) -> dict[tuple[str, str], Provider]:
    """Every provider of this installation by (slug, kind); the stand-in where nothing else is set up.

    Raises LoginFileError or UnknownProvider, which stop the start.
    """
    clients = load_clients(settings.login_file, profiles) if settings.login_file else {}
    found = {
        (slug, kind): provider_from(kind, settings, client, profiles[slug])
        for (slug, kind), client in clients.items()
    }
    if settings.accepts.stand_in_login:
        key = kept_key(settings.data_dir / STAND_IN_KEY)
        for slug in profiles:
            for kind in STAND_IN_CLIENTS:
                found.setdefault((slug, kind), stand_in(kind, settings, slug, key))
    return found


def provider_from(kind: str, settings: Settings, client: Client, profile: Profile) -> Provider:
    """The provider behind a client of the file, in the mode we run in."""
    table, place = client.table, f"{profile.slug}.{kind}"
    service = SERVICES[table.provider]
    issuer, origin = addresses_of(table, service, settings, place)
    common = Provider(
        kind,
        issuer,
        table.client_id,
        origin,
        service.levels,
        client.key,
        client.secret,
        subject=service.subject,
        assertion_audience=service.assertion_audience,
        names_issuer_in_frame=service.names_issuer_in_frame,
        longest_life=service.longest_life,
        service=table.provider,
    )
    match table:
        case IdPortenTable():
            return replace(common, representation=tuple(table.representation))
        case AnsattportenTable():
            # Who logs in more surely than was asked is let in too.
            let_in = {"high", *table.levels}
            return replace(
                common, levels={one: Level.STAFF for one in service.levels if one in let_in}
            )
        case EntraTable():
            return replace(
                common,
                levels=dict.fromkeys(table.levels, Level.STAFF),
                level_claim="acrs" if table.levels else None,
                tenant=table.tenant,
                roles=roles_of(table, profile),
            )


def addresses_of(
    table: ClientTable, service: Service, settings: Settings, place: str
) -> tuple[str, str]:
    """The issuer and where the browser goes. Raises UnknownProvider."""
    if table.issuer is not None:
        if not settings.accepts.plain_http_on_loopback or not is_loopback(table.issuer):
            where = f"{place}.issuer: only a provider on loopback, in the demo and test modes"
            raise UnknownProvider(where)
        return table.issuer, origin_of(table.issuer)
    if settings.mode not in service.addresses:
        raise UnknownProvider(f"{place}: {table.provider} is not for the {settings.mode} mode")
    issuer, origin = service.addresses[settings.mode]
    return issuer.format(tenant=getattr(table, "tenant", "")), origin


def roles_of(table: EntraTable, profile: Profile) -> Mapping[str, tuple[Role, str | None]]:
    """What each role of the tenant is here. Raises UnknownProvider for a unit that does not fit."""
    found = {}
    for word, line in table.roles.items():
        try:
            found[word] = line.role, place_of(profile, line.role, line.unit)
        except WrongPlace as wrong:
            raise UnknownProvider(f"{profile.slug}.staff.roles.{word}: {wrong}") from None
    return found


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
        representation=STAND_IN_ROLES if kind == "citizen" else (),
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
