"""`python3 bench/login.py`: a login from press to page; and how everybody else fares when the login is away.

Namsos gets a login provider that is away in one of three ways; Vik keeps the stand-in. While twenty people press
«Logg inn» in Namsos, and press again a second after each answer, others read, are logged in, and log in in Vik. What
counts is the ratio to the same page in the same round with nobody pressing.
"""

import argparse
import json
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PYTHON = ROOT / ".venv" / "bin" / "python"

PEOPLE = 20
PAUSE = 1.0
PUBLIC = "/namsos/nb/rettigheter/koordinator"
OWN = "/vik/nn/saker"
BEGIN = "/{}/innlogging/inn"
PERSON = "innbygger-marte"
CONNECTIONS = 4


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        report_logins(round_trips(Path(name), chosen.rounds))
        for way, provider in PROVIDERS.items():
            with provider() as issuer, town(Path(name) / way.replace(" ", "-"), issuer) as port:
                report_away(way, [one_round(port, chosen.seconds) for _ in range(chosen.rounds)])
    return 0


def round_trips(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Seconds of ten logins in turn, and of a hello between them, in each round."""
    from run import server

    took: dict[str, list[float]] = {"hello": [], "login": []}
    with (
        server("hello", "as-served", str(folder)) as hello,
        server("portal", "as-served", str(folder)) as portal,
    ):
        log_in(portal)
        for _round in range(rounds):
            for _login in range(10):
                took["hello"].append(seconds_of_hello(hello))
                begun = time.perf_counter()
                log_in(portal)
                took["login"].append(time.perf_counter() - begun)
    return took


def seconds_of_hello(port: int) -> float:
    """One bare answer over a new connection, by the same client as the login."""
    import requests

    begun = time.perf_counter()
    requests.get(f"http://127.0.0.1:{port}/", timeout=30)
    return time.perf_counter() - begun


def log_in(port: int) -> str:
    """From «Logg inn» by the stand-in's chooser to the first page behind the door; the session's cookie."""
    import requests

    with requests.Session() as browser:
        browser.trust_env = False
        base = f"http://127.0.0.1:{port}"
        chooser = browser.get(base + BEGIN.format("vik"), timeout=30)
        token = re.search(r'name="csrf_token" value="([^"]+)"', chooser.text)
        if token is None:
            raise RuntimeError(f"no chooser: {chooser.status_code} at {chooser.url}")
        form = {"csrf_token": token[1], "person": PERSON}
        inside = browser.post(chooser.url, data=form, timeout=30)
        if inside.status_code != 200 or not inside.url.endswith("/saker"):
            raise RuntimeError(f"not let in: {inside.status_code} at {inside.url}")
        return "; ".join(f"{one.name}={one.value}" for one in browser.cookies)


@contextmanager
def gone() -> Iterator[str]:
    """Nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


@contextmanager
def silent() -> Iterator[str]:
    """Takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=500) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


@contextmanager
def silent_at_the_question() -> Iterator[str]:
    """Describes itself, and never answers the question: each login waits as long as it may."""
    over = threading.Event()

    class Provider(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            base = f"http://127.0.0.1:{self.server.server_port}"
            said = {
                "issuer": base,
                "authorization_endpoint": base + "/authorize",
                "token_endpoint": base + "/token",
                "jwks_uri": base + "/jwks",
                "pushed_authorization_request_endpoint": base + "/par",
            }
            body = json.dumps(said).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            over.wait(30)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    listening.daemon_threads = True
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.server_port}"
    finally:
        over.set()
        listening.shutdown()
        listening.server_close()


PROVIDERS = {
    "gone": gone,
    "silent": silent,
    "silent at the question": silent_at_the_question,
}


@contextmanager
def town(folder: Path, issuer: str) -> Iterator[int]:
    """A portal where Namsos' citizens log in at this issuer; its port."""
    from joserfc.jwk import RSAKey
    from run import server

    folder.mkdir()
    key = folder / "key.pem"
    key.touch(mode=0o600)
    key.write_bytes(RSAKey.generate_key(2048).as_pem(private=True))
    clients = folder / "login.toml"
    clients.write_text(
        '[namsos.citizen]\nprovider = "idporten"\nclient_id = "bench"\nkid = "bench"\n'
        f'key_file = "key.pem"\nissuer = "{issuer}"\n'
    )
    os.environ["BENCH_LOGIN_FILE"] = str(clients)
    try:
        with server("portal", "as-served", str(folder)) as port:
            yield port
    finally:
        del os.environ["BENCH_LOGIN_FILE"]


def one_round(port: int, seconds: float) -> dict[str, tuple[float, float]]:
    """Each measure with nobody at Namsos' login, and with twenty people there."""
    cookie = log_in(port)
    alone = others(port, cookie, seconds)
    with pressing(port) as answers:
        crowded = others(port, cookie, seconds)
    if not answers or set(answers) != {502}:
        raise RuntimeError(f"the login should be away: {sorted(set(answers))}")
    return {name: (alone[name], crowded[name]) for name in alone}


def others(port: int, cookie: str, seconds: float) -> dict[str, float]:
    """What everybody else gets: answers per second of two pages, logins per second in Vik."""
    return {
        "public page": answers_per_second(port, PUBLIC, seconds),
        "signed-in page": answers_per_second(port, OWN, seconds, cookie),
        "login in another municipality": logins_per_second(port, seconds),
    }


@contextmanager
def pressing(port: int) -> Iterator[list[int]]:
    """Twenty people who press «Logg inn» again and again; the statuses they got."""
    import requests

    over, answers = threading.Event(), []

    def press() -> None:
        while not over.is_set():
            address = f"http://127.0.0.1:{port}{BEGIN.format('namsos')}"
            said = requests.get(address, timeout=30, allow_redirects=False)
            answers.append(said.status_code)
            over.wait(PAUSE)

    people = [threading.Thread(target=press) for _ in range(PEOPLE)]
    for person in people:
        person.start()
    time.sleep(PAUSE)
    try:
        yield answers
    finally:
        over.set()
        for person in people:
            person.join()


def logins_per_second(port: int, seconds: float) -> float:
    """Whole logins, one after the other."""
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        log_in(port)
        count += 1
    return count / (time.perf_counter() - begun)


def answers_per_second(port: int, path: str, seconds: float, cookie: str = "") -> float:
    """Answers of a page, by wrk."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "30s"]
    command += ["-H", "Accept-Encoding: br, gzip", *(["-H", f"Cookie: {cookie}"] if cookie else [])]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in said or (found := re.search(r"Requests/sec:\s+([\d.]+)", said)) is None:
        raise RuntimeError(f"{path}: not every answer was a 200\n{said}")
    return float(found[1])


def report_logins(took: dict[str, list[float]]) -> None:
    """How long a login takes, as milliseconds and as hellos."""
    ratios = [a / b for a, b in zip(took["login"], took["hello"], strict=True)]
    millis = [1000 * each for each in took["login"]]
    print("\n| | ms, median | lowest–highest | per second, one after the other | hellos |")
    print("|---|---|---|---|---|")
    print(
        f"| login: five requests of the browser, two of the portal | {statistics.median(millis):.0f} "
        f"| {min(millis):.0f}–{max(millis):.0f} | {1 / statistics.median(took['login']):.1f} "
        f"| {statistics.median(ratios):.0f} |",
        flush=True,
    )


def report_away(way: str, rounds: list[dict[str, tuple[float, float]]]) -> None:
    """A row for each measure: with nobody at the login, with twenty, the ratio."""
    print(f"\n| provider {way} | alone, per s | with {PEOPLE} at the login | ratio | low–high |")
    print("|---|---|---|---|---|")
    for name in rounds[0]:
        alone, crowded = zip(*(each[name] for each in rounds), strict=True)
        ratios = [b / a for a, b in zip(alone, crowded, strict=True)]
        print(
            f"| {name} | {statistics.median(alone):.1f} | {statistics.median(crowded):.1f} "
            f"| {statistics.median(ratios):.2f} | {min(ratios):.2f}–{max(ratios):.2f} |",
            flush=True,
        )


if __name__ == "__main__":
    if OWN_PYTHON.exists() and Path(sys.prefix) != ROOT / ".venv":
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])
    sys.exit(main())
