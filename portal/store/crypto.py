"""Sealed columns, keyed look-ups and random names.

A seal is: version, length of the key's name, the key's name, 12 random bytes, AES-256-GCM text and tag. What it is
bound to (associated data) is its own head, table, column and row: a value moved to another row or column does not open.
Look-ups use a key of their own and a purpose, so that a hash made for one thing says nothing about another.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class KeyringError(ValueError):
    """The keys in the settings cannot be used. The message never shows a key."""


class SealBroken(Exception):
    """The value was changed, moved to another row or column, or sealed with a key that is gone."""


@dataclass(frozen=True)
class Keyring:
    """The keys of the house. `writing` names the key that seals; all of `columns` open."""

    writing: str
    columns: Mapping[str, bytes] = field(repr=False)
    lookup: bytes = field(repr=False)

    @classmethod
    def parse(cls, column_keys: str, lookup_key: str) -> Self:
        """Read "k2:<base64 of 32 bytes>,k1:<…>" (the first one writes) and the key for look-ups."""
        columns: dict[str, bytes] = {}
        for part in column_keys.split(","):
            name, _, encoded = part.strip().partition(":")
            if not (name.isascii() and name.isalnum() and len(name) <= 16) or name in columns:
                raise KeyringError("each column key needs a short name of its own: k1:<base64>")
            columns[name] = _key(encoded, name)
        lookup = _key(lookup_key, "lookup")
        if lookup in columns.values():
            raise KeyringError("the lookup key must not be one of the column keys")
        return cls(next(iter(columns)), columns, lookup)


def _key(encoded: str, name: str) -> bytes:
    try:
        key = base64.b64decode(encoded.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise KeyringError(f"key {name} is not base64") from None
    if len(key) != KEY_BYTES:
        raise KeyringError(f"key {name} must be {KEY_BYTES} bytes")
    return key


def head_of(key_name: str) -> bytes:
    """The first bytes of everything sealed with this key: how rotation finds what is left to do."""
    return bytes([VERSION, len(key_name)]) + key_name.encode("ascii")


def _bound_to(head: bytes, column: str, row_id: str) -> bytes:
    return head + f"|{column}|{row_id}".encode()


def seal(keyring: Keyring, column: str, row_id: str, text: str) -> bytes:
    """Encrypt `text` for one cell. `column` is "table.column", `row_id` the row's primary key."""
    head = head_of(keyring.writing)
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = AESGCM(keyring.columns[keyring.writing])
    return head + nonce + cipher.encrypt(nonce, text.encode(), _bound_to(head, column, row_id))


def unseal(keyring: Keyring, column: str, row_id: str, value: bytes) -> str:
    """The text of one cell. Raises SealBroken and says where, never what."""
    length = value[1] if len(value) > 1 else 0
    head, body = value[: 2 + length], value[2 + length :]
    try:
        key = keyring.columns[head[2:].decode("ascii")]
        if value[0] != VERSION:
            raise ValueError("unknown version")
        text = AESGCM(key).decrypt(
            body[:NONCE_BYTES], body[NONCE_BYTES:], _bound_to(head, column, row_id)
        )
    except (InvalidTag, KeyError, ValueError, IndexError):
        raise SealBroken(f"{column} of row {row_id} cannot be opened") from None
    return text.decode()


def lookup(keyring: Keyring, purpose: str, value: str) -> bytes:
    """A keyed hash to find something by, without storing it. The same value gives another hash for another purpose."""
    words = purpose.encode() + b"\0" + value.encode("utf-8", "surrogatepass")
    return hmac.new(keyring.lookup, words, hashlib.sha256).digest()


def new_id() -> str:
    """A row's name: 128 random bits as hex."""
    return secrets.token_hex(16)


def new_passphrase() -> str:
    """What opens a file that is carried out by hand: six groups of four, 120 random bits, without I, L, O and U."""
    signs = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(24))
    return "-".join(signs[start : start + 4] for start in range(0, 24, 4))


def new_reference() -> str:
    """What people read out on the phone: twelve characters without I, L, O and U in groups of four. Never a key to anything."""
    signs = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(12))
    return "-".join(signs[start : start + 4] for start in (0, 4, 8))
