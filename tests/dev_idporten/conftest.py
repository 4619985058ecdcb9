from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import NOW
from tests.dev_idporten.steps import Visit
from tests.login.conftest import shared_app

__all__ = ["shared_app"]


@pytest.fixture(autouse=True)
def the_clock_stands(shared_app: Flask) -> Iterator[None]:
    """Whatever a test did with the shared clock."""
    shared_app.extensions["clock"].now = NOW
    yield
    shared_app.extensions["clock"].now = NOW


@pytest.fixture
def employee(shared_app: Flask) -> Visit:
    """A browser sent by the employees' client of Namsos."""
    return Visit(shared_app)


@pytest.fixture
def citizen(shared_app: Flask) -> Visit:
    """A browser sent by the citizens' client of Namsos."""
    return Visit(shared_app, "innbygger-namsos")
