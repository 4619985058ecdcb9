"""A clamd on loopback that speaks INSTREAM as its manual says (clamd(8)), and misbehaves on request."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

HARM = b"Kanarismitte"
"""What it finds harmful, wherever it stands."""
PIECE_LIMIT = 1 << 20
STREAM_MAX = 16 * 1024 * 1024


class Behaviour(StrEnum):
    ANSWER = "as published"
    HANG = "takes the file and never answers"
    CLOSE = "hangs up in mid-file"
    SILENT = "hangs up without a word"
    SMALL = "takes a thousand bytes at most"
    NONSENSE = "says something else"
    DRIP = "one sign of the answer at a time, for ever"


class Clamd:
    """What it was asked, and how it answers."""

    def __init__(self) -> None:
        self.behaviour, self.seen, self.address = Behaviour.ANSWER, list[bytes](), ""
        self.over = threading.Event()


def taken(line: Any, room: int) -> bytes:
    """The pieces until the one of no length. Raises ValueError when they do not follow the manual, or are too much."""
    content = b""
    while True:
        (length,) = struct.unpack("!I", line.read(4))
        if length == 0:
            return content
        if length > PIECE_LIMIT:
            raise ValueError("a piece of no reasonable length")
        content += line.read(length)
        if len(content) > room:
            raise OverflowError


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        clamd: Clamd = self.server.clamd  # type: ignore[attr-defined]
        how = clamd.behaviour
        command = self.rfile.read(10)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        if how is Behaviour.CLOSE:
            self.rfile.read(8)
            return
        try:
            content = taken(self.rfile, 1000 if how is Behaviour.SMALL else STREAM_MAX)
        except OverflowError:
            self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
            return
        clamd.seen.append(content)
        self.answer(clamd, how, b"Kanari-Test-Signature FOUND" if HARM in content else b"OK")

    def answer(self, clamd: Clamd, how: Behaviour, said: bytes) -> None:
        if how is Behaviour.HANG:
            clamd.over.wait(20)
        elif how is Behaviour.DRIP:
            while not clamd.over.wait(0.05):
                self.wfile.write(b" ")
        elif how is Behaviour.NONSENSE:
            self.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
        elif how is not Behaviour.SILENT:
            self.wfile.write(b"stream: " + said + b"\0")


class QuietServer(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True

    def handle_error(self, *_about: object) -> None:
        """The other end has gone: that is what some tests are about."""


class QuietUnixServer(QuietServer):
    address_family = socketserver.socket.AF_UNIX

    def server_bind(self) -> None:
        self.socket.bind(self.server_address)


@contextmanager
def running(path: str = "") -> Iterator[Clamd]:
    """A scanner on a free port, or at a socket's path."""
    clamd = Clamd()
    server = QuietUnixServer(path, Handler) if path else QuietServer(("127.0.0.1", 0), Handler)
    server.clamd = clamd  # type: ignore[attr-defined]
    clamd.address = path or f"127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield clamd
    finally:
        clamd.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
