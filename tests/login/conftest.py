import pytest
from flask import Flask

from tests.login.steps import Door


@pytest.fixture
def door(app: Flask, clock) -> Door:  # type: ignore[no-untyped-def]
    return Door.of(app, clock)
