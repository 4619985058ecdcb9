"""What may stand in the file of login clients (`PORTAL_LOGIN_FILE`), and the advice when something else does.

    [namsos.citizen]                  # a municipality's slug, and who logs in: citizen or staff
    provider = "idporten"             # idporten, ansattporten or entra
    client_id = "0f3c…"
    key_file = "namsos-citizen.pem"   # beside this file, or a whole path; our private RSA key
    kid = "namsos-2026"

One client for each municipality and kind of person: an answer meant for one is worth nothing to another.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from portal.login.keys import ClientKey, UnusableKey, read_key

Line = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^\S+$")]


class LoginFileError(Exception):
    """A file of login clients that cannot be used. Says where and what to do, and nothing of a key."""


class ClientTable(BaseModel):
    """[<slug>.<citizen or staff>]: one client as it was registered at the provider.

    `issuer` replaces the provider's own where a mode for trying out meets a provider on loopback.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    provider: Literal["idporten", "ansattporten", "entra"]
    client_id: Line
    key_file: Line
    kid: Line
    issuer: Line | None = None


@dataclass(frozen=True)
class Client:
    """A client and the key it proves itself with."""

    table: ClientTable
    key: ClientKey


def load_clients(path: Path, slugs: Iterable[str]) -> dict[tuple[str, str], Client]:
    """Every client of the file by (slug, kind). Raises LoginFileError on the first that is wrong."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise LoginFileError(f"{path.name}: cannot be read") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LoginFileError(f"{path.name}: is not TOML in UTF-8 ({error})") from None
    known, clients = set(slugs), {}
    for slug, kinds in raw.items():
        if slug not in known or not isinstance(kinds, dict):
            listed = ", ".join(sorted(known))
            raise LoginFileError(f"{path.name}: {slug}: no municipality here: use one of {listed}")
        for kind, table in kinds.items():
            if kind not in ("citizen", "staff"):
                raise LoginFileError(f"{path.name}: {slug}.{kind}: write citizen or staff")
            clients[slug, kind] = client_from(path, f"{slug}.{kind}", table)
    return clients


def client_from(path: Path, where: str, table: Any) -> Client:
    """One client with its key."""
    try:
        checked = ClientTable.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise LoginFileError(f"{path.name}: {where}.{field}: {first['msg']}") from None
    try:
        key = read_key((path.parent / checked.key_file).read_bytes())
    except OSError:
        raise LoginFileError(f"{path.name}: {where}.key_file: cannot be read") from None
    except UnusableKey:
        what = "must be an RSA key in PEM, 2048 bits or more"
        raise LoginFileError(f"{path.name}: {where}.key_file: {what}") from None
    return Client(checked, ClientKey(key, {"kid": checked.kid}))
