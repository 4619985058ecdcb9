"""When something of ours is wrong: calm, in the person's language, and nothing typed is lost."""

import pytest
from werkzeug.exceptions import TooManyRequests

from portal.store.db import DatabaseAway

LETTER = {
    "name": "Kari Prøve",
    "note": "Et langt notat som ingen vil skrive to ganger.",
    "key": "x y",
}


@pytest.fixture
def broken(app, monkeypatch):
    """An app whose database is away."""

    def away(*_args, **_kwargs):
        raise DatabaseAway

    monkeypatch.setattr(app.extensions["database"], "transaction", away)
    return app


def test_the_desk_without_a_database_gives_back_what_was_typed(broken):
    client = broken.test_client()
    client.set_cookie("ansatt", "some-session")
    answer = client.post("/namsos/nb/ansatt/registrer", data=LETTER)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Ingenting er sendt" in answer.text
    assert LETTER["note"] in answer.text
    assert "x y" not in answer.text


def test_reading_without_a_database_does_not_speak_of_sending(broken):
    client = broken.test_client()
    client.set_cookie("ansatt", "some-session")
    answer = client.get("/namsos/nb/ansatt")
    assert answer.status_code == 503
    assert "Ingenting er sendt" not in answer.text


def test_ready_says_no_when_the_database_is_away(broken):
    answer = broken.test_client().get("/klar")
    assert answer.status_code == 503
    assert answer.json["database"] is False


def test_a_fault_of_ours_is_calm_and_has_a_reference_the_log_knows(app, monkeypatch, caplog):
    app.testing = False

    def fault():
        raise ZeroDivisionError("Kari Prøve 22222222")

    monkeypatch.setitem(app.view_functions, "home.privacy", fault)
    answer = app.test_client().get("/vik/nn/personvern")
    assert answer.status_code == 500
    reference = caplog.records[-1].getMessage().split()[-1]
    assert reference in answer.text
    assert "Kari" not in answer.text


def test_other_refusals_end_on_our_own_page(app, monkeypatch):
    def refuse():
        raise TooManyRequests

    monkeypatch.setitem(app.view_functions, "home.privacy", refuse)
    assert "Ingenting er sendt" in app.test_client().get("/namsos/nb/personvern").text
