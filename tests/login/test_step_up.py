"""A page says how sure a login it takes; a less sure one is offered a surer one, and nothing typed is lost. Rows 47 and 54."""

from typing import Any

import pytest
from flask import Flask, g, render_template_string
from sqlalchemy import delete

from portal.forms.base import PortalForm
from portal.forms.fields import TextField
from portal.headers import Cache
from portal.pages.access import level_of_path, requires
from portal.rules.access import Permission
from portal.rules.levels import Level
from portal.store.tables.staff import LatePostRow
from tests.login.steps import CITIZEN_START, Door, citizen_in, csrf

OWN = "/namsos/nb/skriv-her"
STEP_UP = "/namsos/innlogging/sikrere"
SECRET = "Kanariord i teksten"
PAGE = """{% extends "question.html" %}"""


class Words(PortalForm):
    text = TextField("Hva vil du si?")


@requires(Permission.LIST_OWN_CASES, cache=Cache.PERSONAL)
def own_form() -> str:
    return render_template_string(PAGE, form=Words(), heading="Skriv her")


@pytest.fixture(scope="module", autouse=True)
def own_pages(shared_app: Flask) -> None:
    """A personal page with a form and no draft."""
    base = "/<profile:kommune>/<language:sprak>/skriv-her"
    shared_app.add_url_rule(base, "test.form", own_form, methods=["GET", "POST"])


@pytest.fixture
def app(door: Door) -> Flask:
    with door.app.extensions["database"].transaction() as session:
        session.execute(delete(LatePostRow))
    return door.app


def less_sure(app: Flask, slug: str = "namsos") -> Any:
    return citizen_in(app, slug, level=Level.SUBSTANTIAL)[0]


def test_a_less_sure_login_is_told_why_and_offered_the_surer_one(app: Flask) -> None:
    browser = less_sure(app)
    answer = browser.get(OWN)
    assert (answer.status_code, answer.location) == (303, f"{STEP_UP}?next={OWN}")
    page = browser.get(answer.location)
    assert page.status_code == 200
    assert "helt sikre på hvem du er" in page.text
    assert f'href="{CITIZEN_START}?next={OWN}"' in page.text
    assert 'href="/namsos/nb/koordinator/ring-meg"' in page.text
    assert "Logg ut" in page.text, "whoever is half inside can get out"


def test_what_was_typed_stands_on_the_page_after_the_surer_login(app: Flask) -> None:
    """54: as when time is up."""
    browser = less_sure(app)
    token = csrf(browser.get("/namsos/nb/koordinator/ring-meg"))
    answer = browser.post(OWN, data={"csrf_token": token, "text": SECRET})
    assert answer.location == f"{STEP_UP}?next={OWN}&lagret=ja"
    assert "Det du skrev, er lagret. Det er ikke sendt." in browser.get(answer.location).text
    page = citizen_in(app)[0].get(OWN)
    assert SECRET in page.text and "Det er ikke sendt." in page.text
    assert SECRET not in citizen_in(app, number="30865512704")[0].get(OWN).text


def test_a_journey_keeps_it_in_the_persons_draft(app: Flask) -> None:
    browser, path = less_sure(app), "/namsos/nb/koordinator/hvem"
    page = citizen_in(app)[0].get(path)
    hidden = {name: value_of(page, name) for name in ("key", "whose")}
    token = csrf(browser.get("/namsos/nb/koordinator/ring-meg"))
    data = {"csrf_token": token, **hidden, "whom": "child", "wants": "plan"}
    assert browser.post(path, data=data).location == f"{STEP_UP}?next={path}&lagret=ja"
    after = citizen_in(app)[0].get(path).text
    assert 'value="child" checked' in after and 'value="plan" checked' in after


def value_of(page: Any, name: str) -> str:
    return page.text.split(f'name="{name}" value="')[1].split('"')[0]


def test_nothing_is_kept_that_another_site_sends(app: Flask) -> None:
    browser = less_sure(app)
    answer = browser.post(OWN, data={"csrf_token": "forged", "text": SECRET})
    assert answer.location == f"{STEP_UP}?next={OWN}&lagret=nei"
    assert SECRET not in citizen_in(app)[0].get(OWN).text


def test_htmx_is_sent_to_the_step_up_as_a_whole_page(app: Flask) -> None:
    browser = less_sure(app)
    for method in ("GET", "POST"):
        answer = browser.open(OWN, method=method, headers={"HX-Request": "true"})
        assert (answer.status_code, answer.headers.get("Location")) == (204, None)
        assert answer.headers["HX-Redirect"] == f"{STEP_UP}?next={OWN}"


def test_the_municipalitys_own_decision_counts(app: Flask) -> None:
    """Fjordvik has decided that the request takes less; a case takes as much as anywhere."""
    browser = less_sure(app, "fjordvik")
    assert browser.get("/fjordvik/nb/koordinator/hvem").status_code == 200
    assert browser.get("/fjordvik/nb/saker").location.startswith("/fjordvik/innlogging/sikrere?")
    assert less_sure(app).get("/namsos/nb/koordinator/hvem").status_code == 303


def test_the_receipt_takes_no_more_than_the_journey(app: Flask) -> None:
    receipt = "/fjordvik/nb/saker/AAAA-BBBB-CCCC/kvittering"
    assert less_sure(app, "fjordvik").get(receipt).status_code == 404, "let in, and nothing there"


def test_whoever_has_enough_is_led_on(app: Flask) -> None:
    browser, _person = citizen_in(app)
    answer = browser.get(f"{STEP_UP}?next={OWN}")
    assert (answer.status_code, answer.location) == (303, OWN)


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/vik/nb/saker", ""])
def test_the_way_on_never_leads_anywhere_else(app: Flask, wanted: str) -> None:
    """46."""
    for browser in (less_sure(app), citizen_in(app)[0]):
        page = browser.get(STEP_UP, query_string={"next": wanted})
        assert page.status_code == 200
        assert "evil" not in page.text and f'href="{CITIZEN_START}"' in page.text


def test_the_secret_is_new_at_step_up(door: Door) -> None:
    """47: the less sure session ends, and its cookie opens nothing more."""
    door.for_citizens()
    before = less_sure(door.app).get_cookie("innbygger").value
    door.client.set_cookie("innbygger", before)
    assert door.client.get(OWN).location == f"{STEP_UP}?next={OWN}"
    assert door.log_in(OWN).location == OWN
    assert door.client.get(OWN).status_code == 200
    assert door.session_cookie() != before
    thief = door.app.test_client()
    thief.set_cookie("innbygger", before)
    assert thief.get(OWN).location == f"{CITIZEN_START}?next={OWN}"


LEVELS = {
    "/namsos/nb/saker": Level.HIGH,
    "/namsos/nb/koordinator/hvem": Level.HIGH,
    "/namsos/nb/koordinator/hvem?x=1": Level.HIGH,
    "/fjordvik/nb/koordinator/hvem": Level.SUBSTANTIAL,
    "/fjordvik/nn/saker/AAAA-BBBB-CCCC/kvittering": Level.SUBSTANTIAL,
    "/fjordvik/nb/saker": Level.HIGH,
    "/fjordvik/nb/ansatt": Level.STAFF,
    "/fjordvik/nb/": Level.HIGH,
    "/fjordvik/nb/finnes-ikke": Level.HIGH,
    "/fjordvik/nb/koordinator": Level.HIGH,
    "/fjordvik/nb/koordinator/slett-utkastet": Level.HIGH,
}


@pytest.mark.parametrize("path", LEVELS)
def test_the_level_of_a_page_is_known_by_its_address(app: Flask, path: str) -> None:
    """What to ask the provider for. High where no login is needed, or nothing is there."""
    with app.test_request_context(path):
        g.profile = app.extensions["profiles"][path.split("/")[1]]
        assert level_of_path(path) is LEVELS[path]
        assert level_of_path(None) is Level.HIGH
