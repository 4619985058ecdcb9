"""The keys we sign with: one for each client at a login provider.

The private half is a PEM file that only we can read; the public half is registered at the provider.
"""

import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

SMALLEST_RSA_KEY = 2048


@dataclass(frozen=True)
class ClientKey:
    """A private RSA key (joserfc's RSAKey). `header` names it to the provider, as {"kid": "…"}."""

    key: Any = field(repr=False)
    header: dict[str, str]


class UnusableKey(ValueError):
    """Not an RSA key in PEM of 2048 bits or more. Holds nothing of the key."""


def read_key(pem: bytes) -> Any:
    """The private key of a PEM text. Raises UnusableKey."""
    from joserfc.jwk import RSAKey

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise UnusableKey from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < SMALLEST_RSA_KEY:
        raise UnusableKey
    return RSAKey.import_key(pem)


def kept_key(path: Path) -> Any:
    """The key of this file, made the first time and shared by all processes of the demo."""
    from joserfc.jwk import RSAKey

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = path.with_suffix(f".{secrets.token_hex(4)}")
        made.touch(mode=0o600)
        made.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
        with suppress(FileExistsError):
            path.hardlink_to(made)
        made.unlink()
    return read_key(path.read_bytes())
