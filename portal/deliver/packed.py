"""Whole papers that leave the house: what a package is, in plain values."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

PDF = "application/pdf"


@dataclass(frozen=True)
class File:
    """A file of a package. `name` is ours and unique in it, `title` says what it is."""

    name: str
    title: str
    media_type: str
    content: bytes

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the content, in hex."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Package:
    """Files for one receiver, the cover letter first. `id` is the outbox row's: the same id is the same delivery.

    `title` names nobody: it stands in lists. `sender` is who complains, `made_at` the moment the package is as of. `incoming`: it is
    what somebody sent us, and not what we send.
    """

    id: str
    municipality: str
    municipality_name: str
    unit: str
    reference: str
    title: str
    sender: str
    receiver: str
    made_at: datetime
    received_at: datetime
    incoming: bool
    files: tuple[File, ...]

    @property
    def digest(self) -> bytes:
        """SHA-256 over the names and digests of all files: another content is another package."""
        manifest = "".join(f"{file.digest}  {file.name}\n" for file in self.files)
        return hashlib.sha256(manifest.encode()).digest()


@dataclass(frozen=True)
class Receipt:
    """The receiver has it. `id` is what it is called there; None where nobody has answered with a name."""

    id: str | None
