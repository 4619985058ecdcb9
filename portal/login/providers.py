"""Who we let tell us who somebody is: one provider profile per kind of person and municipality."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from portal.config import LOOPBACK, Settings
from portal.rules.municipality import Profile

STAND_IN_PATH = "/dev-idporten"
STAND_IN_LEVEL = "idporten-loa-high"


@dataclass(frozen=True)
class Provider:
    """One client at one provider.

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


def staff_provider(settings: Settings, municipality: Profile) -> Provider | None:
    """The provider of the municipality's employees, None when none is set up.

    Each municipality is its own client, so that an answer meant for one is worth nothing in
    another.
    """
    if settings.accepts.stand_in_login:
        issuer, levels = stand_in_issuer(settings), frozenset({STAND_IN_LEVEL})
        return Provider("staff", issuer, f"ansatt-{municipality.slug}", "", levels)
    if not (settings.staff_issuer and settings.staff_client_id and settings.staff_levels):
        return None
    return Provider(
        "staff",
        settings.staff_issuer,
        settings.staff_client_id.replace("{kommune}", municipality.slug),
        settings.staff_client_secret.get_secret_value(),
        frozenset(settings.staff_levels.split()),
    )
