from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete

from portal.app import create_app
from portal.store.tables.staff import PendingLoginRow, PressRow, SessionRow
from tests.checking_client import CheckingClient
from tests.conftest import NOW, Clock, settings_for
from tests.login.steps import Door


@pytest.fixture(scope="module")
def shared_app(
    tmp_path_factory: pytest.TempPathFactory, migrated_database: Path
) -> Iterator[Flask]:
    """One app for all tests of a file: making it takes longer than a login."""
    folder = tmp_path_factory.mktemp("login")
    (folder / "portal.sqlite").write_bytes(migrated_database.read_bytes())
    app = create_app(settings_for(folder), Clock())
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def door(shared_app: Flask) -> Door:
    """A browser that has never been here, a well-behaved provider, nobody logged in."""
    clock = shared_app.extensions["clock"]
    clock.now = NOW
    with shared_app.extensions["database"].transaction() as session:
        for table in (SessionRow, PendingLoginRow, PressRow):
            session.execute(delete(table))
    return Door.of(shared_app, clock)
