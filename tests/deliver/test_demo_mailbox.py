"""/demo/postkasse: what would have been sent, newest first, e-mail and SMS; reading only."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.app import create_app
from portal.deliver import mailbox, words
from tests.checking_client import CheckingClient
from tests.conftest import NOW, Clock, settings_for
from tests.deliver.conftest import message

EMAIL, SMS, TO_CITIZEN = "e" * 32, "5" * 32, "c" * 32


@pytest.fixture(scope="module")
def whole_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The real app, made once: the mailbox reads files and never the database."""
    app = create_app(settings_for(tmp_path_factory.mktemp("house")), Clock())
    app.test_client_class = CheckingClient
    yield app
    app.extensions["database"].dispose()


@pytest.fixture
def app(whole_house: Flask, tmp_path: Path) -> Flask:
    settings = whole_house.extensions["settings"]
    whole_house.extensions["settings"] = settings.model_copy(update={"data_dir": tmp_path})
    return whole_house


@pytest.fixture
def filled(app: Flask, client: CheckingClient) -> CheckingClient:
    """An e-mail, and a minute later an SMS in nynorsk."""
    data_dir = app.extensions["settings"].data_dir
    email = message(id=EMAIL)
    sms = message(
        id=SMS, channel="sms", template="case-answered", recipient="+4700000000", language="nn"
    )
    with app.app_context():
        for number, each in enumerate((email, sms)):
            moment = NOW + timedelta(minutes=number)
            mailbox.keep(each, words.words_for(each, app), data_dir, moment)
    return client


def test_an_empty_mailbox_says_so(client: CheckingClient) -> None:
    assert "Det er ikke sendt noe ennå." in client.get("/demo/postkasse").text


def test_the_newest_stands_first(filled: CheckingClient) -> None:
    page = filled.get("/demo/postkasse").text
    assert page.index(f"/demo/postkasse/{SMS}") < page.index(f"/demo/postkasse/{EMAIL}")
    assert "SMS til en innbygger, +4700000000" in page
    assert "E-post til enheten, enheten@namsos.example" in page
    assert "klokka 12.04" in page


def test_a_message_is_shown_as_its_receiver_gets_it_with_a_link_that_leads_to_the_desk(
    filled: CheckingClient, app: Flask
) -> None:
    page = filled.get(f"/demo/postkasse/{EMAIL}").text
    assert "Det er kommet én ny henvendelse." in page
    assert 'href="http://127.0.0.1:8000/namsos/nb/ansatt"' in page
    endpoint, _ = app.url_map.bind("127.0.0.1").match("/namsos/nb/ansatt")
    assert endpoint == "desk.inbox"


def test_a_message_to_a_citizen_leads_to_her_own_cases_and_says_whom_it_is_to(
    filled: CheckingClient, app: Flask
) -> None:
    data_dir = app.extensions["settings"].data_dir
    told = message(id=TO_CITIZEN, template="case-news", recipient="kari@example.no")
    with app.app_context():
        mailbox.keep(told, words.words_for(told, app), data_dir, NOW)
    page = filled.get(f"/demo/postkasse/{TO_CITIZEN}").text
    assert "E-post til en innbygger, kari@example.no" in page
    assert 'href="http://127.0.0.1:8000/namsos/nb/saker"' in page
    endpoint, _ = app.url_map.bind("127.0.0.1").match("/namsos/nb/saker")
    assert endpoint == "case.mine"


def test_words_in_nynorsk_are_marked_as_nynorsk(filled: CheckingClient) -> None:
    assert '<div lang="nn">' in filled.get(f"/demo/postkasse/{SMS}").text


@pytest.mark.parametrize("address", ["f" * 32, "..", "nothing-here"])
def test_what_is_not_there_is_not_found(filled: CheckingClient, address: str) -> None:
    assert filled.get(f"/demo/postkasse/{address}").status_code == 404


@pytest.mark.parametrize("address", ["/demo/postkasse", f"/demo/postkasse/{EMAIL}"])
def test_it_can_only_be_read(filled: CheckingClient, address: str) -> None:
    for method in ("post", "put", "delete", "patch"):
        assert getattr(filled, method)(address).status_code == 405
    assert filled.head(address).status_code == 200
