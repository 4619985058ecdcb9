"""A small house with only what delivery needs, and a mail server that does as it is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from flask_babel import Babel
from pydantic_settings import BaseSettings
from sqlalchemy import select
from werkzeug.routing import BaseConverter

from portal.config import ROOT
from portal.deliver import contact_register, email
from portal.profiles import load_profiles
from portal.rules.municipality import Profile
from portal.store import outbox
from portal.store.db import Database
from portal.store.outbox import Message
from portal.store.tables.outbox import OutboxRow
from tests.conftest import Clock, settings_for
from tests.databases import database, database_url, engine  # noqa: F401 - fixtures
from tests.smtp_double import MailServer, mail_server

NAMSOS, VIK = "5007", "4639"


class ProfileConverter(BaseConverter):
    def to_url(self, value: Profile) -> str:
        return value.slug


@pytest.fixture
def post() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent server costs the test a third of a second. Not for tests that want an answer on a busy machine."""
    monkeypatch.setattr(email, "TIMEOUT_SECONDS", 0.3)
    monkeypatch.setattr(contact_register, "TIMEOUT_SECONDS", 0.3)


@pytest.fixture
def mail_settings(tmp_path: Path, post: MailServer) -> BaseSettings:
    return settings_for(
        tmp_path,
        mail_server="127.0.0.1",
        mail_port=post.port,
        mail_from="Planen min <ikke-svar@planen.example>",
    )


@pytest.fixture
def house(mail_settings: BaseSettings, clock: Clock) -> Flask:
    app = Flask("house")
    app.config.update(
        BABEL_DEFAULT_LOCALE="nb", BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "translations")
    )
    Babel(app)
    app.url_map.converters["profile"] = ProfileConverter
    for word, page, address in (
        ("desk", "inbox", "ansatt"),
        ("case", "mine", "saker"),
        ("plan", "mine", "plan"),
        ("representation", "overview", "pa-vegne-av"),
        ("privacy", "mine", "innsyn/mine-henvendelser"),
    ):
        blueprint = Blueprint(word, __name__)
        blueprint.add_url_rule(f"/<profile:kommune>/<sprak>/{address}", page, lambda **_: "")
        app.register_blueprint(blueprint)
    answers = Blueprint("answer_measure", __name__)
    answers.add_url_rule("/<profile:kommune>/<sprak>/svar/<token>", "ask_code", lambda **_: "")
    app.register_blueprint(answers)
    app.extensions.update(
        settings=mail_settings,
        clock=clock,
        profiles=load_profiles(ROOT / "portal" / "municipalities"),
    )
    return app


def message(**changes: object) -> Message:
    """A message to the unit in Namsos unless told otherwise."""
    values: dict[str, object] = {
        "id": "a1" * 16,
        "message_id": f"<{'a1' * 16}@planen-min>",
        "municipality": NAMSOS,
        "channel": "email",
        "template": "desk-new",
        "recipient": "enheten@namsos.example",
        "language": "nb",
        "case_reference": None,
        "unit": None,
        "attempts": 1,
        "coalesced": 1,
        "person": None,
    }
    return Message(**(values | changes))


@pytest.fixture
def at_work(house: Flask, database: Database) -> Flask:  # noqa: F811 - the fixture itself
    house.extensions["database"] = database
    return house


def put(app: Flask, **changes: object) -> str:
    values: dict[str, object] = {
        "municipality": NAMSOS,
        "channel": "email",
        "template": "desk-new",
        "recipient": "enheten@namsos.example",
        "language": "nb",
        "case_id": None,
    }
    with app.extensions["database"].transaction() as session:
        return outbox.put(session, **(values | changes))


def states(app: Flask) -> list[tuple[str, str | None]]:
    with app.extensions["database"].transaction() as session:
        rows = session.execute(select(OutboxRow.state, OutboxRow.reason).order_by(OutboxRow.put_at))
        return [(row.state, row.reason) for row in rows]


def said_by_the_house(caplog: pytest.LogCaptureFixture) -> str:
    """The log without what the mail server of the test writes about its own conversations."""
    return "\n".join(r.getMessage() for r in caplog.records if r.name != "mail.log")


def without_envelope(file: Path) -> str:
    """The kept file, but for the one line that says whom it goes to."""
    lines = file.read_text().splitlines()
    return "\n".join(line for line in lines if not line.startswith("X-Recipient:"))
