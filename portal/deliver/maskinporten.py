"""Maskinporten: a token that lets this installation in to another public service, by our signed word (RFC 7523).

A token is kept until it is too old to begin a call with. Nothing of it is ever logged.
"""

from collections.abc import Callable
from datetime import datetime

from joserfc.jwk import RSAKey

from portal.config import Settings
from portal.deliver import NotDelivered
from portal.deliver.contact_register import GRANT, Token, post, token_in
from portal.signing import signed


class Maskinporten:
    """The tokens of one process, one for each scope. `clock` gives aware moments in UTC."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        """Calls nobody yet."""
        self.settings = settings
        self.clock = clock
        self.key = RSAKey.import_key(settings.maskinporten_pem)
        self._tokens: dict[str, Token] = {}

    def token(self, scope: str) -> str:
        """A token for this scope, the kept one or a new one. Raises NotDelivered("not-let-in") when none is given."""
        now = self.clock()
        kept = self._tokens.get(scope)
        if kept is None or kept.until <= now:
            kept = self._tokens[scope] = self._ask(scope, now)
        return kept.value

    def forget(self, scope: str) -> None:
        """The service no longer takes the token: the next call asks for a new one."""
        self._tokens.pop(scope, None)

    def _ask(self, scope: str, now: datetime) -> Token:
        issuer = self.settings.maskinporten_issuer
        claims = {"aud": issuer, "iss": self.settings.maskinporten_client_id, "scope": scope}
        word = signed(self.key, {"kid": self.settings.maskinporten_kid}, claims, now)
        try:
            _status, answer = post(issuer + "token", data={"grant_type": GRANT, "assertion": word})
            return token_in(answer, now)
        except NotDelivered:
            raise NotDelivered("not-let-in") from None
