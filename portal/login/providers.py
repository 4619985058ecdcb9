"""Who we let tell us who somebody is: one provider profile per kind of person and municipality."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.config import LOOPBACK, Settings
from portal.rules.municipality import Profile

STAND_IN_PATH = "/dev-idporten"
LEVEL_HIGH = "idporten-loa-high"
STAND_IN_CLIENTS = {"staff": "ansatt", "citizen": "innbygger"}


@dataclass(frozen=True)
class Provider:
    """One client at one provider. `kind` is who logs in there: "staff" or "citizen".

    `levels` is the exact allow-list of the `acr` claim. `client_secret` is empty for a client
    that proves itself by PKCE alone.
    """

    kind: str
    issuer: str
    client_id: str
    client_secret: str
    levels: frozenset[str]
    scope: str = "openid profile"

    @property
    def on_loopback(self) -> bool:
        """True for the stand-in: the only provider that may speak plain http."""
        return urlsplit(self.issuer).hostname in LOOPBACK


def stand_in_issuer(settings: Settings) -> str:
    """The issuer of the embedded stand-in."""
    return settings.base_url + STAND_IN_PATH


def provider_of(kind: str, settings: Settings, municipality: Profile) -> Provider | None:
    """The provider for a kind of person, None when the municipality has none set up.

    Each municipality and kind is its own client, so that an answer meant for one is worth nothing
    to another.
    """
    if settings.accepts.stand_in_login:
        client_id = f"{STAND_IN_CLIENTS[kind]}-{municipality.slug}"
        levels = frozenset({LEVEL_HIGH})
        return Provider(kind, stand_in_issuer(settings), client_id, "", levels)
    if kind == "citizen":
        return citizen_provider(settings, municipality)
    return staff_provider(settings, municipality)


def citizen_provider(settings: Settings, municipality: Profile) -> Provider | None:
    """The provider of citizens. One exact level: every page behind it may be about health."""
    if not (settings.citizen_issuer and settings.citizen_client_id):
        return None
    return Provider(
        "citizen",
        settings.citizen_issuer,
        settings.citizen_client_id.replace("{kommune}", municipality.slug),
        settings.citizen_client_secret.get_secret_value(),
        frozenset({LEVEL_HIGH}),
    )


def staff_provider(settings: Settings, municipality: Profile) -> Provider | None:
    """The provider of employees. The names of its levels are settings: they differ between providers."""
    if not (settings.staff_issuer and settings.staff_client_id and settings.staff_levels):
        return None
    return Provider(
        "staff",
        settings.staff_issuer,
        settings.staff_client_id.replace("{kommune}", municipality.slug),
        settings.staff_client_secret.get_secret_value(),
        frozenset(settings.staff_levels.split()),
    )
