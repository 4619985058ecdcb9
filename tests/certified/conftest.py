"""The portal, served for real, with three municipalities that log in at the certified provider."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

from portal.app import create_app
from tests.browser.live_site import Quiet
from tests.certified.browser import Browser
from tests.certified.provider import CertifiedProvider, signing_key
from tests.certified.steps import Meeting
from tests.conftest import settings_for

MUNICIPALITIES = ("namsos", "vik", "fjordvik")


class RealClock:
    """The time it is, or later: the provider has no clock we could move."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture(scope="module")
def provider() -> Iterator[CertifiedProvider]:
    made = CertifiedProvider()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def portal(
    provider: CertifiedProvider,
    tmp_path_factory: pytest.TempPathFactory,
    migrated_database: Path,
    published_files: Path,
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("certified")
    (folder / "static").symlink_to(published_files)
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as listener:
        base = f"http://127.0.0.1:{listener.getsockname()[1]}"
        key = signing_key("municipality-2026")
        provider.clients = [client(slug, base, key) for slug in MUNICIPALITIES]
        login_file = written_login_file(folder, provider.issuer, key)
        settings = settings_for(folder, base_url=base, login_file=login_file)
        app = create_app(settings, RealClock())
        with served(app, listener):
            yield app
        app.extensions["database"].dispose()


def client(slug: str, base: str, key: RSAKey) -> dict[str, Any]:
    """What the municipality registers at the provider."""
    at = f"{base}/{slug}/innlogging"
    return {
        "client_id": f"citizens-of-{slug}",
        "redirect_uris": [f"{at}/retur"],
        "post_logout_redirect_uris": [f"{at}/ute"],
        "backchannel_logout_uri": f"{at}/ut/varsel",
        "jwks": {"keys": [key.as_dict(private=False)]},
    }


def written_login_file(folder: Path, issuer: str, key: RSAKey) -> Path:
    (folder / "key.pem").write_bytes(key.as_pem(private=True))
    path = folder / "logins.toml"
    tables = [
        f'[{slug}.citizen]\nprovider = "idporten"\nissuer = "{issuer}"\n'
        f'client_id = "citizens-of-{slug}"\nkey_file = "key.pem"\nkid = "{key.kid}"\n'
        'representation = ["kommune:helseOgOmsorg"]\n'
        for slug in MUNICIPALITIES
    ]
    path.write_text("\n".join(tables))
    return path


@contextmanager
def served(app: Flask, listener: socket.socket) -> Iterator[None]:
    """Answer on this listener while the block lasts."""
    server = make_server(
        "127.0.0.1", 0, app, threaded=True, request_handler=Quiet, fd=listener.fileno()
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def meeting(portal: Flask, provider: CertifiedProvider) -> Meeting:
    """A browser that has never been here, a portal that knows nothing of the provider yet."""
    if provider.process is None:
        provider.start()
    portal.extensions.pop("discovery", None)
    portal.extensions["clock"].ahead = timedelta()
    return Meeting(portal, provider, Browser())
