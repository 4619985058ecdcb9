"""Altinn 3, authorized parties for service owners: who has given whom a power of attorney, and who is guardian.

`POST /accessmanagement/api/v1/resourceowner/authorizedparties` (docs.altinn.studio, Resourceowner API), let in by a token from
Maskinporten that is exchanged for Altinn's own, and by a key to the API. The number goes in the body, is never logged, and an
answer that cannot be read as a whole counts as no answer. Altinn can be asked about the one who acts, not about the other.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import BoundedSemaphore
from types import MappingProxyType
from typing import Any

import requests
from joserfc.jwk import RSAKey
from requests.adapters import HTTPAdapter

from portal.config import Settings
from portal.deliver import NotDelivered
from portal.deliver.contact_register import GRANT, Bearer, Token, token_in
from portal.login.outbound import HEADERS, Line
from portal.login.representation import NATIONAL_NUMBER
from portal.registers import AT_ONCE, RegisterAway
from portal.rules.register_answers import Answer, Relation, Side, readable_name
from portal.rules.representation import INSIGHT, MAY_BE_GIVEN, Basis, Scope
from portal.signing import signed

SCOPE = "altinn:accessmanagement/authorizedparties.resourceowner"
EXCHANGE = "/authentication/api/v1/exchange/maskinporten"
PARTIES = "/accessmanagement/api/v1/resourceowner/authorizedparties"
QUESTION = {"includeAccessPackages": "true", "includePartiesViaKeyRoles": "false"}
KEY_HEADER = "Ocp-Apim-Subscription-Key"
PERSON = "urn:altinn:person:identifier-no"
PREFIX = "urn:altinn:accesspackage:"
MOST = 200

PACKAGES: Mapping[str, tuple[Basis, frozenset[Scope]]] = MappingProxyType(
    {
        "innbygger-pleie-omsorg": (Basis.REGISTER, MAY_BE_GIVEN),
        "innbygger-helsetjenester": (Basis.REGISTER, INSIGHT),
        "vergemal-kommune-helse-omsorg": (Basis.GUARDIAN, MAY_BE_GIVEN),
    }
)
"""What each access package gives here. One that is not in the table gives nothing: a guardian in money matters sees no plan
(vergemålsloven §§ 31–33). Which package fits a plan is not settled nationally: I."""


class AuthorizedParties:
    """Altinn as one process sees it. `clock` gives aware moments in UTC."""

    name = "altinn"
    bases = frozenset(basis for basis, _scopes in PACKAGES.values())

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Calls nobody yet."""
        self.settings, self.clock = settings, clock
        self.key = RSAKey.import_key(settings.maskinporten_pem)
        self.line = Line(BoundedSemaphore(AT_ONCE), HTTPAdapter())
        self._token: Token | None = None

    def whom_one_acts_for(self, number: str) -> Answer:
        """Those who have given this person one of our packages."""
        found = relations_in(self._parties(number), number)
        return Answer(self.name, self.clock(), number, Side.HOLDER, self.bases, found)

    def who_acts_for(self, _number: str) -> None:
        """Altinn cannot be asked so."""
        return

    def _parties(self, number: str) -> object:
        """Altinn's answer as it came. A token it no longer takes is forgotten, for the next try."""
        answer = self._call(
            "POST",
            self._address(PARTIES),
            params=QUESTION,
            json={"type": PERSON, "value": number},
            auth=Bearer(self._valid_token()),
            headers={KEY_HEADER: self.settings.altinn_api_key.get_secret_value()},
        )
        if answer.status_code == 401:
            self._token = None
        return json_of(answer)

    def _valid_token(self) -> str:
        """Altinn's token, the kept one or a new one. It is kept no longer than the one it was exchanged for."""
        now = self.clock()
        if self._token is None or self._token.until <= now:
            ours = self._from_maskinporten(now)
            answer = self._call("GET", self._address(EXCHANGE), auth=Bearer(ours.value))
            self._token = Token(token_text(answer), ours.until)
        return self._token.value

    def _from_maskinporten(self, now: datetime) -> Token:
        issuer = self.settings.maskinporten_issuer
        claims = {"aud": issuer, "iss": self.settings.maskinporten_client_id, "scope": SCOPE}
        word = signed(self.key, {"kid": self.settings.maskinporten_kid}, claims, now)
        form = {"grant_type": GRANT, "assertion": word}
        try:
            return token_in(json_of(self._call("POST", issuer + "token", data=form)), now)
        except NotDelivered:
            raise RegisterAway("token") from None

    def _address(self, path: str) -> str:
        return self.settings.altinn_url.rstrip("/") + path

    def _call(self, method: str, address: str, **what: Any) -> requests.Response:
        """One call over the bounded line: five seconds, 256 kB, followed nowhere else."""
        with requests.Session() as session:
            session.adapters.clear()
            session.mount("https://", self.line)
            if self.settings.accepts.plain_http_on_loopback:
                session.mount("http://", self.line)
            session.trust_env = not address.startswith("http://")
            session.headers.update(HEADERS)
            try:
                return session.request(method, address, allow_redirects=False, **what)
            except requests.RequestException:
                raise RegisterAway("away") from None


def json_of(answer: requests.Response) -> object:
    """The JSON of a good answer. Raises RegisterAway."""
    if answer.status_code != 200:
        raise RegisterAway(f"status-{answer.status_code}")
    try:
        found: object = answer.json()
    except ValueError:
        raise RegisterAway("unreadable") from None
    return found


def token_text(answer: requests.Response) -> str:
    """The exchanged token: the whole body, in some versions between quotes. Raises RegisterAway."""
    text = answer.text.strip().strip('"')
    if answer.status_code != 200 or text.count(".") != 2:
        raise RegisterAway("exchange")
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise RegisterAway("exchange")
    return text


def relations_in(parties: object, holder: str) -> tuple[Relation, ...]:
    """Those people among the parties who have given one of our packages. Raises RegisterAway on anything unknown."""
    if not isinstance(parties, list) or len(parties) > MOST:
        raise RegisterAway("unreadable")
    try:
        found = [one for party in parties for one in of_party(party, holder)]
    except (TypeError, KeyError, ValueError, AttributeError):
        raise RegisterAway("unreadable") from None
    return tuple(found)


def of_party(party: dict[str, Any], holder: str) -> list[Relation]:
    """What one party has given: a relation for each basis, with all the scopes of its packages together."""
    number = party.get("personId")
    if party["type"] != "Person" or number == holder or party["isDeleted"] is not False:
        return []
    if not isinstance(number, str) or not NATIONAL_NUMBER.fullmatch(number):
        raise ValueError("personId")
    given: dict[Basis, frozenset[Scope]] = {}
    for package in party.get("authorizedAccessPackages") or []:
        basis, scopes = PACKAGES.get(package.removeprefix(PREFIX), (None, frozenset()))
        if basis is not None:
            given[basis] = given.get(basis, frozenset()) | scopes
    name = readable_name(party["name"])
    if name is None:
        raise ValueError("name")
    return [Relation(holder, number, basis, scopes, name) for basis, scopes in given.items()]
