"""Kontakt- og reservasjonsregisteret: how a citizen wants public bodies to tell them things.

A client of the register's published interface, let in by a token from Maskinporten. It is asked
just before each message; nothing of the answer is kept, and no number is ever logged. An answer
that cannot be read counts as no answer: better a message that waits than one that goes astray.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import requests
from joserfc.jwk import RSAKey

from portal.config import LOOPBACK, Settings
from portal.deliver import NotDelivered
from portal.rules.case import local_day
from portal.rules.contact import Contact, Status
from portal.signing import signed

SCOPE = "krr:global/kontaktinformasjon.read"
GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PATH = "/rest/v2/personer"
MOST_IN_ONE_CALL = 1000
TOKEN_MARGIN = timedelta(seconds=10)
TIMEOUT_SECONDS = 5.0
YES_OR_NO = {"JA": True, "NEI": False}
STATUSES = {
    "AKTIV": Status.ACTIVE,
    "SLETTET": Status.DELETED,
    "IKKE_REGISTRERT": Status.NOT_REGISTERED,
}


@dataclass(frozen=True)
class Token:
    """A token for the register, and when it is too old to begin a call with."""

    value: str
    until: datetime


class ContactRegister:
    """The register as one process sees it. `clock` gives aware moments in UTC."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Calls nobody yet."""
        self.settings = settings
        self.clock = clock
        self.key = RSAKey.import_key(settings.maskinporten_pem)
        self._token: Token | None = None

    def look_up(self, numbers: Sequence[str]) -> dict[str, Contact]:
        """What the register says about these national numbers, all of them.

        Raises NotDelivered("register") when it is away or answers what we cannot read.
        """
        found: dict[str, Contact] = {}
        for first in range(0, len(numbers), MOST_IN_ONE_CALL):
            found |= self._ask(numbers[first : first + MOST_IN_ONE_CALL])
        if not found.keys() >= set(numbers):
            raise NotDelivered("register")
        return found

    def _ask(self, numbers: Sequence[str]) -> dict[str, Contact]:
        """One call. A token the register no longer takes is forgotten, for the next try."""
        token = self._valid_token()
        address = self.settings.contact_register_url.rstrip("/") + PATH
        body = {"personidentifikatorer": list(numbers)}
        status, answer = post(address, json=body, auth=Bearer(token))
        if status == 401:
            self._token = None
        return people_in(answer)

    def _valid_token(self) -> str:
        """A token that lives long enough for a call, the kept one or a new one."""
        now = self.clock()
        if self._token is None or self._token.until <= now:
            form = {"grant_type": GRANT, "assertion": self._assertion(now)}
            _status, answer = post(self.settings.maskinporten_issuer + "token", data=form)
            self._token = token_in(answer, now)
        return self._token.value

    def _assertion(self, now: datetime) -> str:
        """Our signed word that we may ask."""
        claims = {
            "aud": self.settings.maskinporten_issuer,
            "iss": self.settings.maskinporten_client_id,
            "scope": SCOPE,
        }
        return signed(self.key, {"kid": self.settings.maskinporten_kid}, claims, now)


class Bearer(requests.auth.AuthBase):
    """The token in its header. As an `auth` of its own it cannot be replaced by a .netrc file's."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the header on."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


def post(address: str, **what: Any) -> tuple[int, Any]:
    """Status and JSON (None but for 200) of one call, never followed anywhere else.

    Raises NotDelivered("register") when there is no answer, or one that is no JSON.
    """
    with requests.Session() as session:
        session.trust_env = urlsplit(address).hostname not in LOOPBACK
        session.headers["Accept"] = "application/json"
        try:
            answer = session.post(address, timeout=TIMEOUT_SECONDS, allow_redirects=False, **what)
            return answer.status_code, answer.json() if answer.status_code == 200 else None
        except requests.RequestException:
            raise NotDelivered("register") from None


def token_in(answer: object, now: datetime) -> Token:
    """The token of Maskinporten's answer. Raises NotDelivered("register") when there is none."""
    try:
        value, seconds = answer["access_token"], answer["expires_in"]  # type: ignore[index]
        if not (isinstance(value, str) and value.isascii() and value.isprintable() and value):
            raise ValueError
        return Token(value, now + timedelta(seconds=seconds) - TOKEN_MARGIN)
    except (TypeError, KeyError, ValueError, OverflowError):
        raise NotDelivered("register") from None


def people_in(answer: object) -> dict[str, Contact]:
    """The people of the register's answer. Raises NotDelivered("register") on anything unknown."""
    try:
        people = answer["personer"]  # type: ignore[index]
        return {str(one["personidentifikator"]): contact_from(one) for one in people}
    except (TypeError, KeyError, ValueError, AttributeError, OverflowError):
        raise NotDelivered("register") from None


def contact_from(person: dict[str, Any]) -> Contact:
    """One person of the answer. An unknown code raises KeyError, a date nobody can read ValueError."""
    known = person.get("kontaktinformasjon") or {}
    return Contact(
        reserved=YES_OR_NO[person["reservasjon"]],
        status=STATUSES[person["status"]],
        can_be_notified=person.get("varslingsstatus") == "KAN_VARSLES",
        email=text(known, "epostadresse"),
        email_confirmed_on=last_confirmed(known, "epostadresse"),
        mobile=text(known, "mobiltelefonnummer"),
        mobile_confirmed_on=last_confirmed(known, "mobiltelefonnummer"),
        language=text(person, "spraak"),
    )


def last_confirmed(known: dict[str, Any], channel: str) -> date | None:
    """The later of "changed" and "verified" for a channel, as a day in Norway."""
    moments = (text(known, f"{channel}_{what}") for what in ("oppdatert", "sist_verifisert"))
    return max((day_of(moment) for moment in moments if moment), default=None)


def day_of(moment: str) -> date:
    """The day in Norway of a moment such as 2026-03-01T10:44:39+01. Raises ValueError without an offset."""
    read = datetime.fromisoformat(moment)
    if read.tzinfo is None:
        raise ValueError("a moment without an offset")
    return local_day(read)


def text(words: dict[str, Any], name: str) -> str | None:
    """A text of the answer, None when it is not there. Raises ValueError when it is something else."""
    value = words.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(name)
    return value or None
