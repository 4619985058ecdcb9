"""`python3 bench/run.py`: a public page and the «ring meg» form against a bare Flask hello.

All are asked in turn, round after round, in one run on one machine; what counts is the ratio
to hello in the same round. Aims: public page at least 0.70, form page at least 0.15.
"""

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OWN_PYTHON = ROOT / ".venv" / "bin" / "python"
FORM = "/namsos/nb/koordinator/ring-meg"
TYPED = "show=nb&about=self&name=Kari&phone=22222222&when=any&spoken=norwegian"


@dataclass(frozen=True)
class Page:
    """What is asked of which server. With `typed` it is posted; `aim` is the least ratio to hello."""

    server: str
    path: str
    typed: str | None = None
    aim: float | None = None


PAGES = {
    "hello": Page("hello", "/"),
    "public page": Page("portal", "/namsos/nb/rettigheter/koordinator", aim=0.70),
    "form page": Page("portal", FORM, aim=0.15),
    "form page with answers": Page("portal", FORM, typed=TYPED),
}
CONNECTIONS = 8
WAYS = ("as-served", "two-sync")


def main() -> int:
    """Measure and print; exit code 1 when an aim is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument(
        "--way", choices=WAYS, default="as-served", help="as portal/server.py, or two plain workers"
    )
    chosen = parser.parse_args()
    tool = "wrk" if shutil.which("wrk") else "the client in bench/client.py"
    print(
        f"{chosen.way}, {chosen.rounds} rounds of {chosen.seconds:g} s, {CONNECTIONS} connections, {tool}"
    )
    with (
        tempfile.TemporaryDirectory() as folder,
        server("hello", chosen.way, folder) as hello,
        server("portal", chosen.way, folder) as portal,
    ):
        ports = {"hello": hello, "portal": portal}
        rounds = [one_round(ports, chosen.seconds) for _ in range(chosen.rounds)]
    return report(rounds)


@contextmanager
def server(kind: str, way: str, folder: str):
    """A server in a process group of its own, ended afterwards; gives its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "bench" / "serve.py"), kind, str(port), way]
    process = subprocess.Popen(command, env={**os.environ, "BENCH_FOLDER": folder})
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen) -> None:
    """Until it answers; a server that ends instead is an error."""
    for _try in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).read()
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 seconds")


def one_round(ports: dict[str, int], seconds: float) -> dict[str, float]:
    """Answers per second of each page, one after the other."""
    return {name: measure(ports[page.server], page, seconds) for name, page in PAGES.items()}


def measure(port: int, page: Page, seconds: float) -> float:
    """Answers per second, by wrk when it is here."""
    if not shutil.which("wrk"):
        from client import answers_per_second

        return answers_per_second(port, page.path, page.typed, seconds, CONNECTIONS)
    command = [
        "wrk",
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds:g}s",
        "-H",
        "Accept-Encoding: br, gzip",
    ]
    environment = dict(os.environ)
    if page.typed:
        command += ["-s", str(ROOT / "bench" / "post.lua")]
        environment["BENCH_BODY"] = page.typed
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{page.path}"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"{page.path}: not every answer was a 200\n{said}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])


def report(rounds: list[dict[str, float]]) -> int:
    """A row per page: median answers per second, median ratio to hello, aim."""
    missed = 0
    print("\n| page | answers/s | ratio to hello | lowest–highest | aim |\n|---|---|---|---|---|")
    for name, page in PAGES.items():
        ratios = [one[name] / one["hello"] for one in rounds]
        ratio, speed = statistics.median(ratios), statistics.median(one[name] for one in rounds)
        missed += page.aim is not None and ratio < page.aim
        spread = f"{min(ratios):.2f}–{max(ratios):.2f}"
        print(
            f"| {name} | {speed:.0f} | {ratio:.2f} | {spread} | {f'≥ {page.aim:.2f}' if page.aim else ''} |"
        )
    return 1 if missed else 0


if __name__ == "__main__":
    if OWN_PYTHON.exists() and Path(sys.prefix) != ROOT / ".venv":
        os.execv(OWN_PYTHON, [str(OWN_PYTHON), *sys.argv])
    sys.exit(main())
