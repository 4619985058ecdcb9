"""The line to a provider: five seconds in all, 256 kB, no detours, few calls at once.

Numbers are rows of the attack list.
"""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from time import monotonic
from typing import Any

import pytest
import requests
from requests.adapters import BaseAdapter

from portal.login import outbound
from portal.login.outbound import Lines
from portal.login.providers import Provider
from tests.login.provider import answer
from tests.login.served import served

LIMIT = 0.3
ONE = Provider("citizen", "http://127.0.0.1:8000/one", "c", "http://127.0.0.1:8000", {})
OTHER = Provider("staff", "http://127.0.0.1:8000/other", "c", "http://127.0.0.1:8000", {})
DONE = threading.Event()


@pytest.fixture(autouse=True)
def done() -> Iterator[None]:
    """Whatever hangs is let go when the test is over."""
    DONE.clear()
    yield
    DONE.set()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "SECONDS_IN_ALL", LIMIT)


def silent(handler: BaseHTTPRequestHandler) -> None:
    DONE.wait(20)


def half_a_header(handler: BaseHTTPRequestHandler) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 10_000:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if DONE.wait(LIMIT / 4):
            return


def drip(handler: BaseHTTPRequestHandler) -> None:
    """A byte now and then: no single read is ever slow."""
    handler.send_response(200)
    handler.send_header("Content-Length", "10000")
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b" ")
        handler.wfile.flush()
        if DONE.wait(LIMIT / 4):
            return


def endless(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b"[" * 10_000)


def elsewhere(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(307)
    handler.send_header("Location", "/followed")
    handler.end_headers()


def cut_off(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"ff\r\nabc")


def call(lines: Lines, provider: Provider = ONE) -> requests.Response:
    with lines.session_for(provider) as session:
        return session.post(provider.issuer + "/token", data={"code": "c"})


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("slow", [silent, half_a_header, drip])
def test_nobody_waits_longer_than_the_time_in_all(slow: Callable[..., None]) -> None:
    """40: also when a byte comes now and then."""
    with served(slow) as network:
        began = monotonic()
        with pytest.raises(requests.RequestException):
            call(Lines(network))
        assert monotonic() - began < 5, "the drip lasts for minutes"
        DONE.set()


def test_the_time_in_all_is_five_seconds() -> None:
    """40."""
    assert outbound.SECONDS_IN_ALL == 5


@pytest.mark.parametrize("what", [endless, elsewhere, cut_off])
def test_what_is_no_whole_answer_is_refused(what: Callable[..., None]) -> None:
    """41 and 38: a redirect is not followed, and nobody fills our memory."""
    asked: list[str] = []

    def noted(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        what(handler)

    with served(noted) as network, pytest.raises(requests.RequestException):
        call(Lines(network))
    assert asked == ["/one/token"]


def test_no_proxy_stands_between_us_and_our_own_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)

    def fine(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "2")
        handler.end_headers()
        handler.wfile.write(b"{}")

    with served(fine) as network:
        assert call(Lines(network)).json() == {}


class Hanging(BaseAdapter):
    """A network that holds every call until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.held = threading.Semaphore(0)
        self.go = threading.Event()

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        self.held.release()
        self.go.wait(20)
        made = answer(200, {})
        made.request, made.url = request, str(request.url)
        return made

    def close(self) -> None:
        pass


def test_a_provider_that_hangs_holds_no_more_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """40: of eight threads at least three are always free, and the other provider is still called."""
    network = Hanging()
    lines = Lines(network)

    def hang(provider: Provider) -> threading.Thread:
        started = threading.Thread(target=call, args=(lines, provider), daemon=True)
        started.start()
        assert network.held.acquire(timeout=5)
        return started

    waiting = [hang(ONE) for _ in range(4)]
    with pytest.raises(requests.ConnectionError, match="too many"):
        call(lines, ONE)
    waiting.append(hang(OTHER))
    with pytest.raises(requests.ConnectionError, match="too many"):
        call(lines, OTHER)
    network.go.set()
    for one in waiting:
        one.join(5)
    assert [call(lines, provider).json() for provider in (ONE, OTHER)] == [{}, {}]


def test_a_provider_on_the_net_is_never_called_in_the_clear() -> None:
    """43."""
    real = Provider("citizen", "https://idporten.no", "c", "https://login.idporten.no", {})
    network = Hanging()
    network.go.set()
    with Lines(network).session_for(real) as session:
        assert session.get("https://idporten.no/jwks").json() == {}
        with pytest.raises(requests.RequestException):
            session.get("http://idporten.no/jwks")
