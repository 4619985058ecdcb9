"""A first visit on a poor network: few answers, few bytes, and nothing sent twice."""

import json
from dataclasses import dataclass, field

import pytest
import requests

MOST_BYTES = 40_000
MOST_REQUESTS = 4
MUNICIPALITIES = ("namsos", "vik", "iveland", "fjordvik", "storby")
FIRST_VISITS = [
    *[f"/{kommune}/nb/" for kommune in MUNICIPALITIES],
    "/namsos/nb/rettigheter/koordinator",
    "/namsos/nn/rettigheter/loven",
    "/namsos/en/rettigheter/loven",
    "/namsos/nb/koordinator/ring-meg",
]


@dataclass
class Visit:
    """What the browser asked for and how much came over the line, headers included."""

    addresses: list[str] = field(default_factory=list)
    bytes: float = 0


def first_visit(context, address):
    """Open an address in a browser that has seen nothing before."""
    page, visit = context.new_page(), Visit()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on("Network.requestWillBeSent", lambda e: visit.addresses.append(e["request"]["url"]))

    def done(event):
        visit.bytes += event["encodedDataLength"]

    network.on("Network.loadingFinished", done)
    page.goto(address, wait_until="networkidle")
    return visit


@pytest.mark.parametrize("path", FIRST_VISITS)
def test_a_first_visit_is_light(path, open_context, site):
    visit = first_visit(open_context(), site.base + path)
    assert len(visit.addresses) <= MOST_REQUESTS, visit.addresses
    assert 0 < visit.bytes <= MOST_BYTES
    assert all(address.startswith(site.base) for address in visit.addresses)


def test_the_count_would_see_a_heavy_page(open_context, site):
    """A page with a large picture from its own server is over the limit."""
    context = open_context()
    heavy = f"<img src='{site.base}/tung.svg'>" * 2
    context.route(
        "**/tung.svg",
        lambda r: r.fulfill(body=json.dumps("x" * 50_000), content_type="image/svg+xml"),
    )
    context.route("**/tung", lambda route: route.fulfill(body=heavy, content_type="text/html"))
    assert first_visit(context, f"{site.base}/tung").bytes > MOST_BYTES


@pytest.mark.parametrize("path", ["/namsos/nb/", "/namsos/nb/rettigheter/koordinator"])
def test_a_second_visit_sends_nothing_new(path, site):
    with requests.Session() as first, requests.Session() as second:
        here, there = first.get(site.base + path), second.get(site.base + path)
        assert here.content == there.content
        again = first.get(site.base + path, headers={"If-None-Match": here.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_browser_itself_asks_with_the_etag(visitor):
    person = visitor().stands_at("/namsos/nb/")
    again = person.page.reload()
    assert again.status == 304 or again.request.all_headers().get("if-none-match") is not None
