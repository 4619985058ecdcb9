"""What the stand-in is made of: its name, its keys, and notes that only it can have written.

Nothing is stored. A pushed question, a choice under way, a code and the browser's sessions are
signed notes that travel with the browser, so several processes are one provider.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from itsdangerous import BadData, URLSafeSerializer

CITIZENS, EMPLOYEES = "innbygger", "ansatt"
KINDS = (EMPLOYEES, CITIZENS)
SUBSTANTIAL, HIGH = "idporten-loa-substantial", "idporten-loa-high"
LEVELS = (SUBSTANTIAL, HIGH)


@dataclass(frozen=True)
class StandIn:
    """The stand-in beside one portal. `key` is its own, `client_key` the portal's public one."""

    portal: Flask
    issuer: str
    key: Any
    client_key: Any
    secret: str = field(repr=False)
    spent: set[str] = field(default_factory=set)

    @property
    def home(self) -> str:
        """The portal's own address, which ours is a part of."""
        return self.issuer.removesuffix("/dev-idporten")

    def now(self) -> int:
        """Seconds by the clock of the house."""
        return int(self.portal.extensions["clock"]().timestamp())

    def municipality(self, client_id: str) -> Any:
        """The municipality whose client this is, None when there is no such client."""
        kind, _, slug = client_id.partition("-")
        return self.portal.extensions["profiles"].get(slug) if kind in KINDS else None

    def note(self, purpose: str, content: dict[str, Any], *, seconds: int) -> str:
        """Something to remember that long, signed, with a `jti` of its own."""
        times = {"exp": self.now() + seconds, "jti": secrets.token_urlsafe(12)}
        return str(
            URLSafeSerializer(self.secret, salt=f"dev-idporten-{purpose}").dumps(
                {**content, **times}
            )
        )

    def noted(self, purpose: str, text: str) -> dict[str, Any] | None:
        """What we noted for this purpose. None when it is not ours or its time is over."""
        try:
            content: dict[str, Any] = URLSafeSerializer(
                self.secret, salt=f"dev-idporten-{purpose}"
            ).loads(text)
        except BadData:
            return None
        return content if self.now() < content["exp"] else None


def is_citizens(client_id: str) -> bool:
    """Whether this is a municipality's client for citizens, and not the one for employees."""
    return client_id.startswith(f"{CITIZENS}-")
