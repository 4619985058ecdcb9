"""What every test may ask for: settings, an app with its database, a client that inspects pages."""

import base64
import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis_settings
from jinja2.bccache import Bucket, BytecodeCache
from joserfc.jwk import RSAKey
from sqlalchemy import create_engine
from werkzeug.routing import Rule

from portal import static_files
from portal.app import create_app
from portal.articles import ArticleLibrary
from portal.config import ROOT, Mode, Settings
from portal.login import keys
from portal.login.providers import STAND_IN_KEY
from portal.store import db, events, migrate
from portal.store.db import Database
from tests.checking_client import CheckingClient
from tests.reading_events import counting

# How long one example takes says how busy the machine is, and nothing about the code.
hypothesis_settings.register_profile("any machine", deadline=None)
hypothesis_settings.load_profile("any machine")

EVERYTHING = bool(os.environ.get("PORTAL_TEST_ALL"))  # `portal test --all`
KEYS = ("dev-idporten.pem", STAND_IN_KEY)

# Saturday 21 November 2026, 12:03 in Oslo.
NOW = datetime(2026, 11, 21, 11, 3, tzinfo=UTC)


def pytest_collection_finish() -> None:
    """What is there now stays for the whole run: looking through it for rubbish takes a tenth of a test's time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(scope="session", autouse=True)
def articles_are_read_once() -> None:
    """Content does not change while the tests run; reading it takes longer than most tests."""
    ArticleLibrary.load = cache(ArticleLibrary.load)


@pytest.fixture(scope="session", autouse=True)
def readings_are_counted() -> None:
    """What is read without an event fails the test that read it: see tests/checking_client.py."""
    events.append = counting(events.append)


class Statements(dict[tuple[Any, ...], Any]):
    """What SQLAlchemy has made of each statement, kept for every engine of the same kind.

    Each test has a database and so an engine of its own, and would make all its statements anew:
    a quarter of the time of a test of the store.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get((key[0].name, *key[1:]), default)

    def __setitem__(self, key: tuple[Any, ...], made: Any) -> None:
        super().__setitem__((key[0].name, *key[1:]), made)


class Templates(BytecodeCache):
    """What Jinja has made of each template, kept for every app of the run."""

    def __init__(self) -> None:
        self.made: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.made.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.made[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def templates_are_made_once() -> None:
    Flask.jinja_options = {"bytecode_cache": Templates()}


@pytest.fixture(scope="session", autouse=True)
def routes_are_made_once() -> None:
    """Werkzeug writes and compiles two functions for each route, and each test's app has them all."""
    make, made = Rule._compile_builder, {}

    def once(rule: Rule, append_unknown: bool = True) -> Any:
        if rule.defaults:
            return make(rule, append_unknown)
        what = (rule.rule, tuple(rule._trace), append_unknown)
        if what not in made:
            made[what] = make(rule, append_unknown)
        return made[what]

    Rule._compile_builder = once


@pytest.fixture(scope="session", autouse=True)
def keys_are_read_once() -> None:
    """The library looks for a weakness each time it reads a key, for a tenth of a second."""
    keys.read_key = cache(keys.read_key)


@cache
def ready_made_key(name: str) -> bytes:
    """A key that an installation of the demo would have made when it started."""
    return RSAKey.generate_key(2048).as_pem(private=True)


@pytest.fixture(scope="session", autouse=True)
def statements_are_made_once() -> None:
    kept = {"compiled_cache": Statements()}
    db.create_engine = partial(create_engine, execution_options=kept)


class Clock:
    """A clock the test moves."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def settings_for(folder: Path, **changes: object) -> Settings:
    """Settings for a test: SQLite in the test's own folder unless told otherwise."""
    for name in KEYS:
        if not (folder / name).exists():
            (folder / name).write_bytes(ready_made_key(name))
    values: dict[str, object] = {
        "mode": Mode.TEST,
        "database_url": f"sqlite:///{folder / 'portal.sqlite'}",
        "base_url": "http://127.0.0.1:8000",
        "data_dir": folder,
        "session_secret": "s" * 48,
        "column_keys": "k1:" + base64.b64encode(b"c" * 32).decode(),
        "lookup_key": base64.b64encode(b"l" * 32).decode(),
    }
    return Settings(**(values | changes))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite file at the migration head, made once and copied."""
    path = tmp_path_factory.mktemp("database") / "empty.sqlite"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def published_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Static files hashed and compressed once for all tests."""
    folder = tmp_path_factory.mktemp("static")
    static_files.publish(ROOT / "static", folder)
    return folder


@pytest.fixture
def settings(tmp_path: Path, migrated_database: Path, published_files: Path) -> Settings:
    (tmp_path / "static").symlink_to(published_files)
    (tmp_path / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    return settings_for(tmp_path)


@pytest.fixture(scope="session")
def made_app(
    tmp_path_factory: pytest.TempPathFactory, migrated_database: Path, published_files: Path
) -> Flask:
    """The one that `app` lends out: making an app takes longer than most tests."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "static").symlink_to(published_files)
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    return create_app(settings_for(folder), Clock())


@pytest.fixture
def app(made_app: Flask, settings: Settings, clock: Clock) -> Iterator[Flask]:
    """An app with a database and a clock of the test's own. Whatever a test puts in its extensions is gone after it."""
    app, database = made_app, Database(settings.database_url, settings.keyring, clock=clock)
    before = {
        name: dict(value) if isinstance(value, dict) else value
        for name, value in app.extensions.items()
    }
    app.extensions.update(settings=settings, clock=clock, database=database)
    app.testing = True
    app.test_client_class = CheckingClient
    yield app
    database.dispose()
    for name, value in app.extensions.items():
        if isinstance(value, dict) and name in before:
            value.clear()
            value.update(before[name])
            before[name] = value
    app.extensions.clear()
    app.extensions.update(before)


@pytest.fixture
def client(app: Flask) -> CheckingClient:
    return app.test_client()
