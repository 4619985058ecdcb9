"""Files that wait are asked about again, and a scanner that is down neither loses one nor holds up the house."""

from datetime import timedelta

import pytest
from flask import Flask

from portal import worker
from portal.file_checks import check_waiting
from portal.store import attachments
from portal.store.attachments import State
from tests.clamd_double import Behaviour, Clamd, running
from tests.conftest import Clock
from tests.store.test_quarantine import HARMFUL, LETTER, House


@pytest.fixture
def clamd():
    with running() as one:
        yield one


@pytest.fixture
def town(app: Flask, clamd: Clamd) -> Flask:
    """A house with a scanner."""
    whole = app.extensions["settings"].model_copy(update={"scanner": clamd.address})
    app.extensions["settings"] = whole
    return app


def states(app: Flask, house: House) -> list[State]:
    with app.extensions["database"].transaction() as session:
        return [one.state for one in attachments.of_draft(session, house.marte, "complaint")]


def test_what_waits_is_settled_when_the_scanner_is_back(
    town: Flask, clamd: Clamd, clock: Clock
) -> None:
    house = House(town.extensions["database"])
    house.attach(LETTER, State.WAITING)
    house.attach(HARMFUL, State.WAITING)
    clamd.behaviour = Behaviour.SILENT
    assert worker.survive_round(town)
    assert states(town, house) == [State.WAITING] * 2 and len(clamd.seen) == 1
    clamd.behaviour = Behaviour.ANSWER
    assert check_waiting(town) == 0 and len(clamd.seen) == 1, "it is left alone for a minute"
    clock.now += timedelta(minutes=1)
    assert worker.survive_round(town)
    assert sorted(states(town, house)) == [State.KEPT, State.REFUSED]
    assert check_waiting(town) == 0 and len(clamd.seen) == 3


def test_without_a_scanner_nothing_is_looked_for(app: Flask) -> None:
    house = House(app.extensions["database"])
    house.attach(LETTER, State.WAITING)
    assert check_waiting(app) == 0 and states(app, house) == [State.WAITING]
