"""A SvarUt on loopback, after the published interface of its REST v2, with the Maskinporten that lets one in. It misbehaves on request.

As the real one it does not tell doubles: two calls are two consignments, whatever their `eksternReferanse`. Whoever wants one asks first
(`GET …/forsendelser?eksternRef=…`), and that it can.
"""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from enum import Enum
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from tests.krr_double import Quiet, Register

ACCOUNT = "5b1a2c3d-0000-4000-8000-000000005007"
OF_NEIGHBOUR = "5b1a2c3d-0000-4000-8000-000000004639"
INTEGRATION, PASSWORD = "0f3c8b1e-0000-4000-8000-000000000001", "kanari-passord"
FORBIDDEN_IN_NAMES = set('*:"\\/<>|?')
KNOWN = {
    "tittel", "mottaker", "eksponertFor", "avgivendeSystem", "avgivendeSystemAktor", "konteringskode", "kunDigitalLevering",
    "kryptert", "utskriftskonfigurasjon", "krevNiva4Innlogging", "metadataFraAvleverendeSystem", "metadataForImport",
    "svarSendesTil", "svarPaForsendelse", "dokumenter", "lenker", "forsendelsestype", "eksternReferanse", "korrelasjonsid",
    "svarPaForsendelseLink", "signeringUtloper", "signaturType", "taushetsbelagtPost",
}  # fmt: skip
KNOWN_OF_RECEIVER = {
    "navn", "digitalId", "adresselinje1", "adresselinje2", "adresselinje3", "poststed", "postnummer", "land",
}  # fmt: skip


class Behaviour(Enum):
    """A number is a status it refuses with."""

    TAKE = "takes it and answers"
    BAD = 400
    UNKNOWN_TOKEN = 401
    NO_PRIVILEGE = 403
    BROKEN = 500
    AWAY = 503
    HANG = "takes nothing and never answers"
    LATE = "takes it, and answers when nobody listens any more"
    CUT = "takes it and cuts the line"
    TWICE = "takes it and answers two times"
    NONSENSE = "takes it and answers something else"


@dataclass
class Taken:
    """One consignment as it came."""

    id: str
    account: str
    said: dict[str, Any]
    files: dict[str, bytes]


class SvarUt(Register):
    """What has come stands in `taken`; `calls` says what was asked, `refusals` why it said no."""

    scope = "ks:fiks"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__(clock)
        self.lies = Behaviour.TAKE
        self.taken: list[Taken] = []
        self.calls: list[str] = []

    def has(self, reference: str) -> list[Taken]:
        """The consignments with this `eksternReferanse`."""
        return [one for one in self.taken if one.said.get("eksternReferanse") == reference]

    def settings(self, folder: Path | None = None) -> dict[str, Any]:
        """What an installation sets to use it; its file is written in the folder."""
        asked = super().settings() | {"contact_register_url": ""}
        if folder is None:
            return asked
        (folder / "svarut-password").write_text(PASSWORD + "\n")
        file = folder / "svarut.toml"
        file.write_text(FILE.format(url=self.base))
        return asked | {"svarut_file": file}

    def forsendelser(self, account: str) -> Response:
        """GET and POST /api/v2/kontoer/<kontoId>/forsendelser/."""
        self.calls.append(request.method)
        if fault := self.stranger():
            return fault
        if request.method == "GET":
            found = [one.id for one in self.has(request.args["eksternRef"])]
            return jsonify(forsendelseIds=found)
        return self.send(account)

    def stranger(self) -> Response | None:
        """The refusal of who is not let in."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token, self.clock()) <= self.clock():
            return self.refuse(401, "token")
        own = (request.headers.get("IntegrasjonId"), request.headers.get("IntegrasjonPassord"))
        return None if own == (INTEGRATION, PASSWORD) else self.refuse(403, "integration")

    def refuse(self, status: int, why: str) -> Response:
        """An ErrorMessage."""
        self.refusals.append(why)
        answer = jsonify(status=status, error=why, errorId=str(uuid.uuid4()), message=why)
        answer.status_code = status
        return answer

    def send(self, account: str) -> Response:
        """Take it, or not, and answer, or not."""
        if isinstance(self.lies.value, int):
            return self.refuse(self.lies.value, "as the test wants it")
        if self.lies is Behaviour.HANG:
            self.closing.wait(30)
        try:
            one = self.read(account)
        except (ValueError, KeyError) as fault:
            return self.refuse(400, repr(fault))
        self.taken.append(one)
        answer = jsonify(id=one.id)
        wire = request.environ["werkzeug.socket"]
        match self.lies:
            case Behaviour.LATE:
                self.closing.wait(30)
            case Behaviour.CUT:
                wire.shutdown(2)
            case Behaviour.TWICE:
                body = answer.get_data()
                wire.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
                wire.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
            case Behaviour.NONSENSE:
                return Response("<!doctype html><h1>Vedlikehold</h1>")
        return answer

    def read(self, account: str) -> Taken:
        """The parts in their order: metadata first, then the documents with the same names. Raises on anything else."""
        head = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
        whole = message_from_bytes(head + request.get_data())
        first, *rest = whole.get_payload()
        assert isinstance(first, Message)
        if name_of(first) != "forsendelse" or first.get_content_type() != "application/json":
            raise ValueError("the first part")
        said = json.loads(first.get_payload(decode=True))
        if not said["tittel"] or not said["mottaker"]["navn"] or set(said) - KNOWN:
            raise ValueError("metadata")
        if set(said["mottaker"]) - KNOWN_OF_RECEIVER or len(said.get("eksternReferanse", "")) > 100:
            raise ValueError("receiver or reference")
        names = [one["filnavn"] for one in said["dokumenter"]]
        if names != [part.get_filename() for part in rest] or len(set(names)) < len(names):
            raise ValueError("documents")
        if any(set(name) & FORBIDDEN_IN_NAMES or len(name) > 226 for name in names):
            raise ValueError("names")
        printed = [one for one in said["dokumenter"] if not one.get("skalEkskluderesFraUtskrift")]
        if any(one["mimeType"] != "application/pdf" for one in printed):
            raise ValueError("only PDF can be printed")
        files = {part.get_filename(): part.get_payload(decode=True) for part in rest}
        return Taken(str(uuid.uuid4()), account, said, files)


FILE = f"""
url = "{{url}}"
integration_id = "{INTEGRATION}"
password_file = "svarut-password"

[municipalities.5007]
account = "{ACCOUNT}"
receiver = "Statsforvalteren i Prøvefylket"
organisation_number = "999999999"
address = "Postboks 1"
postcode = "0001"
place = "Prøveby"
"""


def name_of(part: Message) -> str | None:
    return part.get_param("name", header="content-disposition")


@contextmanager
def svarut(clock: Callable[[], datetime]) -> Iterator[SvarUt]:
    """A running one."""
    double = SvarUt(clock)
    app = Flask("svarut")
    app.add_url_rule("/token", "token", double.token, methods=["POST"])
    path = "/api/v2/kontoer/<account>/forsendelser/"
    app.add_url_rule(path, "forsendelser", double.forsendelser, methods=["GET", "POST"])
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
