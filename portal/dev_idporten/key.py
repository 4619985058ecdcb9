"""The stand-in's signing key, shared by every process of one demo."""

import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any


def kept_key(path: Path) -> Any:
    """The signing key, made the first time and shared by all processes of the demo."""
    from joserfc.jwk import RSAKey

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return RSAKey.import_key(path.read_bytes())
