"""Altinn's authorized parties for service owners on loopback, with the shape it publishes, that misbehaves on request.

The shape is that of `AuthorizedPartyExternal` (Altinn/altinn-authorization-tmp) and of the public tests of the resource owner
API: a bare array, people by `personId`, packages by their short names. The token is exchanged first, as the guide says.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, Response, jsonify, redirect, request
from werkzeug.serving import make_server

from tests.krr_double import CLIENT, KID, Quiet, Register, fault_answer, pem

SCOPE = "altinn:accessmanagement/authorizedparties.resourceowner"
API_KEY = "kanari-api-key"


def party(
    number: str, *packages: str, name: str = "USIKKER BILLETTLUKE", **changes: Any
) -> dict[str, Any]:
    """A person as Altinn writes one."""
    return {
        "partyUuid": str(UUID(int=int(number))),
        "name": name,
        "organizationNumber": None,
        "parentId": None,
        "personId": number,
        "dateOfBirth": "1938-12-02",
        "partyId": int(number[-6:]),
        "type": "Person",
        "unitType": None,
        "isDeleted": False,
        "onlyHierarchyElementWithNoAccess": False,
        "authorizedAccessPackages": list(packages),
        "authorizedResources": [],
        "authorizedRoles": [],
        "authorizedInstances": [],
        "subunits": [],
    } | changes


def organization(*packages: str) -> dict[str, Any]:
    """A firm that one has a role in, with a unit under it."""
    unit = party("0", *packages, personId=None, type="Organization", organizationNumber="311000002")
    return unit | {
        "subunits": [unit],
        "organizationNumber": "311000001",
        "name": "RETTFERDIG TIGER AS",
    }


class Altinn(Register):
    """`parties` is who may be acted for, by the number that is asked about."""

    scope = SCOPE

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.parties: dict[str, list[Any]] = {}
        self.instead: Callable[[], Any] | None = None
        self.exchanged: list[str] = []
        self.exchange_instead: Callable[[], Any] | None = None
        self.queries: list[dict[str, str]] = []

    def settings(self) -> dict[str, str]:
        """What an installation sets to use it."""
        return {
            "representation_register": "altinn",
            "altinn_url": self.base,
            "altinn_api_key": API_KEY,
            "maskinporten_issuer": self.issuer,
            "maskinporten_client_id": CLIENT,
            "maskinporten_kid": KID,
            "maskinporten_key": pem(),
        }

    def exchange(self) -> Any:
        """GET …/exchange/maskinporten: the body is the token."""
        if self.tokens.get(bearer(), self.clock()) <= self.clock():
            return fault_answer(401, "invalid_token")
        if self.exchange_instead:
            return self.exchange_instead()
        self.exchanged.append(f"altinn.token.{len(self.exchanged) + 1}")
        return Response(self.exchanged[-1], mimetype="text/plain")

    def authorized(self) -> Any:
        """POST …/resourceowner/authorizedparties."""
        if bearer() not in self.exchanged:
            return fault_answer(401, "token")
        if request.headers.get("Ocp-Apim-Subscription-Key") != API_KEY:
            return fault_answer(403, "key")
        body = request.get_json(silent=True)
        if not isinstance(body, dict) or set(body) != {"type", "value"}:
            return fault_answer(400, "body")
        if body["type"] != "urn:altinn:person:identifier-no":
            return fault_answer(400, "type")
        self.asked.append([body["value"]])
        self.queries.append(request.args.to_dict())
        if self.instead:
            return self.instead()
        return jsonify(self.parties.get(body["value"], []))

    def silent(self) -> Any:
        """Takes the question and never answers."""
        self.closing.wait(30)
        return jsonify([])

    def dripping(self) -> Response:
        """Answers a little at a time, for as long as anybody listens."""

        def drops() -> Iterator[bytes]:
            yield b"["
            while not self.closing.wait(0.05):
                yield b" "

        return Response(drops(), mimetype="application/json")

    def away_to(self) -> Any:
        """Sends us somewhere else."""
        return redirect(self.base + "/elsewhere", 307)


def bearer() -> str:
    """The token a question came with."""
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


@contextmanager
def altinn(clock: Callable[[], datetime]) -> Iterator[Altinn]:
    double = Altinn(clock)
    app = Flask("altinn")
    api = "/accessmanagement/api/v1/resourceowner/authorizedparties"
    exchange = "/authentication/api/v1/exchange/maskinporten"
    app.add_url_rule("/token", "token", double.token, methods=["POST"])
    app.add_url_rule(exchange, "exchange", double.exchange)
    app.add_url_rule(api, "parties", double.authorized, methods=["POST"])
    app.add_url_rule("/elsewhere", "elsewhere", double.elsewhere, methods=["GET", "POST"])
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    double.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield double
    finally:
        double.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
