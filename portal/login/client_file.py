"""What may stand in the file of login clients (`PORTAL_LOGIN_FILE`), and the advice when something else does.

    [namsos.citizen]                  # a municipality's slug, and who logs in: citizen or staff
    provider = "idporten"
    client_id = "0f3c…"
    key_file = "namsos-citizen.pem"   # beside this file, or a whole path; our private RSA key
    kid = "namsos-2026"

    [namsos.staff]
    provider = "entra"                # or ansattporten, with key_file and kid as above
    client_id = "5b1a…"
    tenant = "9f2e…"                  # the one tenant whose employees are let in
    key_file = "namsos-staff.pem"
    certificate_file = "namsos-staff.crt"

    [namsos.staff.roles]              # app roles of the tenant, and what each is here
    Leder = { role = "lead" }
    Saksbehandler = { role = "officer", unit = "brukerkontoret" }

One client for each municipality and kind of person: an answer meant for one is worth nothing to another.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from portal.login.certificates import AnotherKey, NoCertificate, certificate_header
from portal.login.keys import ClientKey, UnusableKey, read_key
from portal.rules.access import Role

Line = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^\S+$")]
Context = Annotated[str, Field(pattern=r"^c[1-9][0-9]?$")]
UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class LoginFileError(Exception):
    """A file of login clients that cannot be used. Says where and what to do, and nothing of a key."""


class Table(BaseModel):
    """[<slug>.<citizen or staff>]: one client as it was registered at the provider.

    `issuer` replaces the provider's own where a mode for trying out meets a provider on loopback.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    client_id: Line
    issuer: Line | None = None
    key_file: Line | None = None


class KeyTable(Table):
    """A client that proves itself with a key the provider knows by `kid`."""

    key_file: Line
    kid: Line


class IdPortenTable(KeyTable):
    """Citizens, through ID-porten.

    `representation` lists the roles to ask for in `idporten:fullmakt`, as "owner:role".
    """

    provider: Literal["idporten"]
    representation: list[Annotated[str, Field(pattern=r"^\w+:\w+$")]] = []


class AnsattportenTable(KeyTable):
    """Employees, through Ansattporten with their own eID. `levels` are the ones that are let in.

    «entraid» is not among them: such a token names neither the tenant nor a national number, and
    any organisation's account may log in (docs.digdir.no, Entra ID i Ansattporten, spring 2026).
    """

    provider: Literal["ansattporten"]
    levels: Annotated[list[Literal["high", "substantial"]], Field(min_length=1)] = ["high"]


class RoleTable(BaseModel):
    """What a role of the tenant is here. `unit` for those who work in one; see `employees.place_of`."""

    model_config = Table.model_config

    role: Annotated[Role, Field(strict=False)]
    unit: Line | None = None


class EntraTable(Table):
    """Employees, through the municipality's own tenant at Microsoft Entra ID.

    Either a key with its certificate, or a secret. `levels` names an authentication context, for a
    tenant that asks more of people here than elsewhere.
    """

    provider: Literal["entra"]
    tenant: Annotated[str, Field(pattern=UUID)]
    certificate_file: Line | None = None
    secret_file: Line | None = None
    levels: Annotated[list[Context], Field(max_length=1)] = []
    roles: dict[Annotated[str, Field(min_length=1, max_length=255)], RoleTable] = {}

    @model_validator(mode="after")
    def proves_itself_one_way(self) -> Self:
        """A key with its certificate, or a secret."""
        pair = (self.key_file, self.certificate_file)
        if all(pair) == bool(self.secret_file) or any(pair) != all(pair):
            raise ValueError("give key_file and certificate_file, or secret_file alone")
        return self


ClientTable = IdPortenTable | AnsattportenTable | EntraTable
TABLES: dict[str, dict[str, type[ClientTable]]] = {
    "citizen": {"idporten": IdPortenTable},
    "staff": {"ansattporten": AnsattportenTable, "entra": EntraTable},
}
"""Who may say who somebody is: an employee's provider is never a citizen's, nor the reverse."""


@dataclass(frozen=True)
class Client:
    """A client and what it proves itself with: a key, or a secret."""

    table: ClientTable
    key: ClientKey | None
    secret: str = field(default="", repr=False)


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
            if kind not in TABLES:
                raise LoginFileError(f"{path.name}: {slug}.{kind}: write citizen or staff")
            clients[slug, kind] = client_from(path, slug, kind, table)
    return clients


def client_from(path: Path, slug: str, kind: str, table: Any) -> Client:
    """One client with its key or secret."""
    where = f"{path.name}: {slug}.{kind}"
    table = table if isinstance(table, dict) else {}
    fitting = TABLES[kind].get(str(table.get("provider")))
    if fitting is None:
        who = "citizens log in with" if kind == "citizen" else "employees log in with"
        raise LoginFileError(f"{where}.provider: {who} {' or '.join(TABLES[kind])}")
    try:
        checked = fitting.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, (where, *first["loc"])))
        raise LoginFileError(f"{field}: {first['msg']}") from None
    return Client(checked, key_of(path, where, checked), secret_of(path, where, checked))


def key_of(path: Path, where: str, table: ClientTable) -> ClientKey | None:
    """The key of a client with its header, None for a client that has a secret."""
    if table.key_file is None:
        return None
    try:
        key = read_key((path.parent / table.key_file).read_bytes())
    except OSError:
        raise LoginFileError(f"{where}.key_file: cannot be read") from None
    except UnusableKey:
        what = "must be an RSA key in PEM, 2048 bits or more"
        raise LoginFileError(f"{where}.key_file: {what}") from None
    if isinstance(table, EntraTable):
        return ClientKey(key, header_from(path.parent / str(table.certificate_file), where, key))
    return ClientKey(key, {"kid": table.kid})


def header_from(certificate: Path, where: str, key: Any) -> dict[str, str]:
    """The header that names a certificate, once it is known to be the key's own."""
    try:
        return certificate_header(certificate.read_bytes(), key)
    except OSError:
        raise LoginFileError(f"{where}.certificate_file: cannot be read") from None
    except NoCertificate:
        raise LoginFileError(f"{where}.certificate_file: is not a certificate in PEM") from None
    except AnotherKey:
        raise LoginFileError(f"{where}.certificate_file: is of another key than key_file") from None


def secret_of(path: Path, where: str, table: ClientTable) -> str:
    """The secret of a client that has no key."""
    if not isinstance(table, EntraTable) or table.secret_file is None:
        return ""
    try:
        secret = (path.parent / table.secret_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise LoginFileError(f"{where}.secret_file: cannot be read") from None
    if not secret or len(secret.split()) != 1:
        raise LoginFileError(f"{where}.secret_file: must hold the secret and nothing else")
    return secret
