"""A scanner is asked by its published protocol; whatever it does, there is an answer in time and nothing is raised."""

import socket
from collections.abc import Iterator
from time import monotonic

import pytest

from portal import scanner
from portal.scanner import PIECE, Verdict, look
from tests.clamd_double import HARM, Behaviour, Clamd, running
from tests.conftest import settings_for


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with running() as one:
        yield one


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE], ids=str)
def test_every_byte_arrives_in_order(clamd: Clamd, size: int) -> None:
    content = bytes(number % 251 for number in range(size))
    assert look(clamd.address, content) is Verdict.CLEAN
    assert clamd.seen == [content]


def test_what_is_found_is_told(clamd: Clamd) -> None:
    assert look(clamd.address, b"x" * PIECE + HARM) is Verdict.HARMFUL


def test_a_socket_by_its_path(tmp_path) -> None:
    path = str(tmp_path / "clamd.ctl")
    with running(path) as clamd:
        assert look(path, HARM) is Verdict.HARMFUL
        assert clamd.seen == [HARM]


@pytest.mark.parametrize("how", [one for one in Behaviour if one is not Behaviour.ANSWER], ids=str)
def test_what_is_no_answer_is_none_and_comes_in_time(clamd: Clamd, how: Behaviour) -> None:
    clamd.behaviour, began = how, monotonic()
    assert look(clamd.address, HARM * 200_000, seconds=0.4) is Verdict.NO_ANSWER
    assert monotonic() - began < 5


def test_nobody_at_home() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert look(f"127.0.0.1:{taken.getsockname()[1]}", HARM) is Verdict.NO_ANSWER
    assert look("/nowhere/clamd.ctl", HARM) is Verdict.NO_ANSWER


def test_without_a_scanner_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanner, "ask", lambda *_words: pytest.fail("asked"))
    assert look("", HARM) is Verdict.UNASKED


# The words of clamd for a stream; all else is no answer, however much it looks like one.
@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (b"stream: OK", Verdict.CLEAN),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND", Verdict.HARMFUL),
        (b"stream: OK FOUND", Verdict.HARMFUL),
        (b"OK", Verdict.NO_ANSWER),
        (b"", Verdict.NO_ANSWER),
        (b"stream: Can't allocate memory ERROR", Verdict.NO_ANSWER),
        (b"INSTREAM size limit exceeded. ERROR", Verdict.NO_ANSWER),
        (b"stream: OK. stream: OK", Verdict.NO_ANSWER),
    ],
)
def test_what_its_words_mean(monkeypatch, said: bytes, verdict: Verdict) -> None:
    monkeypatch.setattr(scanner, "ask", lambda *_words: said)
    assert look("127.0.0.1:3310", b"") is verdict


@pytest.mark.parametrize("address", ["clamd", "clamd:", ":3310", "clamd:x", "clamd:0", "a:99999"])
def test_an_address_that_reaches_nobody_stops_the_start(tmp_path, address: str) -> None:
    with pytest.raises(ValueError, match="PORTAL_SCANNER must be host:port"):
        settings_for(tmp_path, scanner=address)


@pytest.mark.parametrize("address", ["", "127.0.0.1:3310", "[::1]:3310", "/run/clamav/clamd.ctl"])
def test_an_address_that_may_reach_somebody(tmp_path, address: str) -> None:
    assert settings_for(tmp_path, scanner=address).scanner == address
