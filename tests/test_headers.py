"""What answers carry: where forms may end, who may draw us in a frame, and that nothing about a person is stored."""

import re

import pytest
from joserfc.jwk import RSAKey

from portal.app import create_app
from portal.headers import SECURITY, Cache
from portal.pages.access import declaration_of
from portal.rules.access import Role
from portal.rules.levels import Level
from tests.conftest import Clock, settings_for
from tests.login.conftest import shared_app  # noqa: F401
from tests.login.steps import csrf, enrol, logged_in
from tests.pages.citizens import CENTRE, Town
from tests.test_citizen_matrix import address

CLIENT = """
[{place}]
provider = "{provider}"
client_id = "{place}"
key_file = "key.pem"
kid = "one"
issuer = "http://127.0.0.1:{port}"
"""


def policy_of(answer):
    """The content security policy as a table."""
    parts = (part.split() for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_forms_may_end_at_every_configured_provider_and_nowhere_else(tmp_path, published_files):
    (tmp_path / "static").symlink_to(published_files)
    (tmp_path / "key.pem").write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    clients = [("namsos.citizen", "idporten", 4001), ("vik.citizen", "idporten", 4002)]
    clients.append(("vik.staff", "ansattporten", 4003))
    (tmp_path / "login.toml").write_text(
        "".join(CLIENT.format(place=a, provider=b, port=c) for a, b, c in clients)
    )
    app = create_app(settings_for(tmp_path, login_file=tmp_path / "login.toml"), Clock())
    for path in ("/namsos/nb/", "/vik/nn/koordinator/ring-meg", "/finnes-ikke"):
        policy = policy_of(app.test_client().get(path))
        assert set(policy["form-action"]) == {
            "'self'",
            "http://127.0.0.1:4001",
            "http://127.0.0.1:4002",
            "http://127.0.0.1:4003",
            "http://127.0.0.1:8000",  # the stand-in of the others
        }
        assert policy["frame-ancestors"] == ["'none'"]
    app.extensions["database"].dispose()


def test_one_page_alone_may_be_framed(app):
    """Whatever the address, nobody but a provider draws one of our pages in a frame."""
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "GET" not in rule.methods or rule.endpoint == "login.front_channel":
            continue
        answer = client.get(address(app, rule, "AAAA-BBBB-CCCC"))
        assert answer.headers["X-Frame-Options"] == SECURITY["X-Frame-Options"], rule.rule
        assert policy_of(answer)["frame-ancestors"] == ["'none'"], rule.rule


def test_nothing_but_a_whole_answer_may_be_framed(app):
    answer = app.test_client().get("/oslo/innlogging/ut/ramme")
    assert answer.status_code == 404
    assert answer.headers["X-Frame-Options"] == "DENY"
    answer = app.test_client().post("/namsos/innlogging/ut/ramme")
    assert answer.status_code == 405
    assert policy_of(answer)["frame-ancestors"] == ["'none'"]


@pytest.fixture(scope="module")
def inside(shared_app):  # noqa: F811
    """Browsers of a citizen with a case and of an employee, and the case's reference."""
    town = Town.of(shared_app)
    reference = town.ask()
    officer, _colleague = (
        enrol(shared_app, who, Role.OFFICER, "storby", unit=CENTRE) for who in "oc"
    )
    return [town.browsers["reader"], logged_in(shared_app, officer)], reference


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_56_no_page_behind_a_login_is_stored_whatever_it_answers(shared_app, inside, method):  # noqa: F811
    """56: after logout, and on a machine others use, the browser has nothing to show."""
    browsers, reference = inside
    shown = 0
    for rule in shared_app.url_map.iter_rules():
        declared = declaration_of(shared_app, rule.endpoint)
        if method not in rule.methods or declared.level is Level.NONE:
            continue
        assert declared.cache in {Cache.PERSONAL, Cache.FORM}, rule.rule
        for browser in browsers:
            answer = browser.open(address(shared_app, rule, reference), method=method)
            assert answer.headers["Cache-Control"] == "no-store", rule.rule
            assert "ETag" not in answer.headers, rule.rule
            shown += answer.status_code == 200
    assert shown >= (0 if method == "POST" else 15)


def test_56_logout_clears_what_the_browser_keeps(shared_app, inside):  # noqa: F811
    browsers, _reference = inside
    page = browsers[0].get("/storby/nb/saker")
    answer = browsers[0].post("/storby/innlogging/ut", data={"csrf_token": csrf(page)})
    assert re.findall(r'"(\w+)"', answer.headers["Clear-Site-Data"]) == ["cache", "storage"]
