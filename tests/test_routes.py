"""The list of addresses is a contract: each says who may use it, and reading changes nothing."""

import re

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from portal.app import create_app
from portal.headers import CACHE_CONTROL, Cache
from portal.pages.access import UndeclaredRoute, declaration_of, refuse_undeclared
from portal.rules.levels import Level

MAY_CHANGE_BY_READING = {"events", "event_objects", "event_chains", "sessions", "pending_logins"}


def sample(app: Flask, rule) -> dict[str, object]:
    """Values that fill in an address."""
    values = {"kommune": app.extensions["profiles"]["namsos"], "sprak": "nb", "slug": "koordinator"}
    values |= {"code": "pl", "reference": "AAAA-BBBB-CCCC", "number": 1, "id": 1, "name": "x"}
    values |= {"steg": "gjelder" if "/klage/" in rule.rule else "hvem", "version": 1}
    return {name: values.get(name, "x") for name in rule.arguments}


def address(app: Flask, rule) -> str:
    with app.test_request_context():
        return app.url_map.bind("127.0.0.1:8000").build(rule.endpoint, sample(app, rule))


def test_the_app_does_not_start_with_a_route_that_declares_nothing(settings):
    app = create_app(settings)
    app.add_url_rule("/glemt", "forgotten", lambda: "open to all")
    with pytest.raises(UndeclaredRoute, match="/glemt"):
        refuse_undeclared(app)


def test_addresses_are_kebab_case_and_typed(app):
    for rule in app.url_map.iter_rules():
        plain = re.sub(r"<[^>]+>", "x", rule.rule)
        assert re.fullmatch(r"(/[a-z0-9]+(-[a-z0-9]+)*)*(\.(ics|pdf|vcf|txt|json))?/?", plain), (
            rule.rule
        )
        for converter in re.findall(r"<([^>]+)>", rule.rule):
            assert ":" in converter, f"{rule.rule}: <{converter}> has no type"


@pytest.mark.parametrize("there", ["saker/%00", "ansatt/sak/%00", "ansatt/sak/A%00B/brev/x"])
def test_a_sign_no_database_takes_is_the_404(client, there):
    answer = client.get(f"/namsos/nb/{there}")
    assert answer.status_code == 404
    assert answer.text == client.get("/namsos/nb/finnes-ikke").text


def test_staff_pages_are_never_public(app):
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if "/ansatt" in rule.rule:
            assert declared.level is Level.STAFF, rule.rule
            assert declared.cache is Cache.PERSONAL, rule.rule


def test_not_logged_in_every_staff_address_gives_the_same_303(app, client):
    for rule in app.url_map.iter_rules():
        declared = declaration_of(app, rule.endpoint)
        if declared.level is Level.STAFF:
            method = "POST" if "POST" in rule.methods else "GET"
            answer = client.open(address(app, rule), method=method)
            assert answer.status_code == 303, rule.rule
            assert "/innlogging/" in answer.headers["Location"], rule.rule


def test_the_cache_class_of_each_route_is_what_it_sends(app, client):
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            answer = client.get(address(app, rule))
            if answer.status_code == 200:
                declared = declaration_of(app, rule.endpoint)
                assert answer.headers["Cache-Control"] == CACHE_CONTROL[declared.cache], rule.rule


def contents(app: Flask) -> dict[str, list[tuple[object, ...]]]:
    engine = app.extensions["database"].engine
    with engine.connect() as connection:
        tables = [t for t in inspect(engine).get_table_names() if t not in MAY_CHANGE_BY_READING]
        return {
            name: [tuple(row) for row in connection.execute(text(f'SELECT * FROM "{name}"'))]
            for name in tables
        }


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_leaves_the_database_unchanged(app, client, method):
    before = contents(app)
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            client.open(address(app, rule), method=method)
    assert contents(app) == before


@pytest.mark.parametrize(
    ("path", "phrase"),
    [
        ("/namsos/nb/finnes-ikke", "Vi finner ikke siden"),
        ("/namsos/nb/rettigheter/finnes-ikke", "Vi finner ikke siden"),
        ("/namsos/nb/andre-sprak/xx", "Vi finner ikke siden"),
        ("/vik/nn/finst-ikkje", "Vi finn ikkje sida"),
        ("/namsos/en/not-here", "We cannot find the page"),
        ("/namsos/se/", "Vi finner ikke siden"),
        ("/oslo/nb/", "Vi finner ikke siden"),
        ("/oslo/", "Vi finner ikke siden"),
        ("/namsos/nb/koordinator/../../x", "Vi finner ikke siden"),
        ("/namsos/nb/%00", "Vi finner ikke siden"),
        ("/<script>", "Vi finner ikke siden"),
    ],
)
def test_an_unknown_address_is_a_calm_404_that_does_not_echo_it(client, path, phrase):
    answer = client.get(path)
    assert answer.status_code == 404
    assert phrase in answer.text
    assert "finnes-ikke" not in answer.text.replace("/namsos/nb", "")
    assert "<script>" not in answer.text


def test_all_404_bodies_of_a_municipality_and_language_are_the_same_bytes(client):
    bodies = {client.get(f"/namsos/nb/{name}").data for name in ("a", "b/c", "rettigheter/d")}
    assert len(bodies) == 1


def test_a_404_has_phone_search_and_the_way_home(client):
    page = client.get("/namsos/nb/x").text
    assert 'href="tel:+4774217100"' in page
    assert 'href="/namsos/nb/sok"' in page
    assert 'href="/namsos/nb/"' in page


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_end_on_our_own_page(client, method):
    answer = client.open("/namsos/nb/koordinator", method=method)
    assert answer.status_code == 405
    assert "Ingenting er sendt" in answer.text


def test_health_answers(client):
    assert client.get("/lever").json == {"alive": True}
    assert client.get("/klar").status_code == 200
