"""What may stand in the file of SvarUt (`PORTAL_SVARUT_FILE`), and the advice when something else does.

    url = "https://svarut.ks.no"
    integration_id = "0f3c8b1e-…"                # Fiks integration: its id and, in a file of its own, its password
    password_file = "svarut-password"            # beside this file, or a whole path

    [municipalities.5007]                        # a municipality's number
    account = "5b1a2c3d-…"                       # its account in SvarUt
    receiver = "Statsforvalteren i Trøndelag"    # who decides complaints: the County Governor
    organisation_number = "974764350"
    address = "Postboks 2600"                    # where the letter goes if it cannot be delivered digitally
    postcode = "7734"
    place = "Steinkjer"

A municipality that is not here does not send by SvarUt. What is sent from one account is never another municipality's.
"""

import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from portal.config import Mode, Settings

UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
Line = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")]


class SvarUtFileError(ValueError):
    """A file that cannot be used. Says where, and nothing of a password."""


class Account(BaseModel):
    """[municipalities.<number>]: the account a municipality sends from, and who gets its complaints."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    account: Annotated[str, Field(pattern=UUID)]
    receiver: Line
    organisation_number: Annotated[str, Field(pattern=r"^[0-9]{9}$")]
    address: Line
    postcode: Annotated[str, Field(pattern=r"^[0-9]{4}$")]
    place: Line


class SvarUt(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)

    url: Line
    integration_id: Annotated[str, Field(pattern=UUID)]
    password_file: Line
    password: SecretStr = Field(default=SecretStr(""), exclude=True)
    municipalities: dict[Annotated[str, Field(pattern=r"^[0-9]{4}$")], Account] = Field(
        min_length=1
    )


def load_svarut(settings: Settings) -> SvarUt | None:
    """The file of the settings; None without one, and in the demonstration, which sends nothing anywhere.

    Raises SvarUtFileError on a file that is not whole or not safe.
    """
    if settings.svarut_file is None or settings.mode is Mode.DEMO:
        return None
    try:
        found = SvarUt.model_validate(tomllib.loads(settings.svarut_file.read_text("utf-8")))
        password = (settings.svarut_file.parent / found.password_file).read_text("utf-8").strip()
    except OSError as error:
        raise SvarUtFileError(f"PORTAL_SVARUT_FILE: cannot read {error.filename}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SvarUtFileError("PORTAL_SVARUT_FILE is not a TOML file") from None
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise SvarUtFileError(f"PORTAL_SVARUT_FILE: look at {where}") from None
    if not password.isascii() or not password.isprintable() or not password:
        raise SvarUtFileError("PORTAL_SVARUT_FILE: the password file holds no password")
    if not settings.is_safe_address(found.url):
        raise SvarUtFileError("PORTAL_SVARUT_FILE: url must begin with https:// in this mode")
    return found.model_copy(update={"password": SecretStr(password)})
