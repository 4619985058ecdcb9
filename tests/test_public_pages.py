"""Public pages: the same bytes for everyone, 304 when unchanged, compressed, and no database."""

import brotli
import pytest

from portal.store.db import DatabaseAway

PUBLIC = [
    "/namsos/nb/",
    "/vik/nn/",
    "/iveland/en/",
    "/namsos/nb/rettigheter",
    "/namsos/nb/rettigheter/koordinator",
    "/storby/nn/hvem-ringer-jeg",
    "/fjordvik/en/personvern",
    "/namsos/nb/tilgjengelighet",
    "/namsos/nb/andre-sprak/ar",
    "/namsos/nb/koordinator",
    "/namsos/nb/sok",
    "/namsos/nb/sok?q=plan",
    "/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_everyone_gets_the_same_bytes_whatever_they_bring(app, client, path):
    stranger = client.get(path)
    guest = app.test_client()
    guest.set_cookie("skjema", "something")
    known = guest.get(path, headers={"User-Agent": "x", "Accept-Language": "en", "Referer": "/"})
    assert stranger.status_code == 200
    assert stranger.data == known.data
    assert stranger.headers["ETag"] == known.headers["ETag"]
    assert "Set-Cookie" not in stranger.headers
    assert "Cookie" not in stranger.headers.get("Vary", "")


@pytest.mark.parametrize("path", PUBLIC)
def test_a_reader_who_has_the_page_gets_304_without_a_body(client, path):
    tag = client.get(path).headers["ETag"]
    answer = client.get(path, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert answer.data == b""
    assert client.get(path, headers={"If-None-Match": 'W/"other"'}).status_code == 200


def test_compressed_bytes_unfold_to_the_same_page(client):
    plain = client.get("/namsos/nb/rettigheter/koordinator")
    packed = client.get("/namsos/nb/rettigheter/koordinator", headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert "Accept-Encoding" in packed.headers["Vary"]


def test_form_pages_are_never_compressed(client):
    answer = client.get("/namsos/nb/koordinator/ring-meg", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages_need_no_database(app, client, path, monkeypatch):
    def away(*_args):
        raise DatabaseAway

    monkeypatch.setattr(app.extensions["database"], "transaction", away)
    assert client.get(path).status_code == 200


def test_head_tells_the_same_and_sends_nothing(client):
    got, told = client.get("/namsos/nb/"), client.head("/namsos/nb/")
    assert told.headers["ETag"] == got.headers["ETag"]
    assert told.data == b""


def test_the_first_page_is_light(client):
    """One compressed answer of at most 14 kB paints before the line has warmed up."""
    for path in PUBLIC:
        if "?" not in path:
            assert len(client.get(path, headers={"Accept-Encoding": "br"}).data) <= 14_000, path


def test_no_public_page_loads_htmx(client):
    for path in PUBLIC:
        assert "htmx" not in client.get(path).text, path


def test_the_front_door_finds_a_municipality_by_name_number_and_postcode(client):
    for asked, there in [
        ("namsos", "/namsos/"),
        ("4639", "/vik/"),
        ("Iveland kommune", "/iveland/"),
    ]:
        assert client.get(f"/?kommune={asked}").headers["Location"] == there
    assert client.get("/?kommune=0061").headers["Location"] == "/storby/"
    for asked in ("Oslo", "²²²²", "%00", "9" * 500, "<b>"):
        answer = client.get("/", query_string={"kommune": asked})
        assert answer.status_code == 200
        assert "<b>" not in answer.text


@pytest.mark.parametrize(
    ("wanted", "place"),
    [
        ("nb-NO,nb;q=0.9,en;q=0.5", "nb"),
        ("nn", "nn"),
        ("no", "nn"),
        ("en-GB,en", "en"),
        ("pl", "nn"),
        ("", "nn"),
        ("sv,nb;q=0.3", "nb"),
    ],
)
def test_vik_opens_in_the_best_language_nynorsk_first(client, wanted, place):
    answer = client.get("/vik/", headers={"Accept-Language": wanted})
    assert answer.headers["Location"] == f"/vik/{place}/"
