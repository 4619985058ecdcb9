"""The certified provider as a process of its own: started, asked and stopped by the tests."""

import json
import socket
import subprocess
from typing import Any

import requests
from joserfc.jwk import RSAKey

from portal import testing

CHAIN = ["M" * 1000, "I" * 900]
"""As long as the certificates in ID-porten's own samples; nobody reads them."""


def signing_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


class CertifiedProvider:
    """npm's oidc-provider, set up like ID-porten in provider.mjs."""

    def __init__(self) -> None:
        self.port = free_port()
        self.issuer = f"http://127.0.0.1:{self.port}"
        self.keys = [signing_key("first")]
        self.clients: list[dict[str, Any]] = []
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Serve; returns when it answers."""
        assert testing.install_provider(), testing.NO_PROVIDER
        setup = {"port": self.port, "chain": CHAIN, "clients": self.clients, **self._signing()}
        self.process = subprocess.Popen(
            [testing.find_node(), str(testing.PROVIDER / "provider.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.process.stdin.write(json.dumps(setup) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Be gone, with every session and code."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    def change_key(self, kid: str) -> None:
        """Sign with another key from now on; the one before is published no more."""
        self.keys = [signing_key(kid)]
        self._control("POST", json=self._signing())

    def seen(self) -> dict[str, list[dict[str, Any]]]:
        """What it has accepted since it started: `assertions` and pushed `questions`, oldest first."""
        return self._control("GET")

    def _signing(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=True) for key in self.keys]}

    def _control(self, method: str, **body: Any) -> Any:
        with requests.Session() as session:
            session.trust_env = False
            answer = session.request(method, self.issuer + "/control", timeout=5, **body)
        return answer.json()
