"""(viruskontroll) Asks a clamd whether a file is harmful, by its published INSTREAM command.

The content goes in pieces, each with its length in four bytes before it, and nothing after the last. The answer is
`stream: OK`, `stream: <name> FOUND`, or an ERROR. Whatever is not one of the first two is no answer: the file is asked about again.
"""

import socket
import struct
from enum import StrEnum
from time import monotonic

SECONDS = 10.0
"""For the whole question. Somebody waits for the page meanwhile."""
PIECE = 64 * 1024
LONGEST_ANSWER = 1024
COMMAND = b"zINSTREAM\0"


class Verdict(StrEnum):
    """What came of asking. UNASKED: this house has no scanner; NO_ANSWER: it is down, slow, or could not tell."""

    CLEAN = "clean"
    HARMFUL = "harmful"
    NO_ANSWER = "no-answer"
    UNASKED = "unasked"


def look(address: str, content: bytes, seconds: float = SECONDS) -> Verdict:
    """What the scanner says of a file. `address` is `host:port`, the path of a socket, or empty for none. Raises nothing."""
    if not address:
        return Verdict.UNASKED
    try:
        said = ask(address, content, monotonic() + seconds)
    except OSError:
        return Verdict.NO_ANSWER
    if said == b"stream: OK":
        return Verdict.CLEAN
    if said.startswith(b"stream: ") and said.endswith(b" FOUND"):
        return Verdict.HARMFUL
    return Verdict.NO_ANSWER


def ask(address: str, content: bytes, latest: float) -> bytes:
    """One question and its answer, without the NUL at its end. Raises OSError, also when `latest` has come."""
    with connected(address, latest) as line:
        try:
            send(line, COMMAND, latest)
            for start in range(0, len(content), PIECE):
                piece = content[start : start + PIECE]
                send(line, struct.pack("!I", len(piece)) + piece, latest)
            send(line, struct.pack("!I", 0), latest)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and may have said why
        return answer(line, latest)


def connected(address: str, latest: float) -> socket.socket:
    """An open line to the scanner."""
    if not address.startswith("/"):
        return socket.create_connection(host_and_port(address), left(latest))
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        line.settimeout(left(latest))
        line.connect(address)
    except OSError:
        line.close()
        raise
    return line


def host_and_port(address: str) -> tuple[str, int]:
    """`host:port` as two. Raises ValueError for anything else."""
    host, colon, port = address.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("not host:port")
    return host.strip("[]"), int(port)


def send(line: socket.socket, data: bytes, latest: float) -> None:
    """All of it, before `latest`."""
    line.settimeout(left(latest))
    line.sendall(data)


def answer(line: socket.socket, latest: float) -> bytes:
    """All until a NUL or the end of the line."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        line.settimeout(left(latest))
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        said += part
    return said.partition(b"\0")[0].strip()


def left(latest: float) -> float:
    """Seconds until then. Raises TimeoutError when there are none."""
    seconds = latest - monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds
