"""The demo's settings: secrets are made on the first start and kept in `.demo/`, for the owner only."""

import base64
import json
import os
import secrets
from pathlib import Path

from pydantic import SecretStr

from portal.config import ROOT, Mode, Settings

FOLDER = ROOT / ".demo"


def load(port: int = 8000, folder: Path = FOLDER) -> Settings:
    """Settings for `python3 -m portal run` on this machine."""
    folder.mkdir(mode=0o700, exist_ok=True)
    kept = kept_secrets(folder / "secrets.json")
    return Settings(
        mode=Mode.DEMO,
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        base_url=f"http://127.0.0.1:{port}",
        data_dir=folder,
        session_secret=SecretStr(kept["session_secret"]),
        column_keys=SecretStr(kept["column_keys"]),
        lookup_key=SecretStr(kept["lookup_key"]),
        representation_register="demo",
    )


def kept_secrets(path: Path) -> dict[str, str]:
    """The secrets of the last start, or new ones in a file that only its owner can read."""
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(new_secrets(), file)
    return dict(json.loads(path.read_text()))


def new_secrets() -> dict[str, str]:
    """Fresh keys of the right length."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {
        "session_secret": secrets.token_urlsafe(48),
        "column_keys": f"k1:{key}",
        "lookup_key": base64.b64encode(secrets.token_bytes(32)).decode(),
    }
