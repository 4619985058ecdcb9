"""Static files with their hash in the name, compressed once and kept for ever by the browser."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from wsgiref.headers import Headers

from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from portal.headers import SECURITY

YEAR = 31_536_000
SERVED = {".css", ".js", ".svg", ".png", ".ico", ".txt"}


def hashed_name(name: str, body: bytes) -> str:
    """«css/fjord.css» → «css/fjord.3f2a9c1b7d.css»."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(body).hexdigest()[:10]}{dot}{suffix}"


def publish(source: Path, target: Path) -> dict[str, str]:
    """Copy each file under its hashed name, with .br and .gz beside it; name → hashed name.

    Files that are there already are left alone, so several processes may start at once.
    """
    names = {}
    compressor = Compressor(quiet=True)
    for path in sorted(p for p in source.rglob("*") if p.suffix in SERVED and "src" not in p.parts):
        name = path.relative_to(source).as_posix()
        names[name] = hashed_name(name, path.read_bytes())
        copy = target / names[name]
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
            list(compressor.compress(str(copy)))
    return names


def add_security(headers: Headers, _path: str, _url: str) -> None:
    """The headers every answer carries, on files too."""
    for name, value in SECURITY.items():
        headers[name] = value


def serve(wsgi: Callable[..., object], folder: Path) -> WhiteNoise:
    """Answer /static/… before the app is asked."""
    return WhiteNoise(
        wsgi,
        root=folder,
        prefix="static/",
        max_age=YEAR,
        immutable_file_test=lambda _path, _url: True,
        allow_all_origins=False,
        add_headers_function=add_security,
    )
