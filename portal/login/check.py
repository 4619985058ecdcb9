"""`idporten-check`: what stands between this installation and a login that works, in plain words.

It reads what each provider publishes, our own keys and the clock, and prints the addresses to
register. With `live` it begins a login as the pages do. It prints neither key nor token.
"""

import json
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import requests

from portal.config import Settings
from portal.login.check_live import try_line
from portal.login.check_metadata import (
    Line,
    clock_line,
    key_line,
    metadata_lines,
    note,
    ok,
    wrong,
)
from portal.login.client_file import LoginFileError, Table, load_clients
from portal.login.discovery import Discovery
from portal.login.flow import object_in
from portal.login.outbound import Lines
from portal.login.providers import Provider, UnknownProvider, providers_of
from portal.rules.municipality import Profile

ADDRESSES = {
    "redirect_uri": "retur",
    "post_logout_redirect_uri": "ute",
    "frontchannel_logout_uri": "ut/ramme",
    "backchannel_logout_uri": "ut/varsel",
}
"""What a client is registered with: the provider's word → what stands after /<kommune>/innlogging/."""

KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,255}")
KEY_GROWS_OLD = timedelta(days=330)
DISCOVERY = "/.well-known/openid-configuration"

Providers = Mapping[tuple[str, str], Provider]
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Heard:
    """An answer of the provider: its document and what it says of time."""

    document: dict[str, Any]
    date: str | None
    age: str | None


class Silence(Exception):
    """No answer that can be read. Holds why, and what to do, for whoever runs the portal."""

    def __init__(self, because: str, do: str) -> None:
        """Both halves of the sentence."""
        super().__init__(because)
        self.because, self.do = because, do


def report(
    settings: Settings,
    profiles: Mapping[str, Profile],
    slug: str | None,
    now: Clock,
    *,
    live: bool = False,
) -> Iterator[Line]:
    """Every line about the clients of one municipality, or of all (`slug` None).

    Without a login file the clients are those of the stand-in. What is wrong does not stop the rest.
    `live` begins a login as well, which proves our key and our address; nobody is logged in by it.
    """
    discovery = Discovery()
    try:
        every = providers_of(settings, profiles)
        written = load_clients(settings.login_file, profiles) if settings.login_file else {}
    except (LoginFileError, UnknownProvider) as error:
        yield wrong("the login file cannot be used", because=str(error), do="correct the file")
        return
    places = [place for place in written or every if slug in (None, place[0])]
    if not places:
        yield wrong(
            "there is no client to check",
            because="PORTAL_LOGIN_FILE names none for this municipality: nobody can log in",
            do="write one, as docs/idporten.md says",
        )
    for provider in {every[place].issuer: every[place] for place in places}.values():
        yield Line("", f"Provider {provider.issuer}")
        yield from provider_lines(provider, discovery.lines, now)
    for place in places:
        yield Line("", f"Client {'.'.join(place)}, {every[place].client_id}")
        yield from client_lines(every[place], every)
        if settings.login_file and place in written:
            yield from file_lines(settings.login_file.parent, written[place].table, now())
        yield from address_lines(settings, place[0])
        if live:
            back = address_of(settings, place[0], ADDRESSES["redirect_uri"])
            yield try_line(every[place], discovery, back, now())


def told(lines: Iterable[Line]) -> int:
    """Print each line as it comes; the exit code: 1 when anything is wrong."""
    wrongs = 0
    for line in lines:
        print(line, flush=True)
        wrongs += line.mark == "WRONG"
    return 1 if wrongs else 0


def provider_lines(provider: Provider, lines: Lines, now: Clock) -> Iterator[Line]:
    """What the provider publishes, its keys and its clock."""
    try:
        heard = asked(provider, provider.issuer + DISCOVERY, lines)
        yield ok("its description is published and can be read")
    except Silence as silence:
        yield wrong("its description cannot be read", because=silence.because, do=silence.do)
        return
    yield clock_line(heard.date, heard.age, now())
    yield from metadata_lines(heard.document, provider)
    address = heard.document.get("jwks_uri")
    if not isinstance(address, str):
        return
    try:
        yield key_line(asked(provider, address, lines).document)
    except Silence as silence:
        yield wrong("its keys cannot be read", because=silence.because, do=silence.do)


def client_lines(provider: Provider, every: Providers) -> Iterator[Line]:
    """One client of ours: its key, and that nobody else is the same client."""
    if provider.key is None:
        yield note("it has no key of its own, so it proves itself with a password")
    else:
        yield from own_key_lines(provider.key.key.private_key.key_size, provider.key.header)
    same = (provider.issuer, provider.client_id)
    if sum((other.issuer, other.client_id) == same for other in every.values()) > 1:
        yield wrong(
            "another entry of the login file has the same client id",
            because="an answer meant for one of them would be worth something to the other",
            do="register one client for each municipality and each kind of person",
        )


def own_key_lines(bits: int, header: Mapping[str, str]) -> Iterator[Line]:
    """Our key and its name, as the provider wants them."""
    yield ok(f"our key is RSA with {bits} bits")
    kid = header.get("kid")
    if kid is None:
        return
    if KEY_ID.fullmatch(kid):
        yield ok(f"our key is named {kid}")
    else:
        yield wrong(
            "the name of our key (kid) cannot be registered",
            because="ID-porten takes letters a to z, digits, dot, underscore and hyphen",
            do="choose another, register the key with it, and write it in the login file",
        )


def address_lines(settings: Settings, municipality: str) -> Iterator[Line]:
    """The exact addresses to register. A letter or slash that differs is another address."""
    for name, rest in ADDRESSES.items():
        yield Line("", f"  register {name:<25} {address_of(settings, municipality, rest)}")


def address_of(settings: Settings, municipality: str, rest: str) -> str:
    """An address of the login of one municipality, as the provider knows it."""
    return f"{settings.base_url}/{municipality}/innlogging/{rest}"


def file_lines(folder: Path, table: Table, now: datetime) -> Iterator[Line]:
    """Who may read the file of the key or secret, and whether it grows old."""
    name = table.key_file or getattr(table, "secret_file", None)
    if name is None:
        return
    known = (folder / name).stat()
    if known.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield wrong(
            f"others on this machine may open {name}",
            because="who has it can pose as the municipality",
            do=f"chmod 600 {name}, and make its owner the user who runs the portal",
        )
    else:
        yield ok(f"only its owner may open {name}")
    age = now - datetime.fromtimestamp(known.st_mtime, UTC)
    if age > KEY_GROWS_OLD:
        yield note(
            f"{name} was written {age.days} days ago; a registered key lives a year at most: "
            "change it in time (docs/idporten.md, step 11)"
        )


def public_keys(
    settings: Settings, profiles: Mapping[str, Profile], slug: str | None
) -> dict[str, str]:
    """The public half of each key as a JWK to register: entry of the login file → JSON.

    A key that is known by its certificate is registered otherwise and is left out. Raises LoginFileError when the file cannot be used.
    """
    if settings.login_file is None:
        raise LoginFileError("PORTAL_LOGIN_FILE is not set")
    clients = load_clients(settings.login_file, profiles)
    return {
        f"{place[0]}.{place[1]}": public_key(client.key.key, client.key.header)
        for place, client in clients.items()
        if slug in (None, place[0]) and client.key and "kid" in client.key.header
    }


def public_key(key: Any, header: Mapping[str, str]) -> str:
    """One key as a JWK: exactly the fields to register, nothing of the private half."""
    whole = key.as_dict(private=False)
    fields = {name: whole[name] for name in ("kty", "n", "e")}
    return json.dumps({**fields, "use": "sig", "alg": "RS256", **header})


def asked(provider: Provider, address: str, lines: Lines) -> Heard:
    """Read a JSON object from the provider, over the line that logins use. Raises Silence."""
    with lines.session_for(provider) as session:
        try:
            answer = session.get(address, allow_redirects=False)
        except requests.exceptions.SSLError:
            raise Silence(
                "its certificate does not hold",
                "check the clock and the machine's certificates; never switch the check off",
            ) from None
        except requests.exceptions.TooManyRedirects:
            raise Silence("it sends us to another address", STATUS_PAGE) from None
        except requests.exceptions.Timeout:
            raise Silence("it did not answer in time", WAY_OUT) from None
        except requests.exceptions.ConnectionError:
            raise Silence("the server cannot reach it", WAY_OUT) from None
        except requests.RequestException:
            raise Silence("its answer is too large or too slow", STATUS_PAGE) from None
    return heard_in(answer)


def heard_in(answer: requests.Response) -> Heard:
    """The answer as a JSON object. Raises Silence."""
    if answer.status_code != 200:
        raise Silence(f"it answered {answer.status_code}", STATUS_PAGE)
    document = object_in(answer)
    if not document:
        raise Silence("the answer is not what it should be (a JSON object)", STATUS_PAGE)
    return Heard(document, answer.headers.get("Date"), answer.headers.get("Age"))


WAY_OUT = "open the way out to it on port 443, and check the name server and the proxy"
STATUS_PAGE = "see the provider's status page and try again"
