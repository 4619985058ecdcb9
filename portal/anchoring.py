"""`python3 -m portal anchor` and `verify-events`: the end of each chain of events, signed and kept on another machine.

Whoever holds the database and its keys can write a whole new chain. They cannot make it end where this job has signed that it
ended: the key is one file that the web process cannot read, and the lines lie in a folder where lines can only be added.
Each line holds the fingerprint of the line before it, so that none can be taken out unseen.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.orm import Session

from portal.config import Mode, Settings
from portal.rules.municipality import Profile
from portal.store import events, seals
from portal.store.db import Database, now
from portal.store.events import Place, Seal

FIRST = "0" * 64
YEAR = timedelta(days=365.25)


class AnchorError(Exception):
    """What keeps the job from its work, in one sentence without a key in it."""


@dataclass(frozen=True)
class Anchor:
    """One line: that the chain of a municipality ended at `number` with `hash`, with `count` events in the table, at `at`.

    `previous` is the fingerprint of the line before. `signature` is over all the others.
    """

    municipality: str
    number: int
    hash: str
    count: int
    at: str
    previous: str
    signature: str = ""


def new_key(path: Path) -> str:
    """Make a key in a file that only its owner can read; gives the public half, as PEM. Raises AnchorError."""
    key = Ed25519PrivateKey.generate()
    form = serialization.PrivateFormat.PKCS8
    pem = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise AnchorError(f"{path}: {error.strerror}") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
    return public_pem(key)


def public_pem(key: Ed25519PrivateKey) -> str:
    """What others check the signatures with."""
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def private_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs. Raises AnchorError when it is not there, or others than its owner may read it."""
    try:
        if path.stat().st_mode & 0o077:
            raise AnchorError(f"{path}: only its owner may read the key (chmod 600)")
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise AnchorError(f"{path}: no key can be read there") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise AnchorError(f"{path}: not an Ed25519 key")
    return key


def public_key(path: Path) -> Ed25519PublicKey:
    """The key that checks. Raises AnchorError."""
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm):
        raise AnchorError(f"{path}: no public key can be read there") from None
    if not isinstance(key, Ed25519PublicKey):
        raise AnchorError(f"{path}: not an Ed25519 key")
    return key


def refuse_readable_key(settings: Settings) -> None:
    """In production the process that serves must not be able to sign. Raises AnchorError when it can."""
    path = settings.anchor_key
    if settings.mode is Mode.PRODUCTION and path is not None and os.access(path, os.R_OK):
        raise AnchorError("PORTAL_ANCHOR_KEY can be read by the web process: it must not be")


def spelled(kind: str, values: Mapping[str, object]) -> bytes:
    """What is signed, in its only spelling. `kind` keeps a seal from being taken for an anchor."""
    return json.dumps([kind, values], sort_keys=True, separators=(",", ":")).encode()


def sign(key: Ed25519PrivateKey, kind: str, values: Mapping[str, object]) -> str:
    """The signature in hexadecimal digits."""
    return key.sign(spelled(kind, values)).hex()


def is_signed(
    key: Ed25519PublicKey, kind: str, values: Mapping[str, object], signature: str
) -> bool:
    """Whether the holder of the key has signed these values."""
    try:
        key.verify(bytes.fromhex(signature), spelled(kind, values))
    except (InvalidSignature, ValueError):
        return False
    return True


def values_of(one: Anchor | Seal) -> dict[str, object]:
    """All that is signed."""
    values = asdict(one)
    del values["signature"]
    if isinstance(one, Seal):
        values["at"] = one.at.astimezone(UTC).isoformat(timespec="microseconds")
    return values


def vouches_with(key: Ed25519PublicKey | None) -> events.Vouches:
    """Tells a seal of ours from another. Without the public key none counts."""
    if key is None:
        return events.nobody_vouches
    return lambda seal: is_signed(key, "seal", values_of(seal), seal.signature)


def vouches_here(settings: Settings) -> events.Vouches:
    """As `vouches_with`, with the public key of the settings."""
    path = settings.anchor_public_key
    return vouches_with(public_key(path) if path else None)


def file_of(folder: Path, municipality: str) -> Path:
    """Where the lines of a municipality are."""
    return folder / f"{municipality}.jsonl"


def lines_of(folder: Path, municipality: str) -> list[str]:
    """The lines that are kept, the oldest first."""
    path = file_of(folder, municipality)
    return path.read_text().splitlines() if path.exists() else []


def fingerprint(line: str) -> str:
    """What the next line says of this one."""
    return hashlib.sha256(line.encode()).hexdigest()


def anchor(
    database: Database, profiles: Iterable[Profile], key: Ed25519PrivateKey, folder: Path
) -> list[str]:
    """Seal what is old, then write one line for each municipality. What is wrong, one sentence each.

    A chain that is not whole, or not the one that was signed before, is never signed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for profile in profiles:
        found = faults(database, profile.number, folder, key.public_key())
        if found:
            wrong += [f"{profile.slug}: {sentence}" for sentence in found]
            continue
        with database.transaction() as session:
            seal_old(session, profile, key)
        with database.transaction() as session:
            add_line(session, profile.number, key, folder)
    return wrong


def add_line(session: Session, municipality: str, key: Ed25519PrivateKey, folder: Path) -> None:
    """The end of the chain as it is now, at the end of the file and on the disk."""
    place, count = events.head(session, municipality)
    lines = lines_of(folder, municipality)
    made = Anchor(
        municipality=municipality,
        number=place.number,
        hash=place.hash,
        count=count,
        at=moment_of(session),
        previous=fingerprint(lines[-1]) if lines else FIRST,
    )
    signed = replace(made, signature=sign(key, "anchor", values_of(made)))
    with file_of(folder, municipality).open("a") as file:
        file.write(json.dumps(asdict(signed), separators=(",", ":")) + "\n")
        file.flush()
        os.fsync(file.fileno())


def seal_old(session: Session, profile: Profile, key: Ed25519PrivateKey) -> None:
    """Where the municipality has decided how long events are kept: seal, and take away what is older."""
    if profile.events_years is None:
        return
    before = datetime.fromisoformat(moment_of(session)) - profile.events_years * YEAR
    place = seals.old_enough(session, profile.number, before)
    if place is not None:
        seals.seal(
            session,
            profile.number,
            place,
            lambda bare: replace(bare, signature=sign(key, "seal", values_of(bare))),
        )


def moment_of(session: Session) -> str:
    """Now, in UTC, as it is written in a line."""
    return now(session).astimezone(UTC).isoformat(timespec="seconds")


def faults(
    database: Database,
    municipality: str,
    folder: Path | None = None,
    key: Ed25519PublicKey | None = None,
) -> list[str]:
    """All that is wrong with a chain, and with what was signed of it when `folder` and `key` are given."""
    with database.transaction() as session:
        wrong, begun = events.beginning(session, municipality, vouches_with(key))
    place: Place | None = begun
    while place is not None:
        with database.transaction() as session:
            found, place = events.verify_part(session, municipality, place)
        wrong += found
    if folder is not None and key is not None:
        wrong += held_against(database, municipality, folder, key, begun)
    return wrong


def held_against(
    database: Database, municipality: str, folder: Path, key: Ed25519PublicKey, begun: Place
) -> list[str]:
    """What the lines say that the chain does not. Events before the last seal are vouched for by the seal."""
    lines = lines_of(folder, municipality)
    wrong: list[str] = []
    anchors: list[Anchor] = []
    previous = FIRST
    for number, line in enumerate(lines, 1):
        one = read(line)
        if one is None or not is_signed(key, "anchor", values_of(one), one.signature):
            wrong.append(f"line {number} of the anchors is not signed with this key")
        elif one.municipality != municipality:
            wrong.append(f"line {number} of the anchors is another municipality's")
        else:
            anchors.append(one)
        if one is not None and one.previous != previous:
            wrong.append(f"line {number} of the anchors does not follow the one before it")
        previous = fingerprint(line)
    with database.transaction() as session:
        end, _count = events.head(session, municipality)
        there = events.hashes(session, municipality, [one.number for one in anchors])
    there |= {begun.number: begun.hash}
    return wrong + [
        sentence for one in anchors if (sentence := unlike(one, there, begun, end)) is not None
    ]


def unlike(one: Anchor, there: Mapping[int, str], begun: Place, end: Place) -> str | None:
    """How the chain differs from what was signed, None when it does not."""
    if one.number < begun.number:
        return None
    if one.number > end.number:
        return f"at {one.at} there were events up to {one.number}; now they end at {end.number}"
    if there.get(one.number) != one.hash:
        return f"event {one.number} is not the one that was signed at {one.at}"
    return None


def read(line: str) -> Anchor | None:
    """A line as values, None when it is no line of ours."""
    try:
        return Anchor(**json.loads(line))
    except (ValueError, TypeError):
        return None
