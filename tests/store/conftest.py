"""The store is tested on both engines."""

import zlib

import pytest

from tests.conftest import EVERYTHING
from tests.databases import database, database_url, empty_url, engine

__all__ = ["database", "database_url", "empty_url", "engine"]
HERE = "tests/store/"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """At a push every other test runs on PostgreSQL too, always the same ones; with --all every one does."""
    left_out = [one for one in items if not EVERYTHING and is_left_out(one.nodeid)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [one for one in items if one not in left_out]


def is_left_out(name: str) -> bool:
    """Whether a test is run on SQLite alone at a push."""
    postgresql = name.startswith(HERE) and "[postgresql" in name
    return postgresql and bool(zlib.crc32(name.encode()) % 2)
