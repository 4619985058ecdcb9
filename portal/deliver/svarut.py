"""SvarUt REST v2 (KS): the package as a consignment to the County Governor, digitally, or on paper where that cannot be.

By the published interface: one multipart call, first the part «forsendelse» in JSON, then the files in the same order and with the same
names. SvarUt does not itself tell a double. What we send carries our id as `eksternReferanse`, and before anything is sent a second time we
ask whether that reference has come: so a line that was cut after SvarUt took it gives one consignment and not two.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from portal.config import LOOPBACK, Settings
from portal.deliver import NotDelivered
from portal.deliver.contact_register import Bearer
from portal.deliver.maskinporten import Maskinporten
from portal.deliver.packed import PDF, Package, Receipt
from portal.deliver.svarut_file import Account, SvarUt

SCOPE = "ks:fiks"
SYSTEM = "Planen min"
PATH = "/api/v2/kontoer/{account}/forsendelser/"
CONNECT_SECONDS = 10.0
ASK_SECONDS = 30.0
SEND_SECONDS = 16 * 60.0  # what KS advises, for large files
LONGEST_ID = 64


class SvarUtChannel:
    """SvarUt as one process sees it. `clock` gives aware moments in UTC."""

    def __init__(self, settings: Settings, svarut: SvarUt, clock: Callable[[], datetime]) -> None:
        """Calls nobody yet."""
        self.svarut = svarut
        self.maskinporten = Maskinporten(settings, clock)

    def deliver(self, package: Package, *, again: bool = False) -> Receipt:
        """Hand the package over. `again`: it may have come there already. Raises NotDelivered."""
        account = self.svarut.municipalities.get(package.municipality)
        if account is None:
            raise NotDelivered("no-channel")
        address = self.svarut.url.rstrip("/") + PATH.format(account=account.account)
        if again and (known := self._known(address, package.id)):
            return known
        parts: list[tuple[str, tuple[str | None, str | bytes, str]]] = [
            ("forsendelse", (None, consignment(package, account), "application/json;charset=UTF-8"))
        ]
        parts += [("filer", (file.name, file.content, file.media_type)) for file in package.files]
        answer = self._call("POST", address, SEND_SECONDS, files=parts)
        return receipt_in(answer, "id")

    def _known(self, address: str, reference: str) -> Receipt | None:
        """The consignment with our reference, None when there is none."""
        answer = self._call("GET", address, ASK_SECONDS, params={"eksternRef": reference})
        try:
            found = answer["forsendelseIds"]
            return receipt_in({"id": found[0]}, "id") if found else None
        except (TypeError, KeyError, IndexError):
            raise NotDelivered("unreadable") from None

    def _call(self, method: str, address: str, seconds: float, **what: Any) -> Any:
        """The JSON of one call, never followed anywhere else. Raises NotDelivered with the reason."""
        headers = {
            "Accept": "application/json",
            "IntegrasjonId": self.svarut.integration_id,
            "IntegrasjonPassord": self.svarut.password.get_secret_value(),
        }
        token = Bearer(self.maskinporten.token(SCOPE))
        with requests.Session() as session:
            session.trust_env = urlsplit(address).hostname not in LOOPBACK
            try:
                answer = session.request(
                    method, address, headers=headers, auth=token,
                    timeout=(CONNECT_SECONDS, seconds), allow_redirects=False, **what,
                )  # fmt: skip
            except requests.exceptions.SSLError:
                raise NotDelivered("tls") from None
            except requests.RequestException:
                raise NotDelivered("unreachable") from None
        if answer.status_code == 200:
            with suppress(requests.exceptions.JSONDecodeError):
                return answer.json()
            raise NotDelivered("unreadable")
        if answer.status_code == 401:
            self.maskinporten.forget(SCOPE)
        raise NotDelivered(reason_of(answer.status_code))


def consignment(package: Package, account: Account) -> str:
    """The first part: to whom, from what, and which files. The title names nobody; it stands in lists."""
    said = {
        "tittel": package.title,
        "mottaker": {
            "navn": account.receiver,
            "digitalId": account.organisation_number,
            "adresselinje1": account.address,
            "postnummer": account.postcode,
            "poststed": account.place,
        },
        "avgivendeSystem": SYSTEM,
        "eksternReferanse": package.id,
        "taushetsbelagtPost": True,
        "dokumenter": [
            {
                "filnavn": file.name,
                "mimeType": file.media_type.partition(";")[0],
                "skalEkskluderesFraUtskrift": file.media_type != PDF,
                "inneholderPersonsensitivInformasjon": True,
            }
            for file in package.files
        ],
        "utskriftskonfigurasjon": {"utskriftMedFarger": False, "tosidig": True},
    }
    return json.dumps(said, ensure_ascii=False)


def receipt_in(answer: Any, name: str) -> Receipt:
    """What SvarUt calls it. Raises NotDelivered("unreadable") on anything else than an id."""
    found = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID or not found.isprintable():
        raise NotDelivered("unreadable")
    return Receipt(found)


def reason_of(status: int) -> str:
    """What a status means to us: no later try changes what is wrong with the package itself."""
    if status in {401, 403}:
        return "not-let-in"
    if status in {400, 404, 413, 415, 422}:
        return "not-taken"
    return "later"
