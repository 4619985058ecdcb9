"""Settings from the environment (`PORTAL_…`). An unsafe or missing one stops the start.

Four modes, and what each accepts, stand in `ACCEPTS`. In demo every missing secret is made and
kept beside the demo's database; anywhere else a missing secret is an error with a name.
"""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.scanner import host_and_port
from portal.store.crypto import Keyring

ROOT = Path(__file__).resolve().parent.parent


class Mode(StrEnum):
    """Where this installation stands between a demonstration and people's lives."""

    DEMO = "demo"
    TEST = "test"
    IDPORTEN_TEST = "idporten-test"
    PRODUCTION = "production"


@dataclass(frozen=True)
class Accepts:
    """What a mode accepts."""

    stand_in_login: bool
    synthetic_people: bool
    plain_http_on_loopback: bool
    missing_facts: bool


ACCEPTS = {
    Mode.DEMO: Accepts(True, True, True, True),
    Mode.TEST: Accepts(True, True, True, True),
    Mode.IDPORTEN_TEST: Accepts(False, True, False, True),
    Mode.PRODUCTION: Accepts(False, False, False, False),
}

SMALLEST_RSA_KEY = 2048
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Settings(BaseSettings):
    """Everything that differs between installations. See docs/installing.md for each one."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_",
        extra="ignore",
        hide_input_in_errors=True,  # an error at start would print the end of a key
    )

    mode: Mode
    database_url: str
    base_url: str
    data_dir: Path
    session_secret: SecretStr
    column_keys: SecretStr
    lookup_key: SecretStr
    municipalities: Path = ROOT / "portal" / "municipalities"
    mail_server: str = ""
    mail_port: int = Field(default=25, ge=1, le=65535)
    mail_from: str = ""
    login_file: Path | None = None
    contact_register_url: str = ""
    maskinporten_issuer: str = ""
    maskinporten_client_id: str = ""
    maskinporten_key: SecretStr = SecretStr("")
    maskinporten_kid: str = ""
    representation_register: Literal["none", "demo", "altinn"] = "none"
    altinn_url: str = ""
    altinn_api_key: SecretStr = SecretStr("")
    scanner: str = ""
    svarut_file: Path | None = None
    archive_dir: Path | None = None
    proxies: int = Field(default=0, ge=0, le=5)
    anchor_key: Path | None = None
    anchor_public_key: Path | None = None
    anchor_dir: Path | None = None

    @model_validator(mode="after")
    def refuse_unsafe(self) -> "Settings":
        """Stop on what the mode does not accept."""
        accepts = ACCEPTS[self.mode]
        address = urlsplit(self.base_url)
        on_loopback = address.hostname in LOOPBACK
        if address.scheme != "https" and not (accepts.plain_http_on_loopback and on_loopback):
            raise ValueError("PORTAL_BASE_URL must begin with https:// in this mode")
        if accepts.stand_in_login and not on_loopback:
            raise ValueError(f"the {self.mode} mode is served on loopback only: PORTAL_BASE_URL")
        if len(self.session_secret.get_secret_value()) < 32:
            raise ValueError("PORTAL_SESSION_SECRET must have at least 32 characters")
        if self.mode is Mode.PRODUCTION and not (self.mail_server and self.mail_from):
            raise ValueError("PORTAL_MAIL_SERVER and PORTAL_MAIL_FROM are needed in production")
        if self.scanner and not self.scanner.startswith("/"):
            refuse_odd_scanner(self.scanner)
        self.keyring  # noqa: B018 - a broken key must stop the start, not the first request
        return self

    @model_validator(mode="after")
    def refuse_half_a_register(self) -> "Settings":
        """The contact register, Altinn, SvarUt and Maskinporten, which lets us in to all, are set up whole, or not at all."""
        asked = {
            "PORTAL_CONTACT_REGISTER_URL": self.contact_register_url,
            "PORTAL_ALTINN_URL": self.altinn_url,
        }
        door = (self.maskinporten_issuer, self.maskinporten_client_id, self.maskinporten_kid)
        whole = (*door, self.maskinporten_pem)
        asks = any(asked.values()) or self.svarut_file is not None
        if not asks and not any(whole):
            return self
        if not asks or not all(whole):
            raise ValueError("PORTAL_CONTACT_REGISTER_URL and PORTAL_MASKINPORTEN_… go together")
        for name, address in {**asked, "PORTAL_MASKINPORTEN_ISSUER": door[0]}.items():
            if address and not self.is_safe_address(address):
                raise ValueError(f"{name} must begin with https:// in this mode")
        if not self.maskinporten_issuer.endswith("/"):
            raise ValueError("PORTAL_MASKINPORTEN_ISSUER ends with a slash")
        refuse_weak_key(self.maskinporten_pem)
        return self

    @model_validator(mode="after")
    def refuse_register_that_does_not_fit(self) -> "Settings":
        """Who may act for whom is asked of Altinn, whole and never in the demo; or of the invented town, never among the living."""
        altinn = bool(self.altinn_url and self.altinn_api_key.get_secret_value())
        if self.representation_register == "altinn" and not (altinn and self.maskinporten_pem):
            raise ValueError(
                "PORTAL_REPRESENTATION_REGISTER altinn needs PORTAL_ALTINN_… and PORTAL_MASKINPORTEN_…"
            )
        if self.representation_register == "altinn" and self.mode is Mode.DEMO:
            raise ValueError("PORTAL_REPRESENTATION_REGISTER altinn: the demonstration asks nobody")
        if self.representation_register == "demo" and not self.accepts.stand_in_login:
            raise ValueError("PORTAL_REPRESENTATION_REGISTER demo is for the demo and test modes")
        return self

    @model_validator(mode="after")
    def refuse_archive_nobody_reads(self) -> "Settings":
        """A folder that is not there would be made on this machine's own disk, where no archive looks."""
        if self.archive_dir is not None and not self.archive_dir.is_dir():
            raise ValueError("PORTAL_ARCHIVE_DIR must be a folder that is there")
        return self

    def is_safe_address(self, address: str) -> bool:
        """Encrypted on the way, or on this machine in a mode that is for trying out."""
        parts = urlsplit(address)
        on_loopback = parts.hostname in LOOPBACK and self.accepts.plain_http_on_loopback
        return parts.scheme == "https" or (parts.scheme == "http" and on_loopback)

    @property
    def maskinporten_pem(self) -> str:
        """The key we sign with. A service file cannot hold line breaks: they may be written out."""
        return self.maskinporten_key.get_secret_value().replace("\\n", "\n")

    @property
    def asks_contact_register(self) -> bool:
        """Whether citizens are looked up. The demonstration asks nobody about its invented people."""
        return bool(self.contact_register_url) and self.mode is not Mode.DEMO

    @property
    def archive(self) -> Path | None:
        """The folder the archive reads, None when there is none. The demonstration's is its own."""
        return self.data_dir / "archive" if self.mode is Mode.DEMO else self.archive_dir

    @property
    def accepts(self) -> Accepts:
        """What this mode accepts."""
        return ACCEPTS[self.mode]

    @property
    def secure_cookies(self) -> bool:
        """`__Host-` and Secure everywhere but on plain-http loopback."""
        return self.base_url.startswith("https://")

    @property
    def keyring(self) -> Keyring:
        """The keys of the encrypted columns and of the keyed look-ups."""
        return Keyring.parse(
            self.column_keys.get_secret_value(), self.lookup_key.get_secret_value()
        )

    def cookie_name(self, name: str) -> str:
        """The name a cookie gets here: `__Host-` wherever the browser lets it."""
        return f"__Host-{name}" if self.secure_cookies else name


def refuse_odd_scanner(address: str) -> None:
    """A scanner that is never reached would leave every file waiting. Raises ValueError."""
    try:
        host_and_port(address)
    except ValueError:
        raise ValueError("PORTAL_SCANNER must be host:port or the path of a socket") from None


def refuse_weak_key(pem: str) -> None:
    """Maskinporten takes RSA keys of 2048 bits and more. Raises ValueError without the key in it."""
    try:
        key = load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_RSA_KEY:
        raise ValueError("PORTAL_MASKINPORTEN_KEY must be an RSA key in PEM, 2048 bits or more")
